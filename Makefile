# Short names for the usual jobs. CMake does the building; see CMakePresets.json.

# Compilers at once: one per core, and no more than one per GB of free memory.
JOBS ?= $(shell awk -v cores="$$(nproc)" '/MemAvailable/ { gb = int($$2 / 1000000) } \
                    END { n = gb < cores ? gb : cores; print n < 1 ? 1 : n }' /proc/meminfo)
# Installs the packages of a job. INSTALL=true leaves that to you.
INSTALL ?= packaging/install-packages.sh
# The folders of music that `make lab` makes its queries from.
MUSIC ?= /usr/share/games/wesnoth/*/data/core/music
# The modules of src/ whose own tests `make coverage` runs; none named: every test of everything.
MODULES ?=
# How long `make fuzz` feeds each target.
FUZZ_SECONDS ?= 300

say = @printf '\n==> %s\n'
ctest = ctest --test-dir build/$(1) --output-on-failure --no-tests=error -j $(JOBS)

.DEFAULT_GOAL := help
.PHONY: help demo generator test test-slow build bench lab asan tsan coverage fuzz tidy format clean

help:
	@printf 'make demo       build Tributary and trace a mix back to real recordings\n'
	@printf 'make generator  train a small music generator on the catalog of the demo, for audits\n'
	@printf 'make test       build everything and run the tests\n'
	@printf 'make test-slow  run the tests that take minutes\n'
	@printf 'make build      build the program: build/release/tributary\n'
	@printf 'make bench      run the micro-benchmarks\n'
	@printf 'make lab        measure how well tracing works on real music\n'
	@printf 'make asan       run the tests under AddressSanitizer and UBSan\n'
	@printf 'make tsan       run the tests of the threaded parts under ThreadSanitizer\n'
	@printf 'make coverage   run the tests and report which lines and branches they reach (MODULES="ledger royalty": only theirs)\n'
	@printf 'make fuzz       feed hostile bytes to every file reader (FUZZ_SECONDS=%s each)\n' '$(FUZZ_SECONDS)'
	@printf 'make tidy       run clang-tidy over everything\n'
	@printf 'make format     format the C++ files\n'
	@printf 'make clean      remove build/, demo-data/ and lab-data/\n'

demo:
	$(say) 'Installing what the demo needs and this machine lacks'
	@$(INSTALL) build demo
	$(say) 'Building the program and the demo ($(JOBS) at once)'
	cmake --preset release
	cmake --build --preset release -j $(JOBS) --target tributary demo
	$(say) 'Running the demo'
	build/release/demo --workspace demo-data

generator:
	$(say) 'Installing what the generator needs and this machine lacks'
	@$(INSTALL) build demo lab
	$(say) 'Building the generator and the audit ($(JOBS) at once)'
	cmake --preset release
	cmake --build --preset release -j $(JOBS) --target tributary tributary-audit demo lab_generator train_generator
	[ -f demo-data/catalog.csv ] || build/release/demo --workspace demo-data
	$(say) 'Training it on the catalog of the demo, and letting it play'
	mkdir -p demo-data/generator
	build/release/lab_generator segments --catalog demo-data/catalog.csv --per-artist 24 \
	  --out demo-data/generator/segments.tensors
	build/release/train_generator --segments demo-data/generator/segments.tensors --output demo-data/generator \
	  --size tiny --epochs 30
	build/release/lab_generator render --model demo-data/generator/generator.pt --tag 0 --out demo-data/generator/music.wav

test:
	$(say) 'Installing what the tests need and this machine lacks'
	@$(INSTALL) build demo test
	$(say) 'Building everything ($(JOBS) at once)'
	cmake --preset release
	cmake --build --preset release -j $(JOBS)
	$(say) 'Running the tests'
	$(call ctest,release) -LE slow

test-slow:
	$(say) 'Installing what the tests need and this machine lacks'
	@$(INSTALL) build demo test
	$(say) 'Building everything ($(JOBS) at once)'
	cmake --preset release
	cmake --build --preset release -j $(JOBS)
	$(say) 'Running the slow tests'
	$(call ctest,release) -L slow

build:
	$(say) 'Installing what the build needs and this machine lacks'
	@$(INSTALL) build
	$(say) 'Building build/release/tributary ($(JOBS) at once)'
	cmake --preset release
	cmake --build --preset release -j $(JOBS) --target tributary

# Builds everything with a sanitizer and runs the tests that match a ctest selection.
define sanitized
	$(say) 'Installing what the tests need and this machine lacks'
	@$(INSTALL) build demo test
	$(say) 'Building everything with $(2) ($(JOBS) at once)'
	cmake --preset $(1)
	cmake --build --preset $(1) -j $(JOBS) $(4)
	$(say) 'Running the tests with $(2)'
	$(call ctest,$(1)) $(3)
endef

asan:
	$(call sanitized,asan,AddressSanitizer and UBSan,-LE slow)

tsan:
	$(call sanitized,tsan,ThreadSanitizer,-L threads,)

# Branches that only an exception takes, and those of tests and their headers, do not count.
reached = gcovr --root . --object-directory build/coverage --exclude '.*_test\.cc' --exclude '.*/(test|random)_[a-z]*\.h' \
                --exclude '.*/testing/.*' \
                --exclude-throw-branches --exclude-unreachable-branches

coverage:
	$(say) 'Installing what the coverage report needs and this machine lacks'
	@$(INSTALL) build demo test coverage
	$(say) 'Building $(if $(MODULES),the tests of $(MODULES),everything), instrumented ($(JOBS) at once)'
	cmake --preset coverage
	cmake --build --preset coverage -j $(JOBS) $(if $(MODULES),--target $(MODULES:%=tributary_%_test))
	$(say) 'Running the tests'
	find build/coverage -name '*.gcda' -delete
ifeq ($(MODULES),)
	$(call ctest,coverage) -LE slow
else
	set -e; for module in $(MODULES); do build/coverage/src/$$module/tributary_$${module}_test --gtest_brief=1; done
endif
	$(say) 'Writing build/coverage/report/index.html'
	mkdir -p build/coverage/report
	$(reached) $(if $(MODULES),$(MODULES:%=--filter 'src/%/'),--filter 'src/' --filter 'include/') \
	      --html-details build/coverage/report/index.html --json build/coverage/report/counts.json
	@printf '\n%-12s %8s %10s\n' module lines branches
	@for module in $(or $(MODULES),$(notdir $(wildcard src/*))); do \
	  $(reached) --add-tracefile build/coverage/report/counts.json --filter "src/$$module/" --print-summary -o "build/coverage/report/$$module.txt" \
	  | awk -v module="$$module" '/^lines/ { lines = $$2 } /^branches/ { branches = $$2 } \
	                              END { printf "%-12s %8s %10s\n", module, lines, branches }'; done

# The targets are the programs named fuzz_*; each starts from its seeds and from its corpus in fuzz/corpus/.
fuzz:
	$(say) 'Installing what fuzzing needs and this machine lacks'
	@$(INSTALL) build fuzz
	$(say) 'Building the fuzz targets ($(JOBS) at once)'
	cmake --preset fuzz
	cmake --build --preset fuzz -j $(JOBS) --target fuzzers
	@set -e; for program in build/fuzz/fuzz/fuzz_*; do \
	  name=$${program##*/fuzz_}; found=build/fuzz/corpus/$$name; \
	  printf '\n==> Fuzzing %s for $(FUZZ_SECONDS) s; what it finds lies in %s\n' "$$name" "$$found"; \
	  mkdir -p "$$found" "fuzz/corpus/$$name"; \
	  "build/fuzz/fuzz/replay_$$name" --write "$$found"; \
	  "$$program" -max_total_time=$(FUZZ_SECONDS) -timeout=10 -rss_limit_mb=4096 -verbosity=0 -print_final_stats=1 \
	    -artifact_prefix="build/fuzz/$$name-" "$$found" "fuzz/corpus/$$name"; \
	done

tidy:
	$(say) 'Installing what clang-tidy needs and this machine lacks'
	@$(INSTALL) build test tidy
	$(say) 'Building everything with clang and clang-tidy ($(JOBS) at once)'
	cmake --preset tidy
	cmake --build --preset tidy -j $(JOBS) -- -k 0

format:
	$(say) 'Formatting the C++ files'
	@$(INSTALL) tidy
	find include src lab bench fuzz tests -name '*.h' -o -name '*.cc' | xargs clang-format -i

bench:
	$(say) 'Installing what the benchmarks need and this machine lacks'
	@$(INSTALL) build demo
	$(say) 'Building the benchmarks ($(JOBS) at once)'
	cmake --preset release
	cmake --build --preset release -j $(JOBS) --target tributary_bench
	$(say) 'Running the benchmarks'
	build/release/tributary_bench

lab:
	$(say) 'Installing what the lab needs and this machine lacks'
	@$(INSTALL) build demo lab
	$(say) 'Building the lab ($(JOBS) at once)'
	cmake --preset release
	cmake --build --preset release -j $(JOBS) --target lab_recording
	$(say) 'Making queries and tracing them: tens of minutes'
	build/release/lab_recording --music $(MUSIC)

clean:
	$(say) 'Removing build/, demo-data/ and lab-data/'
	rm -rf build demo-data lab-data

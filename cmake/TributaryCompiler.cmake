# Language level, warnings and tools that every target shares.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)

find_program(TRIBUTARY_CCACHE ccache)
if(TRIBUTARY_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${TRIBUTARY_CCACHE})
endif()
find_program(TRIBUTARY_MOLD mold)
if(TRIBUTARY_MOLD)
  add_link_options(-fuse-ld=mold)
endif()

add_library(tributary_warnings INTERFACE)
target_compile_options(tributary_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
  -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-qual -Wformat=2 -Wdouble-promotion -Wundef
  # g++ 12 sees overlapping copies in "literal" + std::string (GCC bug 105329).
  $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)
option(TRIBUTARY_WERROR "Treat warnings as errors" OFF)
if(TRIBUTARY_WERROR)
  target_compile_options(tributary_warnings INTERFACE -Werror)
endif()

set(TRIBUTARY_SANITIZE "" CACHE STRING "Value for -fsanitize, such as address,undefined")
if(TRIBUTARY_SANITIZE)
  add_compile_options(-fsanitize=${TRIBUTARY_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${TRIBUTARY_SANITIZE})
endif()
option(TRIBUTARY_COVERAGE "Instrument for gcov" OFF)
if(TRIBUTARY_COVERAGE)
  add_compile_options(--coverage -fprofile-update=atomic)
  add_link_options(--coverage)
endif()
option(TRIBUTARY_TIDY "Run clang-tidy beside the compiler" OFF)
if(TRIBUTARY_TIDY)
  find_program(TRIBUTARY_CLANG_TIDY NAMES clang-tidy clang-tidy-14 REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${TRIBUTARY_CLANG_TIDY} --quiet)
endif()

# -O3 vectorises the loops over spectra and peaks; line tables are enough to read a stack trace.
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O3 -g1 -DNDEBUG")

# tributary_module(NAME [DEPENDS module...] [PRIVATE library...] [TEST_LABELS label...])
#
# One module of src/: the static library tributary_NAME from every .cc of the folder, and, when tests
# are on, the program tributary_NAME_test from its *_test.cc files. DEPENDS names modules whose headers
# this one's headers may show; PRIVATE names third-party libraries, which no other module sees. TEST_LABELS
# are ctest labels of its tests: "threads" for `make tsan`, "slow" for `make test-slow`.
include(GoogleTest)

function(tributary_module name)
  cmake_parse_arguments(ARG "" "" "DEPENDS;PRIVATE;TEST_LABELS" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  set(tests ${sources})
  list(FILTER sources EXCLUDE REGEX "_test\\.cc$")
  list(FILTER tests INCLUDE REGEX "_test\\.cc$")

  add_library(tributary_${name} STATIC ${sources})
  target_include_directories(tributary_${name} PUBLIC ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/src)
  list(TRANSFORM ARG_DEPENDS PREPEND tributary_)
  target_link_libraries(tributary_${name} PUBLIC ${ARG_DEPENDS} PRIVATE tributary_warnings ${ARG_PRIVATE})

  if(TRIBUTARY_TESTS AND tests)
    tributary_test(${name} SOURCES ${tests} DEPENDS ${name} PRIVATE ${ARG_PRIVATE} LABELS ${ARG_TEST_LABELS})
  endif()
endfunction()

# tributary_test(NAME SOURCES file... [DEPENDS module...] [PRIVATE library...] [LABELS label...])
function(tributary_test name)
  cmake_parse_arguments(ARG "" "" "SOURCES;DEPENDS;PRIVATE;LABELS" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(tributary_${name}_test ${ARG_SOURCES})
  list(TRANSFORM ARG_DEPENDS PREPEND tributary_)
  target_include_directories(tributary_${name}_test PRIVATE ${PROJECT_SOURCE_DIR})
  target_link_libraries(tributary_${name}_test PRIVATE ${ARG_DEPENDS} ${ARG_PRIVATE} tributary_warnings GTest::gmock GTest::gtest_main)
  gtest_discover_tests(tributary_${name}_test TEST_PREFIX ${name}. DISCOVERY_MODE PRE_TEST
                       TEST_LIST tributary_${name}_tests PROPERTIES TIMEOUT 600)
  # gtest_discover_tests takes a list among its PROPERTIES apart: only the first label would be kept.
  set(labels ${CMAKE_CURRENT_BINARY_DIR}/tributary_${name}_labels.cmake)
  file(WRITE ${labels} "if(tributary_${name}_tests)\n  set_tests_properties(\${tributary_${name}_tests} "
                       "PROPERTIES LABELS \"${name};${ARG_LABELS}\")\nendif()\n")
  set_property(DIRECTORY APPEND PROPERTY TEST_INCLUDE_FILES ${labels})
endfunction()

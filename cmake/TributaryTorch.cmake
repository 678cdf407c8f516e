# The target tributary_libtorch: for what trains and opens models. Its headers (1.13) are no C++20 for clang: what needs
# them is left out of builds with clang.
if(CMAKE_CXX_COMPILER_ID MATCHES "Clang")
  return()
endif()
set(CMAKE_FIND_PACKAGE_TARGETS_GLOBAL TRUE)  # because whoever links a module that needs libtorch links libtorch
find_package(Torch REQUIRED)
# Warnings of libtorch's headers are not ours to mend.
add_library(tributary_libtorch INTERFACE)
target_include_directories(tributary_libtorch SYSTEM INTERFACE ${TORCH_INCLUDE_DIRS})
target_link_libraries(tributary_libtorch INTERFACE ${TORCH_LIBRARIES})

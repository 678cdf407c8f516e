// What every fuzz target provides: an entry point for hostile bytes, and valid inputs to start from.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

// libFuzzer's entry point: any bytes may be refused, but never crash, hang, read outside the input or
// break what the target asserts. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace tributary::fuzz {

// Valid inputs, made by the code under test so that they follow its format. Text formats need none: their
// valid inputs lie in fuzz/corpus/.
std::vector<std::string> seeds();

}  // namespace tributary::fuzz

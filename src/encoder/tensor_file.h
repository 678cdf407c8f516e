// The tensor file: named arrays of numbers, which is how the weights of a network are stored and travel.
//
// Needs nothing but the standard library: weights load without libtorch, and nothing in them is executed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::encoder {

struct NamedTensor {
  std::string name;                 // 1 to 255 bytes
  std::vector<std::int64_t> shape;  // at most 8 sizes, each at least 1; empty for a single number
  std::vector<float> values;        // row-major

  bool operator==(const NamedTensor&) const = default;
};

enum class TensorPrecision : std::uint8_t { kFloat32 = 0, kFloat16 = 1 };

// The bytes are described in docs/formats/tensor-file.md. kInvalidInput where a name or shape is out of range, or a
// value is too large for the precision.
Result<std::vector<std::byte>> encode_tensor_file(std::span<const NamedTensor> tensors, TensorPrecision precision);

// `bytes` may be hostile: kCorrupt or kUnsupported name `name` and the tensor.
Result<std::vector<NamedTensor>> decode_tensor_file(std::span<const std::byte> bytes, const std::string& name);

Result<std::vector<NamedTensor>> read_tensor_file(const std::filesystem::path& path);
// Writes a neighbour of `path` and renames it over `path`.
Result<void> write_tensor_file(const std::filesystem::path& path, std::span<const NamedTensor> tensors,
                               TensorPrecision precision);

}  // namespace tributary::encoder

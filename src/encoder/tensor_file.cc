#include "encoder/tensor_file.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <limits>
#include <system_error>

namespace tributary::encoder {
namespace {

static_assert(std::endian::native == std::endian::little, "tensor files are little-endian");

constexpr std::array<char, 8> kMagic = {'T', 'R', 'B', 'T', 'E', 'N', 'S', 'R'};
constexpr std::uint32_t kVersion = 1;
constexpr std::size_t kHeaderBytes = 32;
constexpr std::size_t kMostDimensions = 8;
constexpr std::size_t kMostValues = std::size_t{1} << 28;

std::uint64_t fnv1a64(std::span<const std::byte> bytes) {  // Fowler, Noll, Vo 1991
  std::uint64_t hash = 0xCBF29CE484222325U;
  for (const std::byte byte : bytes) hash = (hash ^ static_cast<std::uint64_t>(byte)) * 0x100000001B3U;
  return hash;
}

// Rounds to the nearest, ties to even, as IEEE 754 does; the caller has checked the range.
std::uint16_t to_half(float value) {
  const auto bits = std::bit_cast<std::uint32_t>(value);
  const auto sign = static_cast<std::uint16_t>((bits >> 16) & 0x8000U);
  const float magnitude = std::abs(value);
  if (magnitude < 0x1p-14F)  // a subnormal counts multiples of 2^-24
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(magnitude * 0x1p24F)));
  const std::uint32_t rounded = (bits & 0x7FFFFFFFU) + 0x0FFFU + ((bits >> 13) & 1U);
  return static_cast<std::uint16_t>(sign | ((rounded - (112U << 23)) >> 13));
}

// The exponent's bias differs by 112. Scaling serves subnormals too.
float from_half(std::uint16_t half) {
  const float magnitude = std::bit_cast<float>((half & 0x7FFFU) << 13) * 0x1p112F;
  return std::bit_cast<float>(std::bit_cast<std::uint32_t>(magnitude) | (half & 0x8000U) << 16);
}

std::vector<float> read_floats(std::span<const std::byte> bytes) {
  std::vector<float> values(bytes.size() / sizeof(float));
  if (!values.empty()) std::memcpy(values.data(), bytes.data(), bytes.size());
  return values;
}

std::vector<float> read_halves(std::span<const std::byte> bytes) {
  std::vector<float> values(bytes.size() / sizeof(std::uint16_t));
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::uint16_t half = 0;
    std::memcpy(&half, bytes.data() + i * sizeof half, sizeof half);
    values[i] = from_half(half);
  }
  return values;
}

class Writer {
 public:
  template <typename T>
  void put(const T& value) {
    const auto raw = std::bit_cast<std::array<std::byte, sizeof(T)>>(value);
    bytes.insert(bytes.end(), raw.begin(), raw.end());
  }

  std::vector<std::byte> bytes;
};

class Reader {
 public:
  explicit Reader(std::span<const std::byte> bytes) : rest_(bytes) {}

  std::size_t left() const { return rest_.size(); }

  // The caller has checked left().
  std::span<const std::byte> take(std::size_t bytes) {
    const auto taken = rest_.first(bytes);
    rest_ = rest_.subspan(bytes);
    return taken;
  }
  template <typename T>
  T get() {
    std::array<std::byte, sizeof(T)> raw;
    std::copy_n(rest_.begin(), sizeof(T), raw.begin());
    rest_ = rest_.subspan(sizeof(T));
    return std::bit_cast<T>(raw);
  }

 private:
  std::span<const std::byte> rest_;
};

Error corrupt(const std::string& name, const std::string& reason) {
  return Error{ErrorCode::kCorrupt, name + ": " + reason};
}

Result<std::size_t> count_values(std::span<const std::int64_t> shape) {
  std::size_t count = 1;
  for (const std::int64_t size : shape) {
    if (size < 1 || static_cast<std::uint64_t>(size) > kMostValues / count)
      return Error{ErrorCode::kInvalidInput, "has a size out of range: " + std::to_string(size)};
    count *= static_cast<std::size_t>(size);
  }
  return count;
}

Result<void> check(const NamedTensor& tensor, TensorPrecision precision) {
  const auto wrong = [&](const std::string& reason) {
    return Error{ErrorCode::kInvalidInput, "tensor \"" + tensor.name + "\" " + reason};
  };
  if (tensor.name.empty() || tensor.name.size() > 255) return wrong("has a name that is empty or over 255 bytes long");
  if (tensor.shape.size() > kMostDimensions) return wrong("has over 8 dimensions");
  const Result<std::size_t> count = count_values(tensor.shape);
  if (!count) return wrong(count.error().message);
  if (*count != tensor.values.size()) return wrong("has another number of values than its shape says");
  const float largest = precision == TensorPrecision::kFloat16 ? 65504.0F : 3.402823466e38F;
  for (const float value : tensor.values)
    if (!(std::abs(value) <= largest)) return wrong("has a value that the file cannot hold: " + std::to_string(value));
  return {};
}

// The tensor whose record starts the rest of the file; the message of an error says what is wrong with it.
Result<NamedTensor> read_tensor(Reader& reader, TensorPrecision precision) {
  const Error cut_short{ErrorCode::kCorrupt, "is cut short"};
  if (reader.left() < 1) return cut_short;
  const std::size_t name_bytes = reader.get<std::uint8_t>();
  if (name_bytes == 0) return Error{ErrorCode::kCorrupt, "has no name"};
  if (reader.left() < name_bytes + 1) return cut_short;
  NamedTensor tensor;
  for (std::size_t i = 0; i < name_bytes; ++i) tensor.name.push_back(reader.get<char>());
  const std::size_t dimensions = reader.get<std::uint8_t>();
  if (dimensions > kMostDimensions) return Error{ErrorCode::kCorrupt, "has over 8 dimensions"};
  if (reader.left() < dimensions * sizeof(std::int64_t)) return cut_short;
  for (std::size_t i = 0; i < dimensions; ++i) tensor.shape.push_back(reader.get<std::int64_t>());
  const Result<std::size_t> count = count_values(tensor.shape);
  if (!count) return Error{ErrorCode::kCorrupt, count.error().message};
  const std::size_t value_bytes = precision == TensorPrecision::kFloat16 ? 2 : 4;
  if (reader.left() / value_bytes < *count) return cut_short;
  tensor.values = precision == TensorPrecision::kFloat16 ? read_halves(reader.take(2 * *count))
                                                         : read_floats(reader.take(4 * *count));
  unsigned others = 0;  // without a branch for each value
  for (const float value : tensor.values) others |= std::abs(value) <= std::numeric_limits<float>::max() ? 0U : 1U;
  if (others != 0) return Error{ErrorCode::kCorrupt, "has a value that is not finite"};
  return tensor;
}

}  // namespace

Result<std::vector<std::byte>> encode_tensor_file(std::span<const NamedTensor> tensors, TensorPrecision precision) {
  Writer body;
  for (const NamedTensor& tensor : tensors) {
    TRIBUTARY_TRY(check(tensor, precision));
    body.put(static_cast<std::uint8_t>(tensor.name.size()));
    for (const char letter : tensor.name) body.put(letter);
    body.put(static_cast<std::uint8_t>(tensor.shape.size()));
    for (const std::int64_t size : tensor.shape) body.put(size);
    for (const float value : tensor.values) {
      if (precision == TensorPrecision::kFloat16)
        body.put(to_half(value));
      else
        body.put(value);
    }
  }
  Writer file;
  for (const char letter : kMagic) file.put(letter);
  file.put(kVersion);
  file.put(static_cast<std::uint16_t>(tensors.size()));
  file.put(static_cast<std::uint16_t>(precision));
  file.put(static_cast<std::uint64_t>(body.bytes.size()));
  file.put(fnv1a64(body.bytes));
  file.bytes.insert(file.bytes.end(), body.bytes.begin(), body.bytes.end());
  return std::move(file.bytes);
}

Result<std::vector<NamedTensor>> decode_tensor_file(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.size() < kHeaderBytes)
    return corrupt(name, "is " + std::to_string(bytes.size()) + " bytes long, too short for a tensor file");
  Reader header(bytes.first(kHeaderBytes));
  std::array<char, 8> magic{};
  for (char& letter : magic) letter = header.get<char>();
  if (magic != kMagic) return corrupt(name, "is not a tensor file (wrong magic at byte 0)");
  const auto version = header.get<std::uint32_t>();
  if (version != kVersion)
    return Error{ErrorCode::kUnsupported, name + ": is a tensor file of version " + std::to_string(version) +
                                              "; this program reads version " + std::to_string(kVersion)};
  const std::size_t count = header.get<std::uint16_t>();
  const auto precision = header.get<std::uint16_t>();
  if (precision > 1) return corrupt(name, "has an unknown precision: " + std::to_string(precision));
  const auto length = header.get<std::uint64_t>();
  const auto checksum = header.get<std::uint64_t>();
  const std::span<const std::byte> body = bytes.subspan(kHeaderBytes);
  if (length != body.size())
    return corrupt(name, "holds " + std::to_string(body.size()) + " bytes after its header, which declares " +
                             std::to_string(length));
  if (fnv1a64(body) != checksum) return corrupt(name, "fails its checksum: the file is damaged");

  Reader reader(body);
  std::vector<NamedTensor> tensors;
  for (std::size_t i = 0; i < count; ++i) {
    Result<NamedTensor> tensor = read_tensor(reader, static_cast<TensorPrecision>(precision));
    if (!tensor) return in_context(std::move(tensor).error(), name + ": tensor " + std::to_string(i));
    for (const NamedTensor& earlier : tensors)
      if (earlier.name == tensor->name) return corrupt(name, "holds two tensors named \"" + tensor->name + "\"");
    tensors.push_back(std::move(*tensor));
  }
  if (reader.left() > 0) return corrupt(name, "goes on for " + std::to_string(reader.left()) + " bytes after its end");
  return tensors;
}

Result<std::vector<NamedTensor>> read_tensor_file(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::kNotFound, path.string() + ": cannot be opened"};
  std::vector<char> content((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  if (file.bad()) return Error{ErrorCode::kIo, path.string() + ": cannot be read"};
  return decode_tensor_file(std::as_bytes(std::span<const char>(content)), path.string());
}

Result<void> write_tensor_file(const std::filesystem::path& path, std::span<const NamedTensor> tensors,
                               TensorPrecision precision) {
  Result<std::vector<std::byte>> bytes = encode_tensor_file(tensors, precision);
  if (!bytes) return in_context(std::move(bytes).error(), path.string());
  std::filesystem::path partial = path;
  partial += ".partial";
  std::vector<char> content(bytes->size());
  std::memcpy(content.data(), bytes->data(), bytes->size());
  std::ofstream file(partial, std::ios::binary | std::ios::trunc);
  file.write(content.data(), static_cast<std::streamsize>(content.size()));
  file.close();
  if (!file) return Error{ErrorCode::kIo, partial.string() + ": cannot be written"};
  std::error_code error;
  std::filesystem::rename(partial, path, error);
  if (error) return Error{ErrorCode::kIo, path.string() + ": cannot be replaced: " + error.message()};
  return {};
}

}  // namespace tributary::encoder

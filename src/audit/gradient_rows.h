// A file of a gradient store: rows of 8-bit numbers, and whose segments they are.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "audit/segment_set.h"
#include "base/file.h"
#include "tributary/result.h"

namespace tributary::audit {

using PlanChecksum = std::array<std::uint8_t, 16>;

// Each row times its scale is the gradient in the plan's coordinates.
struct GradientRows {
  PlanChecksum plan{};
  std::uint64_t first = 0;  // number of the first row in the store
  std::size_t columns = 0;
  std::vector<float> scales;        // one for each row
  std::vector<std::int8_t> values;  // [rows][columns]
  std::vector<Segment> segments;    // one for each row

  bool operator==(const GradientRows&) const = default;
};

// The nearest row in 8 bits: the largest number becomes 127.
void quantise(std::span<const float> row, float& scale, std::span<std::int8_t> values);

std::vector<std::byte> encode_rows(const GradientRows& rows);

// A mapped file of rows, all of it checked; its numbers stay in the file. It may be hostile: kCorrupt or kUnsupported
// name it.
class MappedRows {
 public:
  static Result<MappedRows> open(const std::filesystem::path& path);
  // The same on bytes that outlive it, for readers of hostile bytes.
  static Result<MappedRows> over(std::span<const std::byte> bytes, const std::string& name);

  const PlanChecksum& plan() const { return plan_; }
  std::uint64_t first() const { return first_; }
  std::size_t size() const { return scales_.size(); }
  std::size_t columns() const { return columns_; }
  std::span<const float> scales() const { return scales_; }
  std::span<const std::int8_t> values() const { return values_; }
  // Whose row it is; read from the file again each time.
  Segment segment(std::size_t row) const;

 private:
  std::vector<base::MappedFile> file_;  // one, or none over foreign bytes
  PlanChecksum plan_{};
  std::uint64_t first_ = 0;
  std::size_t columns_ = 0;
  std::span<const float> scales_;
  std::span<const std::int8_t> values_;
  std::span<const std::byte> names_;
  std::vector<std::uint64_t> name_offsets_;  // of each row's segment, in names_
};

}  // namespace tributary::audit

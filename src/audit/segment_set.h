// What a generator learned from, as it saw it: segments of recordings as levels, and whose they are.
//
// Two files: NAME.tensors, a tensor file (docs/formats/tensor-file.md) with one tensor "levels" [segments][frames]
// [bands], and NAME.tsv beside it, a line of text for each segment. Needs nothing but the standard library, so that the
// trainers of lab/ build on a machine that has libtorch alone.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "tributary/result.h"

namespace tributary::audit {

struct Segment {
  std::string recording;
  std::string work;   // recordings of one work are one player when shares are divided
  std::string owner;  // whose share it is
  std::string artist;
  std::string tag;  // what the generator was told about it: 1 to 64 of a-z, 0-9, _ and -
  double start_s = 0;

  bool operator==(const Segment&) const = default;
};

struct SegmentSet {
  std::size_t frames = 0;
  std::size_t bands = 0;
  std::vector<float> levels;  // [segments][frames][bands], in the units of the generator
  std::vector<Segment> segments;

  std::size_t size() const { return segments.size(); }
  std::span<const float> item(std::size_t index) const {
    return std::span(levels).subspan(index * frames * bands, frames * bands);
  }
  bool operator==(const SegmentSet&) const = default;
};

// The tags of a set, sorted, each once: the generator knows a tag by its place here.
std::vector<std::string> tags_of(const SegmentSet& set);

// `path` is the tensor file. Both files are hostile: kNotFound, kCorrupt or kInvalidInput name the file and the line.
Result<SegmentSet> read_segment_set(const std::filesystem::path& path);

// Levels are stored with 16 bits. Tabs and line ends in names become blanks.
Result<void> write_segment_set(const std::filesystem::path& path, const SegmentSet& set);

// The second file of a set.
std::filesystem::path segment_table_path(const std::filesystem::path& path);

}  // namespace tributary::audit

// A trained codec, ready to put audio through; its users need no libtorch headers.
#pragma once

#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lab/codec/codec_kind.h"
#include "tributary/result.h"

namespace tributary::lab {

class CodecGraph;

// Move only; through_codec() may run on several threads at once.
class CodecModel {
 public:
  // A file that write_codec_model() wrote, or hostile bytes: kCorrupt or kInvalidInput names the file and the tensor.
  static Result<CodecModel> read(const std::filesystem::path& path);
  explicit CodecModel(CodecKind kind, std::unique_ptr<CodecGraph> graph);
  CodecModel(CodecModel&&) noexcept;
  CodecModel& operator=(CodecModel&&) noexcept;
  ~CodecModel();

  CodecKind kind() const { return kind_; }
  const CodecGraph& graph() const { return *graph_; }
  double bits_per_second() const;

 private:
  CodecKind kind_;
  std::unique_ptr<CodecGraph> graph_;
};

// Weights of 16 bits, in the format of docs/formats/tensor-file.md, and a number that names the kind.
Result<void> write_codec_model(const std::filesystem::path& path, CodecKind kind, const CodecGraph& graph);

// Mono samples at `rate_hz` coded and decoded: as many as went in, at the same root mean square, without anything above
// 8 kHz. Beside the codes one number is sent, the level of the whole. Silence stays silence. The same samples give the
// same result. Long audio goes through in blocks of 20 s that fade into each other.
Result<std::vector<float>> through_codec(const CodecModel& model, std::span<const float> samples, int rate_hz);

// How many threads libtorch uses in this process; as many as there are cores where nobody says.
void set_codec_threads(int threads);

}  // namespace tributary::lab

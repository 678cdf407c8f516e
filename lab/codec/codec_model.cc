#include "lab/codec/codec_model.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cmath>
#include <exception>
#include <utility>

#include "audio/resampler.h"
#include "encoder/tensor_file.h"
#include "lab/codec/codec_graph.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kBlock = std::size_t{20} * kCodecRateHz;
constexpr std::size_t kFade = kCodecRateHz / 2;
constexpr std::size_t kShortest = 4096;  // of what a codec is given
constexpr double kSilence = 1e-6;        // root mean square
constexpr const char* kKindTensor = "codec";
constexpr std::uint64_t kAnySeed = 0;  // of weights that a file replaces

float kind_number(CodecKind kind) { return kind == CodecKind::kWaveform ? 1.0F : 2.0F; }

double root_mean_square(std::span<const float> samples) {
  double sum = 0;
  for (const float sample : samples) sum += static_cast<double>(sample) * static_cast<double>(sample);
  return samples.empty() ? 0 : std::sqrt(sum / static_cast<double>(samples.size()));
}

void scale(std::span<float> samples, double gain) {
  for (float& sample : samples) sample *= static_cast<float>(gain);
}

std::vector<float> code_block(const CodecGraph& graph, std::span<const float> block) {
  const auto frame = static_cast<std::size_t>(graph.frame_samples());
  const std::size_t padded = (std::max(block.size(), kShortest) + frame - 1) / frame * frame;
  const at::Tensor signal = at::zeros({1, static_cast<std::int64_t>(padded)}, at::kFloat);
  std::copy(block.begin(), block.end(), signal.data_ptr<float>());
  const at::Tensor decoded = graph.decode(graph.encode(signal)).contiguous();
  const float* first = decoded.data_ptr<float>();
  return std::vector<float>(first, first + block.size());
}

// Blocks overlap by kFade, where each turns linearly into the next.
std::vector<float> code(const CodecGraph& graph, std::span<const float> samples) {
  std::vector<float> whole(samples.size(), 0.0F);
  for (std::size_t start = 0; start == 0 || start + kFade < samples.size(); start += kBlock - kFade) {
    const std::vector<float> block =
        code_block(graph, samples.subspan(start, std::min(kBlock, samples.size() - start)));
    const bool last = start + block.size() == samples.size();
    for (std::size_t i = 0; i < block.size(); ++i) {
      const auto ramp = [](std::size_t steps) { return std::min(1.0F, (static_cast<float>(steps) + 0.5F) / kFade); };
      const float in = start == 0 ? 1 : ramp(i);
      const float out = last ? 1 : ramp(block.size() - 1 - i);
      whole[start + i] += std::min(in, out) * block[i];
    }
    if (last) break;
  }
  return whole;
}

}  // namespace

CodecModel::CodecModel(CodecKind kind, std::unique_ptr<CodecGraph> graph) : kind_(kind), graph_(std::move(graph)) {}
CodecModel::CodecModel(CodecModel&&) noexcept = default;
CodecModel& CodecModel::operator=(CodecModel&&) noexcept = default;
CodecModel::~CodecModel() = default;

double CodecModel::bits_per_second() const { return lab::bits_per_second(*graph_); }

Result<CodecModel> CodecModel::read(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(std::vector<encoder::NamedTensor> tensors, encoder::read_tensor_file(path));
  const auto named = std::find_if(tensors.begin(), tensors.end(), [](const auto& t) { return t.name == kKindTensor; });
  if (named == tensors.end() || named->values.size() != 1)
    return Error{ErrorCode::kInvalidInput, path.string() + ": is not the model of a codec: it names no kind"};
  const float number = named->values[0];
  tensors.erase(named);
  for (const CodecKind kind : {CodecKind::kWaveform, CodecKind::kSpectral}) {
    if (number != kind_number(kind)) continue;
    std::unique_ptr<CodecGraph> graph = make_codec(kind, kAnySeed);
    if (auto loaded = graph->parameters().load(tensors); !loaded)
      return in_context(std::move(loaded).error(), path.string());
    return CodecModel(kind, std::move(graph));
  }
  return Error{ErrorCode::kInvalidInput,
               path.string() + ": is the model of an unknown codec: " + std::to_string(number)};
}

Result<void> write_codec_model(const std::filesystem::path& path, CodecKind kind, const CodecGraph& graph) {
  std::vector<encoder::NamedTensor> tensors = graph.parameters().save();
  tensors.push_back({kKindTensor, {}, {kind_number(kind)}});
  return encoder::write_tensor_file(path, tensors, encoder::TensorPrecision::kFloat16);
}

Result<std::vector<float>> through_codec(const CodecModel& model, std::span<const float> samples, int rate_hz) {
  if (!std::all_of(samples.begin(), samples.end(), [](float sample) { return std::isfinite(sample); }))
    return Error{ErrorCode::kInvalidInput, "a sample is not finite"};
  if (samples.empty()) return std::vector<float>();
  TRIBUTARY_ASSIGN(std::vector<float> heard, audio::convert_rate(samples, 1, rate_hz, kCodecRateHz, "codec input"));
  const double level = root_mean_square(heard);
  if (level < kSilence) return std::vector<float>(samples.size(), 0.0F);
  scale(heard, kCodecLevel / level);
  try {
    heard = code(model.graph(), heard);
  } catch (const std::exception& error) {  // libtorch throws where memory is missing
    return Error{ErrorCode::kInternal, std::string("the codec failed: ") + error.what()};
  }
  const double made = root_mean_square(heard);
  scale(heard, made > kSilence ? level / made : 0);
  TRIBUTARY_ASSIGN(std::vector<float> decoded, audio::convert_rate(heard, 1, kCodecRateHz, rate_hz, "codec output"));
  decoded.resize(samples.size(), 0.0F);
  return decoded;
}

void set_codec_threads(int threads) { at::set_num_threads(threads); }

}  // namespace tributary::lab

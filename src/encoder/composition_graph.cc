#include "encoder/composition_graph.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <unordered_map>
#include <unordered_set>

namespace tributary::encoder {
namespace {

constexpr std::int64_t kSemitones = kConstantQBins / 3;
constexpr std::int64_t kOctaves = kSemitones / kPitchClasses;
constexpr std::int64_t kFourierBins = kPitchClasses / 2 + 1;
constexpr std::int64_t kSegmentHops = kSegmentFeatures / kSegmentHopFeatures;
constexpr double kNormalisationMomentum = 0.05;
constexpr double kNormalisationEpsilon = 1e-5;

// Partials 2 to 8 lie these semitones above the fundamental; a tone's fundamental lies as far below.
constexpr std::array<std::int64_t, 14> kHarmonicTaps = {-36, -34, -31, -28, -24, -19, -12, 12, 19, 24, 28, 31, 34, 36};
constexpr std::int64_t kFarthestTap = 36;

// Levels are in half decibels.
constexpr std::int64_t kLoudnessFrames = 41;  // 2 s: levels are relative to the loudest within that time
constexpr double kQuietestLoudness = 80;      // what is softer everywhere counts as silence
constexpr double kHeardRange = 100;           // below the loudness
constexpr std::int64_t kWhiteningRadius_bins = 36;

at::Tensor to_channels_last(const at::Tensor& nhwc) { return nhwc.permute({0, 3, 1, 2}); }
at::Tensor from_channels_last(const at::Tensor& nchw) { return nchw.permute({0, 2, 3, 1}); }

// Mean over the bins around each bin, on the last axis; fewer at the edges.
at::Tensor local_mean(const at::Tensor& x) {
  const std::int64_t bins = x.size(-1);
  const at::Tensor bin = at::arange(bins, x.options().dtype(at::kLong));
  const at::Tensor first = (bin - kWhiteningRadius_bins).clamp_min(0);
  const at::Tensor last = (bin + kWhiteningRadius_bins + 1).clamp_max(bins);
  const at::Tensor sums = at::constant_pad_nd(x.cumsum(-1), {1, 0});
  return (sums.index_select(-1, last) - sums.index_select(-1, first)) / (last - first).to(x.scalar_type());
}

// Two channels that do not depend on the level of the recording: the level below the loudness of the moment, and how
// far it stands out of its spectral neighbourhood, which an equaliser hardly changes. [batch, frames, 216, 2].
at::Tensor normalise_levels(const at::Tensor& levels) {
  const at::Tensor x = levels.to(at::kFloat);
  const at::Tensor loudest = at::max_pool1d(x.amax(2).unsqueeze(1), kLoudnessFrames, 1, kLoudnessFrames / 2);
  const at::Tensor smooth = at::avg_pool1d(loudest, kLoudnessFrames, 1, kLoudnessFrames / 2, false, false);
  const at::Tensor loudness = smooth.clamp_min(kQuietestLoudness).squeeze(1).unsqueeze(2);
  const at::Tensor relative = ((x - loudness) / kHeardRange + 1).clamp(0, 1.3);
  return at::stack({relative, (relative - local_mean(relative)) * 2}, 3);
}

// Repeats the lowest and the highest pitch `count` times, on the last axis but one. Zeros would differ from what
// silence makes of a layer, and so tell the network where a transposed note lies.
at::Tensor pad_pitch(const at::Tensor& x, std::int64_t count) {
  const at::Tensor below = x.narrow(2, 0, 1).expand({-1, -1, count, -1});
  const at::Tensor above = x.narrow(2, x.size(2) - 1, 1).expand({-1, -1, count, -1});
  return at::cat({below, x, above}, 2);
}

// The circle of pitch classes, opened for a convolution of 12 taps: the last axis but one of [batch, time, 12, c].
at::Tensor open_circle(const at::Tensor& x) {
  constexpr std::int64_t kBefore = 5;
  constexpr std::int64_t kAfter = kPitchClasses - 1 - kBefore;
  return at::cat({x.narrow(2, kPitchClasses - kBefore, kBefore), x, x.narrow(2, 0, kAfter)}, 2);
}

// Magnitudes of the Fourier transform over the 12 pitch classes of [..., 12, c]: [..., 7, c].
at::Tensor circular_spectrum(const at::Tensor& x) {
  const at::Tensor phase = at::outer(at::arange(kFourierBins, x.options()), at::arange(kPitchClasses, x.options())) *
                           (2 * std::numbers::pi / kPitchClasses);
  const at::Tensor real = at::matmul(phase.cos(), x);
  const at::Tensor imaginary = at::matmul(phase.sin(), x);
  return (real.square() + imaginary.square() + 1e-4).sqrt();
}

at::Tensor unit_norm(const at::Tensor& x) { return x / (x.square().sum(-1, true) + 1e-8).sqrt(); }

at::Tensor sum_of_hops(const at::Tensor& x) {  // [batch, hops, hop length, ...] to [batch, segments, ...]
  const at::Tensor hops = x.sum(2);
  const std::int64_t segments = hops.size(1) - kSegmentHops + 1;
  at::Tensor sums = hops.narrow(1, 0, segments);
  for (std::int64_t hop = 1; hop < kSegmentHops; ++hop) sums = sums + hops.narrow(1, hop, segments);
  return sums;
}

// Pads the time axis (1) with zeros to whole hops, at least those of one segment, and splits it.
at::Tensor split_hops(const at::Tensor& x) {
  const std::int64_t hops = std::max(kSegmentHops, (x.size(1) + kSegmentHopFeatures - 1) / kSegmentHopFeatures);
  std::vector<std::int64_t> padding(static_cast<std::size_t>(2 * (x.dim() - 1)), 0);
  padding.back() = hops * kSegmentHopFeatures - x.size(1);
  const at::Tensor padded = at::constant_pad_nd(x, padding);
  std::vector<std::int64_t> shape = {x.size(0), hops, kSegmentHopFeatures};
  for (std::int64_t axis = 2; axis < x.dim(); ++axis) shape.push_back(x.size(axis));
  return padded.reshape(shape);
}

}  // namespace

struct CompositionGraph::Layers {
  // One convolution over (time, pitch).
  struct Shape {
    std::int64_t inputs = 1;
    std::int64_t outputs = 1;
    std::int64_t time_taps = 1;
    std::int64_t pitch_taps = 1;
  };
  struct Steps {
    std::int64_t time_stride = 1;
    std::int64_t pitch_stride = 1;
    std::int64_t dilation = 1;  // in time
  };

  CompositionProfile profile;
  at::ScalarType type = at::kFloat;
  at::Device device = at::kCPU;
  at::Generator generator;
  bool training = false;
  bool folded = false;
  std::int64_t multiplications = 0;
  std::vector<std::string> names;
  std::vector<std::string> recorded_names;
  std::unordered_set<std::string> trained;
  std::unordered_map<std::string, at::Tensor> tensors;
  std::unordered_map<std::string, at::Tensor> ready;  // weights as the arithmetic wants them, once folded

  void add(const std::string& name, const at::Tensor& value, bool is_trained) {
    at::Tensor placed = value.to(device);
    if (is_trained) {
      placed.set_requires_grad(true);
      trained.insert(name);
    }
    (is_trained ? names : recorded_names).push_back(name);
    tensors.emplace(name, placed);
  }

  void add_convolution(const std::string& name, const Shape& shape, double gain = std::numbers::sqrt2) {
    const double deviation = gain / std::sqrt(static_cast<double>(shape.inputs * shape.time_taps * shape.pitch_taps));
    at::Tensor weight = at::empty({shape.outputs, shape.inputs, shape.time_taps, shape.pitch_taps}, at::kFloat);
    weight.normal_(0, deviation, generator);
    add(name + ".weight", weight, true);
  }

  void add_normalised(const std::string& name, const Shape& shape) {
    add_convolution(name, shape);
    add(name + ".scale", at::ones({shape.outputs}), true);
    add(name + ".shift", at::zeros({shape.outputs}), true);
    add(name + ".mean", at::zeros({shape.outputs}), false);
    add(name + ".variance", at::ones({shape.outputs}), false);
  }

  void add_biased(const std::string& name, const Shape& shape) {
    add_convolution(name, shape, 1);
    add(name + ".bias", at::zeros({shape.outputs}), true);
  }

  void add_all() {
    const CompositionProfile& p = profile;
    const auto taps = static_cast<std::int64_t>(kHarmonicTaps.size());
    add_normalised("stem", {2, p.stem_channels, 5, 9});
    add_normalised("trunk", {p.stem_channels, p.trunk_channels, 3, 3});
    for (int block = 0; block < p.trunk_blocks; ++block)
      add_normalised(trunk_block(block), {p.trunk_channels, p.trunk_channels, 3, 3});
    add_normalised("squeeze", {p.trunk_channels, p.squeezed_channels});
    add_normalised("harmonic", {p.trunk_channels + taps * p.squeezed_channels, p.trunk_channels});
    add_biased("fold", {p.trunk_channels, p.fold_heads});
    add_normalised("chroma", {(p.fold_heads + 1) * p.trunk_channels, p.chroma_channels, 1, kPitchClasses});
    for (int block = 0; block < p.chroma_blocks; ++block)
      add_normalised(chroma_block(block), {p.chroma_channels, p.chroma_channels, 3, kPitchClasses});
    add_biased("features", {p.chroma_channels, kFeatureChannels, 1, kPitchClasses});
    add_normalised("pooled", {p.chroma_channels, p.pooled_channels, 1, kPitchClasses});
    add_biased("attention", {p.pooled_channels, p.attention_heads});
    add_normalised("segment", {p.pooled_channels, p.spectrum_channels, 1, kPitchClasses});
    add_biased("spectrum", {p.spectrum_channels, p.spectrum_channels, 1, kPitchClasses});
    add_biased("projection", {p.spectrum_channels * kFourierBins, kSegmentDimensions});
    names.insert(names.end(), recorded_names.begin(), recorded_names.end());
  }

  static std::string trunk_block(int block) { return "trunk_block" + std::to_string(block); }
  static std::string chroma_block(int block) { return "chroma_block" + std::to_string(block); }

  at::Tensor weight(const std::string& name) {
    if (const auto found = ready.find(name); found != ready.end()) return found->second;
    return tensors.at(name + ".weight").to(type).contiguous(at::MemoryFormat::ChannelsLast);
  }

  // x and the result are [batch, time, pitch, channels].
  at::Tensor convolve(const std::string& name, const at::Tensor& x, const Steps& steps) {
    const at::Tensor kernel = weight(name);
    const auto bias = tensors.find(name + ".bias");
    const at::Tensor added = bias == tensors.end() ? at::Tensor() : bias->second.to(type);
    const std::int64_t reach = (kernel.size(2) - 1) / 2 * steps.dilation;
    // One tap has no dilation, but naming one keeps libtorch 1.13 from its slow path for one thread and one tap.
    const std::int64_t dilation = device.is_cpu() && kernel.size(2) == 1 && kernel.size(3) == 1 ? 2 : steps.dilation;
    const at::Tensor y = at::conv2d(to_channels_last(x), kernel, added, {steps.time_stride, steps.pitch_stride},
                                    {reach, 0}, {dilation, 1});
    multiplications += y.numel() * kernel[0].numel();
    return from_channels_last(y);
  }

  at::Tensor normalised(const std::string& name, const at::Tensor& x, const Steps& steps) {
    const at::Tensor y = convolve(name, x, steps);
    if (folded) return y;
    return from_channels_last(at::batch_norm(
        to_channels_last(y), tensors.at(name + ".scale"), tensors.at(name + ".shift"), tensors.at(name + ".mean"),
        tensors.at(name + ".variance"), training, kNormalisationMomentum, kNormalisationEpsilon, true));
  }

  // Every pitch sees what sounds at its partials, and at the fundamentals it could be a partial of.
  at::Tensor harmonics(const at::Tensor& trunk) {
    const at::Tensor squeezed = normalised("squeeze", trunk, {}).relu();
    const at::Tensor padded = pad_pitch(squeezed, kFarthestTap);
    std::vector<at::Tensor> taps = {trunk};
    for (const std::int64_t tap : kHarmonicTaps) taps.push_back(padded.narrow(2, kFarthestTap + tap, kSemitones));
    return normalised("harmonic", at::cat(taps, 3), {}).relu();
  }

  // Octaves become one: each head averages them with weights that depend on what sounds there, and the maximum joins.
  at::Tensor fold_octaves(const at::Tensor& trunk) {
    const std::int64_t batch = trunk.size(0);
    const std::int64_t time = trunk.size(1);
    const at::Tensor octaves = trunk.reshape({batch, time, kOctaves, kPitchClasses, trunk.size(3)});
    const at::Tensor weights =
        convolve("fold", trunk, {}).reshape({batch, time, kOctaves, kPitchClasses, profile.fold_heads}).softmax(2);
    std::vector<at::Tensor> folded_octaves = {octaves.amax(2)};
    for (int head = 0; head < profile.fold_heads; ++head)
      folded_octaves.push_back((octaves * weights.narrow(4, head, 1)).sum(2));
    return at::cat(folded_octaves, 3);
  }

  at::Tensor chroma(const at::Tensor& trunk) {
    at::Tensor x = normalised("chroma", open_circle(fold_octaves(trunk)), {}).relu();
    for (int block = 0; block < profile.chroma_blocks; ++block) {
      const Steps steps{.dilation = std::int64_t{1} << (block % 3)};
      x = (x + normalised(chroma_block(block), open_circle(x), steps)).relu();
    }
    return x;
  }

  at::Tensor segments(const at::Tensor& chroma_features) {
    const std::int64_t heads = profile.attention_heads;
    const at::Tensor values = normalised("pooled", open_circle(chroma_features), {}).relu();
    const std::int64_t batch = values.size(0);
    const std::int64_t time = values.size(1);
    const at::Tensor attention =
        convolve("attention", values.mean(2, true), {}).to(at::kFloat).clamp(-8, 8).exp();  // [batch, time, 1, heads]
    const at::Tensor by_head =
        values.to(at::kFloat).reshape({batch, time, kPitchClasses, heads, profile.pooled_channels / heads});
    const at::Tensor weighted = (by_head * attention.unsqueeze(4)).flatten(3);
    const at::Tensor mass = attention.expand({batch, time, kPitchClasses, heads}).unsqueeze(4).expand_as(by_head);
    const at::Tensor pooled = sum_of_hops(split_hops(weighted)) / (sum_of_hops(split_hops(mass.flatten(3))) + 1e-6);

    at::Tensor x = normalised("segment", open_circle(pooled.to(type)), {}).relu();
    x = circular_spectrum(convolve("spectrum", open_circle(x), {}).to(at::kFloat));
    x = convolve("projection", x.flatten(2).unsqueeze(2).to(type), {});
    return unit_norm(x.squeeze(2).to(at::kFloat));
  }

  void forward(const at::Tensor& levels, at::Tensor& features, at::Tensor& segment_vectors) {
    multiplications = 0;
    at::Tensor x = normalise_levels(levels.to(device)).to(type);
    x = normalised("stem", pad_pitch(x, 3), {.time_stride = 2, .pitch_stride = 3}).relu();
    x = normalised("trunk", pad_pitch(x, 1), {.time_stride = 2}).relu();
    for (int block = 0; block < profile.trunk_blocks; ++block)
      x = (x + normalised(trunk_block(block), pad_pitch(x, 1), {})).relu();
    x = chroma(harmonics(x));
    const at::Tensor raw = convolve("features", open_circle(x), {}).to(at::kFloat).transpose(2, 3);
    features = unit_norm(raw.flatten(2)).reshape(raw.sizes());
    segment_vectors = segments(x);
  }
};

CompositionGraph::CompositionGraph(const CompositionProfile& profile, Arithmetic arithmetic, std::uint64_t seed,
                                   const std::string& device)
    : layers_(std::make_unique<Layers>()) {
  layers_->profile = profile;
  layers_->type = arithmetic == Arithmetic::kBFloat16 ? at::kBFloat16 : at::kFloat;
  layers_->device = at::Device(device);
  layers_->generator = at::make_generator<at::CPUGeneratorImpl>(seed);
  layers_->add_all();
}

CompositionGraph::CompositionGraph(CompositionGraph&&) noexcept = default;
CompositionGraph& CompositionGraph::operator=(CompositionGraph&&) noexcept = default;
CompositionGraph::~CompositionGraph() = default;

void CompositionGraph::forward(const at::Tensor& levels, bool training, at::Tensor& features, at::Tensor& segments) {
  layers_->training = training;
  layers_->forward(levels, features, segments);
}

std::int64_t CompositionGraph::segment_count(std::int64_t features) {
  const std::int64_t hops = (features + kSegmentHopFeatures - 1) / kSegmentHopFeatures;
  return std::max<std::int64_t>(1, hops - kSegmentHops + 1);
}

const std::vector<std::string>& CompositionGraph::names() const { return layers_->names; }
at::Tensor& CompositionGraph::tensor(const std::string& name) { return layers_->tensors.at(name); }
bool CompositionGraph::is_trained(const std::string& name) const { return layers_->trained.contains(name); }
std::int64_t CompositionGraph::multiplications() const { return layers_->multiplications; }

std::vector<NamedTensor> CompositionGraph::save() const {
  std::vector<NamedTensor> saved;
  for (const std::string& name : layers_->names) {
    const at::Tensor value = layers_->tensors.at(name).detach().to(at::kCPU).contiguous();
    NamedTensor tensor{name, value.sizes().vec(), {}};
    tensor.values.assign(value.data_ptr<float>(), value.data_ptr<float>() + value.numel());
    saved.push_back(std::move(tensor));
  }
  return saved;
}

Result<void> CompositionGraph::load(const std::vector<NamedTensor>& tensors) {
  if (tensors.size() != layers_->names.size())
    return Error{ErrorCode::kInvalidInput, "holds " + std::to_string(tensors.size()) + " tensors; profile " +
                                               layers_->profile.name + " has " + std::to_string(layers_->names.size())};
  for (const NamedTensor& tensor : tensors) {
    const auto found = layers_->tensors.find(tensor.name);
    if (found == layers_->tensors.end() || found->second.sizes().vec() != tensor.shape)
      return Error{ErrorCode::kInvalidInput,
                   "tensor \"" + tensor.name + "\" does not fit profile " + layers_->profile.name};
  }
  const at::NoGradGuard no_gradients;
  for (const NamedTensor& tensor : tensors) {
    at::Tensor values = at::empty(tensor.shape, at::kFloat);
    std::copy(tensor.values.begin(), tensor.values.end(), values.data_ptr<float>());
    layers_->tensors.at(tensor.name).copy_(values);
  }
  return {};
}

void CompositionGraph::fold_normalisations() {
  const at::NoGradGuard no_gradients;
  Layers& layers = *layers_;
  for (const std::string& full_name : layers.names) {
    constexpr std::string_view kSuffix = ".weight";
    if (!full_name.ends_with(kSuffix)) continue;
    const std::string name = full_name.substr(0, full_name.size() - kSuffix.size());
    at::Tensor kernel = layers.tensors.at(full_name).detach();
    if (const auto scale = layers.tensors.find(name + ".scale"); scale != layers.tensors.end()) {
      const at::Tensor factor = scale->second / (layers.tensors.at(name + ".variance") + kNormalisationEpsilon).sqrt();
      layers.tensors.insert_or_assign(
          name + ".bias", (layers.tensors.at(name + ".shift") - layers.tensors.at(name + ".mean") * factor).detach());
      kernel = kernel * factor.reshape({-1, 1, 1, 1});
    }
    layers.ready.emplace(name, kernel.to(layers.type).contiguous(at::MemoryFormat::ChannelsLast));
  }
  layers.folded = true;
}

}  // namespace tributary::encoder

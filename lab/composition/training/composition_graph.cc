#include "lab/composition/training/composition_graph.h"

#include <ATen/ATen.h>
#include <ATen/CPUGeneratorImpl.h>
#include <c10/core/GradMode.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <unordered_map>

#include "lab/composition/training/parameter_set.h"

namespace tributary::lab {
namespace {

using namespace encoder;  // NOLINT: the sizes of the network

constexpr std::int64_t kSemitones = kConstantQBins / 3;
constexpr std::int64_t kOctaves = kSemitones / kPitchClasses;
constexpr std::int64_t kSegmentHops = kSegmentFeatures / kSegmentHopFeatures;
constexpr double kNormalisationMomentum = 0.05;

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
  const at::Tensor relative = ((x - loudness) / kHeardRange + 1).clamp(0, kLoudestRelative);
  return at::stack({relative, (relative - local_mean(relative)) * kWhitenedGain}, 3);
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
  CompositionProfile profile;
  at::ScalarType type = at::kFloat;
  at::Generator generator;
  bool training = false;
  ParameterSet parameters;
  std::unordered_map<std::string, CompositionLayer> layers;

  explicit Layers(at::Device device) : parameters(device) {}

  void add_layer(const CompositionLayer& layer) {
    const double gain = layer.normalised ? std::numbers::sqrt2 : 1;
    const double deviation = gain / std::sqrt(static_cast<double>(layer.inputs * layer.time_taps * layer.pitch_taps));
    at::Tensor weight = at::empty({layer.outputs, layer.inputs, layer.time_taps, layer.pitch_taps}, at::kFloat);
    weight.normal_(0, deviation, generator);
    parameters.add_trained(layer.name + ".weight", weight);
    if (layer.normalised) {
      parameters.add_trained(layer.name + ".scale", at::ones({layer.outputs}));
      parameters.add_trained(layer.name + ".shift", at::zeros({layer.outputs}));
      parameters.add_recorded(layer.name + ".mean", at::zeros({layer.outputs}));
      parameters.add_recorded(layer.name + ".variance", at::ones({layer.outputs}));
    } else {
      parameters.add_trained(layer.name + ".bias", at::zeros({layer.outputs}));
    }
    layers.emplace(layer.name, layer);
  }

  void add_all() {
    for (const CompositionLayer& layer : composition_layers(profile)) add_layer(layer);
  }

  // x and the result are [batch, time, pitch, channels].
  at::Tensor convolve(const std::string& name, const at::Tensor& x) {
    const CompositionLayer& layer = layers.at(name);
    const at::Tensor kernel = parameters.tensor(name + ".weight").to(type).contiguous(at::MemoryFormat::ChannelsLast);
    const at::Tensor bias = layer.normalised ? at::Tensor() : parameters.tensor(name + ".bias").to(type);
    const std::int64_t reach = (layer.time_taps - 1) / 2 * layer.time_dilation;
    // One tap has no dilation, but naming one keeps libtorch 1.13 from its slow path for one thread and one tap.
    const bool one_tap = layer.time_taps == 1 && layer.pitch_taps == 1;
    const std::int64_t dilation = parameters.device().is_cpu() && one_tap ? 2 : layer.time_dilation;
    return from_channels_last(at::conv2d(to_channels_last(x), kernel, bias, {layer.time_stride, layer.pitch_stride},
                                         {reach, 0}, {dilation, 1}));
  }

  at::Tensor normalised(const std::string& name, const at::Tensor& x) {
    return from_channels_last(at::batch_norm(to_channels_last(convolve(name, x)), parameters.tensor(name + ".scale"),
                                             parameters.tensor(name + ".shift"), parameters.tensor(name + ".mean"),
                                             parameters.tensor(name + ".variance"), training, kNormalisationMomentum,
                                             kNormalisationEpsilon, true));
  }

  // Every pitch sees what sounds at its partials, and at the fundamentals it could be a partial of.
  at::Tensor harmonics(const at::Tensor& trunk) {
    const at::Tensor squeezed = normalised("squeeze", trunk).relu();
    const at::Tensor padded = pad_pitch(squeezed, kFarthestHarmonicTap);
    std::vector<at::Tensor> taps = {trunk};
    for (const std::int64_t tap : kHarmonicTaps)
      taps.push_back(padded.narrow(2, kFarthestHarmonicTap + tap, kSemitones));
    return normalised("harmonic", at::cat(taps, 3)).relu();
  }

  // Octaves become one: each head averages them with weights that depend on what sounds there, and the maximum joins.
  at::Tensor fold_octaves(const at::Tensor& trunk) {
    const std::int64_t batch = trunk.size(0);
    const std::int64_t time = trunk.size(1);
    const at::Tensor octaves = trunk.reshape({batch, time, kOctaves, kPitchClasses, trunk.size(3)});
    const at::Tensor weights =
        convolve("fold", trunk).reshape({batch, time, kOctaves, kPitchClasses, profile.fold_heads}).softmax(2);
    std::vector<at::Tensor> folded_octaves = {octaves.amax(2)};
    for (int head = 0; head < profile.fold_heads; ++head)
      folded_octaves.push_back((octaves * weights.narrow(4, head, 1)).sum(2));
    return at::cat(folded_octaves, 3);
  }

  at::Tensor chroma(const at::Tensor& trunk) {
    at::Tensor x = normalised("chroma", open_circle(fold_octaves(trunk))).relu();
    for (int block = 0; block < profile.chroma_blocks; ++block) {
      x = (x + normalised(chroma_block_name(block), open_circle(x))).relu();
    }
    return x;
  }

  at::Tensor segments(const at::Tensor& chroma_features) {
    const std::int64_t heads = profile.attention_heads;
    const at::Tensor values = normalised("pooled", open_circle(chroma_features)).relu();
    const std::int64_t batch = values.size(0);
    const std::int64_t time = values.size(1);
    const at::Tensor attention = convolve("attention", values.mean(2, true))
                                     .to(at::kFloat)
                                     .clamp(-kAttentionLogitMax, kAttentionLogitMax)
                                     .exp();  // [batch, time, 1, heads]
    const at::Tensor by_head =
        values.to(at::kFloat).reshape({batch, time, kPitchClasses, heads, profile.pooled_channels / heads});
    const at::Tensor weighted = (by_head * attention.unsqueeze(4)).flatten(3);
    const at::Tensor mass = attention.expand({batch, time, kPitchClasses, heads}).unsqueeze(4).expand_as(by_head);
    const at::Tensor pooled = sum_of_hops(split_hops(weighted)) / (sum_of_hops(split_hops(mass.flatten(3))) + 1e-6);

    at::Tensor x = normalised("segment", open_circle(pooled.to(type))).relu();
    x = circular_spectrum(convolve("spectrum", open_circle(x)).to(at::kFloat));
    x = convolve("projection", x.flatten(2).unsqueeze(2).to(type));
    return unit_norm(x.squeeze(2).to(at::kFloat));
  }

  void forward(const at::Tensor& levels, at::Tensor& features, at::Tensor& segment_vectors) {
    at::Tensor x = normalise_levels(levels.to(parameters.device())).to(type);
    x = normalised("stem", pad_pitch(x, 3)).relu();
    x = normalised("trunk", pad_pitch(x, 1)).relu();
    for (int block = 0; block < profile.trunk_blocks; ++block)
      x = (x + normalised(trunk_block_name(block), pad_pitch(x, 1))).relu();
    x = chroma(harmonics(x));
    const at::Tensor raw = convolve("features", open_circle(x)).to(at::kFloat).transpose(2, 3);
    features = unit_norm(raw.flatten(2)).reshape(raw.sizes());
    segment_vectors = segments(x);
  }
};

CompositionGraph::CompositionGraph(const CompositionProfile& profile, Arithmetic arithmetic, std::uint64_t seed,
                                   const std::string& device)
    : layers_(std::make_unique<Layers>(at::Device(device))) {
  layers_->profile = profile;
  layers_->type = arithmetic == Arithmetic::kBFloat16 ? at::kBFloat16 : at::kFloat;
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

ParameterSet& CompositionGraph::parameters() { return layers_->parameters; }

std::vector<NamedTensor> CompositionGraph::save() const {
  std::vector<NamedTensor> saved;
  for (const std::string& name : layers_->parameters.names()) {
    const at::Tensor value = layers_->parameters.tensor(name).detach().to(at::kCPU).contiguous();
    NamedTensor tensor{name, value.sizes().vec(), {}};
    tensor.values.assign(value.data_ptr<float>(), value.data_ptr<float>() + value.numel());
    saved.push_back(std::move(tensor));
  }
  return saved;
}

Result<void> CompositionGraph::load(const std::vector<NamedTensor>& tensors) {
  if (tensors.size() != layers_->parameters.names().size())
    return Error{ErrorCode::kInvalidInput, "holds " + std::to_string(tensors.size()) + " tensors; profile " +
                                               layers_->profile.name + " has " +
                                               std::to_string(layers_->parameters.names().size())};
  for (const NamedTensor& tensor : tensors) {
    const ParameterSet& own = layers_->parameters;
    if (!own.contains(tensor.name) || own.tensor(tensor.name).sizes().vec() != tensor.shape)
      return Error{ErrorCode::kInvalidInput,
                   "tensor \"" + tensor.name + "\" does not fit profile " + layers_->profile.name};
  }
  const c10::NoGradGuard no_gradients;
  for (const NamedTensor& tensor : tensors) {
    at::Tensor values = at::empty(tensor.shape, at::kFloat);
    std::copy(tensor.values.begin(), tensor.values.end(), values.data_ptr<float>());
    layers_->parameters.tensor(tensor.name).copy_(values);
  }
  return {};
}

}  // namespace tributary::lab

#include "encoder/convolution.h"

#include <algorithm>
#include <map>
#include <unordered_map>
#include <utility>
#include <vector>

#include <dnnl.hpp>

// Of libgomp, on which oneDNN runs. Its header comes with one compiler only.
extern "C" void omp_set_num_threads(int count);  // NOLINT(readability-identifier-naming)

namespace tributary::encoder {
namespace {

using dnnl::memory;

// Sizes met before are kept prepared; a track has two or three.
constexpr std::size_t kPreparedMax = 6;

memory::desc channels_last(std::int64_t time, std::int64_t pitch, std::int64_t channels) {
  return {{1, channels, time, pitch}, memory::data_type::f32, memory::format_tag::nhwc};
}

dnnl::primitive_attr attributes_of(Ending ending) {
  dnnl::post_ops after;
  if (ending == Ending::kResidual) after.append_sum(1.0F);
#if DNNL_VERSION_MAJOR >= 3
  if (ending != Ending::kLinear) after.append_eltwise(dnnl::algorithm::eltwise_relu, 0, 0);
#else
  if (ending != Ending::kLinear) after.append_eltwise(1.0F, dnnl::algorithm::eltwise_relu, 0, 0);
#endif
  dnnl::primitive_attr attributes;
  attributes.set_post_ops(after);
  return attributes;
}

}  // namespace

struct Convolution::State {
  // The convolution for one size of input, and the weights in the order it likes.
  struct Prepared {
    dnnl::convolution_forward::primitive_desc description;
    dnnl::convolution_forward convolution;
    memory weights;
  };
  using Size = std::pair<std::int64_t, std::int64_t>;  // time, pitch

  ConvolutionShape shape;
  Ending ending = Ending::kLinear;
  std::vector<float> weights;
  std::vector<float> bias;
  dnnl::engine engine{dnnl::engine::kind::cpu, 0};
  dnnl::stream stream{engine};
  std::map<Size, Prepared> prepared;
  std::int64_t multiplications = 0;

  std::int64_t reach() const { return (shape.time_taps - 1) / 2 * shape.time_dilation; }
  std::int64_t output_time(std::int64_t time) const { return (time - 1) / shape.time_stride + 1; }
  std::int64_t output_pitch(std::int64_t pitch) const { return (pitch - shape.pitch_taps) / shape.pitch_stride + 1; }

  dnnl::convolution_forward::primitive_desc describe(std::int64_t time, std::int64_t pitch) const {
    const auto x = channels_last(time, pitch, shape.inputs);
    const memory::desc w({shape.outputs, shape.inputs, shape.time_taps, shape.pitch_taps}, memory::data_type::f32,
                         memory::format_tag::any);
    const memory::desc b({shape.outputs}, memory::data_type::f32, memory::format_tag::x);
    const auto y = channels_last(output_time(time), output_pitch(pitch), shape.outputs);
    const memory::dims strides = {shape.time_stride, shape.pitch_stride};
    const memory::dims dilations = {shape.time_dilation - 1, 0};
    // What the last output does not reach of the padding behind is left out: oneDNN checks the sum.
    const std::int64_t span =
        (output_time(time) - 1) * shape.time_stride + (shape.time_taps - 1) * shape.time_dilation + 1;
    const memory::dims before = {reach(), 0};
    const memory::dims after = {span - time - reach(), 0};
    const auto kind = dnnl::prop_kind::forward_inference;
    const auto algorithm = dnnl::algorithm::convolution_direct;
#if DNNL_VERSION_MAJOR >= 3
    return {engine, kind, algorithm, x, w, b, y, strides, dilations, before, after, attributes_of(ending)};
#else
    const dnnl::convolution_forward::desc operation(kind, algorithm, x, w, b, y, strides, dilations, before, after);
    return {operation, attributes_of(ending), engine};
#endif
  }

  Prepared& prepare(const Size& size) {
    if (const auto found = prepared.find(size); found != prepared.end()) return found->second;
    if (prepared.size() >= kPreparedMax) prepared.clear();
    const auto description = describe(size.first, size.second);
    memory plain({{shape.outputs, shape.inputs, shape.time_taps, shape.pitch_taps},
                  memory::data_type::f32,
                  memory::format_tag::oihw},
                 engine, weights.data());
    memory ordered(description.weights_desc(), engine);
    dnnl::reorder(plain, ordered).execute(stream, plain, ordered);
    stream.wait();
    return prepared.emplace(size, Prepared{description, dnnl::convolution_forward(description), ordered}).first->second;
  }
};

Convolution::Convolution(const ConvolutionShape& shape, Ending ending, std::span<const float> weights,
                         std::span<const float> bias)
    : state_(std::make_unique<State>()) {
  state_->shape = shape;
  state_->ending = ending;
  state_->weights.assign(weights.begin(), weights.end());
  state_->bias.assign(bias.begin(), bias.end());
}

Convolution::Convolution(Convolution&&) noexcept = default;
Convolution& Convolution::operator=(Convolution&&) noexcept = default;
Convolution::~Convolution() = default;

void Convolution::run(const Activations& x, Activations& y) {
  State& state = *state_;
  omp_set_num_threads(1);  // of this thread: tracks are what runs in parallel
  State::Prepared& prepared = state.prepare({x.time, x.pitch});
  if (state.ending != Ending::kResidual)
    y = Activations::unfilled(state.output_time(x.time), state.output_pitch(x.pitch), state.shape.outputs);
  const memory source(prepared.description.src_desc(), state.engine, const_cast<float*>(x.values.data()));
  const memory bias(prepared.description.bias_desc(), state.engine, state.bias.data());
  const memory target(prepared.description.dst_desc(), state.engine, y.values.data());
  prepared.convolution.execute(
      state.stream,
      {{DNNL_ARG_SRC, source}, {DNNL_ARG_WEIGHTS, prepared.weights}, {DNNL_ARG_BIAS, bias}, {DNNL_ARG_DST, target}});
  state.stream.wait();
  const ConvolutionShape& shape = state.shape;
  state.multiplications =
      static_cast<std::int64_t>(y.values.size()) * shape.inputs * shape.time_taps * shape.pitch_taps;
}

std::int64_t Convolution::multiplications() const { return state_->multiplications; }

}  // namespace tributary::encoder

#include "audit/model/script_generator.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/jit/api/module.h>
#include <torch/csrc/jit/runtime/graph_executor.h>
#include <torch/csrc/jit/serialization/import.h>

#include <cmath>
#include <cstring>
#include <utility>

#include "base/hash.h"

namespace tributary::audit {
namespace {

using torch::jit::Module;

at::Tensor tensor_of(std::span<const float> values, std::vector<std::int64_t> shape) {
  at::Tensor tensor = at::empty(shape, at::kFloat);
  std::memcpy(tensor.data_ptr<float>(), values.data(), values.size_bytes());
  return tensor;
}

at::Tensor tensor_of(std::span<const std::int64_t> values) {
  at::Tensor tensor = at::empty({static_cast<std::int64_t>(values.size())}, at::kLong);
  std::memcpy(tensor.data_ptr<std::int64_t>(), values.data(), values.size_bytes());
  return tensor;
}

std::int64_t signed_size(std::size_t size) { return static_cast<std::int64_t>(size); }

// The last two sizes of a weight, where all others are 1: [outputs][inputs]; a convolution's kernel is part of its
// inputs.
at::Tensor as_matrix(const at::Tensor& weight) {
  if (weight.dim() == 3 && weight.size(0) == 1) return weight[0];
  return weight.reshape({weight.size(0), -1});
}

Error breach(const std::string& name, const std::string& what) {
  return Error{ErrorCode::kInvalidInput, name + ": does not keep the contract of generator scripts: " + what};
}

// The first line of what libtorch says: the rest is a stack trace.
std::string first_line(const std::exception& error) {
  const std::string text = error.what();
  return text.substr(0, text.find('\n'));
}

class ScriptGenerator : public Generator {
 public:
  ScriptGenerator(Module module, std::string name) : module_(std::move(module)), name_(std::move(name)) {
    module_.eval();
    for (const auto& parameter : module_.named_parameters()) parameter.value.requires_grad_(false);
  }

  Result<void> read_info(const std::string& checkpoint) {
    info_.checkpoint = checkpoint;
    for (const char* method : {"losses", "segment_shape", "tags"})
      if (!module_.find_method(method)) return breach(name_, std::string("it has no method \"") + method + "\"");
    const std::vector<std::int64_t> shape = module_.get_method("segment_shape")({}).toIntVector();
    if (shape.size() != 2 || shape[0] < 1 || shape[1] < 1 || shape[0] > 1 << 20 || shape[1] > 1 << 20)
      return breach(name_, "\"segment_shape\" is not [frames, bands]");
    info_.frames = static_cast<std::size_t>(shape[0]);
    info_.bands = static_cast<std::size_t>(shape[1]);
    for (const c10::IValue& tag : module_.get_method("tags")({}).toListRef()) info_.tags.push_back(tag.toStringRef());
    probed_ = module_.find_method("probed_losses").has_value();
    return probed_ ? read_layers() : read_matrices();
  }

  const GeneratorInfo& info() const override { return info_; }

  Result<std::vector<float>> losses(const ItemBatch& batch, const Draw& draw) override {
    return guarded([&]() -> Result<std::vector<float>> {
      const c10::NoGradGuard no_gradients;
      return finite(call("losses", inputs(batch, draw)), batch.tags.size(), "losses");
    });
  }

  Result<std::vector<float>> gradients(const ItemBatch& batch, const Draw& draw,
                                       const Projection& projection) override {
    return guarded([&]() -> Result<std::vector<float>> {
      return probed_ ? probed_gradients(batch, draw, projection) : single_gradients(batch, draw, projection);
    });
  }

  Result<void> move_weights(std::span<const float> by) override {
    const c10::NoGradGuard no_gradients;
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      const auto count = static_cast<std::size_t>(weights_[i].numel());
      if (by.size() < count) return Error{ErrorCode::kInvalidInput, name_ + ": has more weights than it was moved by"};
      weights_[i].add_(tensor_of(by.first(count), weights_[i].sizes().vec()));
      by = by.subspan(count);
    }
    return {};
  }

 private:
  template <typename Job>
  Result<std::vector<float>> guarded(Job job) {
    try {
      const torch::jit::GraphOptimizerEnabledGuard as_written(false);
      return job();
    } catch (const std::exception& error) {
      return Error{ErrorCode::kInternal, name_ + ": the model fails: " + first_line(error)};
    }
  }

  Result<void> read_layers() {
    if (!module_.find_method("layers")) return breach(name_, "it has \"probed_losses\" and no method \"layers\"");
    for (const c10::IValue& layer : module_.get_method("layers")({}).toListRef()) {
      const std::string name = layer.toStringRef();
      bool found = false;
      for (const auto& parameter : module_.named_parameters()) {
        if (parameter.name != name + "_weight" && parameter.name != name + ".weight") continue;
        add_layer(name, parameter.value);
        found = true;
      }
      if (!found) return breach(name_, "layer \"" + name + "\" has no weight");
    }
    if (weights_.empty()) return breach(name_, "\"layers\" names none");
    return {};
  }

  Result<void> read_matrices() {
    for (const auto& parameter : module_.named_parameters())
      if (parameter.value.dim() >= 2) add_layer(parameter.name, parameter.value);
    if (weights_.empty()) return breach(name_, "it has no parameter that is a matrix");
    return {};
  }

  void add_layer(const std::string& name, const at::Tensor& weight) {
    const at::Tensor matrix = as_matrix(weight);
    info_.layers.push_back({name, static_cast<std::size_t>(matrix.size(1)), static_cast<std::size_t>(matrix.size(0))});
    weights_.push_back(weight);
  }

  std::vector<c10::IValue> inputs(const ItemBatch& batch, const Draw& draw) const {
    const std::vector<std::int64_t> shape = {signed_size(batch.tags.size()), signed_size(info_.frames),
                                             signed_size(info_.bands)};
    const at::Tensor x = tensor_of(batch.levels, shape);
    const at::Tensor noise = tensor_of(noise_of(draw.seed, info_.frames * info_.bands), {1, shape[1], shape[2]});
    return {x, at::full({shape[0]}, draw.time, x.options()), noise.expand_as(x).contiguous(), tensor_of(batch.tags)};
  }

  at::Tensor call(const char* method, std::vector<c10::IValue> arguments) {
    return module_.get_method(method)(std::move(arguments)).toTensor();
  }

  Result<std::vector<float>> finite(const at::Tensor& tensor, std::size_t count, const std::string& what) const {
    const at::Tensor flat = tensor.detach().to(at::kFloat).contiguous();
    if (static_cast<std::size_t>(flat.numel()) != count)
      return breach(name_,
                    "\"" + what + "\" gives " + std::to_string(flat.numel()) + " numbers for " + std::to_string(count));
    std::vector<float> values(flat.data_ptr<float>(), flat.data_ptr<float>() + flat.numel());
    for (const float value : values)
      if (!std::isfinite(value))
        return Error{ErrorCode::kInternal, name_ + ": its " + what + " are not finite numbers"};
    return values;
  }

  Result<std::vector<float>> probed_gradients(const ItemBatch& batch, const Draw& draw, const Projection& projection) {
    c10::List<at::Tensor> right;
    c10::List<at::Tensor> left;
    c10::List<at::Tensor> probes;
    std::vector<at::Tensor> leaves;
    for (std::size_t i = 0; i < projection.size(); ++i) {
      const LayerProjection& layer = projection[i];
      right.push_back(tensor_of(layer.right, {signed_size(layer.right_rank), signed_size(info_.layers[i].inputs)}));
      left.push_back(tensor_of(layer.left, {signed_size(layer.left_rank), signed_size(info_.layers[i].outputs)}));
      leaves.push_back(
          at::zeros({signed_size(batch.tags.size()), signed_size(layer.left_rank), signed_size(layer.right_rank)})
              .requires_grad_(true));
      probes.push_back(leaves.back());
    }
    std::vector<c10::IValue> arguments = inputs(batch, draw);
    arguments.insert(arguments.end(), {right, left, probes});
    const at::Tensor losses = call("probed_losses", std::move(arguments));
    const std::vector<at::Tensor> gradients = torch::autograd::grad({losses.sum()}, leaves);
    std::vector<at::Tensor> flat;
    for (const at::Tensor& gradient : gradients) flat.push_back(gradient.flatten(1));
    return finite(at::cat(flat, 1), batch.tags.size() * dimensions_of(projection), "gradients");
  }

  // For models that cannot be probed: item by item, through gradients of the whole weights.
  Result<std::vector<float>> single_gradients(const ItemBatch& batch, const Draw& draw, const Projection& projection) {
    for (const at::Tensor& weight : weights_) weight.requires_grad_(true);
    std::vector<at::Tensor> rows;
    const std::size_t size = info_.frames * info_.bands;
    for (std::size_t item = 0; item < batch.tags.size(); ++item) {
      const ItemBatch one{batch.levels.subspan(item * size, size), batch.tags.subspan(item, 1)};
      const std::vector<at::Tensor> gradients =
          torch::autograd::grad({call("losses", inputs(one, draw)).sum()}, weights_, {}, {}, false, true);
      for (std::size_t i = 0; i < gradients.size(); ++i) rows.push_back(projected(gradients[i], i, projection[i]));
    }
    for (const at::Tensor& weight : weights_) weight.requires_grad_(false);
    return finite(at::cat(rows), batch.tags.size() * dimensions_of(projection), "gradients");
  }

  at::Tensor projected(const at::Tensor& gradient, std::size_t layer, const LayerProjection& projection) const {
    const std::vector<std::int64_t> shape = {signed_size(info_.layers[layer].outputs),
                                             signed_size(info_.layers[layer].inputs)};
    if (!gradient.defined()) return at::zeros({signed_size(projection.dimensions())});
    const at::Tensor left = tensor_of(projection.left, {signed_size(projection.left_rank), shape[0]});
    const at::Tensor right = tensor_of(projection.right, {signed_size(projection.right_rank), shape[1]});
    return left.matmul(gradient.reshape(shape)).matmul(right.t()).flatten();
  }

  Module module_;
  std::string name_;
  GeneratorInfo info_;
  std::vector<at::Tensor> weights_;  // of the layers
  bool probed_ = false;
};

}  // namespace

Result<std::unique_ptr<Generator>> open_script_generator(const std::filesystem::path& path, int threads) {
  TRIBUTARY_ASSIGN(const std::string checkpoint, base::sha256_of_file(path));
  at::set_num_threads(threads);
  try {
    auto generator = std::make_unique<ScriptGenerator>(torch::jit::load(path.string(), at::kCPU), path.string());
    TRIBUTARY_TRY(generator->read_info(checkpoint));
    return std::unique_ptr<Generator>(std::move(generator));
  } catch (const std::exception& error) {
    return Error{ErrorCode::kCorrupt,
                 path.string() + ": is no TorchScript file that libtorch can read: " + first_line(error)};
  }
}

}  // namespace tributary::audit

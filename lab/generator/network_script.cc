#include "lab/generator/network_script.h"

#include <cmath>

namespace tributary::lab {
namespace {

// Of levels, about. The noise in a patch has more numbers than the network is wide: what a straight line foresees of
// the velocity goes past it, and the network adds what music looks like.
constexpr double kLevelVariance = 0.5;

struct LinearLayer {
  std::string name;
  std::int64_t inputs = 0;
  std::int64_t outputs = 0;
  bool starts_at_zero = false;
};

std::string block_name(std::int64_t block) { return "block" + std::to_string(block); }

std::vector<LinearLayer> layers_of(const NetworkShape& shape) {
  const std::int64_t patch = shape.patch_frames * shape.bands;
  const std::int64_t width = shape.width;
  std::vector<LinearLayer> layers = {{"patch", patch, width}, {"time_up", width, width}, {"time_down", width, width}};
  for (std::int64_t i = 0; i < shape.blocks; ++i) {
    const std::string block = block_name(i);
    layers.push_back({block + "_modulation", width, 6 * width, true});
    layers.push_back({block + "_attention_in", width, 3 * width});
    layers.push_back({block + "_attention_out", width, width});
    layers.push_back({block + "_up", width, 4 * width});
    layers.push_back({block + "_down", 4 * width, width});
  }
  layers.push_back({"last_modulation", width, 2 * width, true});
  layers.push_back({"last", width, patch, true});
  return layers;
}

// A call of the linear layer `name`, which is number `index` of the probes.
class Calls {
 public:
  explicit Calls(const NetworkShape& shape) : layers_(linear_layers(shape)) {}

  std::string operator()(const std::string& name, const std::string& input) const {
    std::size_t index = 0;
    while (layers_[index] != name) ++index;
    return "self.linear(" + input + ", self." + name + "_weight, self." + name + "_bias, " + std::to_string(index) +
           ", right, left, probes)";
  }

 private:
  std::vector<std::string> layers_;
};

// The probes carry a gradient for each item of its own: where probes[k][i] is added as left^T probe right to the weight
// of layer k, the derivative of item i's loss is the projected gradient of that weight.
constexpr const char* kSharedMethods = R"(
def linear(self, x: Tensor, weight: Tensor, bias: Tensor, index: int, right: List[Tensor], left: List[Tensor],
           probes: List[Tensor]) -> Tensor:
  models = weight.size(0)
  rows = x.size(1) * x.size(2)
  y = torch.baddbmm(bias.unsqueeze(1), x.reshape(models, rows, x.size(3)), weight.transpose(1, 2))
  y = y.reshape(models, x.size(1), x.size(2), weight.size(1))
  if len(probes) > 0:
    seen = torch.matmul(x, right[index].transpose(0, 1))
    y = y + torch.matmul(torch.matmul(seen, probes[index].transpose(1, 2)), left[index])
  return y

def normalised(self, x: Tensor, scale: Tensor, shift: Tensor) -> Tensor:
  centred = x - x.mean(dim=-1, keepdim=True)
  deviation = torch.sqrt((centred * centred).mean(dim=-1, keepdim=True) + 1e-5)
  return centred / deviation * (scale + 1.0) + shift

def mean_square_errors(self, x: Tensor, t: Tensor, noise: Tensor, tags: Tensor, right: List[Tensor],
                       left: List[Tensor], probes: List[Tensor]) -> Tensor:
  part = t.reshape(-1, 1, 1)
  mixed = x * (1.0 - part) + noise * part
  error = self.probed_velocity(mixed, t, tags, right, left, probes) - self.target(x, noise).unsqueeze(0)
  return (error * error).mean(dim=3).mean(dim=2)

def ensemble_losses(self, x: Tensor, t: Tensor, noise: Tensor, tags: Tensor) -> Tensor:
  none: List[Tensor] = []
  return self.mean_square_errors(x, t, noise, tags, none, none, none)

def velocity(self, x: Tensor, t: Tensor, tags: Tensor) -> Tensor:
  none: List[Tensor] = []
  return self.probed_velocity(x, t, tags, none, none, none)

def losses(self, x: Tensor, t: Tensor, noise: Tensor, tags: Tensor) -> Tensor:
  return self.ensemble_losses(x, t, noise, tags)[0]

def probed_losses(self, x: Tensor, t: Tensor, noise: Tensor, tags: Tensor, right: List[Tensor], left: List[Tensor],
                  probes: List[Tensor]) -> Tensor:
  return self.mean_square_errors(x, t, noise, tags, right, left, probes)[0]
)";

std::string attention_part(const std::string& block, const NetworkShape& shape, const Calls& call) {
  const std::string heads = std::to_string(shape.heads);
  const std::string depth = std::to_string(shape.width / shape.heads);
  const std::string width = std::to_string(shape.width);
  return "  parts = torch.chunk(" + call(block + "_modulation", "condition") + ", 6, dim=3)\n" +
         "  u = self.normalised(h, parts[0], parts[1])\n" +  //
         "  u = " + call(block + "_attention_in", "u") + "\n" + "  u = u.reshape(models, items, tokens, 3, " + heads +
         ", " + depth + ").permute(3, 0, 1, 4, 2, 5)\n" +
         "  weights = torch.softmax(torch.matmul(u[0], u[1].transpose(-1, -2)) * " +
         std::to_string(1 / std::sqrt(static_cast<double>(shape.width / shape.heads))) + ", dim=-1)\n" +
         "  u = torch.matmul(weights, u[2]).permute(0, 1, 3, 2, 4).reshape(models, items, tokens, " + width + ")\n" +
         "  h = h + parts[2] * " + call(block + "_attention_out", "u") + "\n";
}

std::string perceptron_part(const std::string& block, const Calls& call) {
  return "  u = self.normalised(h, parts[3], parts[4])\n"
         "  u = torch.gelu(" +
         call(block + "_up", "u") + ")\n" +  //
         "  h = h + parts[5] * " + call(block + "_down", "u") + "\n";
}

std::string velocity_method(const NetworkShape& shape) {
  const Calls call(shape);
  const std::string tokens = std::to_string(shape.frames / shape.patch_frames);
  const std::string patch = std::to_string(shape.patch_frames * shape.bands);
  const std::string half = std::to_string(shape.width / 2);
  const std::string variance = std::to_string(kLevelVariance);
  std::string text =
      "def probed_velocity(self, x: Tensor, t: Tensor, tags: Tensor, right: List[Tensor], left: List[Tensor], "
      "probes: List[Tensor]) -> Tensor:\n"
      "  models = self.patch_weight.size(0)\n"
      "  items = x.size(0)\n"
      "  tokens = " +
      tokens +
      "\n"
      "  h = x.reshape(1, items, tokens, " +
      patch + ").expand(models, items, tokens, " + patch +
      ")\n"
      "  h = " +
      call("patch", "h") +
      " + self.position.unsqueeze(1)\n"
      "  rates = torch.exp(torch.arange(0, " +
      half + ", dtype=x.dtype, device=x.device) * " +
      std::to_string(-std::log(1000.0) * 2 / static_cast<double>(shape.width)) +
      ")\n"
      "  angles = (t * 100.0).reshape(1, items, 1, 1) * rates\n"
      "  condition = torch.cat([torch.cos(angles), torch.sin(angles)], dim=3).expand(models, items, 1, " +
      std::to_string(shape.width) +
      ")\n"
      "  condition = torch.silu(" +
      call("time_up", "condition") +
      ")\n"
      "  condition = " +
      call("time_down", "condition") +
      "\n"
      // A product with ones and zeros, because a gradient that is gathered by index is summed in any order on a GPU.
      "  chosen = (tags.reshape(-1, 1) == torch.arange(0, " +
      std::to_string(shape.tags + 1) +
      ", device=x.device)).to(x.dtype)\n"
      "  condition = condition + torch.matmul(chosen, self.tag_embedding).unsqueeze(2)\n"
      "  condition = torch.silu(condition)\n";
  for (std::int64_t i = 0; i < shape.blocks; ++i)
    text += attention_part(block_name(i), shape, call) + perceptron_part(block_name(i), call);
  return text + "  last = torch.chunk(" + call("last_modulation", "condition") + ", 2, dim=3)\n" +
         "  u = self.normalised(h, last[0], last[1])\n" +  //
         "  u = " + call("last", "u") + ".reshape(models, items, " + std::to_string(shape.frames) + ", " +
         std::to_string(shape.bands) + ")\n" +
         "  part = t.reshape(-1, 1, 1)\n"
         "  rest = 1.0 - part\n"
         "  return u + x * ((part - rest * " +
         variance + ") / (rest * rest * " + variance + " + part * part))\n";
}

std::string text_list(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list += (list.size() > 1 ? ", \"" : "\"") + text + "\"";
  return list + "]";
}

}  // namespace

std::vector<NetworkParameter> network_parameters(const NetworkShape& shape) {
  std::vector<NetworkParameter> parameters;
  for (const LinearLayer& layer : layers_of(shape)) {
    const double deviation = layer.starts_at_zero ? 0 : 1 / std::sqrt(static_cast<double>(layer.inputs));
    parameters.push_back({layer.name + "_weight", {layer.outputs, layer.inputs}, deviation});
    parameters.push_back({layer.name + "_bias", {layer.outputs}, 0});
  }
  parameters.push_back({"position", {shape.frames / shape.patch_frames, shape.width}, 0.5});
  parameters.push_back({"tag_embedding", {shape.tags + 1, shape.width}, 0.5});
  return parameters;
}

std::vector<std::string> linear_layers(const NetworkShape& shape) {
  std::vector<std::string> names;
  for (const LinearLayer& layer : layers_of(shape)) names.push_back(layer.name);
  return names;
}

std::string network_script(const NetworkShape& shape, const std::vector<std::string>& tags, ScriptMeasure measure) {
  std::string numbers;
  for (const std::int64_t size :
       {shape.frames, shape.bands, shape.patch_frames, shape.width, shape.heads, shape.blocks, shape.tags})
    numbers += (numbers.empty() ? "" : ", ") + std::to_string(size);
  const std::string target = measure == ScriptMeasure::kLoss ? "noise - x" : "torch.zeros_like(x)";
  return "def target(self, x: Tensor, noise: Tensor) -> Tensor:\n  return " + target + "\n" + kSharedMethods +
         velocity_method(shape) + "def layers(self) -> List[str]:\n  return " + text_list(linear_layers(shape)) +
         "\ndef tags(self) -> List[str]:\n  return " + text_list(tags) +
         "\ndef network_shape(self) -> List[int]:\n  return [" + numbers + "]\n" +  //
         "def segment_shape(self) -> List[int]:\n  return [" + std::to_string(shape.frames) + ", " +
         std::to_string(shape.bands) + "]\n";
}

}  // namespace tributary::lab

#include <ATen/ATen.h>
#include <torch/csrc/jit/api/module.h>

#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>

#include "audit/gradient_store.h"
#include "audit/model/curvature.h"
#include "audit/model/script_generator.h"
#include "lab/audit/gate.h"
#include "lab/audit/statistics.h"
#include "lab/generator/trainer.h"
#include "lab/random/random.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kItems = 24;

audit::SegmentSet small_set() {
  audit::SegmentSet set{8, 6, {}, {}};
  Random random(7);
  for (std::size_t i = 0; i < kItems; ++i) {
    for (std::size_t k = 0; k < set.frames * set.bands; ++k)
      set.levels.push_back(static_cast<float>((k % set.bands == i % 6 ? 1.0 : -0.5) + 0.3 * random.normal()));
    const std::string name = "r" + std::to_string(i);
    set.segments.push_back({name, name, "A" + std::to_string(i % 6), "A", i % 2 == 0 ? "art" : "folk", 0});
  }
  return set;
}

// A trained generator in a file, and scripts that are none.
class ScriptContractTest : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    std::filesystem::remove_all(folder());
    std::filesystem::create_directories(folder());
    const audit::SegmentSet set = small_set();
    Ensemble ensemble = Ensemble::create({8, 6, 2, 16, 2, 1, 2}, 1, 1, {}).value();
    TrainingLog log = TrainingLog::open(folder() / "log").value();
    const std::vector<float> all(kItems, 1.0F);
    ASSERT_TRUE(train_ensemble(ensemble, set, all, {3, 60, 8, 1e-2}, {folder() / "checkpoint", 5, 0}, log).value());
    ASSERT_TRUE(ensemble.export_script(0, audit::tags_of(set), model()).ok());
  }
  static void TearDownTestSuite() { std::filesystem::remove_all(folder()); }

  static std::filesystem::path folder() {
    return std::filesystem::temp_directory_path() / ("tributary_contract_" + std::to_string(::getpid()));
  }
  static std::filesystem::path model() { return folder() / "generator.pt"; }

  // A foreign model: one convolution-like matrix, no probes.
  static std::filesystem::path foreign(const std::string& methods, const at::Tensor& weight) {
    torch::jit::Module module("Foreign");
    module.register_parameter("mix", weight, false);
    module.define(methods);
    const std::filesystem::path path = folder() / "foreign.pt";
    module.save(path.string());
    return path;
  }
};

constexpr const char* kForeign = R"(
def losses(self, x: Tensor, t: Tensor, noise: Tensor, tags: Tensor) -> Tensor:
  part = t.reshape(-1, 1, 1)
  mixed = x * (1.0 - part) + noise * part
  error = torch.matmul(mixed, self.mix.transpose(0, 1)) - (noise - x)
  return (error * error).mean(dim=2).mean(dim=1)
def segment_shape(self) -> List[int]:
  return [8, 6]
def tags(self) -> List[str]:
  return ["art"]
)";

TEST_F(ScriptContractTest, ProbesGiveTheGradientOfEveryItem) {
  const auto generator = audit::open_script_generator(model(), 1).value();
  const audit::SegmentSet set = small_set();
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator->info(), set);
  const audit::Draw draw{0.4, 9};
  const audit::Projection whole = audit::make_projection(generator->info().layers, 0, 1);
  const std::size_t dimensions = audit::dimensions_of(whole);
  const audit::ItemBatch two{std::span(set.levels).first(2 * set.frames * set.bands), std::span(tags).first(2)};
  const std::vector<float> gradients = generator->gradients(two, draw, whole).value();
  ASSERT_EQ(gradients.size(), 2 * dimensions);
  // Along a random direction the loss of each item changes as its own gradient says.
  std::vector<float> direction = audit::noise_of(3, dimensions);
  for (float& value : direction) value *= 1e-3F;
  const std::vector<float> before = generator->losses(two, draw).value();
  ASSERT_TRUE(generator->move_weights(direction).ok());
  const std::vector<float> after = generator->losses(two, draw).value();
  for (std::size_t i = 0; i < 2; ++i) {
    double expected = 0;
    for (std::size_t k = 0; k < dimensions; ++k)
      expected += static_cast<double>(gradients[i * dimensions + k]) * static_cast<double>(direction[k]);
    EXPECT_NEAR(static_cast<double>(after[i]) - static_cast<double>(before[i]), expected,
                0.05 * std::abs(expected) + 2e-4);
  }
}

TEST_F(ScriptContractTest, AProjectedGradientIsTheProjectionOfTheWhole) {
  const auto generator = audit::open_script_generator(model(), 1).value();
  const audit::SegmentSet set = small_set();
  const std::vector<std::int64_t> tags(1, 0);
  const audit::ItemBatch one{set.item(5), tags};
  const audit::Projection small = audit::make_projection(generator->info().layers, 3, 1);
  const audit::Projection whole = audit::make_projection(generator->info().layers, 0, 1);
  const std::vector<float> seen = generator->gradients(one, {0.6, 2}, small).value();
  const std::vector<float> full = generator->gradients(one, {0.6, 2}, whole).value();
  std::size_t at_seen = 0;
  std::size_t at_full = 0;
  for (std::size_t l = 0; l < small.size(); ++l) {
    const audit::LayerShape& shape = generator->info().layers[l];
    for (std::size_t a = 0; a < small[l].left_rank; ++a)
      for (std::size_t b = 0; b < small[l].right_rank; ++b) {
        double expected = 0;
        for (std::size_t o = 0; o < shape.outputs; ++o)
          for (std::size_t i = 0; i < shape.inputs; ++i)
            expected += static_cast<double>(small[l].left[a * shape.outputs + o]) *
                        static_cast<double>(full[at_full + o * shape.inputs + i]) *
                        static_cast<double>(small[l].right[b * shape.inputs + i]);
        EXPECT_NEAR(seen[at_seen++], expected, 1e-4);
      }
    at_full += shape.outputs * shape.inputs;
  }
}

TEST_F(ScriptContractTest, AModelWithoutProbesIsAskedItemByItem) {
  const auto generator = audit::open_script_generator(foreign(kForeign, at::eye(6) * 0.3), 1).value();
  ASSERT_EQ(generator->info().layers.size(), 1U);
  const audit::SegmentSet set = small_set();
  const std::vector<std::int64_t> tags(2, 0);
  const audit::ItemBatch two{std::span(set.levels).first(2 * set.frames * set.bands), tags};
  const audit::Projection whole = audit::make_projection(generator->info().layers, 0, 1);
  const std::vector<float> gradients = generator->gradients(two, {0.5, 4}, whole).value();
  ASSERT_EQ(gradients.size(), 72U);
  std::vector<float> step(36);
  step[7] = 1e-2F;
  const std::vector<float> before = generator->losses(two, {0.5, 4}).value();
  ASSERT_TRUE(generator->move_weights(step).ok());
  const std::vector<float> after = generator->losses(two, {0.5, 4}).value();
  EXPECT_NEAR(after[1] - before[1], 1e-2 * static_cast<double>(gradients[36 + 7]), 1e-4);
}

TEST_F(ScriptContractTest, TheStoreAgreesWithOneStepUnlearning) {
  const auto generator = audit::open_script_generator(model(), 1).value();
  GateSettings settings;
  settings.gradients.draws = 4;
  settings.queries = 20;
  const audit::SegmentSet set = small_set();
  const GateResult result = measure_gate(*generator, set, set, folder() / "gate", settings).value();
  ASSERT_EQ(result.agreements.size(), 20U);
  EXPECT_GE(median(result.agreements), 0.95);
}

TEST_F(ScriptContractTest, AnItemIsFoundAmongAll) {
  const auto generator = audit::open_script_generator(model(), 1).value();
  const audit::SegmentSet set = small_set();
  const std::vector<std::int64_t> tags = audit::tag_numbers(generator->info(), set);
  audit::GradientSettings settings;
  settings.draws = 8;
  const audit::GradientPlan plan = audit::plan_whitened(*generator, {set.levels, tags}, settings).value();
  ASSERT_TRUE(
      audit::append_to_store(folder() / "whitened", plan, *generator, set, 10, [](audit::StoreProgress) {}).ok());
  const audit::GradientStore store = audit::GradientStore::open(folder() / "whitened").value();
  for (std::size_t i = 0; i < kItems; ++i) {
    const audit::ItemBatch one{set.item(i), std::span(tags).subspan(i, 1)};
    const std::vector<float> products = store.products(audit::query_rows(plan, *generator, one).value(), 1);
    EXPECT_EQ(static_cast<std::size_t>(std::max_element(products.begin(), products.end()) - products.begin()), i);
  }
}

TEST_F(ScriptContractTest, NamesWhatAScriptLacks) {
  const auto refusal = [](const std::filesystem::path& path) {
    const auto opened = audit::open_script_generator(path, 1);
    return opened.ok() ? std::string("opened") : opened.error().message;
  };
  const std::string text = kForeign;
  EXPECT_NE(refusal(foreign(text.substr(0, text.find("def tags")), at::eye(6))).find("no method \"tags\""),
            std::string::npos);
  EXPECT_NE(refusal(foreign(kForeign, at::ones({6}))).find("no parameter that is a matrix"), std::string::npos);
  std::ofstream(folder() / "text.pt") << "no model";
  EXPECT_NE(refusal(folder() / "text.pt").find("is no TorchScript file"), std::string::npos);
  EXPECT_NE(refusal(folder() / "missing.pt").find("missing.pt"), std::string::npos);
  std::filesystem::copy_file(model(), folder() / "cut.pt");
  std::filesystem::resize_file(folder() / "cut.pt", std::filesystem::file_size(model()) / 2);
  EXPECT_NE(refusal(folder() / "cut.pt").find("is no TorchScript file"), std::string::npos);
}

TEST_F(ScriptContractTest, LossesThatAreNotFiniteAreAnError) {
  const auto generator = audit::open_script_generator(foreign(kForeign, at::full({6, 6}, std::nan(""))), 1).value();
  const audit::SegmentSet set = small_set();
  const std::vector<std::int64_t> tags(1, 0);
  const auto losses = generator->losses({set.item(0), tags}, {0.5, 1});
  ASSERT_FALSE(losses.ok());
  EXPECT_NE(losses.error().message.find("not finite"), std::string::npos);
}

TEST_F(ScriptContractTest, AScriptThatFailsOrAnswersWithAnotherShapeIsAnError) {
  std::string text = kForeign;
  text.replace(text.find("(error * error).mean(dim=2).mean(dim=1)"), 39, "(error * error).mean().reshape(1)");
  const audit::SegmentSet set = small_set();
  const std::vector<std::int64_t> tags(2, 0);
  const audit::ItemBatch two{std::span(set.levels).first(2 * set.frames * set.bands), tags};
  EXPECT_EQ(audit::open_script_generator(foreign(text, at::eye(6)), 1).value()->losses(two, {0.5, 1}).error().code,
            ErrorCode::kInvalidInput);
  EXPECT_EQ(audit::open_script_generator(foreign(kForeign, at::eye(5)), 1).value()->losses(two, {0.5, 1}).error().code,
            ErrorCode::kInternal);
}

// What a hostile script may do within its language ends as an error that names the file.
TEST_F(ScriptContractTest, HostileScriptsAreErrors) {
  const std::string text = kForeign;
  const auto replaced = [&](const std::string& what, const std::string& with) {
    std::string changed = text;
    return changed.replace(changed.find(what), what.size(), with);
  };
  const std::string shape = "-> List[int]:\n  return [8, 6]";
  const std::string tags = "-> List[str]:\n  return [\"art\"]";
  for (const std::string& script :
       {replaced(shape, "-> str:\n  return \"wide\""), replaced(shape, "-> List[int]:\n  return [8, 0]"),
        replaced(shape, "-> List[int]:\n  return [8, 6000000000]"), replaced(shape, "-> List[int]:\n  return [8]"),
        replaced(tags, "-> int:\n  return 3"),
        replaced(tags, "-> List[str]:\n  assert False, \"no\"\n  return [\"art\"]")}) {
    const auto opened = audit::open_script_generator(foreign(script, at::eye(6)), 1);
    ASSERT_FALSE(opened.ok()) << script;
    EXPECT_EQ(opened.error().message.find((folder() / "foreign.pt").string() + ": "), 0U) << opened.error().message;
  }
  const audit::SegmentSet set = small_set();
  const std::vector<std::int64_t> numbers(2, 0);
  const audit::ItemBatch two{std::span(set.levels).first(2 * set.frames * set.bands), numbers};
  const std::string answer = "-> Tensor:\n  part";
  for (const std::string& script : {replaced(answer, "-> List[int]:\n  return [1, 2]\n  part"),
                                    replaced(answer, "-> Tensor:\n  assert False, \"no\"\n  part"),
                                    replaced(answer, "-> Tensor:\n  return torch.zeros([1099511627776])\n  part"),
                                    replaced(answer, "-> Tensor:\n  return torch.zeros([0])\n  part"),
                                    replaced(answer, "-> Tensor:\n  return x.to_sparse()\n  part")}) {
    const auto generator = audit::open_script_generator(foreign(script, at::eye(6)), 1);
    ASSERT_TRUE(generator.ok()) << generator.error().message;
    const auto losses = generator.value()->losses(two, {0.5, 1});
    ASSERT_FALSE(losses.ok()) << script;
    EXPECT_EQ(losses.error().message.find((folder() / "foreign.pt").string() + ": "), 0U) << losses.error().message;
    const audit::Projection whole = audit::make_projection(generator.value()->info().layers, 0, 1);
    EXPECT_FALSE(generator.value()->gradients(two, {0.5, 1}, whole).ok()) << script;
  }
}

}  // namespace
}  // namespace tributary::lab

// Generators of one shape that are trained side by side: the same batches and noise, each with its own items left out.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "audit/draws.h"
#include "encoder/tensor_file.h"
#include "lab/generator/network_script.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ComputeDevice {
  std::string name = "cpu";  // or cuda
  int threads = 1;           // of libtorch on the CPU: its own default differs between builds
};

// Items of a step with what is drawn for them.
struct GeneratorBatch {
  std::vector<std::int64_t> items;
  std::vector<float> times;
  std::vector<std::int64_t> tags;
  std::uint64_t noise_seed = 0;
};

struct SamplingSettings {
  std::uint64_t seed = 1;
  int steps = 32;
  double guidance = 1.5;  // Ho, Salimans 2022; 1: none
};

// Models that share a seed start from the same numbers. The same calls give the same numbers on one machine; on another
// device they differ. Not thread safe.
class Ensemble {
 public:
  // kInvalidInput for a shape that does not fit itself; kUnsupported where libtorch cannot use the device.
  static Result<Ensemble> create(const NetworkShape& shape, std::size_t models, std::uint64_t seed,
                                 const ComputeDevice& device);
  // A file of export_script, as an ensemble of one.
  static Result<Ensemble> open_script(const std::filesystem::path& path, const ComputeDevice& device);
  Ensemble(Ensemble&&) noexcept;
  Ensemble& operator=(Ensemble&&) noexcept;
  ~Ensemble();

  const NetworkShape& shape() const;
  std::size_t models() const;

  // What batches choose from: levels [items][frames][bands], and for each model which items it learns from,
  // [models][items] of 0 and 1.
  void set_items(std::span<const float> levels, std::span<const float> membership);

  // A step of Adam (Kingma, Ba 2015) for each model by itself, gradients limited to norm 1; an item that a model leaves
  // out counts as zero.
  void step(const GeneratorBatch& batch, double learning_rate);

  // The loss of each model in the last step. kInternal where one is not finite.
  Result<std::vector<double>> last_losses() const;

  // Losses [draws][models][items] of items given as levels and the numbers of their tags.
  std::vector<float> losses(std::span<const float> levels, std::span<const std::int64_t> tags,
                            std::span<const audit::Draw> draws) const;

  // `count` segments [count][frames][bands] of one model, with one tag.
  std::vector<float> sample(std::size_t model, std::int64_t tag, std::size_t count,
                            const SamplingSettings& settings) const;

  // Everything that a later call goes on from.
  std::vector<encoder::NamedTensor> save() const;
  Result<void> load(std::span<const encoder::NamedTensor> tensors);

  // One model as a TorchScript file, in the contract of docs/formats/generator-script.md, which says what `measure` is.
  Result<void> export_script(std::size_t model, const std::vector<std::string>& tags, const std::filesystem::path& path,
                             ScriptMeasure measure = ScriptMeasure::kLoss) const;

 private:
  struct State;
  explicit Ensemble(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tributary::lab

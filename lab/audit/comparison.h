// The methods that are compared on one truth, each with its constants chosen on queries that are not reported.
#pragma once

#include <filesystem>
#include <vector>

#include "lab/audit/methods.h"
#include "lab/audit/protocols.h"
#include "lab/audit/retraining.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ComparisonSettings {
  audit::GradientSettings gradients;  // times and damping are chosen, not taken
  std::size_t unlearning_draws = 4;
  MucsSettings mucs;
  bool unlearning = true;  // one-step unlearning too, which takes much of the time
  bool with_mucs = true;   // MUCS too, which takes most of it
  int threads = 1;
};

// Of candidates, each as it is and with every segment worth a quarter, half, one and two deviations, the one whose LDS
// on the queries at `choosing` is highest.
MethodScores chosen_method(const RetrainedTruth& truth, const LeaveOutEffects& effects,
                           const std::vector<MethodScores>& candidates, const std::vector<std::size_t>& choosing);

// The store of `tributary audit` first, random last. `model` is a file of train_subsets.
Result<std::vector<MethodScores>> compared_methods(const std::filesystem::path& model, const RetrainedTruth& truth,
                                                   const LeaveOutEffects& effects,
                                                   const std::vector<std::size_t>& choosing,
                                                   const ComparisonSettings& settings);

}  // namespace tributary::lab

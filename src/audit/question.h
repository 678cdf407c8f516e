// One question to an audit that is open: which training segments moved a track, and whose share that is.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "audit/calibration.h"
#include "audit/generator.h"
#include "audit/gradient_store.h"
#include "audit/holdings.h"
#include "audit/suspect.h"
#include "tributary/audit_answer.h"
#include "tributary/result.h"

namespace tributary::audit {

// What is asked; everything outlives the question. The reference may be missing.
struct Witnesses {
  Generator& model;
  Generator* reference = nullptr;
  const GradientStore& store;
  const Holdings& holdings;
  std::optional<Calibration> calibration;
};

struct QuestionSettings {
  std::string tag;              // what the model was told when it made the track
  std::size_t influences = 10;  // segments to name
  std::size_t threads = 1;
};

// The answer without the track's path. Errors are the models'.
Result<AuditAnswer> ask(const Witnesses& witnesses, const Suspect& suspect, const QuestionSettings& settings);

}  // namespace tributary::audit

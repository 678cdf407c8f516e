// A small world in which the true answers about shares are known: a generator that learned from some artists and never
// heard others, models without one artist each, and models that never learned from the catalog.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "audit/calibration.h"
#include "audit/generator.h"
#include "audit/segment_set.h"
#include "lab/audit/retraining.h"
#include "lab/generator/ensemble.h"
#include "lab/generator/schedule.h"
#include "tributary/result.h"

namespace tributary::lab {

struct ShareLabSettings {
  std::filesystem::path segments;
  std::filesystem::path out;  // a folder; what is finished there is kept
  std::string size = "tiny";
  GeneratorSchedule schedule;
  ComputeDevice device;
  std::size_t seeds = 2;  // retrainings of every model
  std::size_t queries_per_tag = 16;
};

// Every fourth artist is a stranger: in the store, but not in the model's training.
struct ShareLab {
  audit::SegmentSet catalog;                    // what the model learned from
  audit::SegmentSet strangers;                  // of artists it never heard
  audit::SegmentSet queries;                    // what the model made
  std::unique_ptr<audit::Generator> model;      // learned from the catalog
  std::unique_ptr<audit::Generator> reference;  // learned from the strangers alone
  std::filesystem::path store;                  // of the model: catalog first, then strangers
  audit::Calibration calibration;               // by leaving out each artist of the catalog
};

// Trains, measures and calibrates what is missing in `out`. A run that is cut off goes on.
Result<ShareLab> open_share_lab(const ShareLabSettings& settings);

// Added to each level of a near copy, times a normal deviate: about a decibel.
inline constexpr double kNearCopyChange = 0.05;

// How subsets of the catalog, which lies in `out`, are retrained in a folder of it.
RetrainingSettings catalog_retraining(const ShareLabSettings& settings, const std::string& folder);

// One generator on `set`, and the calls that it made the same number of steps as one on `like` would. Kept in `folder`,
// where the file of the model is generator.pt.
Result<std::filesystem::path> trained_model(const ShareLabSettings& settings, const audit::SegmentSet& set,
                                            const audit::SegmentSet& like, std::uint64_t seed,
                                            const std::filesystem::path& folder);

// The store of a model over a set, in `folder`: with the plan of the store `like` where that is given, so that its
// calibration holds, as of a store that grew.
Result<void> build_store(audit::Generator& model, const audit::SegmentSet& set, const std::filesystem::path& folder,
                         const std::filesystem::path& like = {});

// What a model makes, `per_tag` segments of each tag.
Result<audit::SegmentSet> generated(const std::filesystem::path& model, const audit::SegmentSet& tagged,
                                    std::size_t per_tag, const ShareLabSettings& settings);

audit::SegmentSet joined(audit::SegmentSet first, const audit::SegmentSet& second);

}  // namespace tributary::lab

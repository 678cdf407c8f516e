#include "trace/standing_cohort.h"

#include <algorithm>
#include <functional>
#include <limits>

#include "base/check.h"
#include "trace/composition_candidates.h"

namespace tributary::trace {
namespace {

// Members that get a look, and those of them that are scored in full: in four of five stretches the best kHighest of
// all are among these, and their median is never more than 7% lower.
constexpr std::size_t kLooks = 64;
constexpr std::size_t kScored = 24;

struct Member {
  ResemblingRecording resemblance;
  CompositionLook look;
  double score = 0;
};

// The `count` members of highest value, ties by place.
template <typename Value>
void keep_highest(std::vector<Member>& members, std::size_t count, const Value& value) {
  std::sort(members.begin(), members.end(), [&](const Member& a, const Member& b) {
    return value(a) != value(b) ? value(a) > value(b) : a.resemblance.place < b.resemblance.place;
  });
  members.resize(std::min(count, members.size()));
}

template <typename Value>
std::optional<ScoreCohort> of_highest(std::vector<Member> members, const Value& value) {
  keep_highest(members, StandingCohort::kHighest, value);
  std::vector<double> scores;
  for (const Member& member : members) scores.push_back(value(member));
  return ScoreCohort::from(scores);
}

}  // namespace

StandingCohort::StandingCohort(std::span<const index::CompositionFeatures> members) {
  for (const index::CompositionFeatures& member : members) {
    const CompositionFrames frames(member.frames);
    table_.add({}, frames, member.segments);
    prepared_.push_back(std::make_unique<const ReferenceFrames>(frames));
  }
}

std::optional<ChanceLevels> StandingCohort::levels(const CompositionFrames& query,
                                                   std::span<const std::int8_t> segments, const PathCosts& costs,
                                                   const AlignmentEffort& effort, std::size_t threads) const {
  if (members() < ScoreCohort::kScoresMin) return std::nullopt;
  const auto resemblance_of = [](const Member& one) { return one.resemblance.score; };
  const auto look_of = [](const Member& one) { return one.look.score; };
  const auto score_of = [](const Member& one) { return one.score; };
  std::vector<Member> members;
  for (const ResemblingRecording& one : resembling_recordings(query, segments, table_, effort.any_key,
                                                              -std::numeric_limits<double>::infinity(), threads, {}))
    members.push_back({one, {}, 0});
  const auto resemblance = of_highest(members, resemblance_of);
  keep_highest(members, kLooks, resemblance_of);
  align_each(query, costs, effort, threads, members.size(), [&](CompositionAligner& aligner, std::size_t i) {
    Member& one = members[i];
    one.look = aligner.look(*prepared_[one.resemblance.place], one.resemblance.keys);
  });
  const auto look = of_highest(members, look_of);
  keep_highest(members, kScored, look_of);
  align_each(query, costs, effort, threads, members.size(), [&](CompositionAligner& aligner, std::size_t i) {
    members[i].score = aligner.score(*prepared_[members[i].resemblance.place], members[i].look.key);
  });
  const auto score = of_highest(members, score_of);
  TRIBUTARY_CHECK(resemblance && look && score);
  return ChanceLevels{*resemblance, *look, *score};
}

}  // namespace tributary::trace

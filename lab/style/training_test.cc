#include "lab/style/training.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "lab/random/random.h"
#include "lab/style/style_methods.h"

namespace tributary::lab {
namespace {

struct MadeUpTracks {
  std::vector<std::string> artists;
  std::vector<HeardTrack> heard;

  std::vector<const HeardTrack*> pointers() const {
    std::vector<const HeardTrack*> pointers;
    for (const HeardTrack& track : heard) pointers.push_back(&track);
    return pointers;
  }
};

// Artists differ a little in the first 10 statistics; tracks differ much in the next 10, whoever made them.
MadeUpTracks made_up_tracks(std::size_t artists, std::uint64_t seed) {
  Random random(seed);
  MadeUpTracks tracks;
  for (std::size_t artist = 0; artist < artists; ++artist) {
    std::vector<double> own(10);
    for (double& value : own) value = random.normal();
    for (int track = 0; track < 4; ++track) {
      std::vector<double> passing(10);
      for (double& value : passing) value = 4 * random.normal();
      HeardTrack heard;
      heard.statistics.windows = 6;
      heard.statistics.sounding.assign(6, true);
      for (std::size_t i = 0; i < 6 * encoder::kStyleStatistics; ++i) {
        const std::size_t statistic = i % encoder::kStyleStatistics;
        const double centre = statistic < 10 ? own[statistic] : statistic < 20 ? passing[statistic - 10] : 0;
        heard.statistics.values.push_back(static_cast<float>(centre + 0.5 * random.normal()));
      }
      heard.disturbed = heard.statistics;
      tracks.heard.push_back(std::move(heard));
      tracks.artists.push_back("artist " + std::to_string(artist));
    }
  }
  return tracks;
}

double top1(const encoder::StyleWeights& weights, const MadeUpTracks& tracks) {
  std::vector<LabelledRecording> recordings;
  for (std::size_t i = 0; i < tracks.artists.size(); ++i)
    recordings.push_back({tracks.artists[i], std::to_string(i), ""});
  const auto encoder = encoder::StyleEncoder::from_tensors(weights.to_tensors(), "trained");
  EXPECT_TRUE(encoder.ok());
  const StyleCatalog catalog = style_catalog(*encoder, recordings, tracks.heard, false);
  const ArtistTally tally = tally_artists(recordings, tier_ranking(catalog, false));
  return static_cast<double>(tally.right) / static_cast<double>(tally.queries);
}

TEST(StyleTraining, ignores_what_differs_between_tracks_of_one_artist) {
  const MadeUpTracks learned = made_up_tracks(30, 1);
  const auto weights = train_style(learned.artists, learned.pointers(), {});
  ASSERT_TRUE(weights.ok()) << weights.error().message;
  const MadeUpTracks others = made_up_tracks(20, 2);  // artists it has never heard
  EXPECT_GT(top1(*weights, others), 0.55);            // 0.05 by chance

  std::vector<std::string> mixed = learned.artists;  // whose labels say nothing
  for (std::size_t i = 0; i < mixed.size(); ++i) mixed[i] = learned.artists[i * 7 % mixed.size()];
  const auto misled = train_style(mixed, learned.pointers(), {});
  ASSERT_TRUE(misled.ok());
  EXPECT_LT(top1(*misled, others), top1(*weights, others));
}

TEST(StyleTraining, gives_the_same_weights_again) {
  const MadeUpTracks tracks = made_up_tracks(5, 3);
  const auto once = train_style(tracks.artists, tracks.pointers(), {});
  const auto again = train_style(tracks.artists, tracks.pointers(), {});
  ASSERT_TRUE(once.ok() && again.ok());
  EXPECT_EQ(once->to_tensors(), again->to_tensors());
}

TEST(StyleTraining, needs_two_artists_of_two_tracks) {
  const MadeUpTracks tracks = made_up_tracks(1, 4);
  const auto weights = train_style(tracks.artists, tracks.pointers(), {});
  ASSERT_FALSE(weights.ok());
  EXPECT_EQ(weights.error().code, ErrorCode::kInvalidInput);
}

}  // namespace
}  // namespace tributary::lab

// The weights in models/ still do on the probe what their card (docs/models/style.md) says.
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "encoder/style_encoder.h"
#include "lab/style/probe.h"
#include "lab/style/production_set.h"
#include "lab/style/style_methods.h"

namespace tributary::lab {
namespace {

encoder::StyleEncoder shipped_encoder() {
  auto encoder = encoder::StyleEncoder::load(TRIBUTARY_STYLE_WEIGHTS);
  EXPECT_TRUE(encoder.ok()) << encoder.error().message;
  return std::move(encoder).value();
}

double top1(const encoder::StyleEncoder& encoder, const Probe& probe, bool disturbs) {
  const StyleCatalog catalog = style_catalog(encoder, probe.recordings, probe.heard, disturbs);
  const ArtistTally tally = tally_artists(probe.recordings, tier_ranking(catalog, false));
  return static_cast<double>(tally.right) / static_cast<double>(tally.queries);
}

// 16 instruments that play 4 tunes each, all different.
const Probe& different_tunes() {
  static const Probe probe = make_probe(16, 4, false, 2026);
  return probe;
}

TEST(ShippedStyleWeights, reach_the_figures_of_their_card) {
  EXPECT_NEAR(top1(shipped_encoder(), different_tunes(), false), 0.98, 0.03);
  EXPECT_NEAR(top1(shipped_encoder(), different_tunes(), true), 0.83, 0.07);
}

TEST(ShippedStyleWeights, follow_the_instrument_and_not_the_tune) {
  const Probe probe = make_probe(16, 4, true, 2027);
  const StyleCatalog catalog = style_catalog(shipped_encoder(), probe.recordings, probe.heard, false);
  const ConfusionTally tally = tally_confusions(probe.recordings, tier_score(catalog));
  EXPECT_GT(tally.same_production, 9 * tally.same_composition);
}

// The probe tells learned weights from a projection that keeps the statistics as they come.
TEST(ShippedStyleWeights, are_no_drawn_ones) {
  encoder::StyleWeights weights{std::vector<float>(encoder::kStyleStatistics),
                                std::vector<float>(encoder::kStyleStatistics, 1),
                                std::vector<float>(encoder::kStyleDimensions * encoder::kStyleStatistics)};
  Random random(1);
  for (float& value : weights.projection) value = static_cast<float>(random.normal());
  const auto drawn = encoder::StyleEncoder::from_tensors(weights.to_tensors(), "drawn");
  ASSERT_TRUE(drawn.ok());
  EXPECT_LT(top1(*drawn, different_tunes(), false), 0.8);
}

}  // namespace
}  // namespace tributary::lab

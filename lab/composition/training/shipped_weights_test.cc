// The weights in models/ still do on the probe what their card (docs/models/composition.md) says.
#include <filesystem>
#include <vector>

#include <gtest/gtest.h>

#include "encoder/composition_profile.h"
#include "encoder/tensor_file.h"
#include "lab/composition/mixing/timbre_library.h"
#include "lab/composition/pairs/made_up_pieces.h"
#include "lab/composition/pairs/passage_pair.h"
#include "lab/composition/training/composition_graph.h"
#include "lab/composition/training/validation.h"

namespace tributary::lab {
namespace {

// 60 made-up tunes on made-up instruments, the second version of each in another key, tempo and arrangement.
class Probe {
 public:
  Probe() {
    for (const Piece& piece : pieces_) references_.push_back(&piece);
  }

  ValidationMetrics measure(CompositionGraph& graph) const {
    const PairMaker maker(references_, timbres_, PairRange{});
    return Validation(maker, {60, 30}, 1).measure(graph);
  }

 private:
  const std::vector<Piece> pieces_ = made_up_pieces(60, Split::kValidation, 2026);
  const TimbreLibrary timbres_{{}, 60, 2026};
  std::vector<const Piece*> references_;
};

CompositionGraph fresh_graph() { return {*encoder::find_composition_profile("full"), Arithmetic::kFloat32, 1, "cpu"}; }

TEST(ShippedWeights, reach_the_figures_of_their_card) {
  const auto tensors = encoder::read_tensor_file(TRIBUTARY_COMPOSITION_WEIGHTS);
  ASSERT_TRUE(tensors.ok()) << tensors.error().message;
  CompositionGraph graph = fresh_graph();
  const auto loaded = graph.load(*tensors);
  ASSERT_TRUE(loaded.ok()) << loaded.error().message;
  const ValidationMetrics metrics = Probe().measure(graph);
  EXPECT_NEAR(metrics.segment_top1, 0.47, 0.05);
  EXPECT_NEAR(metrics.frame_accuracy, 0.88, 0.02);
  EXPECT_NEAR(metrics.alignment_top1, 0.97, 0.05);
  EXPECT_NEAR(metrics.localised, 0.93, 0.05);
}

// The probe tells a trained network from one that has learned nothing.
TEST(ShippedWeights, are_no_drawn_ones) {
  CompositionGraph graph = fresh_graph();
  const ValidationMetrics metrics = Probe().measure(graph);
  EXPECT_LT(metrics.segment_top1, 0.2);
  EXPECT_LT(metrics.frame_accuracy, 0.25);
}

}  // namespace
}  // namespace tributary::lab

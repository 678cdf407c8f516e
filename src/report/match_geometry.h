// Where the two spectra of a match and the lines between them lie in a picture: both on one time scale, the middle of
// the match under itself, so that the lines stand upright where the tempo is the recording's own.
#pragma once

#include <string>
#include <vector>

#include "report/report_content.h"

namespace tributary::report {

// Lengths in pixels.
struct PictureFrame {
  double width = 0;
  double left = 0;  // of the plots; the names of notes stand before it
  double right = 0;
  double top = 0;  // of the query's plot; its seconds stand above it
  double plot_height = 0;
  double gap = 0;     // between the plots
  double bottom = 0;  // under the recording's plot, for its seconds

  double reference_top() const { return top + plot_height + gap; }
  double height() const { return reference_top() + plot_height + bottom; }
};

// A second of the query and the second of the recording that is aligned with it.
struct AlignedSeconds {
  double query_s = 0;
  double reference_s = 0;
  bool is_edge = false;  // where the match begins or ends, or where the passages shown do
};

// One side: seconds start_s to end_s, from pixel `left` on.
struct PictureSide {
  double start_s = 0;
  double end_s = 0;
  double left = 0;
  double pixels_per_s = 1;

  double x(double second) const { return left + (second - start_s) * pixels_per_s; }
};

struct MatchGeometry {
  PictureSide query;
  PictureSide reference;
  std::vector<AlignedSeconds> lines;  // in order
};

MatchGeometry match_geometry(const Match& match, const MatchMaterial& material, const PictureFrame& frame);

// Where a C stands on the pitch axis of a spectrum: `depth` is 0 at its top and 1 at its bottom.
struct OctaveMark {
  std::string name;
  double depth = 0;
};

std::vector<OctaveMark> octave_marks(const ConstantQLevels& spectrum);

// The least round number of seconds that divides `length_s` into at most `most` parts.
double tick_step(double length_s, int most);

// Its multiples in [start_s, end_s].
std::vector<double> ticks(double start_s, double end_s, double step_s);

}  // namespace tributary::report

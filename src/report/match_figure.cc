#include "report/match_figure.h"

#include <algorithm>

#include <fmt/core.h>

#include "report/html_text.h"
#include "report/match_geometry.h"
#include "report/png.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

constexpr PictureFrame kFrame{760, 36, 6, 42, 150, 46, 44};
constexpr std::size_t kColumnsMax = 600;
constexpr int kTicksMax = 10;

struct Side {
  const char* name;
  const Passage* passage;
  PictureSide place;
  double top;
  bool axis_above;
  double first_s;  // of the match
  double last_s;
};

std::string axis(const Side& side) {
  std::string text;
  const double edge = side.axis_above ? side.top : side.top + kFrame.plot_height;
  const double step_s = tick_step(side.place.end_s - side.place.start_s, kTicksMax);
  for (const double second : ticks(side.place.start_s, side.place.end_s, step_s)) {
    const double x = side.place.x(second);
    text += fmt::format(
        R"(<line class="axis" x1="{0:.1f}" x2="{0:.1f}" y1="{1:.1f}" y2="{2:.1f}"/><text x="{0:.1f}" y="{3:.1f}" text-anchor="{4}">{5}</text>)",
        x, edge, edge + (side.axis_above ? -4 : 4), edge + (side.axis_above ? -8 : 16),
        x > kFrame.width - 20 ? "end" : "middle", clock(second));
  }
  for (const OctaveMark& mark : octave_marks(side.passage->spectrum))
    text += fmt::format(R"(<text x="{:.1f}" y="{:.1f}" text-anchor="end">{}</text>)", side.place.left - 4,
                        side.top + mark.depth * kFrame.plot_height + 4, mark.name);
  return text;
}

std::string veil(double x, double width, double top) {
  if (width < 0.1) return {};
  return fmt::format(R"(<rect class="veil" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)", x, top, width,
                     kFrame.plot_height);
}

Result<std::string> plot(const Side& side) {
  const double width = (side.place.end_s - side.place.start_s) * side.place.pixels_per_s;
  std::string text = fmt::format(R"(<rect class="plot" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"/>)",
                                 side.place.left, side.top, width, kFrame.plot_height);
  const double title_y = side.axis_above ? 13 : kFrame.height() - 6;
  text += fmt::format(R"(<text class="side" x="{:.1f}" y="{:.1f}">{}</text>)", kFrame.left, title_y, side.name);
  if (!side.passage->missing.empty())
    return text + fmt::format(R"(<text x="{:.1f}" y="{:.1f}">not available</text>)", side.place.left + 10,
                              side.top + kFrame.plot_height / 2);
  TRIBUTARY_ASSIGN(const std::string png, grey_png(spectrum_image(side.passage->spectrum, kColumnsMax)));
  text += fmt::format(
      R"(<image x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}" preserveAspectRatio="none" href="{}"/>)",
      side.place.left, side.top, width, kFrame.plot_height, data_uri("image/png", png));
  text += veil(side.place.left, side.place.x(side.first_s) - side.place.left, side.top);
  text += veil(side.place.x(side.last_s), side.place.x(side.place.end_s) - side.place.x(side.last_s), side.top);
  return text + axis(side);
}

}  // namespace

Result<std::string> match_figure(const Match& match, const MatchMaterial& material, const std::string& label) {
  const MatchGeometry geometry = match_geometry(match, material, kFrame);
  std::string text = fmt::format(R"(<svg class="spectra" role="img" aria-label="{}" viewBox="0 0 {:.0f} {:.0f}">)",
                                 escaped(label), kFrame.width, kFrame.height());
  TRIBUTARY_ASSIGN(const std::string query, plot({"This track", &material.query, geometry.query, kFrame.top, true,
                                                  match.query_start_s, match.query_end_s}));
  TRIBUTARY_ASSIGN(const std::string reference,
                   plot({"Recording", &material.reference, geometry.reference, kFrame.reference_top(), false,
                         match.reference_start_s, match.reference_end_s}));
  text += query + reference;
  for (const AlignedSeconds& line : geometry.lines)
    text +=
        fmt::format(R"(<line class="{}" x1="{:.1f}" y1="{:.1f}" x2="{:.1f}" y2="{:.1f}"/>)",
                    line.is_edge ? "aligned edge" : "aligned", geometry.query.x(line.query_s),
                    kFrame.top + kFrame.plot_height, geometry.reference.x(line.reference_s), kFrame.reference_top());
  return text + "</svg>\n";
}

}  // namespace tributary::report

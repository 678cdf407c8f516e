#include "lab/composition/training/training_plot.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace tributary::lab {
namespace {

constexpr double kLeft = 60;
constexpr double kWidth = 640;
constexpr double kPanelHeight = 220;
constexpr double kPanelGap = 60;
constexpr double kTop = 40;
constexpr std::array<const char*, 4> kColours{"#2563a8", "#b4531a", "#1f7a4d", "#7a3b93"};  // 4.5:1 on white

struct Point {
  double step = 0;
  double value = 0;
};

struct Curve {
  const char* name;
  std::vector<Point> points;
};

struct Panel {
  const char* event;
  const char* title;
  std::vector<Curve> curves;
};

std::optional<double> number_after(std::string_view line, const std::string& name) {
  const std::string key = "\"" + name + "\":";
  const std::size_t place = line.find(key);
  if (place == std::string_view::npos) return std::nullopt;
  const char* begin = line.data() + place + key.size();
  double value = 0;
  if (std::from_chars(begin, line.data() + line.size(), value).ec != std::errc()) return std::nullopt;
  return value;
}

void read_line(const std::string& line, std::vector<Panel>& panels) {
  const std::optional<double> step = number_after(line, "step");
  if (!step) return;
  for (Panel& panel : panels) {
    if (line.find(std::string("\"event\":\"") + panel.event + "\"") == std::string::npos) continue;
    for (Curve& curve : panel.curves)
      if (const auto value = number_after(line, curve.name)) curve.points.push_back({*step, *value});
  }
}

double largest(const std::vector<Curve>& curves, double Point::*member) {
  double most = 0;
  for (const Curve& curve : curves)
    for (const Point& point : curve.points) most = std::max(most, point.*member);
  return most;
}

std::string fixed(double value) {
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, 1).ptr;
  return {text.data(), end};
}

void draw_text(std::ostringstream& svg, double x, double y, const char* anchor, const std::string& text) {
  svg << "<text x=\"" << fixed(x) << "\" y=\"" << fixed(y) << "\" text-anchor=\"" << anchor << "\">" << text
      << "</text>\n";
}

void draw_curve(std::ostringstream& svg, const Curve& curve, const char* colour, double bottom, double x_scale,
                double y_scale) {
  svg << "<polyline fill=\"none\" stroke=\"" << colour << "\" stroke-width=\"2\" points=\"";
  for (const Point& point : curve.points)
    svg << fixed(kLeft + point.step * x_scale) << ',' << fixed(bottom - point.value * y_scale) << ' ';
  svg << "\"><title>" << curve.name << "</title></polyline>\n";
}

void draw_panel(std::ostringstream& svg, const Panel& panel, double top, double last_step) {
  const double bottom = top + kPanelHeight;
  const double most = std::max(std::ceil(largest(panel.curves, &Point::value)), 1.0);
  svg << "<rect x=\"" << fixed(kLeft) << "\" y=\"" << fixed(top) << "\" width=\"" << fixed(kWidth) << "\" height=\""
      << fixed(kPanelHeight) << "\" fill=\"none\" stroke=\"#767676\"/>\n";
  draw_text(svg, kLeft, top - 8, "start", panel.title);
  draw_text(svg, kLeft - 8, top + 5, "end", fixed(most));
  draw_text(svg, kLeft - 8, bottom, "end", "0");
  draw_text(svg, kLeft + kWidth, bottom + 18, "end", "step " + std::to_string(static_cast<long>(last_step)));
  for (std::size_t i = 0; i < panel.curves.size(); ++i) {
    const char* colour = kColours[i % kColours.size()];
    draw_curve(svg, panel.curves[i], colour, bottom, kWidth / last_step, kPanelHeight / most);
    svg << "<g fill=\"" << colour << "\">";
    draw_text(svg, kLeft + kWidth + 12, top + 16 + 20 * static_cast<double>(i), "start", panel.curves[i].name);
    svg << "</g>";
  }
}

Result<void> write_whole(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::path partial = path;
  partial += ".partial";
  std::ofstream(partial, std::ios::binary) << text;
  std::error_code error;
  if (std::filesystem::file_size(partial, error) == text.size() && !error)
    std::filesystem::rename(partial, path, error);
  else if (!error)
    error = std::make_error_code(std::errc::io_error);
  if (error) return Error{ErrorCode::kIo, path.string() + ": cannot be written: " + error.message()};
  return {};
}

}  // namespace

Result<void> plot_training(const std::filesystem::path& log, const std::filesystem::path& picture) {
  std::vector<Panel> panels{
      {"train", "losses", {{"segment_loss", {}}, {"frame_loss", {}}}},
      {"validation",
       "validation",
       {{"segment_top1", {}}, {"frame_accuracy", {}}, {"alignment_top1", {}}, {"localised", {}}}}};
  std::ifstream file(log);
  if (!file) return Error{ErrorCode::kIo, log.string() + ": cannot be read"};
  for (std::string line; std::getline(file, line);) read_line(line, panels);

  double last_step = 1;
  for (const Panel& panel : panels) last_step = std::max(last_step, largest(panel.curves, &Point::step));
  std::ostringstream svg;
  svg << "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " << fixed(kLeft + kWidth + 150) << ' '
      << fixed(kTop + 2 * (kPanelHeight + kPanelGap))
      << "\" font-family=\"sans-serif\" font-size=\"14\" role=\"img\">\n<title>Training</title>\n"
         "<rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n";
  for (std::size_t i = 0; i < panels.size(); ++i)
    draw_panel(svg, panels[i], kTop + static_cast<double>(i) * (kPanelHeight + kPanelGap), last_step);
  svg << "</svg>\n";
  return write_whole(picture, svg.str());
}

}  // namespace tributary::lab

#include "report/png.h"

#include <algorithm>
#include <memory>
#include <vector>

#include <cairo/cairo.h>
#include <fmt/core.h>
#include <pango/pangocairo.h>

#include "report/match_geometry.h"
#include "report/wording.h"

namespace tributary::report {
namespace {

struct CairoDeleter {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
  void operator()(cairo_t* context) const { cairo_destroy(context); }
  void operator()(PangoLayout* layout) const { g_object_unref(layout); }
  void operator()(PangoFontDescription* font) const { pango_font_description_free(font); }
};

template <typename T>
using Handle = std::unique_ptr<T, CairoDeleter>;

using Surface = Handle<cairo_surface_t>;

constexpr PictureFrame kFrame{1200, 60, 20, 120, 270, 80, 130};
constexpr double kTextPixels = 15;

struct Ink {
  double red = 0;
  double green = 0;
  double blue = 0;
};

constexpr Ink kBlack{0.1, 0.1, 0.12};
constexpr Ink kDim{0.35, 0.35, 0.4};
constexpr Ink kLine{0.75, 0.2, 0.1};

cairo_status_t append(void* text, const unsigned char* bytes, unsigned count) {
  static_cast<std::string*>(text)->append(reinterpret_cast<const char*>(bytes), count);
  return CAIRO_STATUS_SUCCESS;
}

Result<std::string> png_of(cairo_surface_t* surface) {
  std::string bytes;
  const cairo_status_t status = cairo_surface_write_to_png_stream(surface, append, &bytes);
  if (status == CAIRO_STATUS_SUCCESS) return bytes;
  return Error{ErrorCode::kInternal, fmt::format("cannot write a PNG: {}", cairo_status_to_string(status))};
}

// Copies grey values into a surface of its own, which may pad its rows.
Surface grey_surface(const GreyImage& image, bool is_cover) {
  const auto width = static_cast<int>(std::max<std::size_t>(image.width, 1));
  const auto height = static_cast<int>(std::max<std::size_t>(image.height, 1));
  Surface surface(cairo_image_surface_create(CAIRO_FORMAT_A8, width, height));
  unsigned char* bytes = cairo_image_surface_get_data(surface.get());
  if (bytes == nullptr) return surface;
  const auto stride = static_cast<std::size_t>(cairo_image_surface_get_stride(surface.get()));
  for (std::size_t row = 0; row < image.height; ++row)
    for (std::size_t column = 0; column < image.width; ++column) {
      const std::uint8_t value = image.pixels[row * image.width + column];
      bytes[row * stride + column] = is_cover ? static_cast<std::uint8_t>(255 - value) : value;
    }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

class Canvas {
 public:
  explicit Canvas(const PictureFrame& frame)
      : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, static_cast<int>(frame.width),
                                            static_cast<int>(frame.height()))),
        context_(cairo_create(surface_.get())) {
    cairo_set_source_rgb(context_.get(), 1, 1, 1);
    cairo_paint(context_.get());
  }

  enum class Anchor { kLeft, kMiddle, kRight };

  // (x, y) is the top of the text at its anchor; longer text than `width` ends in "…", where width is not 0.
  void text(double x, double y, const std::string& words, Ink ink, Anchor anchor = Anchor::kLeft, bool bold = false,
            double width = 0) {
    const Handle<PangoLayout> layout(pango_cairo_create_layout(context_.get()));
    const Handle<PangoFontDescription> font(pango_font_description_from_string(bold ? "Sans Bold" : "Sans"));
    pango_font_description_set_absolute_size(font.get(), kTextPixels * PANGO_SCALE);
    pango_layout_set_font_description(layout.get(), font.get());
    pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
    if (width > 0) {
      pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
      pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    }
    int text_width = 0;
    pango_layout_get_pixel_size(layout.get(), &text_width, nullptr);
    const double shift = anchor == Anchor::kLeft ? 0 : anchor == Anchor::kMiddle ? text_width / 2.0 : text_width;
    set(ink);
    cairo_move_to(context_.get(), x - shift, y);
    pango_cairo_show_layout(context_.get(), layout.get());
  }

  void line(double x1, double y1, double x2, double y2, Ink ink, double width) {
    set(ink);
    cairo_set_line_width(context_.get(), width);
    cairo_move_to(context_.get(), x1, y1);
    cairo_line_to(context_.get(), x2, y2);
    cairo_stroke(context_.get());
  }

  void box(double x, double y, double width, double height, Ink ink, double opacity) {
    cairo_set_source_rgba(context_.get(), ink.red, ink.green, ink.blue, opacity);
    cairo_rectangle(context_.get(), x, y, width, height);
    cairo_fill(context_.get());
  }

  void image(const GreyImage& grey, double x, double y, double width, double height) {
    if (grey.width == 0 || grey.height == 0) return;
    const Surface mask = grey_surface(grey, true);
    cairo_save(context_.get());
    cairo_translate(context_.get(), x, y);
    cairo_scale(context_.get(), width / static_cast<double>(grey.width), height / static_cast<double>(grey.height));
    set(kBlack);
    cairo_mask_surface(context_.get(), mask.get(), 0, 0);
    cairo_restore(context_.get());
  }

  Result<std::string> png() const {
    const cairo_status_t status = cairo_status(context_.get());
    if (status != CAIRO_STATUS_SUCCESS)
      return Error{ErrorCode::kInternal, fmt::format("cannot draw: {}", cairo_status_to_string(status))};
    return png_of(surface_.get());
  }

 private:
  void set(Ink ink) { cairo_set_source_rgb(context_.get(), ink.red, ink.green, ink.blue); }

  Surface surface_;
  Handle<cairo_t> context_;
};

void draw_side(Canvas& canvas, const Passage& passage, const PictureSide& side, double top, bool axis_above) {
  const double width = (side.end_s - side.start_s) * side.pixels_per_s;
  canvas.image(spectrum_image(passage.spectrum, passage.spectrum.frames), side.left, top, width, kFrame.plot_height);
  const double edge = axis_above ? top : top + kFrame.plot_height;
  for (const double second : ticks(side.start_s, side.end_s, tick_step(side.end_s - side.start_s, 12))) {
    canvas.line(side.x(second), edge, side.x(second), edge + (axis_above ? -5 : 5), kDim, 1);
    canvas.text(side.x(second), axis_above ? edge - 26 : edge + 8, clock(second), kDim, Canvas::Anchor::kMiddle);
  }
  for (const OctaveMark& mark : octave_marks(passage.spectrum)) {
    const double y = top + mark.depth * kFrame.plot_height;
    canvas.line(side.left - 5, y, side.left, y, kDim, 1);
    canvas.text(side.left - 8, y - 10, mark.name, kDim, Canvas::Anchor::kRight);
  }
  canvas.line(side.left, top, side.left, top + kFrame.plot_height, kDim, 1);
}

// Dims what a side shows before and after the match.
void dim_around(Canvas& canvas, const PictureSide& side, double first_s, double last_s, double top) {
  constexpr Ink kWhite{1, 1, 1};
  canvas.box(side.left, top, std::max(0.0, side.x(first_s) - side.left), kFrame.plot_height, kWhite, 0.6);
  canvas.box(side.x(last_s), top, std::max(0.0, side.x(side.end_s) - side.x(last_s)), kFrame.plot_height, kWhite, 0.6);
}

}  // namespace

Result<std::string> grey_png(const GreyImage& image) { return png_of(grey_surface(image, false).get()); }

Result<std::string> match_png(const Match& match, const MatchMaterial& material, const std::string& query_name,
                              const std::string& reference_name, std::size_t number) {
  const MatchGeometry geometry = match_geometry(match, material, kFrame);
  Canvas canvas(kFrame);
  const double text_width = kFrame.width - kFrame.left - kFrame.right;
  const std::string tier = match.tier == Tier::kRecording ? "the recording is audible" : "its music is played";
  canvas.text(kFrame.left, 12,
              fmt::format("Match {}: {} of this track, {} of the recording ({})", number,
                          clock_span(match.query_start_s, match.query_end_s),
                          clock_span(match.reference_start_s, match.reference_end_s), tier),
              kBlack, Canvas::Anchor::kLeft, true, text_width);
  canvas.text(kFrame.left, 38, "This track: " + query_name, kBlack, Canvas::Anchor::kLeft, false, text_width);
  draw_side(canvas, material.query, geometry.query, kFrame.top, true);
  draw_side(canvas, material.reference, geometry.reference, kFrame.reference_top(), false);
  dim_around(canvas, geometry.query, match.query_start_s, match.query_end_s, kFrame.top);
  dim_around(canvas, geometry.reference, match.reference_start_s, match.reference_end_s, kFrame.reference_top());
  for (const AlignedSeconds& line : geometry.lines)
    canvas.line(geometry.query.x(line.query_s), kFrame.top + kFrame.plot_height, geometry.reference.x(line.reference_s),
                kFrame.reference_top(), kLine, line.is_edge ? 2.5 : 1);
  const double below = kFrame.reference_top() + kFrame.plot_height + 36;
  canvas.text(kFrame.left, below, "Recording: " + reference_name, kBlack, Canvas::Anchor::kLeft, false, text_width);
  canvas.text(kFrame.left, below + 26,
              fmt::format("Tempo {}, pitch {}, score {:.1f} where {:.1f} is asked for.", tempo_text(match.tempo_ratio),
                          pitch_text(match.pitch_shift_semitones), match.score, match.threshold),
              kDim, Canvas::Anchor::kLeft, false, text_width);
  canvas.text(kFrame.left, below + 52,
              "Constant-Q spectra: seconds to the right, pitch upwards, the louder the darker. Lines join the seconds "
              "that are aligned; what is pale lies outside the match.",
              kDim, Canvas::Anchor::kLeft, false, text_width);
  return canvas.png();
}

}  // namespace tributary::report

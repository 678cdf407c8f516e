#include "base/progress.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/core.h>

namespace tributary::base {
namespace {

constexpr double kBarIntervalS = 0.1;
constexpr double kLineIntervalS = 5;
constexpr int kBarColumns = 24;

std::string clock_time(double seconds) {
  const auto whole = static_cast<std::int64_t>(std::llround(seconds));
  if (whole >= 3600) return fmt::format("{}:{:02}:{:02}", whole / 3600, whole / 60 % 60, whole % 60);
  return fmt::format("{}:{:02}", whole / 60, whole % 60);
}

std::string bar(double part) {
  const auto full = static_cast<std::size_t>(std::clamp(part, 0.0, 1.0) * kBarColumns);
  return fmt::format("[{}{}]", std::string(full, '#'), std::string(kBarColumns - full, '.'));
}

}  // namespace

ProgressMeter::ProgressMeter(std::ostream& out, Style style, Clock clock)
    : out_(out), style_(style), clock_(std::move(clock)) {}

ProgressMeter::~ProgressMeter() {
  const std::scoped_lock lock(mutex_);
  end_stage();
}

void ProgressMeter::begin(std::string_view stage, std::int64_t items, std::int64_t bytes) {
  const std::scoped_lock lock(mutex_);
  end_stage();
  stage_ = stage;
  items_ = items;
  items_done_ = 0;
  bytes_ = bytes;
  bytes_done_ = 0;
  audio_s_ = 0;
  begun_s_ = clock_();
  shown_s_ = begun_s_;
}

void ProgressMeter::hear(double audio_s) {
  const std::scoped_lock lock(mutex_);
  audio_s_ += audio_s;
  show_if_due();
}

void ProgressMeter::finish_item(std::int64_t bytes) {
  const std::scoped_lock lock(mutex_);
  ++items_done_;
  bytes_done_ += bytes;
  show_if_due();
}

void ProgressMeter::clear() {
  const std::scoped_lock lock(mutex_);
  if (style_ == Style::kBar) out_ << "\r\x1b[K" << std::flush;
}

void ProgressMeter::end_stage() {
  if (stage_.empty() || items_ == 0) return;
  show();
  if (style_ == Style::kBar) out_ << "\n" << std::flush;
  stage_.clear();
}

void ProgressMeter::show_if_due() {
  const double now_s = clock_();
  if (now_s - shown_s_ < (style_ == Style::kBar ? kBarIntervalS : kLineIntervalS)) return;
  shown_s_ = now_s;
  show();
}

void ProgressMeter::show() {
  if (style_ == Style::kBar)
    out_ << "\r" << bar(part_done()) << " " << state() << "\x1b[K" << std::flush;
  else
    out_ << state() << std::endl;
}

std::string ProgressMeter::state() const {
  const double elapsed_s = clock_() - begun_s_;
  const double part = part_done();
  std::string text = fmt::format("{} {}/{} {:3.0f}%", stage_, items_done_, items_, 100 * part);
  if (audio_s_ > 0 && elapsed_s > 0) text += fmt::format(", {:.0f} s of audio per s", audio_s_ / elapsed_s);
  if (items_done_ == items_)
    text += fmt::format(", took {}", clock_time(elapsed_s));
  else if (part > 0 && elapsed_s > 0)
    text += fmt::format(", {} left", clock_time(elapsed_s * (1 - part) / part));
  return text;
}

double ProgressMeter::part_done() const {
  if (bytes_ > 0) return static_cast<double>(bytes_done_) / static_cast<double>(bytes_);
  return items_ > 0 ? static_cast<double>(items_done_) / static_cast<double>(items_) : 0;
}

}  // namespace tributary::base

// Shows on a stream how far a long job is.
#pragma once

#include <functional>
#include <mutex>
#include <ostream>
#include <string>

#include "tributary/progress.h"

namespace tributary::base {

// Thread safe. Writes at most ten times a second to a terminal, where it redraws one line, and one line
// every five seconds elsewhere; and how each stage ended.
class ProgressMeter : public ProgressListener {
 public:
  enum class Style { kBar, kLines };
  using Clock = std::function<double()>;  // seconds since any fixed moment; never goes back

  // `out` outlives the meter.
  ProgressMeter(std::ostream& out, Style style, Clock clock);
  ~ProgressMeter() override;

  void begin(std::string_view stage, std::int64_t items, std::int64_t bytes) override;
  void hear(double audio_s) override;
  void finish_item(std::int64_t bytes) override;

  // Takes the bar off the terminal, until it is due again, so that something else can be written there.
  void clear();

 private:
  void end_stage();
  void show_if_due();
  void show();
  std::string state() const;
  double part_done() const;

  std::ostream& out_;
  Style style_;
  Clock clock_;
  std::mutex mutex_;   // guards everything below and the stream
  std::string stage_;  // empty before the first one
  std::int64_t items_ = 0;
  std::int64_t items_done_ = 0;
  std::int64_t bytes_ = 0;
  std::int64_t bytes_done_ = 0;
  double audio_s_ = 0;
  double begun_s_ = 0;
  double shown_s_ = 0;
};

}  // namespace tributary::base

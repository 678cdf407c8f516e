#include "bench/usage_file.h"

#include <array>
#include <cstdio>
#include <iterator>
#include <memory>
#include <random>
#include <string_view>

#include <fmt/format.h>

namespace tributary::bench {
namespace {

constexpr std::array<std::string_view, 30> kTerritories{"DE", "US", "GB", "FR", "JP", "IT", "ES", "NL", "SE", "NO",
                                                        "DK", "FI", "PL", "CZ", "AT", "CH", "BE", "PT", "IE", "GR",
                                                        "CA", "MX", "BR", "AR", "CL", "AU", "NZ", "KR", "IN", "ZA"};
constexpr std::size_t kBufferBytes = std::size_t{1} << 20;

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

class Output {
 public:
  explicit Output(const std::filesystem::path& path) : file_(std::fopen(path.c_str(), "wb")) {}

  template <typename... Values>
  void print(fmt::format_string<const Values&...> format, const Values&... values) {
    fmt::format_to(std::back_inserter(buffer_), format, values...);
    if (buffer_.size() >= kBufferBytes) flush();
  }

  bool finish() {
    flush();
    return sound_ && file_ && std::fflush(file_.get()) == 0;
  }

 private:
  void flush() {
    sound_ = sound_ && file_ && std::fwrite(buffer_.data(), 1, buffer_.size(), file_.get()) == buffer_.size();
    buffer_.clear();
  }

  std::unique_ptr<std::FILE, Close> file_;
  std::string buffer_;
  bool sound_ = true;
};

// Few tracks have most of the plays.
std::int64_t draw_track(std::mt19937_64& random, std::int64_t tracks) {
  const auto a = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(tracks));
  const auto b = static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(a + 1));
  return b;
}

}  // namespace

std::string usage_track_id(std::int64_t track) { return fmt::format("trk-{:07}", track); }

bool write_usage_csv(const std::filesystem::path& path, const UsageShape& shape, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Output output(path);
  output.print("track_id,isrc,title,territory,service,period_start,period_end,uses,revenue,currency\n");
  for (std::int64_t i = 0; i < shape.lines; ++i) {
    const std::int64_t track = draw_track(random, shape.tracks);
    output.print("trk-{:07},QZTRB26{:05},Generated track {},{},tier{},2026-01-01,2026-01-31,{},{}.{:02},EUR\n", track,
                 track % 100'000, track, kTerritories[random() % static_cast<std::uint64_t>(shape.territories)],
                 random() % static_cast<std::uint64_t>(shape.services), random() % 5000, random() % 20, random() % 100);
  }
  return output.finish();
}

bool write_usage_dsr(const std::filesystem::path& path, const UsageShape& shape, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Output output(path);
  output.print(
      "HEAD\tdsrf/1.1.2/1.6/1.0\tBasicAudioProfile\t1.4\tM{}\t2026-02-03T10:00:00Z\t1\t1\t2026-01-01\t"
      "2026-01-31\tPADPIDA2026010101A\tPlatform\t\t\t\t\n",
      seed);
  for (int i = 0; i < shape.territories; ++i)
    output.print("SY02.04\tS{}\t\t\tSubscriptionModel\tOnDemandStream\t{}\tPremium\t1000\t10\tEUR\t1000.00\n", i,
                 kTerritories[static_cast<std::size_t>(i)]);
  for (std::int64_t i = 0; i < shape.lines; ++i) {
    const std::int64_t track = draw_track(random, shape.tracks);
    output.print("AS02.04\tB{}\t1\ttrk-{:07}\tQZTRB26{:05}\tGenerated track {}\t\tArtist\t\tPT3M\tSoundRecording\n", i,
                 track, track % 100'000, track);
    output.print("SU02.03\tB{}\tS{}\tX{}\t\t1\ttrue\t{}\t\t\tOnDemandStream\t\n", i,
                 random() % static_cast<std::uint64_t>(shape.territories), i, random() % 5000);
  }
  const std::int64_t lines = 2 + shape.territories + 2 * shape.lines;
  output.print("FOOT\t{}\t{}\t{}\t{}\t{}\n", lines, lines, shape.territories, shape.lines, shape.lines);
  return output.finish();
}

}  // namespace tributary::bench

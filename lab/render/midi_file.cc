#include "lab/render/midi_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include <portSMF/mfmidi.h>

#include "base/file.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kMostBytes = std::size_t{16} << 20U;
constexpr std::size_t kMostParts = 250;
constexpr int kDrumChannel = 9;
constexpr double kLongest_s = static_cast<double>(kLongestPieceSeconds) - 2;

Error unusable(ErrorCode code, const std::string& name, const std::string& reason) {
  return Error{code, name + ": " + reason};
}

// What a file plays, in ticks.
struct TickNote {
  int track = 0;
  int channel = 0;
  long onset = 0;
  long end = 0;
  int pitch = 0;
  int velocity = 0;
  int program = 0;
};
struct TickScore {
  int ticks_per_quarter = 0;
  std::map<long, double> quarter_s;  // the duration of a quarter note from each tick on
  std::vector<TickNote> notes;
  std::map<std::pair<int, long>, int> programs;  // channel and tick -> program
};

// A track with nothing but a text.
constexpr std::array<unsigned char, 17> kTextTrack{'M',  'T', 'r', 'k', 0, 0,    0,    9, 0,
                                                   0xFF, 1,   1,   'x', 0, 0xFF, 0x2F, 0};
constexpr std::size_t kHeaderBytes = 14;

// The same file with kTextTrack as its first track. PortSMF reads meta events, however short, from a buffer that it
// has only once an event has filled it: without one it would follow a null pointer on damaged files.
std::vector<std::byte> with_text_track(std::span<const std::byte> file) {
  std::vector<std::byte> bytes(file.begin(), file.begin() + kHeaderBytes);
  const unsigned tracks = std::to_integer<unsigned>(file[10]) * 256 + std::to_integer<unsigned>(file[11]) + 1;
  bytes[10] = static_cast<std::byte>(tracks / 256);
  bytes[11] = static_cast<std::byte>(tracks % 256);
  for (const unsigned char byte : kTextTrack) bytes.push_back(static_cast<std::byte>(byte));
  bytes.insert(bytes.end(), file.begin() + kHeaderBytes, file.end());
  return bytes;
}

// Empty for bytes that begin as a file of this kind does, else what is wrong with them.
std::string fault_of_header(std::span<const std::byte> file) {
  constexpr std::array<unsigned char, 8> kStart{'M', 'T', 'h', 'd', 0, 0, 0, 6};
  const auto same = [](unsigned char expected, std::byte byte) { return static_cast<std::byte>(expected) == byte; };
  if (file.size() < kHeaderBytes || !std::equal(kStart.begin(), kStart.end(), file.begin(), same))
    return "is no Standard MIDI File";
  if (file[10] == std::byte{0xFF} && file[11] == std::byte{0xFF}) return "declares too many tracks";
  if ((file[12] & std::byte{0x80}) != std::byte{0}) return "counts time in film frames";
  if (file[12] == std::byte{0} && file[13] == std::byte{0}) return "declares quarters of no ticks";
  return {};
}

// Receives the events of PortSMF's reader and pairs those that press keys with those that release them.
class ScoreReader final : private Midifile_reader {
 public:
  // `file` has a sound header.
  explicit ScoreReader(std::span<const std::byte> file) : bytes_(with_text_track(file)) {}
  ScoreReader(const ScoreReader&) = delete;
  ScoreReader& operator=(const ScoreReader&) = delete;
  virtual ~ScoreReader() { finalize(); }

  Result<TickScore> read(const std::string& name) {
    midifile();
    if (!complaint_.empty()) return unusable(ErrorCode::kCorrupt, name, complaint_);
    return std::move(score_);
  }

 private:
  int Mf_getc() override { return position_ < bytes_.size() ? std::to_integer<int>(bytes_[position_++]) : EOF; }
  void* Mf_malloc(size_t size) override { return std::calloc(size, 1); }
  void Mf_free(void* object, size_t) override { std::free(object); }
  void Mf_error(char* message) override {
    if (complaint_.empty())
      complaint_ = std::string(message) + ", at byte " + std::to_string(position_ - kTextTrack.size());
  }
  void Mf_header(int, int, int division) override { score_.ticks_per_quarter = division; }
  void Mf_starttrack() override { ++track_; }
  void Mf_endtrack() override {
    while (!held_.empty()) release(held_.begin()->first);
  }
  void Mf_tempo(int quarter_us) override { score_.quarter_s[now()] = quarter_us * 1e-6; }
  void Mf_program(int channel, int program) override { score_.programs[{channel & 15, now()}] = program & 127; }
  void Mf_on(int channel, int pitch, int velocity) override {
    const auto key = std::pair(channel & 15, pitch & 127);
    release(key);
    if ((velocity & 127) > 0) held_[key] = TickNote{track_, key.first, now(), 0, key.second, velocity & 127, 0};
  }
  void Mf_off(int channel, int pitch, int) override { release({channel & 15, pitch & 127}); }

  void complain(const std::string& reason) {
    if (complaint_.empty()) complaint_ = reason + ", at byte " + std::to_string(position_ - kTextTrack.size());
  }

  // PortSMF lets a damaged time run over.
  long now() {
    constexpr long kMostTicks = 1L << 40U;
    if (Mf_currtime >= 0 && Mf_currtime < kMostTicks) return Mf_currtime;
    complain("has a time out of range");
    return 0;
  }

  void release(std::pair<int, int> key) {
    const auto found = held_.find(key);
    if (found == held_.end()) return;
    found->second.end = now();
    score_.notes.push_back(found->second);
    held_.erase(found);
  }

  void Mf_chanprefix(int) override {}
  void Mf_portprefix(int) override {}
  void Mf_eot() override {}
  void Mf_pressure(int, int, int) override {}
  void Mf_controller(int, int, int) override {}
  void Mf_pitchbend(int, int, int) override {}
  void Mf_chanpressure(int, int) override {}
  void Mf_sysex(int, unsigned char*) override {}
  void Mf_arbitrary(int, unsigned char*) override {}
  void Mf_metamisc(int, int, unsigned char*) override {}
  void Mf_seqnum(int) override {}
  void Mf_smpte(int, int, int, int, int) override {}
  void Mf_timesig(int, int, int, int) override {}
  void Mf_keysig(int, int) override {}
  void Mf_sqspecific(int, unsigned char*) override {}
  void Mf_text(int, int, unsigned char*) override {}

  std::vector<std::byte> bytes_;
  std::size_t position_ = 0;
  int track_ = 0;
  std::map<std::pair<int, int>, TickNote> held_;  // channel and pitch
  TickScore score_;
  std::string complaint_;
};

// Seconds of the ticks of one file.
class TickTimes {
 public:
  explicit TickTimes(const TickScore& score) : ticks_per_quarter_(score.ticks_per_quarter) {
    double time_s = 0;
    long tick = 0;
    double quarter_s = 0.5;  // what a file without tempo means
    for (const auto& [change, changed_quarter_s] : score.quarter_s) {
      time_s += static_cast<double>(change - tick) * quarter_s / ticks_per_quarter_;
      tick = change;
      quarter_s = changed_quarter_s;
      stretches_[tick] = {time_s, quarter_s};
    }
    stretches_.try_emplace(0, 0.0, 0.5);
  }

  double seconds(long tick) const {
    const auto& [start, stretch] = *std::prev(stretches_.upper_bound(tick));
    return stretch.first + static_cast<double>(tick - start) * stretch.second / ticks_per_quarter_;
  }

 private:
  int ticks_per_quarter_;
  std::map<long, std::pair<double, double>> stretches_;  // from a tick on: its time, the duration of a quarter note
};

int program_at(const TickScore& score, int channel, long tick) {
  const auto after = score.programs.upper_bound({channel, tick});
  if (after == score.programs.begin() || std::prev(after)->first.first != channel) return 0;
  return std::prev(after)->second;
}

Note note_of(const TickNote& played, std::size_t part, int program, const TickTimes& tempo) {
  const float onset_s = on_time_grid(static_cast<float>(tempo.seconds(played.onset)));
  const float end_s = on_time_grid(static_cast<float>(tempo.seconds(played.end)));
  return Note{onset_s,
              std::max(end_s - onset_s, 1 / kTimeStepsPerSecond),
              static_cast<std::uint8_t>(played.pitch),
              static_cast<std::uint8_t>(played.velocity),
              static_cast<std::uint8_t>(part),
              static_cast<std::uint8_t>(program),
              played.channel == kDrumChannel};
}

}  // namespace

Result<std::vector<Note>> decode_midi(std::span<const std::byte> bytes, const std::string& name) {
  if (bytes.size() > kMostBytes) return unusable(ErrorCode::kLimit, name, "is longer than 16 MiB");
  if (const std::string fault = fault_of_header(bytes); !fault.empty())
    return unusable(ErrorCode::kCorrupt, name, fault);
  TRIBUTARY_ASSIGN(const TickScore score, ScoreReader(bytes).read(name));
  if (score.notes.empty()) return unusable(ErrorCode::kInvalidInput, name, "holds no notes");
  std::set<std::pair<int, int>> parts;
  for (const TickNote& note : score.notes) parts.emplace(note.track, note.channel);
  if (parts.size() > kMostParts) return unusable(ErrorCode::kLimit, name, "has more than 250 parts");
  const TickTimes tempo(score);
  std::vector<Note> notes;
  for (const TickNote& played : score.notes) {
    if (!(tempo.seconds(played.end) < kLongest_s))
      return unusable(ErrorCode::kLimit, name, "lasts longer than four hours");
    const auto part = std::distance(parts.begin(), parts.find({played.track, played.channel}));
    const int program = program_at(score, played.channel, played.onset);
    notes.push_back(note_of(played, static_cast<std::size_t>(part), program, tempo));
  }
  std::sort(notes.begin(), notes.end(), note_before);
  return notes;
}

Result<std::vector<Note>> read_midi_file(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(path));
  return decode_midi(file.bytes(), path.string());
}

}  // namespace tributary::lab

#include "report/trace_table.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/display_text.h"

namespace tributary::report {
namespace {

TraceAnswer two_sources() {
  TraceAnswer answer;
  answer.query_path = "/inbox/mix.mp3";
  answer.query_duration_s = 100;
  answer.catalog_recordings = 212;
  answer.verdict = Verdict::kAttributed;
  answer.recording.shares = {
      {"rec_b", "w2", "Northern Mountains", "Timothy Pinkham", "/m/north.ogg", 500000, 471000, 529000},
      {"rec_a", "w1", "", "", "/m/坂本.ogg", 250400, 228000, 274000}};
  answer.recording.unattributed_ppm = 249600;
  answer.recording.unattributed_low_ppm = 221000;
  answer.recording.unattributed_high_ppm = 280000;
  answer.matches = {{"rec_b", 0, 50, 62, 112, 1, 0, 88.06, Tier::kRecording, 40, 0.9987},
                    {"rec_a", 74.6, 99.6, 3700, 3725, 1.25, -1.999, 40, Tier::kRecording, 36, 0.943}};
  return answer;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

TEST(TraceTable, AnswersFirstAndThenShowsTheSeconds) {
  EXPECT_EQ(trace_table(two_sources(), {.columns = 64, .colour = false}),
            "/inbox/mix.mp3  1:40, against 212 recordings\n"
            "   50%   47–53%  ██████████▌              1  Timothy Pinkham, N…\n"
            "   25%   22–28%  █████▎                   2  坂本.ogg\n"
            "   25%   22–28%  █████▎                      unattributed\n"
            "\n"
            "  1  ██████████████████████████··························\n"
            "  2  ······································▒█████████████\n"
            "     0:00                                                1:40\n"
            "\n"
            "     this track      recording         tempo     pitch   sure\n"
            "  1  0:00–0:50       1:02–1:52        ×1.000  +0.00 st   >99%\n"
            "  2  1:15–1:40       1:01:40–1:02:05  ×1.250  -2.00 st    94%\n");
}

TEST(TraceTable, ShowsTheMusicItPlaysApartFromTheRecordings) {
  TraceAnswer answer = two_sources();
  answer.composition.shares = {{"rec_c", "w3", "The Tune", "Trad.", "/m/tune.ogg", 400000, 310000, 480000}};
  answer.composition.unattributed_ppm = 600000;
  answer.composition.unattributed_low_ppm = 520000;
  answer.composition.unattributed_high_ppm = 690000;
  answer.matches.push_back({"rec_c", 20, 60, 0, 50, 1.25, -5, 12.345, Tier::kComposition, 8, 0.97});
  const std::string text = trace_table(answer, {.columns = 64, .colour = false});
  EXPECT_THAT(text, testing::HasSubstr("\n  recordings that are inside it\n   50%"));
  EXPECT_THAT(text, testing::EndsWith("  recordings whose music it plays, in whatever key, tempo and instruments\n"
                                      "   40%   30–48%  ████████▍                1  Trad., The Tune\n"
                                      "   60%   52–70%  ████████████▋               unattributed\n"
                                      "\n"
                                      "  1  ··········█████████████████████▒····················\n"
                                      "     0:00                                                1:40\n"
                                      "\n"
                                      "     this track      recording         tempo     pitch   sure\n"
                                      "  1  0:20–1:00       0:00–0:50        ×1.250  -5.00 st    97%\n"));
}

TEST(TraceTable, TellsAResemblanceFromEvidence) {
  TraceAnswer answer = two_sources();
  answer.verdict = Verdict::kInsufficient;
  answer.recording = {};
  answer.matches.clear();
  answer.style.shares = {{"rec_d", "w4", "Anthem", "The Band", "/m/anthem.ogg", 300000}};
  answer.style.unattributed_ppm = 700000;
  const std::string text = trace_table(answer, {.columns = 64, .colour = false});
  EXPECT_THAT(text, testing::HasSubstr("insufficient evidence"));
  EXPECT_THAT(text, testing::EndsWith("\n  recordings whose production it resembles: no evidence that they were used\n"
                                      "   30%  ██████▎                  1  The Band, Anthem\n"
                                      "   70%  ██████████████▊             unattributed\n"));
}

TEST(TraceTable, SaysWhenTheEvidenceIsInsufficient) {
  TraceAnswer answer;
  answer.query_path = "noise.wav";
  answer.query_duration_s = 3605;
  answer.catalog_recordings = 1;
  EXPECT_EQ(trace_table(answer, {.columns = 64, .colour = false}),
            "noise.wav  1:00:05, against 1 recording\n"
            "  insufficient evidence: no recording of the catalog can be named\n"
            "  100%           █████████████████████       unattributed\n");
}

TEST(TraceTable, StaysWithinTheTerminal) {
  TraceAnswer answer = two_sources();
  answer.query_path = std::string(300, 'x');
  answer.recording.shares[0].title = std::string(300, 'y');
  for (int columns = 64; columns <= 240; ++columns) {
    for (const std::string& line : lines_of(trace_table(answer, {.columns = columns, .colour = false})))
      EXPECT_LE(display_columns(line), columns) << line;
  }
}

TEST(TraceTable, LetsNoNameSteerTheTerminal) {
  TraceAnswer answer = two_sources();
  answer.query_path = "\x1b]0;owned\x07.mp3";
  answer.recording.shares[0].artist = "\x1b[2J";
  answer.matches[1].recording_id = "rec_\n\x1b[1A";
  const std::string text = trace_table(answer, {.columns = 200, .colour = false});
  EXPECT_EQ(text.find_first_of("\x1b\x07"), std::string::npos);
  EXPECT_THAT(text, testing::HasSubstr("\\x1b[2J"));
}

TEST(TraceTable, PaintsOnlyWhereColoursAreWelcome) {
  EXPECT_NE(trace_table(two_sources(), {.columns = 80, .colour = true}).find("\x1b[36m"), std::string::npos);
  EXPECT_EQ(trace_table(two_sources(), {.columns = 80, .colour = false}).find('\x1b'), std::string::npos);
}

TEST(TraceTable, ShowsASliverForTheSmallestShare) {
  TraceAnswer answer = two_sources();
  answer.recording.shares[1].share_ppm = 1;
  answer.recording.unattributed_ppm = 499999;
  EXPECT_THAT(trace_table(answer, {.columns = 64, .colour = false}), testing::HasSubstr("   <1%   22–28%  ▏"));
}

}  // namespace
}  // namespace tributary::report

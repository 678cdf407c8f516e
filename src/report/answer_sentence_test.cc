#include "report/answer_sentence.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tributary::report {
namespace {

using testing::HasSubstr;

TraceAnswer two_sources() {
  TraceAnswer answer;
  answer.query_duration_s = 120;
  answer.verdict = Verdict::kAttributed;
  answer.recording.shares = {{"rec_b", "w2", "North", "Pinkham", "/m/n.ogg", 300'400},
                             {"rec_a", "w1", "Battle", "Carlson", "/m/b.ogg", 99'700}};
  answer.recording.unattributed_ppm = 599'900;
  return answer;
}

TEST(AnswerSentence, NamesWhoAndHowMuchAndTheRest) {
  EXPECT_EQ(answer_sentence(two_sources()),
            "30% of this track’s sounding time is from “Pinkham, North” and 10% is from “Carlson, Battle”; 60% is "
            "unattributed.");
}

TEST(AnswerSentence, KeepsTheTiersApart) {
  TraceAnswer answer = two_sources();
  answer.composition.shares = {{"rec_c", "w3", "Greensleeves", "traditional", "/m/g.ogg", 601'000}};
  answer.composition.unattributed_ppm = 399'000;
  EXPECT_THAT(answer_sentence(answer),
              HasSubstr("60% is unattributed. By the music alone, 60% of this track’s sounding time plays the music of "
                        "“traditional, Greensleeves”, in whatever key, tempo and instruments; 40% is unattributed."));
  answer.recording = {};
  EXPECT_THAT(answer_sentence(answer), testing::StartsWith("60% of this track’s sounding time plays the music of"));
}

TEST(AnswerSentence, DoesNotSayTheSameTwice) {
  TraceAnswer answer = two_sources();
  answer.composition = answer.recording;
  answer.composition.shares.pop_back();
  EXPECT_THAT(answer_sentence(answer), testing::EndsWith("By their music alone the same recordings are recognised."));
}

TEST(AnswerSentence, AddsUpWhoHasNoRoom) {
  TraceAnswer answer = two_sources();
  for (const char* id : {"rec_c", "rec_d", "rec_e"}) answer.recording.shares.push_back({id, id, id, "", "", 50'000});
  answer.recording.unattributed_ppm -= 150'000;
  EXPECT_THAT(answer_sentence(answer), HasSubstr("5% is from “rec_c”, and 10% is from 2 others; 45% is unattributed."));
}

TEST(AnswerSentence, SaysInsufficient) {
  EXPECT_THAT(answer_sentence(TraceAnswer{}), HasSubstr("insufficient evidence"));
  EXPECT_THAT(certainty_sentence(TraceAnswer{}), HasSubstr("no passage reached the threshold"));
}

TEST(AnswerSentence, StatesTheEvidenceAndTheLeastProbability) {
  TraceAnswer answer = two_sources();
  Match strong;
  strong.score = 400;
  strong.threshold = 40;
  strong.probability = 0.998;
  Match weak = strong;
  weak.probability = 0.937;
  weak.score = 60;
  Match played = weak;
  played.tier = Tier::kComposition;
  answer.matches = {strong, weak, played};
  EXPECT_THAT(certainty_sentence(answer),
              HasSubstr("recordings: 2 matched passages, with 1.5 to 10.0 times the evidence"));
  EXPECT_THAT(certainty_sentence(answer), HasSubstr("; music: one matched passage, with 1.5 times the evidence"));
  EXPECT_THAT(certainty_sentence(answer), HasSubstr("is right with a probability of 93%."));
}

}  // namespace
}  // namespace tributary::report

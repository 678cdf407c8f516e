#include "report/audit_page.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/audit_card.h"

namespace tributary::report {
namespace {

using testing::HasSubstr;
using testing::Not;

AuditContent example() {
  AuditContent content;
  content.version = "0.1.0";
  AuditAnswer& answer = content.answer;
  answer.query_path = "/inbox/made.wav";
  answer.query_sha256 = std::string(64, 'a');
  answer.query_duration_s = 12.8;
  answer.checkpoint = std::string(64, 'b');
  answer.reference_checkpoint = std::string(64, 'c');
  answer.store = std::string(32, 'd');
  answer.calibration = std::string(64, 'e');
  answer.tag = "orchestral";
  answer.segments = 300;
  answer.copies = 4;
  answer.has_reference = true;
  answer.likelihood_gain = 0.2;
  answer.gain_noise = 0.01;
  answer.sameness = 0.31;
  answer.attributed = true;
  answer.owners = {{"North", "", 304'000, 200'000, 480'000, 0.061}, {"South", "", 96'000, 10'000, 210'000, 0.019}};
  answer.works = {{"North", "w1", 304'000, 200'000, 480'000, 0.061}, {"South", "w2", 96'000, 10'000, 210'000, 0.019}};
  answer.unattributed_ppm = 600'000;
  answer.influences = {{"/m/n.ogg", "w1", "North", 40, 43.2, 3.2, 6.4, 21.5},
                       {"/m/s.ogg", "w2", "South", 8, 11.2, 0, 3.2, 9}};
  content.material[0].query = {3.2, 6.4, {}, 3.2, 6.4, "an MP3 file", ""};
  content.material[0].reference = {40, 43.2, {}, 40, 43.2, "another", ""};
  content.material[1].query = {0, 3.2, {}, 0, 3.2, "a third", ""};
  content.material[1].reference.missing = "/m/s.ogg: no such file";
  content.heard["/m/n.ogg"] = std::string(64, 'f');
  return content;
}

AuditContent abstaining() {
  AuditContent content = example();
  content.answer.attributed = false;
  content.answer.reason = "there is no calibration";
  content.answer.owners.clear();
  content.answer.works.clear();
  content.answer.unattributed_ppm = kWholePpm;
  content.answer.calibration.clear();
  content.answer.reference_checkpoint.clear();
  content.answer.has_reference = false;
  return content;
}

TEST(AuditPage, AnswersFirst) {
  const std::string page = audit_page(example());
  const auto sentence = page.find(
      "30% of what training gained on this track is foreseen to come from “North” (20–48%) and 10% is foreseen to come "
      "from “South” (1–21%); 60% is unattributed.");
  ASSERT_NE(sentence, std::string::npos);
  for (const char* later : {"id=\"shares\"", "id=\"segments\"", "id=\"match-1\"", "id=\"doubt\"", "id=\"method\""})
    EXPECT_GT(page.find(later, sentence), sentence) << later;
  EXPECT_THAT(page, HasSubstr("<td class=\"share\">30%</td><td class=\"interval\">20–48%</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"effect\">+0.0610</td>"));
  EXPECT_THAT(page, HasSubstr("Segment 1: 0:40–0:43 of n.ogg</h3>\n<p>North, work w1. "));
  EXPECT_THAT(page, HasSubstr("Of this track it moved 0:03–0:06 most. Score 21.500."));
  EXPECT_THAT(page, HasSubstr("300, 4 of them counted together"));
}

TEST(AuditPage, NamesTheHashOfEveryInput) {
  const std::string page = audit_page(example());
  for (const char letter : {'a', 'b', 'c', 'd', 'e', 'f'}) EXPECT_THAT(page, HasSubstr(std::string(32, letter)));
}

TEST(AuditPage, AbstentionSaysWhyAndKeepsTheSegments) {
  const std::string page = audit_page(abstaining());
  EXPECT_THAT(page, HasSubstr("Nothing of this track is attributed to anybody: there is no calibration."));
  EXPECT_THAT(page, HasSubstr("Nobody has a share, because there is no calibration."));
  EXPECT_THAT(page, HasSubstr("<td class=\"share\">100%</td>"));
  EXPECT_THAT(page, HasSubstr("unknown: no reference model was given"));
  EXPECT_THAT(page, HasSubstr("id=\"match-2\""));
}

TEST(AuditPage, PlaysBothSidesWhereTheyAreThere) {
  const std::string page = audit_page(example());
  EXPECT_THAT(page, HasSubstr("data-a=\"a1\" data-b=\"b1\""));
  EXPECT_THAT(page, HasSubstr("<audio id=\"a2\""));
  EXPECT_THAT(page, Not(HasSubstr("<audio id=\"b2\"")));
  EXPECT_THAT(page, HasSubstr("The training segment cannot be played: /m/s.ogg: no such file"));
  AuditContent silent = example();
  silent.with_audio = false;
  silent.material.clear();
  const std::string text = audit_page(silent);
  EXPECT_THAT(text, Not(HasSubstr("<audio")));
  EXPECT_THAT(text, HasSubstr("made without sound"));
}

TEST(AuditPage, ForeignTextIsNoMarkupAndNothingIsAskedFromOutside) {
  const std::string hostile = "\"'><script>alert(1)</script>\x1b[2J\xff";
  AuditContent content = example();
  content.answer.query_path = "/inbox/" + hostile.substr(0, hostile.find('/'));
  content.answer.tag = hostile;
  for (ModelShare* share : {&content.answer.owners[0], &content.answer.works[0]}) share->owner = hostile;
  content.answer.works[0].work_id = hostile;
  content.answer.influences[0].recording = content.answer.influences[0].owner = hostile;
  content.answer.influences[0].work_id = hostile;
  content.heard[hostile] = hostile;
  content.material[1].reference.missing = hostile;
  AuditContent without = abstaining();
  without.answer.reason = hostile;
  for (const std::string& page : {audit_page(content), audit_page(without)}) {
    EXPECT_THAT(page, Not(HasSubstr("<script>alert")));
    EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(1)"));
    EXPECT_EQ(page.find_first_of("\x1b\xff"), std::string::npos);
    EXPECT_EQ(page.find("<script"), page.rfind("<script")) << "the page's own";
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    for (const char* outside : {"http:", "https:", "url(", "@import", "<link", "<iframe"})
      EXPECT_THAT(page, Not(HasSubstr(outside)));
  }
}

TEST(AuditPage, EqualContentIsEqualBytes) { EXPECT_EQ(audit_page(example()), audit_page(example())); }

// The card repeats what the documents state, and must change with them.
TEST(AuditCard, SaysWhatTheDocumentsSay) {
  for (const MeasuredRow& row : audit_measured_rows()) {
    std::ifstream file(std::string(TRIBUTARY_SOURCE) + "/" + row.document);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_THAT(text, HasSubstr("| " + std::string(row.cells))) << row.document;
  }
}

}  // namespace
}  // namespace tributary::report

#include "report/trace_page.h"

#include <fstream>
#include <iterator>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "report/method_card.h"
#include "report/png.h"

namespace tributary::report {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

Passage passage(double start_s, double end_s) {
  Passage made;
  made.start_s = start_s;
  made.end_s = end_s;
  made.spectrum = {static_cast<std::size_t>((end_s - start_s) * 20), 216, {}, 20, 0.5, 36 - 1.0 / 3, 3};
  for (std::size_t i = 0; i < made.spectrum.frames * 216; ++i)
    made.spectrum.levels.push_back(static_cast<std::uint8_t>(i * 7 % 190));
  made.excerpt_start_s = start_s + 2;
  made.excerpt_end_s = start_s + 10;
  made.excerpt_mp3 = "an MP3 file";
  return made;
}

ReportContent example() {
  ReportContent content;
  content.version = "0.1.0";
  TraceAnswer& answer = content.answer;
  answer.query_path = "/inbox/mix.mp3";
  answer.query_sha256 = std::string(64, 'a');
  answer.query_duration_s = 120;
  answer.catalog_recordings = 34;
  answer.catalog_snapshot = std::string(64, 'c');
  answer.weights = std::string(32, 'e');
  answer.verdict = Verdict::kAttributed;
  answer.recording.recordings = 34;
  answer.recording.shares = {{"rec_1", "w1", "North", "Pinkham", "/m/n.ogg", 300'400, 271'000, 325'000}};
  answer.recording.unattributed_ppm = 699'600;
  answer.composition.recordings = 30;
  answer.matches = {{"rec_1", 30, 50, 40, 60, 1, 0, 3688.2, Tier::kRecording, 35},
                    {"rec_1", 100, 116, 120, 136, 1, -1, 60.5, Tier::kRecording, 45}};
  TierAnswer without;
  without.recordings = 34;
  without.shares = {{"rec_1", "w1", "North", "Pinkham", "/m/n.ogg", 167'000}};
  without.unattributed_ppm = 833'000;
  answer.variations = {{answer.matches[1], without}};
  Recording recording;
  recording.recording_id = "rec_1";
  recording.content_sha256 = std::string(64, 'b');
  recording.title = "North";
  recording.artist = "Pinkham";
  recording.duration_s = 200;
  content.recordings["rec_1"] = recording;
  content.material[0] = {passage(28, 52), passage(38, 62)};
  content.material[1] = {passage(98, 118), passage(118, 138)};
  return content;
}

std::string page_of(const ReportContent& content) {
  const auto page = trace_page(content);
  EXPECT_TRUE(page) << page.error().message;
  return page ? *page : std::string();
}

// The page without its style, its script and what is embedded: what a browser takes for markup and text.
std::string markup(const std::string& page) {
  std::string text;
  for (std::size_t from = 0;;) {
    const std::size_t data = page.find("\"data:", from);
    text += page.substr(from, data - from);
    if (data == std::string::npos) break;
    from = page.find('"', data + 1);
    text += "\"DATA";
  }
  for (const char* tag : {"style", "script"}) {
    const auto start = text.find(fmt::format("<{}>", tag));
    const auto end = text.find(fmt::format("</{}>", tag));
    text.erase(start, end - start);
  }
  return text;
}

// The values of an attribute, as they stand.
std::vector<std::string> values_of(const std::string& text, const std::string& attribute) {
  std::vector<std::string> values;
  const std::string start = " " + attribute + "=\"";
  for (auto at = text.find(start); at != std::string::npos; at = text.find(start, at + 1)) {
    const auto begin = at + start.size();
    values.push_back(text.substr(begin, text.find('"', begin) - begin));
  }
  return values;
}

TEST(TracePage, AnswersFirst) {
  const std::string page = page_of(example());
  const auto sentence = page.find("30% of this track’s sounding time is from “Pinkham, North”; 70% is unattributed.");
  ASSERT_NE(sentence, std::string::npos);
  for (const char* later : {"class=\"shares\"", "class=\"line\"", "id=\"match-1\"", "id=\"doubt\"", "id=\"method\""})
    EXPECT_GT(page.find(later, sentence), sentence) << later;
  EXPECT_THAT(page, HasSubstr("Match 1: 0:30–0:50 of this track is 0:40–1:00 of Pinkham, North"));
  EXPECT_THAT(page, HasSubstr("the track is at the same tempo and 1.00 semitones lower. Score 60.5, where 45.0 is"));
  EXPECT_THAT(page, HasSubstr("Without the weakest match of the tier recording (match 2): 17% Pinkham, North, 83% "
                              "unattributed."));
  for (const char letter : {'a', 'b', 'c'}) EXPECT_THAT(page, HasSubstr(std::string(64, letter)));
}

TEST(TracePage, ShowsTheIntervalBesideTheShareAndHowSureAMatchIs) {
  const std::string page = page_of(example());
  EXPECT_THAT(page, HasSubstr("<td class=\"share\">30%</td><td class=\"interval\">27–33%</td>"));
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\">Sure</th>"));
}

TEST(TracePage, PeopleSeeNoPartsPerMillion) { EXPECT_THAT(markup(page_of(example())), Not(HasSubstr("300400"))); }

TEST(TracePage, AsksForNothingFromOutside) {
  const std::string page = page_of(example());
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  for (const char* outside : {"http:", "https:", "url(", "@import", "<link", "<iframe", "//cdn"})
    EXPECT_THAT(page, Not(HasSubstr(outside)));
  for (const char* attribute : {"src", "href"})
    for (const std::string& value : values_of(markup(page), attribute))
      EXPECT_TRUE(value == "DATA" || value.starts_with('#')) << value;
  // The policy would block these.
  for (const char* blocked : {"style", "onclick", "onload", "onerror"})
    EXPECT_THAT(values_of(markup(page), blocked), testing::IsEmpty());
}

TEST(TracePage, ForeignTextIsNoMarkup) {
  const std::string hostile = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>\x1b[2J\u202e\xff";
  ReportContent content = example();
  content.answer.query_path = "/inbox/" + hostile.substr(0, hostile.find('/')) + ".mp3";
  content.answer.recording.shares[0].title = hostile;
  content.answer.recording.shares[0].artist = hostile;
  content.answer.variations[0].answer.shares[0].title = hostile;
  content.recordings["rec_1"].title = hostile;
  content.recordings["rec_1"].path = hostile;
  content.material[1].reference = {};
  content.material[1].reference.missing = hostile;
  const std::string page = page_of(content);
  const std::string text = markup(page);
  EXPECT_THAT(text, Not(HasSubstr("<script>alert")));
  EXPECT_THAT(text, Not(HasSubstr("<img")));
  EXPECT_THAT(text, HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;"));
  EXPECT_EQ(page.find_first_of("\x1b\xff"), std::string::npos);
  EXPECT_EQ(page.find("<script"), page.rfind("<script")) << "the page's own";
}

TEST(TracePage, EachMatchPlaysBothSides) {
  const std::string page = page_of(example());
  EXPECT_THAT(page, HasSubstr("data-a=\"a1\" data-b=\"b1\""));
  EXPECT_THAT(page, HasSubstr("<audio id=\"b2\""));
  ReportContent silent = example();
  silent.with_audio = false;
  for (auto& [index, material] : silent.material) {
    material.query.excerpt_mp3.clear();
    material.reference.excerpt_mp3.clear();
  }
  const std::string text = page_of(silent);
  EXPECT_THAT(text, Not(HasSubstr("<audio")));
  EXPECT_THAT(text, Not(HasSubstr("class=\"play\"")));
  EXPECT_THAT(text, HasSubstr("made without sound"));
}

TEST(TracePage, AMissingSideIsNamedAndTheOtherShown) {
  ReportContent content = example();
  content.material[0].reference = {};
  content.material[0].reference.missing = "/m/n.ogg: no such file";
  const std::string page = page_of(content);
  EXPECT_THAT(page, HasSubstr("The recording cannot be shown or played: /m/n.ogg: no such file"));
  EXPECT_THAT(page, HasSubstr("<audio id=\"a1\""));
  EXPECT_THAT(page, Not(HasSubstr("<audio id=\"b1\"")));
  EXPECT_THAT(page, Not(HasSubstr("data-b=\"b1\"")));
  EXPECT_THAT(page, HasSubstr("<audio id=\"b2\""));
}

TEST(TracePage, InsufficientIsAPageToo) {
  ReportContent content;
  content.answer.query_path = "x.mp3";
  content.answer.query_duration_s = 60;
  const std::string page = page_of(content);
  EXPECT_THAT(page, HasSubstr("insufficient evidence"));
  EXPECT_THAT(page, HasSubstr("A catalog that holds the music of this track would"));
  EXPECT_THAT(page, HasSubstr("100%"));
  EXPECT_THAT(page, Not(HasSubstr("id=\"matches\"")));
}

TEST(TracePage, EqualContentIsEqualBytes) { EXPECT_EQ(page_of(example()), page_of(example())); }

TEST(PageNames, AreTheInputsAndEachItsOwn) {
  EXPECT_THAT(page_names({"a/x.mp3", "b/x.mp3", "x.mp3.2", "/y z.wav"}),
              ElementsAre("x.mp3.html", "x.mp3.2.html", "x.mp3.2.2.html", "y z.wav.html"));
  EXPECT_THAT(page_names({"..", ".hidden", "-o", "a\nb", ""}),
              ElementsAre("_...html", "_.hidden.html", "_-o.html", "a_b.html", "track.html"));
  const std::string longest = page_names({std::string(120, 'x') + "\u00e4\u00e4" + std::string(120, '\xc3')}).front();
  EXPECT_LT(longest.size(), 200U);
}

// The card repeats what the documents state, and must change with them.
TEST(MethodCard, SaysWhatTheDocumentsSay) {
  for (const MeasuredRow& row : measured_rows()) {
    std::ifstream file(std::string(TRIBUTARY_SOURCE) + "/" + row.document);
    const std::string text((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
    EXPECT_THAT(text, HasSubstr("| " + std::string(row.cells))) << row.document;
  }
  std::ifstream file(std::string(TRIBUTARY_SOURCE) + "/README.md");
  const std::string readme((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  EXPECT_THAT(readme, HasSubstr("Of 230 excerpts"));
  EXPECT_THAT(readme, HasSubstr("223 are answered with `insufficient` at every length"));
}

TEST(Png, IsAGreyImageOfItsSize) {
  GreyImage image{3, 2, {0, 51, 102, 153, 204, 255}};
  const auto png = grey_png(image);
  ASSERT_TRUE(png) << png.error().message;
  EXPECT_EQ(png->substr(0, 8), "\x89PNG\r\n\x1a\n");
  const std::string size("\0\0\0\x03\0\0\0\x02\x08\0", 10);  // 3 x 2, 8 bits, grey
  EXPECT_EQ(png->substr(16, 10), size);
}

TEST(SpectrumImage, IsDarkWhereItIsLoudAndHasTheHighestBinOnTop) {
  const ConstantQLevels spectrum{4, 2, {0, 190, 0, 100, 190, 0, 0, 0}, 20, 0.5, 36, 1};
  const GreyImage image = spectrum_image(spectrum, 2);
  EXPECT_EQ(image.width, 2U);
  EXPECT_EQ(image.height, 2U);
  EXPECT_THAT(image.pixels, ElementsAre(0, 255, 255, 0));
}

TEST(MatchPng, IsAPictureWhateverTheNames) {
  const ReportContent content = example();
  const auto png = match_png(content.answer.matches[0], content.material.at(0), "mix.mp3", "坂本 <b>", 1);
  ASSERT_TRUE(png) << png.error().message;
  EXPECT_EQ(png->substr(1, 3), "PNG");
  EXPECT_GT(png->size(), 10'000U);
}

}  // namespace
}  // namespace tributary::report

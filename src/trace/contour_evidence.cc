#include "trace/contour_evidence.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <span>

#include "base/vector_clones.h"

namespace tributary::trace {
namespace {

constexpr double kWordsPerSecond = dsp::seconds_to_frames(1) / dsp::kContourHopFrames;
constexpr auto kEpisodeWords = static_cast<std::size_t>(1.5 * kWordsPerSecond);
// What is moved by less agrees with itself; by up to the second, a beat or a bar may be met again.
constexpr auto kMovedWordsMin = static_cast<std::size_t>(0.5 * kWordsPerSecond);
constexpr auto kMovedWordsMax = static_cast<std::size_t>(4 * kWordsPerSecond);
// The evidence of half a minute is enough for any match, and bounds what it costs.
constexpr double kLongestFrames = dsp::seconds_to_frames(30);
constexpr std::size_t kInformativeWordsMin = 18;
constexpr std::size_t kElsewhereMin = 100;
constexpr std::size_t kElsewhereMost = 4000;

// Bits that agree less bits that do not; 0 where one of the two says nothing.
int agreement_of(dsp::ContourWord a, dsp::ContourWord b) {
  if (a == dsp::kContourSilent || b == dsp::kContourSilent) return 0;
  return dsp::kContourBits - 2 * std::popcount(a ^ b);
}

constexpr std::size_t kPlacesAtOnce = 64;

// The bits set in each byte.
std::uint32_t bits_by_byte(std::uint32_t word) {
  word -= (word >> 1) & 0x55555555U;
  word = (word & 0x33333333U) + ((word >> 2) & 0x33333333U);
  return (word + (word >> 4)) & 0x0F0F0F0FU;
}

int sum_of_bytes(std::uint32_t word) {
  const std::uint32_t pairs = (word & 0x00FF00FFU) + ((word >> 8) & 0x00FF00FFU);
  return static_cast<int>((pairs & 0xFFFFU) + (pairs >> 16));
}

// The agreement of `count` words with as many of the reference from each of kPlacesAtOnce places on. Places are
// counted side by side and bits byte by byte, so that vector units which cannot count bits do as well.
TRIBUTARY_VECTOR_CLONES
void sum_agreements(const dsp::ContourWord* words, std::size_t count, const dsp::ContourWord* reference, int* sums) {
  constexpr std::size_t kWordsAtOnce = 31;  // 8 bits from each fit a byte
  std::fill_n(sums, kPlacesAtOnce, 0);
  for (std::size_t first = 0; first < count; first += kWordsAtOnce) {
    std::array<std::uint32_t, kPlacesAtOnce> different{};
    std::array<int, kPlacesAtOnce> informative{};
    for (std::size_t i = first; i < std::min(first + kWordsAtOnce, count); ++i) {
      const dsp::ContourWord word = words[i];
      if (word == dsp::kContourSilent) continue;
      for (std::size_t place = 0; place < kPlacesAtOnce; ++place) {
        const dsp::ContourWord other = reference[i + place];
        const int says_something = other != dsp::kContourSilent ? 1 : 0;
        different[place] += bits_by_byte(word ^ other) & static_cast<std::uint32_t>(-says_something);
        informative[place] += says_something;
      }
    }
    for (std::size_t place = 0; place < kPlacesAtOnce; ++place)
      sums[place] += dsp::kContourBits * informative[place] - 2 * sum_of_bytes(different[place]);
  }
}

// The agreement of the words with the reference from each place on at which it has as many.
std::vector<int> agreements_of(std::span<const dsp::ContourWord> words, std::span<const dsp::ContourWord> reference) {
  if (reference.size() < words.size()) return {};
  const std::size_t places = reference.size() - words.size() + 1;
  std::vector<dsp::ContourWord> padded(reference.begin(), reference.end());
  padded.resize(reference.size() + kPlacesAtOnce, dsp::kContourSilent);
  std::vector<int> sums((places + kPlacesAtOnce - 1) / kPlacesAtOnce * kPlacesAtOnce);
  for (std::size_t place = 0; place < places; place += kPlacesAtOnce)
    sum_agreements(words.data(), words.size(), padded.data() + place, sums.data() + place);
  sums.resize(places);
  return sums;
}

}  // namespace

ContourEvidence::Heard ContourEvidence::heard(const Line& line, Span span) const {
  if (span.length() > kLongestFrames) {
    const double middle = (span.first + span.last) / 2;
    span = {middle - kLongestFrames / 2, middle + kLongestFrames / 2};
  }
  const double hop = reference_.hop_frames;
  const auto words = static_cast<double>(reference_.words.size());
  const double first = std::max(0.0, std::ceil(line.reference_at(span.first) / hop));
  const double last = std::min(words, std::ceil(line.reference_at(span.last) / hop));
  Heard heard;
  if (first >= last) return heard;
  heard.first = static_cast<std::size_t>(first);
  for (double word = first; word < last; ++word) heard.words.push_back(query_.at(line.query_at(word * hop)));
  return heard;
}

void ContourEvidence::leave_out_best_episode(Heard& heard) const {
  int episode = 0;
  int best = 0;
  std::size_t best_end = 0;
  for (std::size_t i = 0; i < heard.words.size(); ++i) {
    const auto at = [&](std::size_t place) {
      return agreement_of(heard.words[place], reference_.words[heard.first + place]);
    };
    episode += at(i) - (i >= kEpisodeWords ? at(i - kEpisodeWords) : 0);
    if (episode <= best) continue;
    best = episode;
    best_end = i + 1;
  }
  const std::size_t begin = best_end - std::min(best_end, kEpisodeWords);
  std::fill(heard.words.begin() + static_cast<std::ptrdiff_t>(begin),
            heard.words.begin() + static_cast<std::ptrdiff_t>(best_end), dsp::kContourSilent);
}

ContourStanding ContourEvidence::standing(const Line& line, Span span) const {
  if (!line.is_unchanged()) return {};
  Heard on_line = heard(line, span);
  leave_out_best_episode(on_line);
  const std::size_t count = on_line.words.size();
  const std::size_t words = reference_.words.size();
  std::size_t informative = 0;
  for (std::size_t i = 0; i < count; ++i)
    if (on_line.words[i] != dsp::kContourSilent && reference_.words[on_line.first + i] != dsp::kContourSilent)
      ++informative;
  if (informative < kInformativeWordsMin || words < kElsewhereMin + 2 * kMovedWordsMin) return {};

  // The end of the recording is followed by its beginning, so that there are as many places for a match anywhere.
  std::vector<dsp::ContourWord> round(reference_.words);
  round.insert(round.end(), reference_.words.begin(),
               reference_.words.begin() + static_cast<std::ptrdiff_t>(count) - 1);
  const std::vector<int> agreements = agreements_of(on_line.words, round);
  const auto moved_by = [&](std::size_t by) { return agreements[(on_line.first + by) % words]; };
  std::vector<int> elsewhere;
  const std::size_t stride = words / kElsewhereMost + 1;
  for (std::size_t by = kMovedWordsMin; by + kMovedWordsMin <= words; by += stride) elsewhere.push_back(moved_by(by));
  int moved = elsewhere[0];
  for (std::size_t by = kMovedWordsMin; by <= std::min(kMovedWordsMax, words / 2); ++by)
    moved = std::max({moved, moved_by(by), moved_by(words - by)});
  // Of the upper half: how far what agrees well by chance lies above the median.
  constexpr double kOneDeviationUp = 0.8413;
  const auto place_of = [&](std::size_t rank) { return elsewhere.begin() + static_cast<std::ptrdiff_t>(rank); };
  const auto upper_place = place_of(static_cast<std::size_t>(kOneDeviationUp * static_cast<double>(elsewhere.size())));
  const auto median_place = place_of(elsewhere.size() / 2);
  std::nth_element(elsewhere.begin(), upper_place, elsewhere.end());
  std::nth_element(elsewhere.begin(), median_place, upper_place);
  const double median = *median_place;
  const double upper = *upper_place;
  // Neighbouring bits and words say the same in part: no recording has a deviation of independent bits.
  constexpr double kDeviationMin = 1.5;
  const double deviation =
      std::max(upper - median, kDeviationMin * std::sqrt(static_cast<double>(informative) * dsp::kContourBits));
  return {moved_by(0) - median, moved - median, deviation};
}

std::optional<Line> ContourEvidence::best_line(Span span) const {
  constexpr int kStepFrames = 2;  // bits change slowly
  const auto hop = static_cast<std::size_t>(reference_.hop_frames);
  const auto count = static_cast<std::size_t>(span.length()) / hop;
  if (count == 0 || reference_.words.size() < count) return std::nullopt;
  int best = 0;
  std::optional<Line> line;
  for (std::size_t step = 0; step < hop; step += kStepFrames) {
    const double first = span.first + static_cast<double>(step);
    std::vector<dsp::ContourWord> words;
    for (std::size_t i = 0; i < count; ++i) words.push_back(query_.at(first + static_cast<double>(i * hop)));
    const std::vector<int> agreements = agreements_of(words, reference_.words);
    const auto most = std::max_element(agreements.begin(), agreements.end());
    if (*most <= best) continue;
    best = *most;
    line = Line{static_cast<double>((most - agreements.begin()) * reference_.hop_frames) - first, 1, 0};
  }
  return line;
}

double contour_nats(const ContourStanding& standing, double usual_deviation) {
  // By chance deviations are normal; where the recording sounds they are anything from 4 to 15, so that the log
  // likelihood ratio is about half the square, less this. The best of some seventy moved lines reaches 3 by chance.
  constexpr double kChanceNats = 2;
  constexpr double kDeviationsMin = 4;
  constexpr double kMovedByChance = 3;
  const double deviation = std::min(standing.deviation, usual_deviation);
  if (deviation <= 0) return 0;
  const double deviations = standing.agreement / deviation;
  if (deviations < kDeviationsMin) return 0;
  const double moved = std::max(standing.moved_agreement / deviation, kMovedByChance);
  return std::max(0.0,
                  deviations * deviations / 2 - kChanceNats - (moved * moved - kMovedByChance * kMovedByChance) / 2);
}

}  // namespace tributary::trace

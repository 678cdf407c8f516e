#include "lab/recording/waveform.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "audio/decoder.h"

namespace tributary::lab {
namespace {

constexpr std::size_t kSecond = audio::kSampleRateHz;
constexpr std::size_t kLagMax = kSecond / 6;
constexpr std::size_t kPlacesElsewhere = 4;
// Music that is only alike stays below both; the same recording under other layers stands far above.
constexpr double kSameMin = 0.25;
constexpr double kSameRatio = 2;
// Beyond these the samples no longer run side by side for a second.
constexpr double kTempoOffMax = 0.01;
constexpr double kPitchOffMaxSemitones = 0.1;

// First differences: 6 dB per octave up.
std::vector<float> raised(std::span<const float> samples) {
  std::vector<float> result(samples.size());
  for (std::size_t i = 1; i < samples.size(); ++i) result[i] = samples[i] - samples[i - 1];
  return result;
}

// In lanes, because a float sum in one order is not vectorised.
double dot(std::span<const float> a, std::span<const float> b) {
  std::array<float, 16> lanes{};
  const std::size_t whole = a.size() / lanes.size() * lanes.size();
  for (std::size_t i = 0; i < whole; i += lanes.size())
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] += a[i + lane] * b[i + lane];
  double sum = 0;
  for (const float lane : lanes) sum += static_cast<double>(lane);
  for (std::size_t i = whole; i < a.size(); ++i) sum += static_cast<double>(a[i] * b[i]);
  return sum;
}

// The largest magnitude of the normalised cross-correlation of one second with the places around `centre`.
double best_correlation(std::span<const float> second, std::span<const float> reference, std::size_t centre) {
  const double energy = dot(second, second);
  double best = 0;
  for (std::size_t at = centre - std::min(centre, kLagMax); at <= centre + kLagMax; ++at) {
    if (at + second.size() > reference.size()) break;
    const auto place = reference.subspan(at, second.size());
    const double scale = std::sqrt(energy * dot(place, place));
    if (scale > 0) best = std::max(best, std::abs(dot(second, place)) / scale);
  }
  return best;
}

double median(std::vector<double> values) {
  if (values.empty()) return 0;
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

double agreement_at(std::span<const float> query, std::span<const float> reference, std::size_t reference_start) {
  std::vector<double> correlations;
  for (std::size_t at = 0; at + kSecond <= query.size(); at += kSecond)
    if (reference_start + at < reference.size())
      correlations.push_back(best_correlation(query.subspan(at, kSecond), reference, reference_start + at));
  return median(std::move(correlations));
}

Result<std::vector<float>> decode(const std::filesystem::path& path) {
  TRIBUTARY_ASSIGN(audio::Decoder decoder, audio::Decoder::open(path));
  std::vector<float> samples;
  std::vector<float> block(65536);
  while (true) {
    TRIBUTARY_ASSIGN(const std::size_t count, decoder.read(block));
    if (count == 0) return samples;
    samples.insert(samples.end(), block.begin(), block.begin() + static_cast<std::ptrdiff_t>(count));
  }
}

}  // namespace

bool WaveformAgreement::same() const { return here >= kSameMin && here >= kSameRatio * elsewhere; }

WaveformAgreement compare_waveforms(std::span<const float> query, std::size_t query_start,
                                    std::span<const float> reference, std::size_t reference_start, std::size_t count) {
  const std::size_t begin = std::min(query_start, query.size());
  const std::vector<float> part = raised(query.subspan(begin, std::min(count, query.size() - begin)));
  const std::vector<float> whole = raised(reference);
  WaveformAgreement agreement{agreement_at(part, whole, reference_start), 0};
  for (std::size_t i = 1; i <= kPlacesElsewhere; ++i) {
    const std::size_t place =
        (reference_start + i * whole.size() / (kPlacesElsewhere + 1)) % std::max<std::size_t>(whole.size(), 1);
    agreement.elsewhere = std::max(agreement.elsewhere, agreement_at(part, whole, place));
  }
  return agreement;
}

Result<WaveformAgreement> compare_waveforms(const std::filesystem::path& query, const std::filesystem::path& reference,
                                            const Match& match) {
  if (std::abs(match.tempo_ratio - 1) > kTempoOffMax || std::abs(match.pitch_shift_semitones) > kPitchOffMaxSemitones)
    return WaveformAgreement{};
  TRIBUTARY_ASSIGN(const std::vector<float> query_samples, decode(query));
  TRIBUTARY_ASSIGN(const std::vector<float> reference_samples, decode(reference));
  const auto samples_of = [](double seconds) { return static_cast<std::size_t>(std::max(0.0, seconds * kSecond)); };
  return compare_waveforms(query_samples, samples_of(match.query_start_s), reference_samples,
                           samples_of(match.reference_start_s), samples_of(match.query_end_s - match.query_start_s));
}

}  // namespace tributary::lab

#include "lab/composition/measurement/mixed_notes.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/file.h"
#include "base/hash.h"
#include "lab/recording/random.h"

namespace tributary::lab {
namespace {

Result<Timbres> read_timbres(const std::filesystem::path& path, std::string& checksums) {
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(path));
  checksums += base::checksum128_hex(file.bytes());
  TRIBUTARY_ASSIGN(const std::vector<Instrument> bank, decode_template_bank(file.bytes(), path.string()));
  return timbres_of(bank);
}

// Instruments that the SoundFont lacks stay silent, as in a synthesizer.
Result<PowerWindow> mix(const Timbres& timbres, std::vector<Note> notes, double start_s, double duration_s) {
  std::erase_if(notes, [&](const Note& note) { return !timbres.contains(sounding_of(note)); });
  return mix_notes(timbres, notes, start_s, duration_s);
}

// The loudness is drawn.
ConstantQWindow record_dry(PowerWindow window, std::uint64_t seed) {
  constexpr ChannelRange kDry = {0, 0, 0, 0, 0, 0, 0, 0};
  Random random(seed);
  return record(window, kDry, random);
}

double power_of(const PowerWindow& window) { return std::accumulate(window.powers.begin(), window.powers.end(), 0.0); }

}  // namespace

Result<MixedOrchestra> MixedOrchestra::open(const TemplateBanks& banks) {
  MixedOrchestra orchestra;
  TRIBUTARY_ASSIGN(orchestra.catalog_, read_timbres(banks.catalog, orchestra.checksum_));
  for (const std::filesystem::path& path : banks.queries) {
    TRIBUTARY_ASSIGN(Timbres timbres, read_timbres(path, orchestra.checksum_));
    orchestra.queries_.push_back(std::move(timbres));
  }
  return orchestra;
}

Result<ConstantQWindow> MixedOrchestra::play(const PlannedRecording& recording, std::uint64_t seed) const {
  TRIBUTARY_ASSIGN(PowerWindow window, mix(catalog_, recording.version.notes, 0, recording.version.duration_s + 1));
  return record_dry(std::move(window), seed);
}

Result<ConstantQWindow> MixedOrchestra::play(const PlannedQuery& query, double query_s) const {
  const Timbres& timbres = queries_[Random(seed_for(query.seed, "soundfont")).below(queries_.size())];
  TRIBUTARY_ASSIGN(PowerWindow window, mix(timbres, query.version.notes, query.start_s, query_s));
  if (query.under != nullptr) {
    TRIBUTARY_ASSIGN(const PowerWindow under, mix(timbres, query.under_version.notes, query.under_start_s, query_s));
    const double gain = power_of(window) / std::max(power_of(under), 1e-12) * std::pow(10, -query.under_db / 10);
    for (std::size_t i = 0; i < window.powers.size(); ++i)
      window.powers[i] += static_cast<float>(gain) * under.powers[i];
  }
  return record_dry(std::move(window), query.seed);
}

}  // namespace tributary::lab

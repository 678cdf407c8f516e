#include "trace/share_game.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <utility>

namespace tributary::trace {
namespace {

// Equal names get equal numbers, in the order of the names.
template <typename Name>
std::vector<std::size_t> numbered(const std::vector<Name>& names) {
  std::map<Name, std::size_t> numbers;
  for (const Name& name : names) numbers.emplace(name, 0);
  std::size_t next = 0;
  for (auto& [name, number] : numbers) number = next++;
  std::vector<std::size_t> result;
  result.reserve(names.size());
  for (const Name& name : names) result.push_back(numbers.at(name));
  return result;
}

// The best rival of a work.
struct Best {
  std::size_t rival = 0;
  double value = 0;
};

using Works = std::map<std::size_t, Best>;

}  // namespace

std::vector<double> shapley_of_maximum(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
  std::vector<double> shares(values.size(), 0);
  double sum = 0;
  for (std::size_t j = order.size(); j-- > 0;) {
    const double next = j + 1 < order.size() ? values[order[j + 1]] : 0;
    sum += (values[order[j]] - next) / static_cast<double>(j + 1);
    shares[order[j]] = sum;
  }
  return shares;
}

ShareGame::ShareGame(std::vector<Voice> voices, std::span<const Player> players) : voices_(std::move(voices)) {
  std::vector<std::string> works;
  std::vector<std::pair<std::string, std::string>> holders;
  for (const Player& player : players) {
    works.push_back(player.work_id);
    holders.emplace_back(player.holder, player.holder.empty() ? player.work_id : "");
  }
  works_ = numbered(works);
  holders_ = numbered(holders);
}

// A work of two holders counts with each: the recordings of one work may have different owners.
std::vector<double> ShareGame::play_voice(const Voice& voice, std::span<const double> presences) const {
  // At most moments there is one rival, which keeps what it has.
  if (voice.rivals.size() == 1) return {voice.rivals[0].standing * presences[voice.rivals[0].claim]};
  std::map<std::size_t, Works> holders;
  for (std::size_t i = 0; i < voice.rivals.size(); ++i) {
    const Rival& rival = voice.rivals[i];
    const double value = rival.standing * presences[rival.claim];
    const auto [place, added] = holders[holders_[rival.claim]].try_emplace(works_[rival.claim], Best{i, value});
    if (!added && value > place->second.value) place->second = {i, value};
  }
  std::vector<double> tops;
  for (const auto& [holder, works] : holders) {
    double top = 0;
    for (const auto& [work, best] : works) top = std::max(top, best.value);
    tops.push_back(top);
  }
  const std::vector<double> of_holders = shapley_of_maximum(tops);
  std::vector<double> shares(voice.rivals.size(), 0);
  std::size_t h = 0;
  for (const auto& [holder, works] : holders) {
    std::vector<double> values;
    for (const auto& [work, best] : works) values.push_back(best.value);
    const std::vector<double> of_works = shapley_of_maximum(values);
    std::size_t w = 0;
    for (const auto& [work, best] : works) {
      if (tops[h] > 0) shares[best.rival] = of_holders[h] * of_works[w] / tops[h];
      ++w;
    }
    ++h;
  }
  return shares;
}

std::vector<std::vector<double>> ShareGame::play_each(std::span<const double> presences) const {
  std::vector<std::vector<double>> shares;
  shares.reserve(voices_.size());
  for (const Voice& voice : voices_) shares.push_back(play_voice(voice, presences));
  return shares;
}

std::vector<double> ShareGame::play(std::span<const double> presences) const {
  std::vector<double> fractions(claims(), 0);
  for (const Voice& voice : voices_) {
    const std::vector<double> shares = play_voice(voice, presences);
    for (std::size_t i = 0; i < shares.size(); ++i)
      fractions[voice.rivals[i].claim] += voice.moment_weight * voice.part * shares[i];
  }
  return fractions;
}

}  // namespace tributary::trace

// The game that divides a query: who may explain each sound of each moment, and what each of them receives.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace tributary::trace {

// The Shapley values of the game v(S) = max over r in S of values[r], for values in [0, 1]: with the values
// sorted, the i-th largest receives the sum over j >= i of (p_j - p_(j+1)) / j. They add up to the largest
// (Littlechild and Owen 1973).
std::vector<double> shapley_of_maximum(std::span<const double> values);

// A claim's part in one sound: how near it comes to the strongest claim on it, in [0, 1].
struct Rival {
  std::size_t claim = 0;
  double standing = 1;
};

// One sound of one moment.
struct Voice {
  double moment_weight = 0;  // of the moment it is part of; all moments together weigh at most 1
  double part = 1;           // of the moment; the voices of a moment add up to at most 1
  double middle_s = 0;       // seconds of the query
  std::vector<Rival> rivals;
};

// Whose a claim is. Claims of one work are one player; the works of one holder are divided among themselves.
struct Player {
  std::string work_id;
  std::string holder;  // the owners, or the artist where none is known; empty: the work stands alone
};

// Whose the claims are.
template <typename AnyClaim>
std::vector<Player> players_of(std::span<const AnyClaim> claims) {
  std::vector<Player> players;
  for (const AnyClaim& claim : claims) players.push_back({claim.work_id, claim.holder});
  return players;
}

// Thread safe.
class ShareGame {
 public:
  // One player for each claim that the voices name.
  ShareGame(std::vector<Voice> voices, std::span<const Player> players);

  std::span<const Voice> voices() const { return voices_; }
  std::size_t claims() const { return works_.size(); }

  // Per claim, its fraction of the query, >= 0 and together at most 1, where claim i is right with probability
  // presences[i]. In each voice a claim is worth presence * standing and a work its best claim. The holders play first,
  // each with its best work, and receive their Shapley values of the game of the maximum; a holder's value goes to
  // its works in proportion to their Shapley values among themselves, and within a work to its best claim, the first of
  // equals. What a holder receives does therefore not change when it enters a work again (Owen 1977: games with
  // unions).
  std::vector<double> play(std::span<const double> presences) const;

  // The same, voice by voice: [voice][rival].
  std::vector<std::vector<double>> play_each(std::span<const double> presences) const;

 private:
  std::vector<double> play_voice(const Voice& voice, std::span<const double> presences) const;

  std::vector<Voice> voices_;
  std::vector<std::size_t> works_;    // per claim: equal numbers are one work, in the order of work_id
  std::vector<std::size_t> holders_;  // per claim
};

}  // namespace tributary::trace

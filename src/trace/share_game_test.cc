#include "trace/share_game.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace tributary::trace {
namespace {

// Games of a few voices with random claims, whose works may be there several times and belong to few holders.
struct RandomGame {
  std::vector<Voice> voices;
  std::vector<Player> players;
  std::vector<double> presences;
};

RandomGame random_game(std::mt19937_64& random) {
  std::uniform_real_distribution<double> uniform(0, 1);
  RandomGame game;
  const std::size_t claims = 1 + random() % 6;
  for (std::size_t i = 0; i < claims; ++i) {
    const auto work = random() % 4;
    game.players.push_back(
        {"work " + std::to_string(work), random() % 2 == 0 ? "" : "holder " + std::to_string(work % 2)});
    game.presences.push_back(uniform(random));
  }
  for (std::size_t v = 0; v < 4; ++v) {
    Voice voice{0.25, uniform(random), static_cast<double>(v), {}};
    for (std::size_t i = 0; i < claims; ++i)
      if (random() % 3 > 0) voice.rivals.push_back({i, uniform(random)});
    game.voices.push_back(voice);
  }
  return game;
}

std::map<std::string, double> by_holder(const RandomGame& game) {
  const auto fractions = ShareGame(game.voices, game.players).play(game.presences);
  std::map<std::string, double> sums;
  for (std::size_t i = 0; i < fractions.size(); ++i) {
    const Player& player = game.players[i];
    sums[player.holder.empty() ? player.work_id : player.holder] += fractions[i];
  }
  return sums;
}

TEST(ShareGame, ExplainsOfEachVoiceWhatItsBestClaimIsWorth) {
  std::mt19937_64 random(1);
  for (int round = 0; round < 500; ++round) {
    const RandomGame game = random_game(random);
    const auto fractions = ShareGame(game.voices, game.players).play(game.presences);
    double explained = 0;
    for (const Voice& voice : game.voices) {
      double best = 0;
      for (const Rival& rival : voice.rivals) best = std::max(best, rival.standing * game.presences[rival.claim]);
      explained += voice.moment_weight * voice.part * best;
    }
    for (const double fraction : fractions) ASSERT_GE(fraction, 0);
    ASSERT_NEAR(std::accumulate(fractions.begin(), fractions.end(), 0.0), explained, 1e-12);
  }
}

// A probability is what the game is worth on average where single claims fall away altogether.
TEST(ShareGame, OfOneClaimIsWorthItsProbability) {
  const std::vector<Voice> voices{{0.5, 1, 0, {{0, 1}}}};
  const std::vector<Player> players{{"A", ""}};
  EXPECT_NEAR(ShareGame(voices, players).play(std::vector<double>{0.8})[0], 0.4, 1e-12);
}

TEST(ShareGame, IsShapleysWhereEachWorkStandsAlone) {
  const std::vector<Voice> voices{{1, 1, 0, {{0, 1}, {1, 0.8}, {2, 0.5}}}};
  const std::vector<Player> players{{"A", ""}, {"B", ""}, {"C", ""}};
  const std::vector<double> presences{0.9, 1, 0.6};
  const auto fractions = ShareGame(voices, players).play(presences);
  const auto expected = shapley_of_maximum(std::vector<double>{0.9, 0.8, 0.3});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(fractions[i], expected[i], 1e-12);
}

// Whoever enters the same again, as the same work or as another one, has no more of it, and nobody else less.
TEST(ShareGame, DoesNotPayAHolderForEnteringAWorkAgain) {
  std::mt19937_64 random(2);
  for (int round = 0; round < 500; ++round) {
    RandomGame game = random_game(random);
    for (Player& player : game.players)
      if (player.holder.empty()) player.holder = "holder of " + player.work_id;
    const auto before = by_holder(game);
    for (int upload = 0; upload < 5; ++upload) {
      const std::size_t original = random() % game.presences.size();
      const std::size_t copy = game.players.size();
      game.players.push_back({"upload " + std::to_string(upload), game.players[original].holder});
      game.presences.push_back(game.presences[original]);
      for (Voice& voice : game.voices) {
        const auto found = std::find_if(voice.rivals.begin(), voice.rivals.end(),
                                        [&](const Rival& rival) { return rival.claim == original; });
        if (found != voice.rivals.end()) voice.rivals.push_back({copy, found->standing});
      }
    }
    const auto after = by_holder(game);
    for (const auto& [holder, fraction] : before) ASSERT_NEAR(after.at(holder), fraction, 1e-12) << holder;
  }
}

TEST(ShareGame, TakesNoVoicesAndNoClaims) { EXPECT_TRUE(ShareGame({}, {}).play({}).empty()); }

}  // namespace
}  // namespace tributary::trace

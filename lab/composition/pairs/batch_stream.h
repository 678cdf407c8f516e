// The stream of training batches, made in the background by a few threads.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <mutex>
#include <span>
#include <string>
#include <thread>
#include <vector>

#include "lab/composition/pairs/passage_pair.h"
#include "lab/composition/pairs/recorded_pair.h"

namespace tributary::lab {

// Pairs side by side, as the network reads them.
struct Batch {
  std::size_t pairs = 0;
  std::size_t a_frames = 0;
  std::size_t b_frames = 0;
  std::vector<std::uint8_t> a;              // levels [pairs][a_frames][216]
  std::vector<std::uint8_t> b;              // levels [pairs][b_frames][216]
  std::vector<std::int64_t> transposition;  // [pairs], semitones from a to b
  std::vector<float> position;              // [pairs][a_features]: where the feature of a lies in b, in features, or -1
  std::vector<std::size_t> pieces;          // [pairs]: the piece, or the excerpt of a recorded pair

  std::size_t a_features() const { return a_frames / 4; }
  void append(const PassagePair& pair);
};

// Draws pieces so that no work comes twice in a batch. Traditions are drawn in proportion to the square root of their
// works, because one of them would otherwise be nearly all that is learned. Thread safe.
class PieceSampler {
 public:
  explicit PieceSampler(const PairMaker& maker);

  // `count` pieces of different works; count is at most works().
  std::vector<std::size_t> draw(std::size_t count, Random& random) const;
  std::size_t works() const { return works_; }

 private:
  struct Tradition {
    double weight = 0;
    std::vector<std::vector<std::size_t>> works;  // the pieces of each
  };

  const std::vector<std::size_t>& draw_work(Random& random) const;

  std::vector<Tradition> traditions_;
  double weight_sum_ = 0;
  std::size_t works_ = 0;
};

// What batches are made of. All stay where they are for as long as batches are made.
struct PairSources {
  const PairMaker& pieces;
  const PieceSampler& sampler;
  const RecordedPairMaker* recordings = nullptr;  // may be missing where no pair is to be recorded
};

struct BatchShape {
  std::size_t pairs = 64;
  std::size_t recorded = 0;  // of the pairs, the last; each of another excerpt
  std::size_t a_frames = 300;
  std::size_t b_frames = 300;
};

// Batch n depends on the seed and n alone, whoever makes it and when.
Batch make_batch(const PairSources& sources, const BatchShape& shape, std::uint64_t seed, std::uint64_t number);

// Batches in order, from `first` on. next() is for one thread.
class BatchStream {
 public:
  BatchStream(const PairSources& sources, const BatchShape& shape, std::uint64_t seed, std::uint64_t first,
              std::size_t workers);
  BatchStream(const BatchStream&) = delete;
  BatchStream& operator=(const BatchStream&) = delete;
  ~BatchStream();

  Batch next();

 private:
  void work();

  const PairSources sources_;
  const BatchShape shape_;
  const std::uint64_t seed_;
  const std::size_t ahead_;

  std::mutex mutex_;
  std::condition_variable room_;
  std::condition_variable ready_;
  std::map<std::uint64_t, Batch> made_;  // guarded by mutex_, like the rest
  std::uint64_t next_to_make_;
  std::uint64_t next_to_give_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tributary::lab

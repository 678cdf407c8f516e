#include "lab/composition/pairs/batch_stream.h"

#include <cmath>
#include <set>
#include <utility>

namespace tributary::lab {
namespace {

constexpr std::size_t kFramesPerFeature = 4;
constexpr std::uint64_t kBatchStride = 0x9E3779B97F4A7C15U;

}  // namespace

void Batch::append(const PassagePair& pair) {
  ++pairs;
  a_frames = pair.a.frames;
  b_frames = pair.b.frames;
  a.insert(a.end(), pair.a.levels.begin(), pair.a.levels.end());
  b.insert(b.end(), pair.b.levels.begin(), pair.b.levels.end());
  transposition.push_back(pair.transposition);
  pieces.push_back(pair.piece);
  for (std::size_t feature = 0; feature < a_features(); ++feature) {
    const float frame = pair.frame_in_b[feature * kFramesPerFeature];
    position.push_back(frame < 0 ? -1.0F : frame / static_cast<float>(kFramesPerFeature));
  }
}

PieceSampler::PieceSampler(const PairMaker& maker) {
  std::map<std::string, std::map<std::string, std::vector<std::size_t>>> grouped;
  for (std::size_t i = 0; i < maker.pieces(); ++i)
    grouped[maker.piece(i).tradition][maker.piece(i).work_id].push_back(i);
  for (const auto& [name, works] : grouped) {
    Tradition tradition;
    tradition.weight = std::sqrt(static_cast<double>(works.size()));
    for (const auto& [work, pieces] : works) tradition.works.push_back(pieces);
    weight_sum_ += tradition.weight;
    works_ += works.size();
    traditions_.push_back(std::move(tradition));
  }
}

const std::vector<std::size_t>& PieceSampler::draw_work(Random& random) const {
  double place = random.uniform(0, weight_sum_);
  std::size_t chosen = 0;
  while (chosen + 1 < traditions_.size() && place >= traditions_[chosen].weight) place -= traditions_[chosen++].weight;
  const auto& works = traditions_[chosen].works;
  return works[random.below(works.size())];
}

std::vector<std::size_t> PieceSampler::draw(std::size_t count, Random& random) const {
  std::vector<std::size_t> drawn;
  std::set<const void*> taken;
  while (drawn.size() < count) {
    const std::vector<std::size_t>& work = draw_work(random);
    if (taken.insert(&work).second) drawn.push_back(work[random.below(work.size())]);
  }
  return drawn;
}

Batch make_batch(const PairSources& sources, const BatchShape& shape, std::uint64_t seed, std::uint64_t number) {
  Random random(seed ^ (number + 1) * kBatchStride);
  Batch batch;
  for (const std::size_t piece : sources.sampler.draw(shape.pairs - shape.recorded, random))
    batch.append(sources.pieces.make(piece, shape.a_frames, shape.b_frames, random.next()));
  if (shape.recorded == 0) return batch;
  std::vector<std::size_t> excerpts = random.permutation(sources.recordings->excerpts());
  excerpts.resize(shape.recorded);
  for (const std::size_t excerpt : excerpts)
    batch.append(sources.recordings->make(excerpt, shape.a_frames, shape.b_frames, random.next()));
  return batch;
}

BatchStream::BatchStream(const PairSources& sources, const BatchShape& shape, std::uint64_t seed, std::uint64_t first,
                         std::size_t workers)
    : sources_(sources), shape_(shape), seed_(seed), ahead_(workers + 1), next_to_make_(first), next_to_give_(first) {
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this] { work(); });
}

BatchStream::~BatchStream() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  room_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void BatchStream::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    room_.wait(lock, [this] { return stopping_ || next_to_make_ < next_to_give_ + ahead_; });
    if (stopping_) return;
    const std::uint64_t number = next_to_make_++;
    lock.unlock();
    Batch batch = make_batch(sources_, shape_, seed_, number);
    lock.lock();
    made_.emplace(number, std::move(batch));
    ready_.notify_one();
  }
}

Batch BatchStream::next() {
  std::unique_lock lock(mutex_);
  ready_.wait(lock, [this] { return made_.contains(next_to_give_); });
  Batch batch = std::move(made_.extract(next_to_give_).mapped());
  ++next_to_give_;
  room_.notify_all();
  return batch;
}

}  // namespace tributary::lab

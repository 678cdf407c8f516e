// A gradient store: a folder with a plan and files of rows, written once and asked many times.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "audit/generator.h"
#include "audit/gradient_plan.h"
#include "audit/gradient_rows.h"
#include "audit/segment_set.h"
#include "tributary/result.h"

namespace tributary::audit {

// An opened store; safe to read from any thread. Everything is checked when it is opened.
class GradientStore {
 public:
  // kNotFound, kCorrupt or kUnsupported name the file; kConflict where a file of rows belongs to another plan, which is
  // what a store of another checkpoint is.
  static Result<GradientStore> open(const std::filesystem::path& folder);

  const GradientPlan& plan() const { return plan_; }
  // The checksum of the plan, in hexadecimal: the same for all rows of this model, noise and projection.
  std::string name() const;
  std::size_t size() const { return size_; }
  Segment segment(std::size_t row) const;
  std::vector<float> row(std::size_t row) const;
  // The row as it is stored, without its scale.
  std::span<const std::int8_t> numbers(std::size_t row) const;

  // The inner product of `query` (in the plan's coordinates) with each row. The same on any number of threads.
  std::vector<float> products(std::span<const float> query, std::size_t threads) const;

 private:
  const MappedRows& file_of(std::size_t row) const;

  GradientPlan plan_;
  std::vector<MappedRows> files_;
  std::size_t size_ = 0;
};

// The inner product of two stored rows, without their scales.
std::int64_t product(std::span<const std::int8_t> a, std::span<const std::int8_t> b);

struct StoreProgress {
  std::size_t done = 0;
  std::size_t all = 0;
};

// Which files of rows a process computes, where several build one store: every count-th.
struct StorePart {
  std::size_t rank = 0;
  std::size_t count = 1;
};

// Appends the rows of `set` that the store in `folder` lacks; the first rows of the set must be those it has. What was
// finished before a crash is kept: a file of `rows_per_file` rows at most is computed again. kConflict where the folder
// holds the store of another plan or of other segments; nothing is overwritten then. Of several processes each writes
// its part, with one plan and one `rows_per_file`, after one of them has called create_store; a reader sees the rows of
// a file once all before it are there.
Result<void> append_to_store(const std::filesystem::path& folder, const GradientPlan& plan, Generator& generator,
                             const SegmentSet& set, std::size_t rows_per_file,
                             const std::function<void(StoreProgress)>& progress, StorePart part = {});

// The plan of the store in `folder`.
Result<GradientPlan> read_plan(const std::filesystem::path& folder);

// kConflict, naming `place`, where a plan was made on another model.
Result<void> check_model(const GradientPlan& plan, const GeneratorInfo& info, const std::string& place);

// Starts an empty store with this plan, or finds that it is there, and removes what a crash has left half written.
// kConflict where another is.
Result<void> create_store(const std::filesystem::path& folder, const GradientPlan& plan);

// The rows of items that are in no store: what the store is asked with.
Result<std::vector<float>> query_rows(const GradientPlan& plan, Generator& generator, const ItemBatch& batch);

// The numbers of the tags of a set's segments for a model.
std::vector<std::int64_t> tag_numbers(const GeneratorInfo& info, const SegmentSet& set);

}  // namespace tributary::audit

#include "audit/gradient_store.h"

#include <algorithm>
#include <cstdio>
#include <system_error>

#include <fmt/core.h>

#include "base/check.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "base/vector_clones.h"

namespace tributary::audit {
namespace {

constexpr std::size_t kRowsAtOnce = 4096;    // of a scan
constexpr std::size_t kItemsAtOnce = 32;     // of a model
constexpr std::size_t kSumLength = 1 << 16;  // products of bytes that fit the sum of 32 bits

std::filesystem::path plan_path(const std::filesystem::path& folder) { return folder / "plan.sealed"; }

std::filesystem::path rows_path(const std::filesystem::path& folder, std::size_t file) {
  return folder / fmt::format("rows-{:06}.sealed", file);
}

TRIBUTARY_VECTOR_CLONES
std::int32_t dot(const std::int8_t* a, const std::int8_t* b, std::size_t count) {
  std::int32_t sum = 0;
  for (std::size_t i = 0; i < count; ++i) sum += static_cast<std::int32_t>(a[i]) * static_cast<std::int32_t>(b[i]);
  return sum;
}

std::int64_t long_dot(const std::int8_t* a, const std::int8_t* b, std::size_t count) {
  std::int64_t sum = 0;
  for (std::size_t start = 0; start < count; start += kSumLength)
    sum += dot(a + start, b + start, std::min(kSumLength, count - start));
  return sum;
}

PlanChecksum checksum_of(const GradientPlan& plan) { return base::checksum128(encode_plan(plan)); }

Error foreign(const std::filesystem::path& path) {
  return Error{ErrorCode::kConflict, path.string() + ": belongs to a store of another model, noise or projection"};
}

// The files of rows, in order and complete.
Result<std::vector<MappedRows>> open_rows(const std::filesystem::path& folder, const GradientPlan& plan) {
  const PlanChecksum checksum = checksum_of(plan);
  std::vector<MappedRows> files;
  std::uint64_t next = 0;
  for (std::filesystem::path path = rows_path(folder, 0); std::filesystem::exists(path);
       path = rows_path(folder, files.size())) {
    TRIBUTARY_ASSIGN(MappedRows rows, MappedRows::open(path));
    if (rows.plan() != checksum || rows.columns() != plan.columns) return foreign(path);
    if (rows.first() != next)
      return Error{ErrorCode::kCorrupt, fmt::format("{}: begins with row {}; the files before it end with row {}",
                                                    path.string(), rows.first(), next)};
    next += rows.size();
    files.push_back(std::move(rows));
  }
  return files;
}

// How many of the set's segments are in the files already.
Result<std::size_t> rows_of_set(const std::vector<MappedRows>& files, const SegmentSet& set, const std::string& place) {
  std::size_t row = 0;
  for (const MappedRows& file : files)
    for (std::size_t i = 0; i < file.size(); ++i) {
      if (row >= set.size() || file.segment(i) != set.segments[row])
        return Error{ErrorCode::kConflict,
                     fmt::format("{}: row {} is of other segments than those to append", place, row)};
      ++row;
    }
  return row;
}

// Whether a file that lies behind a gap, as one of several processes leaves it that were killed, holds these rows. A
// damaged one does not, and is written anew.
Result<bool> holds_rows(const std::filesystem::path& path, const GradientPlan& plan, const SegmentSet& set,
                        std::size_t first, std::size_t count) {
  if (!std::filesystem::exists(path)) return false;
  const Result<MappedRows> rows = MappedRows::open(path);
  if (!rows) return false;
  if (rows->plan() != checksum_of(plan) || rows->columns() != plan.columns) return foreign(path);
  if (rows->first() != first || rows->size() != count) return false;
  for (std::size_t i = 0; i < count; ++i)
    if (rows->segment(i) != set.segments[first + i]) return false;
  return true;
}

Result<GradientRows> make_rows(const GradientPlan& plan, const Projection& projection, Generator& generator,
                               const SegmentSet& set, const std::vector<std::int64_t>& tags, std::size_t first,
                               std::size_t count) {
  GradientRows rows{checksum_of(plan), first, plan.columns, {}, std::vector<std::int8_t>(count * plan.columns), {}};
  const std::size_t size = set.frames * set.bands;
  rows.scales.resize(count);
  for (std::size_t start = 0; start < count; start += kItemsAtOnce) {
    const std::size_t taken = std::min(kItemsAtOnce, count - start);
    const ItemBatch batch{std::span(set.levels).subspan((first + start) * size, taken * size),
                          std::span(tags).subspan(first + start, taken)};
    TRIBUTARY_ASSIGN(const std::vector<float> gradients, mean_gradients(generator, batch, plan.settings, projection));
    const std::vector<float> transformed = rows_of(plan, gradients);
    for (std::size_t i = 0; i < taken; ++i)
      quantise(std::span(transformed).subspan(i * plan.columns, plan.columns), rows.scales[start + i],
               std::span(rows.values).subspan((start + i) * plan.columns, plan.columns));
  }
  rows.segments.assign(set.segments.begin() + static_cast<std::ptrdiff_t>(first),
                       set.segments.begin() + static_cast<std::ptrdiff_t>(first + count));
  return rows;
}

}  // namespace

Result<GradientPlan> read_plan(const std::filesystem::path& folder) {
  TRIBUTARY_ASSIGN(const base::MappedFile file, base::MappedFile::open(plan_path(folder)));
  return decode_plan(file.bytes(), plan_path(folder).string());
}

Result<void> check_model(const GradientPlan& plan, const GeneratorInfo& info, const std::string& place) {
  if (plan.checkpoint == info.checkpoint && plan.frames == info.frames && plan.bands == info.bands) return {};
  return Error{ErrorCode::kConflict, fmt::format("{}: was measured on the model with SHA-256 {}, not on {}", place,
                                                 plan.checkpoint, info.checkpoint)};
}

Result<GradientStore> GradientStore::open(const std::filesystem::path& folder) {
  GradientStore store;
  TRIBUTARY_ASSIGN(store.plan_, read_plan(folder));
  TRIBUTARY_ASSIGN(store.files_, open_rows(folder, store.plan_));
  for (const MappedRows& file : store.files_) store.size_ += file.size();
  if (store.size_ == 0) return Error{ErrorCode::kNotFound, folder.string() + ": holds no rows yet"};
  return store;
}

std::string GradientStore::name() const { return base::hex_of(checksum_of(plan_)); }

const MappedRows& GradientStore::file_of(std::size_t row) const {
  TRIBUTARY_CHECK(row < size_);
  const auto next = std::upper_bound(files_.begin(), files_.end(), row,
                                     [](std::size_t r, const MappedRows& rows) { return r < rows.first(); });
  return *std::prev(next);
}

Segment GradientStore::segment(std::size_t row) const {
  const MappedRows& file = file_of(row);
  return file.segment(row - file.first());
}

std::span<const std::int8_t> GradientStore::numbers(std::size_t row) const {
  const MappedRows& file = file_of(row);
  return file.values().subspan((row - file.first()) * plan_.columns, plan_.columns);
}

std::vector<float> GradientStore::row(std::size_t row) const {
  const MappedRows& file = file_of(row);
  std::vector<float> values;
  for (const std::int8_t value : numbers(row))
    values.push_back(static_cast<float>(value) * file.scales()[row - file.first()]);
  return values;
}

std::vector<float> GradientStore::products(std::span<const float> query, std::size_t threads) const {
  TRIBUTARY_CHECK(query.size() == plan_.columns);
  std::vector<std::int8_t> asked(query.size());
  float asked_scale = 0;
  quantise(query, asked_scale, asked);
  std::vector<float> products(size_);
  for (const MappedRows& file : files_) {
    const std::size_t blocks = (file.size() + kRowsAtOnce - 1) / kRowsAtOnce;
    base::parallel_for(blocks, threads, [&](std::size_t block) {
      const std::size_t end = std::min(file.size(), (block + 1) * kRowsAtOnce);
      for (std::size_t i = block * kRowsAtOnce; i < end; ++i) {
        const std::int64_t sum = long_dot(file.values().data() + i * plan_.columns, asked.data(), plan_.columns);
        products[file.first() + i] = static_cast<float>(sum) * file.scales()[i] * asked_scale;
      }
    });
  }
  return products;
}

std::int64_t product(std::span<const std::int8_t> a, std::span<const std::int8_t> b) {
  TRIBUTARY_CHECK(a.size() == b.size());
  return long_dot(a.data(), b.data(), a.size());
}

Result<void> create_store(const std::filesystem::path& folder, const GradientPlan& plan) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) return Error{ErrorCode::kIo, folder.string() + ": cannot be made: " + error.message()};
  TRIBUTARY_TRY(base::remove_stale_temporaries(folder));
  if (!std::filesystem::exists(plan_path(folder))) return base::replace_file(plan_path(folder), encode_plan(plan));
  TRIBUTARY_ASSIGN(const GradientPlan there, read_plan(folder));
  if (there != plan) return foreign(plan_path(folder));
  return {};
}

Result<void> append_to_store(const std::filesystem::path& folder, const GradientPlan& plan, Generator& generator,
                             const SegmentSet& set, std::size_t rows_per_file,
                             const std::function<void(StoreProgress)>& progress, StorePart part) {
  TRIBUTARY_TRY(check_model(plan, generator.info(), folder.string()));
  if (part.count == 1) TRIBUTARY_TRY(create_store(folder, plan));
  TRIBUTARY_ASSIGN(const std::vector<MappedRows> files, open_rows(folder, plan));
  TRIBUTARY_ASSIGN(std::size_t row, rows_of_set(files, set, folder.string()));
  const Projection projection = make_projection(generator.info().layers, plan.settings.rank, plan.settings.seed);
  const std::vector<std::int64_t> tags = tag_numbers(generator.info(), set);
  for (std::size_t file = files.size(); row < set.size(); ++file) {
    const std::size_t count = std::min(rows_per_file, set.size() - row);
    const std::filesystem::path path = rows_path(folder, file);
    if (file % part.count == part.rank) {
      TRIBUTARY_ASSIGN(const bool is_there, holds_rows(path, plan, set, row, count));
      if (!is_there) {
        TRIBUTARY_ASSIGN(const GradientRows rows, make_rows(plan, projection, generator, set, tags, row, count));
        TRIBUTARY_TRY(base::replace_file(path, encode_rows(rows)));
      }
    }
    row += count;
    progress({row, set.size()});
  }
  return {};
}

Result<std::vector<float>> query_rows(const GradientPlan& plan, Generator& generator, const ItemBatch& batch) {
  TRIBUTARY_TRY(check_model(plan, generator.info(), "the store"));
  const Projection projection = make_projection(generator.info().layers, plan.settings.rank, plan.settings.seed);
  TRIBUTARY_ASSIGN(const std::vector<float> gradients, mean_gradients(generator, batch, plan.settings, projection));
  return rows_of(plan, gradients);
}

std::vector<std::int64_t> tag_numbers(const GeneratorInfo& info, const SegmentSet& set) {
  std::vector<std::int64_t> numbers;
  for (const Segment& segment : set.segments) numbers.push_back(tag_number(info, segment.tag));
  return numbers;
}

}  // namespace tributary::audit

#include "royalty/usage_import.h"

#include <utility>

#include <fmt/core.h>

#include "base/file.h"
#include "db/transaction.h"
#include "royalty/usage_source.h"

namespace tributary::royalty {
namespace {

constexpr std::size_t kNamedHashDigits = 8;

// One file on its way into the database, within one transaction.
class UsageJob {
 public:
  UsageJob(UsageWriter& writer, UsageImport& result, std::filesystem::path refused_folder)
      : writer_(writer), result_(result), refused_folder_(std::move(refused_folder)) {}

  Result<void> run(UsageReader& reader, std::int64_t report, bool correction) {
    report_ = report;
    correction_ = correction;
    while (true) {
      TRIBUTARY_ASSIGN(const UsageEvent event, reader.next());
      if (event == UsageEvent::kEnd) break;
      if (event == UsageEvent::kUsage)
        TRIBUTARY_TRY(take(reader));
      else if (event == UsageEvent::kRefused)
        TRIBUTARY_TRY(refuse(reader, reader.reason()));
      else
        TRIBUTARY_TRY(pass_over(reader, event));
    }
    return finish(reader);
  }

 private:
  Result<void> take(UsageReader& reader) {
    if (!correction_) {
      ++result_.added;
      return writer_.add_line(report_, reader.report_line(), reader.fields());
    }
    const auto corrected = writer_.correct_line(report_, reader.report_line(), reader.fields());
    if (corrected) {
      ++(*corrected == UsageWriter::Correction::kAdded ? result_.added : result_.repeated);
      return {};
    }
    const ErrorCode code = corrected.error().code;
    if (code != ErrorCode::kConflict && code != ErrorCode::kInvalidInput) return corrected.error();
    return refuse(reader, corrected.error().message);
  }

  Result<void> pass_over(const UsageReader& reader, UsageEvent event) {
    if (event == UsageEvent::kNotRoyaltyBearing) ++result_.not_royalty_bearing;
    return correction_ ? writer_.settle_refusal(report_, reader.report_line()) : Result<void>();
  }

  Result<void> refuse(UsageReader& reader, const std::string& reason) {
    if (result_.refusals.size() < UsageImport::kListedRefusals) result_.refusals.push_back({reader.place(), reason});
    ++result_.refused;
    if (!correction_) TRIBUTARY_TRY(writer_.add_refusal(report_, reader.report_line(), reason));
    if (!file_) TRIBUTARY_TRY(begin_file());
    for (const std::string& line : reader.take_context()) TRIBUTARY_TRY(file_->add_line(line));
    TRIBUTARY_TRY(file_->add_line(refusal_line(reader.report_line(), reason)));
    return file_->add_line(reader.raw());
  }

  Result<void> begin_file() {
    const std::string name = std::filesystem::path(result_.path).filename().string();
    const std::filesystem::path path =
        refused_folder_ /
        fmt::format("{}.{}.refused", name, std::string_view(result_.sha256).substr(0, kNamedHashDigits));
    TRIBUTARY_ASSIGN(file_, RefusedFile::create(path));
    return file_->add_line(correction_first_line({result_.report_sha256}));
  }

  // The refused lines are on disk before the others are: a crash in between loses nothing.
  Result<void> finish(UsageReader& reader) {
    for (const UsagePool& pool : reader.pools()) TRIBUTARY_TRY(writer_.add_pool(report_, pool));
    if (!correction_) TRIBUTARY_TRY(writer_.set_not_royalty_bearing(report_, result_.not_royalty_bearing));
    if (!file_) return {};
    TRIBUTARY_TRY(file_->keep());
    result_.refused_file = file_->path().string();
    return {};
  }

  UsageWriter& writer_;
  UsageImport& result_;
  std::filesystem::path refused_folder_;
  std::int64_t report_ = 0;
  bool correction_ = false;
  std::optional<RefusedFile> file_;
};

// The report that the lines belong to: a new one, or the one that a correction names.
Result<std::int64_t> report_of(UsageWriter& writer, const UsageImport& result, const UsageReader& reader,
                               std::int64_t now_ms) {
  const std::string name = std::filesystem::path(result.path).filename().string();
  if (!result.is_correction()) {
    auto added = writer.add_report(result.sha256, name, reader.heading(), now_ms);
    if (!added) return in_context(added.error(), result.path);
    return added;
  }
  TRIBUTARY_ASSIGN(const auto known, writer.find_report(result.report_sha256));
  if (!known)
    return Error{ErrorCode::kNotFound, fmt::format("{}: corrects lines of a report that was never imported here, with "
                                                   "SHA-256 {}",
                                                   result.path, result.report_sha256)};
  return *known;
}

}  // namespace

Result<UsageImport> import_usage(db::Connection& connection, const base::Clock& clock,
                                 const std::filesystem::path& path, const std::filesystem::path& refused_folder) {
  UsageImport result;
  result.path = path.string();
  TRIBUTARY_ASSIGN(UsageSource source, UsageSource::open(path));
  result.sha256 = source.sha256();
  result.report_sha256 = result.sha256;
  TRIBUTARY_ASSIGN(auto transaction, db::Transaction::begin(connection));
  if (std::filesystem::exists(refused_folder)) TRIBUTARY_TRY(base::remove_stale_temporaries(refused_folder));
  TRIBUTARY_ASSIGN(UsageWriter writer, UsageWriter::open(connection));
  TRIBUTARY_ASSIGN(const auto known, writer.find_report(result.sha256));
  result.known_file = known.has_value();
  if (result.known_file) return result;
  UsageLines lines([&](std::span<char> buffer) { return source.read(buffer); }, result.path);
  TRIBUTARY_TRY(lines.begin());
  const auto correction = lines.correction();
  if (correction) result.report_sha256 = correction->report_sha256;
  TRIBUTARY_ASSIGN(const auto reader, open_usage_reader(std::move(lines)));
  result.format = reader->heading().format;
  TRIBUTARY_ASSIGN(const std::int64_t report, report_of(writer, result, *reader, clock()));
  TRIBUTARY_TRY(UsageJob(writer, result, refused_folder).run(*reader, report, correction.has_value()));
  TRIBUTARY_TRY(source.check_unchanged());
  TRIBUTARY_TRY(transaction.commit());
  return result;
}

}  // namespace tributary::royalty

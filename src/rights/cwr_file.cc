#include "rights/cwr_file.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "rights/cwr_layout.h"
#include "rights/cwr_work.h"

namespace tributary::rights {
namespace {

constexpr std::size_t kLongestLine = 4096;
constexpr std::int64_t kMostRecords = 20'000;  // of one work
constexpr std::string_view kStandardVersion = "01.10";
constexpr std::string_view kGroup21 = "02.10";
constexpr std::string_view kGroup22 = "02.20";

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

// Splits bytes at LF or CRLF; blank lines are passed over.
class Lines {
 public:
  explicit Lines(std::string_view bytes) : rest_(bytes) {}

  std::optional<CwrRecord> next() {
    while (!rest_.empty()) {
      const std::size_t end = std::min(rest_.find('\n'), rest_.size());
      std::string_view line = rest_.substr(0, end);
      rest_.remove_prefix(std::min(end + 1, rest_.size()));
      ++number_;
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (line.find_first_not_of(' ') != std::string_view::npos) return CwrRecord(line, number_);
    }
    return std::nullopt;
  }
  std::int64_t number() const { return number_; }

 private:
  std::string_view rest_;
  std::int64_t number_ = 0;
};

Result<std::string> moment(const CwrRecord& header) {
  const std::string_view date = header.text(cwr::hdr::kCreationDate);
  const std::string_view time = header.text(cwr::hdr::kCreationTime);
  if (date.size() != cwr::hdr::kCreationDate.size || time.size() != cwr::hdr::kCreationTime.size ||
      !header.number(cwr::hdr::kCreationTime))
    return invalid(fmt::format("Creation Date and Time are \"{}\" and \"{}\"", date, time));
  const std::string day = fmt::format("{}-{}-{}", date.substr(0, 4), date.substr(4, 2), date.substr(6));
  TRIBUTARY_TRY(parse_day(day));
  return fmt::format("{}T{}:{}:{}", day, time.substr(0, 2), time.substr(2, 2), time.substr(4));
}

Result<CwrSender> read_header(const CwrRecord& header) {
  if (header.type() != "HDR") return invalid("the file does not start with HDR");
  if (header.text(cwr::hdr::kStandard) != kStandardVersion)
    return Error{ErrorCode::kUnsupported,
                 fmt::format("EDI Standard Version Number is \"{}\" and not {}: neither CWR 2.1 nor 2.2",
                             header.text(cwr::hdr::kStandard), kStandardVersion)};
  TRIBUTARY_ASSIGN(const std::string type, header.required(cwr::hdr::kSenderType));
  TRIBUTARY_ASSIGN(const std::int64_t id, header.number(cwr::hdr::kSenderId));
  CwrSender sender;
  sender.scheme = fmt::format("cwr:{}{:09}", type, id);
  TRIBUTARY_ASSIGN(sender.moment, moment(header));
  return sender;
}

// The version by the header, else by the first group.
Result<std::string> version_of(const CwrRecord& header, const std::optional<CwrRecord>& group) {
  TRIBUTARY_TRY(read_header(header));
  const std::string_view stated = header.text(cwr::hdr::kVersion);
  if (stated == "2.2") return std::string("CWR 2.2");
  if (!stated.empty() && stated != "2.1")
    return Error{ErrorCode::kUnsupported, fmt::format("is of CWR version {}; 2.1 and 2.2 are read", stated)};
  return std::string(group && group->text(cwr::grh::kVersion) == kGroup22 ? "CWR 2.2" : "CWR 2.1");
}

class CwrFile {
 public:
  CwrFile(std::string_view bytes, StatementSink& sink) : lines_(bytes), sink_(sink) {}

  Result<ReadOutcome> read() {
    const auto header = lines_.next();
    if (!header) return reject(1, "the file is empty");
    ++records_;
    const auto sender = read_header(*header);
    if (!sender) return reject(header->line_number(), sender.error().message);
    sender_ = *sender;
    while (const auto record = lines_.next()) {
      ++records_;
      if (complete_) return reject(record->line_number(), "stands after TRL, the end of the file");
      if (const auto sound = take_record(*record); !sound) {
        if (!rejection_) return sound.error();
        return reject(record->line_number(), *rejection_);
      }
    }
    if (!complete_) return reject(lines_.number(), "the file ends without TRL: it is cut off");
    return ReadOutcome::kComplete;
  }

 private:
  Result<ReadOutcome> reject(std::int64_t line, const std::string& reason) {
    sink_.refuse(line, reason);
    return ReadOutcome::kRejected;
  }

  // An error that ends the file rather than the program.
  Error rejection(std::string reason) {
    rejection_ = reason;
    return invalid(std::move(reason));
  }

  Result<void> take_record(const CwrRecord& record) {
    if (record.bytes().size() > kLongestLine) return rejection(fmt::format("is longer than {} bytes", kLongestLine));
    const std::string_view type = record.type();
    if (type == "GRH") return begin_group(record);
    if (type == "GRT") return end_group(record);
    if (type == "TRL") return end_file(record);
    if (group_type_.empty()) return rejection(fmt::format("\"{}\" stands outside of a group", type));
    ++group_records_;
    if (type == group_type_) ++group_transactions_;
    if (group_type_ == "NWR" || group_type_ == "REV") return take_work_record(record);
    sink_.ignore(record.line_number(), fmt::format("group {}: {}", group_type_, known(type) ? type : "unknown record"));
    return {};
  }

  // Keeps what a hostile file can add to the kinds of ignored lines small.
  static bool known(std::string_view type) {
    return type.size() == 3 && std::all_of(type.begin(), type.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
  }

  Result<void> begin_group(const CwrRecord& record) {
    if (!group_type_.empty()) return rejection("GRH stands within a group");
    const std::string_view type = record.text(cwr::grh::kTransactionType);
    const std::string_view version = record.text(cwr::grh::kVersion);
    const auto id = record.number(cwr::grh::kGroup);
    if (!id) return rejection(id.error().message);
    if (*id != ++groups_) return rejection(fmt::format("Group ID is {} and should be {}", *id, groups_));
    if (!known(type)) return rejection(fmt::format("Transaction Type is \"{}\"", type));
    if (version != kGroup21 && version != kGroup22)
      return rejection(fmt::format("the group is of version \"{}\"; {} and {} are read", version, kGroup21, kGroup22));
    group_type_ = type;
    group_records_ = 1;
    group_transactions_ = 0;
    return {};
  }

  Result<void> end_group(const CwrRecord& record) {
    if (group_type_.empty()) return rejection("GRT ends no group");
    TRIBUTARY_TRY(end_work());
    TRIBUTARY_TRY(check_counts(record, "group", groups_, group_transactions_, group_records_ + 1));
    transactions_ += group_transactions_;
    group_type_.clear();
    return {};
  }

  Result<void> end_file(const CwrRecord& record) {
    if (!group_type_.empty()) return rejection("TRL stands within a group");
    TRIBUTARY_TRY(check_counts(record, "file", groups_, transactions_, records_));
    complete_ = true;
    return {};
  }

  Result<void> check_counts(const CwrRecord& record, const char* whole, std::int64_t groups, std::int64_t transactions,
                            std::int64_t records) {
    struct Count {
      const CwrField& field;
      std::int64_t counted;
    };
    for (const Count& count : {Count{cwr::trailer::kGroup, groups}, Count{cwr::trailer::kTransactions, transactions},
                               Count{cwr::trailer::kRecords, records}}) {
      const auto stated = record.number(count.field);
      if (!stated) return rejection(stated.error().message);
      if (*stated != count.counted)
        return rejection(fmt::format("{} is {} where the {} has {}: it is incomplete or was changed", count.field.name,
                                     *stated, whole, count.counted));
    }
    return {};
  }

  // Of a group of works: the refused ones are passed over up to the next header.
  Result<void> take_work_record(const CwrRecord& record) {
    const bool header =
        record.type() == "NWR" || record.type() == "REV" || record.type() == "ISW" || record.type() == "EXC";
    if (header) TRIBUTARY_TRY(end_work());
    const Result<void> sound = header ? begin_work(record) : add_to_work(record);
    if (sound) return {};
    sink_.refuse(record.line_number(),
                 fmt::format("{}{}", sound.error().message,
                             header || !work_ ? "" : fmt::format("; the work of line {} is refused", work_->line())));
    work_.reset();
    refused_ = true;
    return {};
  }

  Result<void> begin_work(const CwrRecord& record) {
    refused_ = false;
    work_records_ = 0;
    if (record.type() != group_type_)
      return invalid(fmt::format("{} stands in a group of {}", record.type(), group_type_));
    TRIBUTARY_ASSIGN(transaction_, record.number(cwr::kTransaction));
    TRIBUTARY_TRY(check_record_number(record));
    TRIBUTARY_ASSIGN(CwrWork work, CwrWork::begin(sender_, record));
    work_ = std::move(work);
    return {};
  }

  Result<void> add_to_work(const CwrRecord& record) {
    if (refused_) return {};
    if (!work_) return invalid(fmt::format("\"{}\" belongs to no work", known(record.type()) ? record.type() : "???"));
    TRIBUTARY_ASSIGN(const std::int64_t transaction, record.number(cwr::kTransaction));
    if (transaction != transaction_)
      return invalid(fmt::format("{} is {} within transaction {}", cwr::kTransaction.name, transaction, transaction_));
    TRIBUTARY_TRY(check_record_number(record));
    if (work_records_ > kMostRecords) return invalid(fmt::format("the work has more than {} records", kMostRecords));
    return work_->add(record, sink_);
  }

  // From 0 on without a gap, or a record is missing.
  Result<void> check_record_number(const CwrRecord& record) {
    TRIBUTARY_ASSIGN(const std::int64_t number, record.number(cwr::kRecordNumber));
    if (number != work_records_)
      return invalid(fmt::format("{} is {} and should be {}", cwr::kRecordNumber.name, number, work_records_));
    ++work_records_;
    return {};
  }

  Result<void> end_work() {
    if (!work_) return {};
    const std::int64_t line = work_->line();
    const auto statement = std::exchange(work_, std::nullopt)->finish();
    if (statement) return sink_.take(*statement);
    sink_.refuse(line, statement.error().message);
    return {};
  }

  Lines lines_;
  StatementSink& sink_;
  CwrSender sender_;
  std::string group_type_;  // empty between groups
  std::int64_t groups_ = 0;
  std::int64_t transactions_ = 0;
  std::int64_t records_ = 0;
  std::int64_t group_transactions_ = 0;
  std::int64_t group_records_ = 0;
  bool complete_ = false;
  std::optional<std::string> rejection_;
  std::optional<CwrWork> work_;
  bool refused_ = false;  // the work being read
  std::int64_t transaction_ = 0;
  std::int64_t work_records_ = 0;
};

}  // namespace

Result<std::string> cwr_version(std::string_view bytes) {
  Lines lines(bytes);
  const auto header = lines.next();
  if (!header) return invalid("the file is empty");
  return version_of(*header, lines.next());
}

Result<ReadOutcome> read_cwr(std::string_view bytes, StatementSink& sink) { return CwrFile(bytes, sink).read(); }

}  // namespace tributary::rights

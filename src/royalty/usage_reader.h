// Reads the lines of a usage report one after the other, whatever its format.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "royalty/usage_fields.h"
#include "royalty/usage_lines.h"
#include "tributary/result.h"
#include "tributary/usage_report.h"

namespace tributary::royalty {

// What a report says of itself. Of a DSR file: a sender never uses a message_id again.
struct UsageHeading {
  UsageFormat format = UsageFormat::kCsv;
  std::string sender_id;
  std::string message_id;
  std::int64_t file_number = 1;

  bool operator==(const UsageHeading&) const = default;
};

// What next() found.
enum class UsageEvent : std::uint8_t {
  kUsage,
  kRefused,
  kNotRoyaltyBearing,  // usage that earns nobody anything
  kCorrected,          // in a correction: a line that says no usage by itself, and had been refused
  kEnd
};

// One thread at a time. After an Error, which is of the file as a whole, it is not used again.
class UsageReader {
 public:
  virtual ~UsageReader() = default;

  virtual Result<UsageEvent> next() = 0;

  // Of kUsage, until next().
  const UsageFields& fields() const { return fields_; }
  // Of all but kEnd: the line's number in its report; 0 where a correction does not name it.
  std::int64_t report_line() const { return lines_.report_line(); }
  // Of kRefused: where and why, and the line itself.
  std::string place() const { return lines_.place(); }
  const std::string& reason() const { return reason_; }
  std::string_view raw() const { return lines_.text(); }
  // Of kRefused: the lines that must stand before it, so that it can be read without the rest of its report, and were
  // not given yet.
  virtual std::vector<std::string> take_context() = 0;

  const UsageHeading& heading() const { return heading_; }
  // After kEnd.
  virtual std::vector<UsagePool> pools() const { return {}; }

 protected:
  explicit UsageReader(UsageLines lines) : lines_(std::move(lines)) {}

  UsageEvent refused(std::string_view reason) {
    reason_ = reason;
    return UsageEvent::kRefused;
  }

  UsageLines lines_;
  UsageFields fields_;
  std::string reason_;
  UsageHeading heading_;
};

// A reader for what the first line looks like: a HEAD record, or the header of a CSV file. `lines` has begun.
// kInvalidInput or kUnsupported where it is neither.
Result<std::unique_ptr<UsageReader>> open_usage_reader(UsageLines lines);

}  // namespace tributary::royalty

// Reads usage from comma-separated text with the columns of docs/formats/usage.md.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "royalty/usage_reader.h"
#include "tributary/isrc.h"

namespace tributary::royalty {

// A row is one line (RFC 4180, but for line breaks inside quotation marks, which are refused).
class UsageCsvReader : public UsageReader {
 public:
  // The current line of `lines` is the header. kInvalidInput names the column at fault.
  static Result<std::unique_ptr<UsageReader>> open(UsageLines lines);

  Result<UsageEvent> next() override;
  std::vector<std::string> take_context() override;

 private:
  enum class Column : std::uint8_t {
    kTrackId,
    kIsrc,
    kTitle,
    kTerritory,
    kService,
    kUserId,
    kPeriodStart,
    kPeriodEnd,
    kUses,
    kRevenue,
    kCurrency,
    kCount
  };
  static constexpr std::size_t kColumns = static_cast<std::size_t>(Column::kCount);

  explicit UsageCsvReader(UsageLines lines) : UsageReader(std::move(lines)) {}

  Result<void> read_header();
  std::string_view split(std::string_view line);
  std::string problem();
  std::string money_problem(std::string_view revenue, std::string_view currency);

  std::string_view cell(Column column) const {
    const std::size_t at = place_[static_cast<std::size_t>(column)];
    return at < kColumns ? cells_[at] : std::string_view();
  }

  std::string header_;
  bool header_given_ = false;
  std::size_t columns_ = 0;
  std::array<std::size_t, kColumns> place_{};  // of each column among the cells; kColumns where the file has none
  std::array<std::string_view, kColumns> cells_;
  std::array<std::string, kColumns> unquoted_;
  Isrc isrc_{};
  CurrencyCache currencies_;
};

}  // namespace tributary::royalty

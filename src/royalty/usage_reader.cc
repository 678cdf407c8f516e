#include "royalty/usage_reader.h"

#include "royalty/usage_csv.h"
#include "royalty/usage_dsr.h"

namespace tributary::royalty {

Result<std::unique_ptr<UsageReader>> open_usage_reader(UsageLines lines) {
  while (true) {
    TRIBUTARY_ASSIGN(const bool any, lines.next());
    if (!any) return Error{ErrorCode::kInvalidInput, lines.name() + ": holds no usage"};
    const std::string_view text = lines.text();
    if (text.find_first_not_of(" \t") == std::string_view::npos || text.starts_with('#')) continue;
    if (text.starts_with("HEAD\t")) return UsageDsrReader::open(std::move(lines));
    if (text.find('\t') != std::string_view::npos)
      return Error{ErrorCode::kInvalidInput, lines.place() + ": is neither a HEAD record nor a header of columns"};
    return UsageCsvReader::open(std::move(lines));
  }
}

}  // namespace tributary::royalty

#include "royalty/licensed_works.h"

#include <algorithm>
#include <fstream>
#include <string>

#include <fmt/core.h>

namespace tributary::royalty {

Result<std::vector<LicensedWork>> read_licensed_works(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return Error{ErrorCode::kNotFound, path.string() + ": cannot be opened"};
  std::vector<LicensedWork> works;
  std::string line;
  for (std::int64_t number = 1; std::getline(stream, line); ++number) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    if (line.empty() || line.front() == '#') continue;
    const std::size_t comma = line.find(',');
    if (std::count(line.begin(), line.end(), ',') != 1 || line.size() == 1)
      return Error{ErrorCode::kInvalidInput, fmt::format("{}:{}: is no recording_id,work_id", path.string(), number)};
    works.push_back({line.substr(0, comma), line.substr(comma + 1)});
  }
  if (stream.bad()) return Error{ErrorCode::kIo, path.string() + ": cannot be read"};
  return works;
}

}  // namespace tributary::royalty

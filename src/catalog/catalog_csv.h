// The catalog import file: CSV text in, recordings with their owners out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tributary/recording.h"
#include "tributary/result.h"

namespace tributary::catalog {

// One recording as the file describes it: all the rows of one path.
struct CsvRecording {
  int line = 0;  // of its first row
  // path as written, work_id empty where not stated, nothing that only the audio can tell
  Recording recording;
};

struct CsvRefusal {
  int line = 0;        // where the row starts
  std::string reason;  // names the column where one is at fault
};

struct CatalogCsv {
  std::vector<CsvRecording> recordings;  // in the order of their first rows
  std::vector<CsvRefusal> refusals;      // by line
};

// A function of the bytes alone. Errors concern the file as a whole and name it (`name`) and the line:
// an unusable header, more than 32 MiB or 100,000 rows. A bad row becomes a refusal, and with it every
// other row of the same path, because a part of the owners would be worse than none.
Result<CatalogCsv> parse_catalog_csv(std::string_view bytes, const std::string &name);

}  // namespace tributary::catalog

// A tracer: finds the recordings of one catalog snapshot inside audio files, and shows what it found.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>

#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary {

// kDetailed fills TraceAnswer::variations too.
enum class Detail { kAnswer, kDetailed };

struct ReportOptions {
  std::string version;      // of the program, for the reader
  bool with_audio = true;   // embeds short excerpts of both sides of a match
  std::size_t threads = 0;  // 0: one for each core
};

// Opened by Workspace::tracer(); keeps answering from the catalog as it was then, whatever is imported or
// removed meanwhile. Thread safe. The same file, snapshot and program version give the same answer, on any
// number of threads.
class Tracer {
 public:
  struct State;

  explicit Tracer(std::unique_ptr<State> state);
  Tracer(Tracer&&) noexcept;
  Tracer& operator=(Tracer&&) noexcept;
  ~Tracer();

  // Errors name the file and say why it cannot be traced; kWorkspace where the fault lies with the catalog, and
  // names its damaged file. `threads` 0 is one for each core.
  Result<TraceAnswer> trace(const std::filesystem::path& file, std::size_t threads,
                            Detail detail = Detail::kAnswer) const;

  // A page about an answer of this tracer: HTML that needs no other file and asks no network. Reads the passages that
  // match anew, the query's from answer.query_path and the recordings' from where they were imported. What cannot be
  // read, or is no longer the file it was, is left out, and the page says why; only a failure of a library is an error.
  Result<std::string> report(const TraceAnswer& answer, const ReportOptions& options) const;

  // A PNG of the match answer.matches[index]: what both sides sound like, and how they are aligned. Errors name the
  // side that cannot be read.
  Result<std::string> picture(const TraceAnswer& answer, std::size_t index, const ReportOptions& options) const;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace tributary

// A tracer: finds the recordings of one catalog snapshot inside audio files.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>

#include "tributary/result.h"
#include "tributary/trace_answer.h"

namespace tributary {

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
  Result<TraceAnswer> trace(const std::filesystem::path& file, std::size_t threads) const;

 private:
  std::unique_ptr<State> state_;
};

}  // namespace tributary

#include "lab/render/abc_tune.h"

#include <string>

#include "lab/process/process.h"
#include "lab/render/midi_file.h"

namespace tributary::lab {
namespace {

// The first line of what abc2midi printed that tells of an error.
std::string complaint_in(const std::string& text) {
  const std::size_t start = text.find("Error");
  if (start == std::string::npos) return "it gives no reason";
  return text.substr(start, text.find('\n', start) - start);
}

}  // namespace

Result<std::vector<Note>> read_abc_tune(const std::filesystem::path& path, const std::filesystem::path& midi) {
  if (!std::filesystem::is_regular_file(path))
    return Error{ErrorCode::kNotFound, path.string() + ": there is no such file"};
  TRIBUTARY_ASSIGN(const Finished finished, run_program({"abc2midi", path.string(), "-o", midi.string()}));
  std::error_code ignored;
  if (!std::filesystem::exists(midi, ignored))
    return Error{ErrorCode::kInvalidInput,
                 path.string() + ": abc2midi makes nothing of it: " + complaint_in(finished.output)};
  auto notes = read_midi_file(midi);
  std::filesystem::remove(midi, ignored);
  if (!notes) return Error{notes.error().code, path.string() + ": as abc2midi reads it: " + notes.error().message};
  return notes;
}

}  // namespace tributary::lab

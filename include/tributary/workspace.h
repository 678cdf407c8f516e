// A workspace: the folder that holds a catalog, its fingerprints and its index.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "tributary/finding.h"
#include "tributary/progress.h"
#include "tributary/recording.h"
#include "tributary/result.h"
#include "tributary/tracer.h"

namespace tributary {

struct JobOptions {
  std::size_t threads = 0;               // 0: one for each core
  ProgressListener* progress = nullptr;  // outlives the call; may be null
};

struct ImportReport {
  std::int64_t added = 0;
  std::int64_t changed = 0;                 // known content, described or fingerprinted anew
  std::int64_t unchanged = 0;               // known content, nothing new
  std::int64_t repeated = 0;                // content that this import brought twice; the later description holds
  std::int64_t passed_over = 0;             // files of a folder that accompany music: images, texts, hidden files
  std::int64_t titles_from_file_names = 0;  // neither the CSV nor the file's tags named a title
  std::int64_t artists_from_folders = 0;    // the file's tags named no artist
  std::vector<Finding> refused;             // in the order of the input
  std::int64_t recordings = 0;              // the searchable catalog afterwards
  std::string snapshot;
};

struct RemoveReport {
  std::int64_t removed = 0;
  std::vector<Finding> damaged;  // other recordings that left the index because their files are damaged
};

// Two recordings of the catalog of which the shorter, or a good part of it, is inside the other: a copy, another
// encoding, another pitch or tempo, an edit or an excerpt.
struct Duplicate {
  std::string recording_id;
  std::string duplicate_id;     // > recording_id
  double matched_s = 0;         // of the shorter recording
  double matched_fraction = 0;  // of the shorter recording, in (0, 1]

  bool operator==(const Duplicate&) const = default;
};

struct CheckReport {
  std::int64_t recordings = 0;
  std::int64_t segments = 0;
  std::int64_t searchable_recordings = 0;
  std::string snapshot;
  std::vector<Finding> problems;      // damage, each with what mends it; by place
  std::vector<Finding> notices;       // what the next import tidies up, and what could not be compared; by place
  std::vector<Duplicate> duplicates;  // by recording_id, then duplicate_id
};

// Move only; one thread at a time. Jobs that change the workspace exclude each other across processes
// (kConflict names the other one); reading goes on meanwhile. After a crash at any moment every recording
// that was committed is still there, and the next import completes the rest.
class Workspace {
 public:
  // kNotFound where `folder` holds no workspace.
  static Result<Workspace> open(const std::filesystem::path& folder);
  // Makes the folder and an empty catalog where there is none.
  static Result<Workspace> open_or_create(const std::filesystem::path& folder);
  Workspace(Workspace&&) noexcept;
  Workspace& operator=(Workspace&&) noexcept;
  ~Workspace();

  // One recording for each path of the CSV file. Bad rows and files are refused and the rest is imported; an
  // Error means that the file as a whole, or the workspace, cannot be used.
  Result<ImportReport> import_csv(const std::filesystem::path& file, const JobOptions& options);

  // One recording for each audio file below `folder`, in the order of their paths: its title from the file's
  // tags, else its file name; its artist from the tags, else the name of the folder it lies in.
  Result<ImportReport> import_folder(const std::filesystem::path& folder, const JobOptions& options);

  // By artist, title, recording_id.
  Result<std::vector<Recording>> list();

  // kNotFound where there is no such recording.
  Result<Recording> show(const std::string& recording_id);

  // All of them, or none where one is unknown. Nothing of a removed recording is found again.
  Result<RemoveReport> remove(const std::vector<std::string>& recording_ids);

  // Opens the catalog as it is now for tracing.
  Result<Tracer> tracer();

  // Compares every stored file with its row and its checksum, and, where asked to, every recording with every
  // other; changes nothing.
  Result<CheckReport> check(bool find_duplicates, const JobOptions& options);

 private:
  struct State;
  explicit Workspace(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace tributary

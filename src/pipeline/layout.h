// Where a workspace keeps its files.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::pipeline {

// What the catalog calls the listenings of the tiers.
inline constexpr const char* kCompositionTier = "composition";
inline constexpr const char* kStyleTier = "style";

//   catalog.db                      what is stored (SQLite, with its -wal and -shm companions)
//   ledger.db                       accounts and transfers (SQLite), from the first posting on
//   rights.db                       who holds which right (SQLite), from the first import of rights on
//   usage.db                        lines of usage reports (SQLite), from the first import of usage on
//   statements.db                   lines of settlements (SQLite), from the first settlement on
//   refused/                        refused lines of usage reports, to be corrected
//   settlements.db                  settlements, what is held, disputes (SQLite), from the first settlement on
//   lock                            held by the process that changes the workspace
//   fingerprints/ab/<sha256>.fp     the fingerprint of the file with that content, ab its first two digits
//   listenings/composition/ab/<sha256>.cp   what the composition network heard in it
//   listenings/style/ab/<sha256>.style      what the style encoder heard in it
//   segments/<checksum>.seg         the landmark index, in files named after their XXH3-128
class Layout {
 public:
  explicit Layout(std::filesystem::path root) : root_(std::move(root)) {}

  const std::filesystem::path& root() const { return root_; }
  std::filesystem::path catalog_file() const { return root_ / "catalog.db"; }
  std::filesystem::path ledger_file() const { return root_ / "ledger.db"; }
  std::filesystem::path rights_file() const { return root_ / "rights.db"; }
  std::filesystem::path usage_file() const { return root_ / "usage.db"; }
  std::filesystem::path statements_file() const { return root_ / "statements.db"; }
  std::filesystem::path refused_usage() const { return root_ / "refused"; }
  std::filesystem::path settlements_file() const { return root_ / "settlements.db"; }
  std::filesystem::path lock_file() const { return root_ / "lock"; }
  std::filesystem::path fingerprints() const { return root_ / "fingerprints"; }
  std::filesystem::path listenings() const { return root_ / "listenings"; }
  std::filesystem::path segments() const { return root_ / "segments"; }

  // `content_sha256` and `checksum` are checked hexadecimal digits.
  std::filesystem::path fingerprint_file(std::string_view content_sha256) const;
  std::filesystem::path composition_file(std::string_view content_sha256) const;
  std::filesystem::path style_file(std::string_view content_sha256) const;
  std::filesystem::path segment_file(std::string_view checksum) const;

  // Makes the folders that are missing.
  Result<void> create() const;

 private:
  std::filesystem::path root_;
};

}  // namespace tributary::pipeline

// How SQLite's result codes become Tributary's errors.
#pragma once

#include <filesystem>
#include <string>

#include "tributary/result.h"

namespace tributary::db {

// `code` is an extended result code; `detail` is the library's own text.
Error sqlite_error(int code, const std::filesystem::path &path, const std::string &detail);

}  // namespace tributary::db

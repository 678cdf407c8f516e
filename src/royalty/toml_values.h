// The values of a TOML file, flat: each under its dotted key, with the line that it stands on.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "tributary/result.h"

namespace tributary::royalty {

struct TomlTable {};
struct TomlOther {};  // a float, a truth value, a date or time, an array of anything but strings

using TomlContent = std::variant<std::string, std::int64_t, std::vector<std::string>, TomlTable, TomlOther>;

struct TomlValue {
  TomlContent content;
  std::uint32_t line = 0;  // from 1
  std::string kind;        // "a string", "an integer", "an array of strings", "a table", "a float" ...
};

// By key: "rate", "rate.model". A table comes before what is in it.
using TomlValues = std::map<std::string, TomlValue>;

// kInvalidInput names `file` and the line. Keys that hold a dot, and arrays of tables, are refused too.
Result<TomlValues> read_toml(std::string_view text, const std::string& file);

}  // namespace tributary::royalty

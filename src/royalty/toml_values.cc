#include "royalty/toml_values.h"

#include <utility>

#include <fmt/core.h>
#include <toml++/toml.h>

namespace tributary::royalty {
namespace {

Error invalid(const std::string& file, std::uint32_t line, std::string_view reason) {
  return Error{ErrorCode::kInvalidInput, fmt::format("{}:{}: {}", file, line, reason)};
}

std::string kind_of(toml::node_type type) {
  switch (type) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "an integer";
    case toml::node_type::floating_point:
      return "a float";
    case toml::node_type::boolean:
      return "a truth value";
    default:
      return "a date or time";
  }
}

TomlValue value_of(const toml::node& node) {
  TomlValue value{TomlOther{}, node.source().begin.line, kind_of(node.type())};
  if (const auto* text = node.as_string()) value.content = text->get();
  if (const auto* number = node.as_integer()) value.content = number->get();
  if (node.is_table()) value.content = TomlTable{};
  const toml::array* array = node.as_array();
  if (array == nullptr || !(array->empty() || array->is_homogeneous(toml::node_type::string))) return value;
  std::vector<std::string> texts;
  for (const toml::node& element : *array) texts.push_back(element.as_string()->get());
  value.content = std::move(texts);
  value.kind = "an array of strings";
  return value;
}

Result<void> flatten(const toml::table& table, const std::string& prefix, const std::string& file, TomlValues& values) {
  for (const auto& [key, node] : table) {
    const std::string_view name = key.str();
    const std::uint32_t line = key.source().begin.line;
    if (name.empty() || name.find('.') != std::string_view::npos)
      return invalid(file, line, fmt::format("the key \"{}\" is unknown", name));
    const std::string path = prefix + std::string(name);
    TomlValue value = value_of(node);
    if (value.line == 0) value.line = line;  // a table that only its dotted children name
    values.emplace(path, std::move(value));
    if (const toml::table* inner = node.as_table()) TRIBUTARY_TRY(flatten(*inner, path + ".", file, values));
  }
  return {};
}

}  // namespace

Result<TomlValues> read_toml(std::string_view text, const std::string& file) {
  try {
    const toml::table table = toml::parse(text);
    TomlValues values;
    TRIBUTARY_TRY(flatten(table, "", file, values));
    return values;
  } catch (const toml::parse_error& error) {
    return invalid(file, error.source().begin.line, fmt::format("is no TOML: {}", error.description()));
  } catch (const std::exception& error) {
    return Error{ErrorCode::kInternal, fmt::format("{}: toml++: {}", file, error.what())};
  }
}

}  // namespace tributary::royalty

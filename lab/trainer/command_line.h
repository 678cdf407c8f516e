// The command line of a training program, which has the standard library alone: options by name, each with one value.
#pragma once

#include <charconv>
#include <cstdlib>
#include <exception>
#include <functional>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "tributary/result.h"

namespace tributary::lab {

// Where the values of options go. What is added must outlive parse().
class CommandLine {
 public:
  using Setter = std::function<bool(std::string_view)>;  // whether it took the value

  void option(std::string_view name, Setter setter) { setters_[name] = std::move(setter); }
  // An option without a value.
  void flag(std::string_view name, bool& value) { flags_[name] = &value; }
  // Any text but none.
  template <typename Text>
  void word(std::string_view name, Text& value) {
    option(name, [&value](std::string_view text) {
      value = text;
      return !text.empty();
    });
  }
  // 0 or more, and more than 0.
  template <typename Number>
  void number(std::string_view name, Number& value) {
    option(name, [&value](std::string_view text) { return read(text, value) && value >= 0; });
  }
  template <typename Number>
  void positive(std::string_view name, Number& value) {
    option(name, [&value](std::string_view text) { return read(text, value) && value > 0; });
  }

  // Errors name the option.
  Result<void> parse(const std::vector<std::string_view>& arguments) const {
    for (std::size_t i = 0; i < arguments.size(); ++i) {
      const std::string name(arguments[i]);
      if (const auto flag = flags_.find(name); flag != flags_.end()) {
        *flag->second = true;
        continue;
      }
      const auto setter = setters_.find(name);
      if (setter == setters_.end()) return Error{ErrorCode::kInvalidInput, "unknown option " + name};
      if (i + 1 == arguments.size()) return Error{ErrorCode::kInvalidInput, name + " needs a value"};
      const std::string_view value = arguments[++i];
      if (!setter->second(value))
        return Error{ErrorCode::kInvalidInput, name + " cannot be \"" + std::string(value) + "\""};
    }
    return {};
  }

 private:
  template <typename Number>
  static bool read(std::string_view text, Number& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc() && end == text.data() + text.size();
  }

  std::map<std::string_view, Setter> setters_;
  std::map<std::string_view, bool*> flags_;
};

// A whole program: `parse` gives the settings of the arguments, `train` uses them. Exits with 2 where arguments are
// wrong, and with 1 where training fails, libtorch's exceptions included.
template <typename Parse, typename Train>
int run_trainer(std::string_view name, std::string_view usage, int argc, char** argv, Parse parse, Train train) {
  try {
    const std::vector<std::string_view> arguments(argv + 1, argv + argc);
    for (const std::string_view argument : arguments) {
      if (argument != "--help") continue;
      std::cout << usage;
      return EXIT_SUCCESS;
    }
    const auto settings = parse(arguments);
    if (!settings) {
      std::cerr << name << ": " << settings.error().message << "\n\n" << usage;
      return 2;
    }
    const Result<void> trained = train(*settings);
    if (trained) return EXIT_SUCCESS;
    std::cerr << name << ": " << trained.error().message << '\n';
  } catch (
      const std::exception& error) {  // where a device or memory is missing; libtorch adds the calls that led there
    const std::string_view message = error.what();
    std::cerr << name << ": " << message.substr(0, message.find('\n')) << '\n';
  }
  return EXIT_FAILURE;
}

}  // namespace tributary::lab

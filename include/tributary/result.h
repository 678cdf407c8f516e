// Error and Result<T>: how every fallible call in Tributary reports what went wrong.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace tributary {

// What kind of thing went wrong; the message says which file, which place and why.
enum class ErrorCode {
  kInvalidInput,  // the caller's data is wrong: a bad CSV row, an unreadable option
  kNotFound,      // a file or row that was named does not exist
  kCorrupt,       // stored or received bytes fail a length, checksum, version or decode check
  kUnsupported,   // well-formed, but outside what this build handles
  kLimit,         // well-formed, but larger or longer than the stated limit
  kConflict,      // contradicts what is already stored, or another process holds the lock
  kIo,            // the operating system refused a read, write or sync
  kWorkspace,     // what a workspace stores is damaged or cannot be read, whatever the caller's data
  kInternal,      // a third-party library failed in a way its contract does not explain
};

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string message;  // one line for people: names the file and the place
};

// Either a value or an Error. Reading the wrong side is a programmer error and throws
// std::bad_variant_access, in release builds too.
template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & { return std::get<0>(state_); }
  const T& value() const& { return std::get<0>(state_); }
  T&& value() && { return std::get<0>(std::move(state_)); }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const& { return std::get<1>(state_); }
  Error&& error() && { return std::get<1>(std::move(state_)); }

 private:
  std::variant<T, Error> state_;
};

// A Result without a value: success, or the reason there is none.
template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  const Error& error() const& { return error_.value(); }
  Error&& error() && { return std::move(error_).value(); }

 private:
  std::optional<Error> error_;
};

// The same error with its message prefixed by where it happened: "context: message".
inline Error in_context(Error error, const std::string& context) {
  error.message = context + ": " + error.message;
  return error;
}

}  // namespace tributary

// Leaves the enclosing function with the error of `expression`, if it has one.
#define TRIBUTARY_TRY(expression)                                        \
  do {                                                                   \
    if (auto tributary_try_result = (expression); !tributary_try_result) \
      return std::move(tributary_try_result).error();                    \
  } while (false)

#define TRIBUTARY_CONCAT_INNER(a, b) a##b
#define TRIBUTARY_CONCAT(a, b) TRIBUTARY_CONCAT_INNER(a, b)
#define TRIBUTARY_ASSIGN_INNER(result, declaration, expression) \
  auto result = (expression);                                   \
  if (!result) return std::move(result).error();                \
  declaration = std::move(result).value()

// TRIBUTARY_ASSIGN(auto x, f()): declares x from the value of f(), or leaves with its error.
#define TRIBUTARY_ASSIGN(declaration, expression) \
  TRIBUTARY_ASSIGN_INNER(TRIBUTARY_CONCAT(tributary_result_, __LINE__), declaration, expression)

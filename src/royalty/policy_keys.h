// Takes the keys of a policy file one by one, checks what they hold, and knows which were never asked for.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "royalty/toml_values.h"
#include "tributary/money.h"
#include "tributary/ppm.h"
#include "tributary/result.h"

namespace tributary::royalty {

// A word of the file and what it stands for.
template <typename Meaning>
struct Word {
  std::string_view text;
  Meaning meaning;
};

// Every Error is kInvalidInput and reads "FILE:LINE: KEY: REASON". What a method takes counts as known.
class PolicyKeys {
 public:
  PolicyKeys(TomlValues values, std::string file) : values_(std::move(values)), file_(std::move(file)) {}

  bool has(const std::string& key) const { return values_.count(key) > 0; }
  Error refused(const std::string& key, std::string_view reason) const;

  // A table that must be one; false where there is none.
  Result<bool> table(const std::string& key);
  std::vector<std::string> names_below(const std::string& table) const;

  // Missing keys are refused by these, unless they take a default.
  Result<std::string> text(const std::string& key, std::size_t longest = 200);
  Result<std::int64_t> integer(const std::string& key, std::int64_t lowest, std::int64_t highest);
  Result<std::int64_t> integer_or(const std::string& key, std::int64_t lowest, std::int64_t highest,
                                  std::int64_t otherwise);
  Result<Ppm> ppm(const std::string& key, Ppm lowest);
  Result<std::vector<std::string>> texts(const std::string& key);  // empty where missing
  Result<Currency> currency(const std::string& key);
  Result<std::int64_t> money_minor(const std::string& key, const Currency& currency);  // >= 0
  Result<std::int64_t> price_nano(const std::string& key, const Currency& currency);   // > 0, in billionths

  template <typename Meaning>
  Result<Meaning> word(const std::string& key, std::span<const Word<Meaning>> words) {
    TRIBUTARY_ASSIGN(const std::string text_value, text(key));
    std::string known;
    for (const Word<Meaning>& word : words) {
      if (word.text == text_value) return word.meaning;
      known += (known.empty() ? "" : ", ") + std::string(word.text);
    }
    return refused(key, "\"" + text_value + "\" is none of: " + known);
  }
  template <typename Meaning>
  Result<Meaning> word_or(const std::string& key, std::span<const Word<Meaning>> words, Meaning otherwise) {
    if (!has(key)) return otherwise;
    return word(key, words);
  }

  // kInvalidInput for the first key, in the order of the file, that nothing has taken.
  Result<void> refuse_others() const;

 private:
  Result<const TomlValue*> take(const std::string& key);
  Error wrong_type(const std::string& key, std::string_view wanted) const;

  TomlValues values_;
  std::string file_;
  std::set<std::string> taken_;
};

}  // namespace tributary::royalty

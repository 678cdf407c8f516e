// Texts that occur again and again, each kept once and known by a small number.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace tributary::royalty {

class Texts {
 public:
  // Numbers count from 0 in the order of arrival.
  std::uint32_t number_of(std::string_view text);
  const std::string& operator[](std::uint32_t number) const { return *texts_[number]; }
  std::size_t size() const { return texts_.size(); }

  // Numbers the texts anew in the order of their bytes; element i of the result is the new number of text i.
  std::vector<std::uint32_t> sort();

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
  std::vector<const std::string*> texts_;  // the keys of numbers_
};

}  // namespace tributary::royalty

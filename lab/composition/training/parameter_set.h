// The tensors of a network by name: those that training moves, and those that it records, such as batch statistics.
#pragma once

#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include <ATen/core/Tensor.h>

namespace tributary::lab {

// Not thread safe. Names are unique; asking for one that is not there throws std::out_of_range.
class ParameterSet {
 public:
  // Where all tensors are placed.
  explicit ParameterSet(at::Device device) : device_(device) {}

  void add_trained(const std::string& name, const at::Tensor& value);
  void add_recorded(const std::string& name, const at::Tensor& value);

  // The trained ones in the order in which they were added, then the recorded ones in theirs.
  const std::vector<std::string>& names() const { return names_; }
  const at::Tensor& tensor(const std::string& name) const { return entries_.at(name).value; }
  bool is_trained(const std::string& name) const { return entries_.at(name).trained; }
  bool contains(const std::string& name) const { return entries_.contains(name); }
  at::Device device() const { return device_; }

  // How many numbers training moves.
  std::int64_t trained_numbers() const;

 private:
  struct Entry {
    at::Tensor value;
    bool trained = false;
  };

  at::Device device_;
  std::vector<std::string> names_;
  std::size_t trained_names_ = 0;
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace tributary::lab

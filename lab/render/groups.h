// Groups: sets of names that belong together, joined pair by pair.
#pragma once

#include <map>
#include <string>

namespace tributary::lab {

// A name nobody joined is a group of its own.
class Groups {
 public:
  // The smallest name of the group, whatever the order of the calls before.
  std::string leader(const std::string& name);

  void join(const std::string& a, const std::string& b);

 private:
  std::map<std::string, std::string> parents_;
};

}  // namespace tributary::lab

#include "lab/render/groups.h"

#include <algorithm>

namespace tributary::lab {

std::string Groups::leader(const std::string& name) {
  const std::string parent = parents_.try_emplace(name, name).first->second;
  if (parent == name) return name;
  return parents_[name] = leader(parent);
}

void Groups::join(const std::string& a, const std::string& b) {
  const std::string first = leader(a);
  const std::string second = leader(b);
  parents_[std::max(first, second)] = std::min(first, second);
}

}  // namespace tributary::lab

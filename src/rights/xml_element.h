// An element of an XML document with everything in it, and the memory of what of it has been read.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tributary::rights {

struct XmlElement {
  std::string name;  // without its namespace prefix
  std::int64_t line = 0;
  std::string text;  // of its own, without white space around it
  std::vector<std::pair<std::string, std::string>> attributes;
  std::vector<XmlElement> children;
  mutable bool was_read = false;

  // The first child with this name, marked as read; null where there is none.
  const XmlElement* first(std::string_view child) const;

  // All children with this name, marked as read.
  std::vector<const XmlElement*> all(std::string_view child) const;

  // The text of the first child with this name; empty where there is none.
  std::string_view text_of(std::string_view child) const;

  // Empty where there is none.
  std::string_view attribute(std::string_view attribute_name) const;
};

}  // namespace tributary::rights

#include "rights/xml_element.h"

namespace tributary::rights {

const XmlElement* XmlElement::first(std::string_view child) const {
  for (const XmlElement& element : children) {
    if (element.name != child) continue;
    element.was_read = true;
    return &element;
  }
  return nullptr;
}

std::vector<const XmlElement*> XmlElement::all(std::string_view child) const {
  std::vector<const XmlElement*> found;
  for (const XmlElement& element : children) {
    if (element.name != child) continue;
    element.was_read = true;
    found.push_back(&element);
  }
  return found;
}

std::string_view XmlElement::text_of(std::string_view child) const {
  const XmlElement* element = first(child);
  return element == nullptr ? std::string_view() : std::string_view(element->text);
}

std::string_view XmlElement::attribute(std::string_view attribute_name) const {
  for (const auto& [key, value] : attributes)
    if (key == attribute_name) return value;
  return {};
}

}  // namespace tributary::rights

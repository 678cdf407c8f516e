// Reads an XML document in one pass, element by element, from bytes that nobody vouches for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "rights/xml_element.h"
#include "tributary/result.h"

namespace tributary::rights {

inline constexpr std::size_t kDeepestElement = 64;
inline constexpr std::size_t kMostElements = 20'000;                  // in one collected element
inline constexpr std::size_t kMostCollectedBytes = 1U << 20U;         // of names, texts and attributes in one
inline constexpr std::size_t kLongestToken = std::size_t{64} << 10U;  // a tag with its attributes, or a comment

class XmlHandler {
 public:
  enum class Treatment {
    kOpen,     // its children are asked about in turn; its own text is dropped
    kCollect,  // is delivered as a whole once it ends
    kSkip,     // is dropped with everything in it
  };

  virtual ~XmlHandler() = default;

  // The root, which is treated as open.
  virtual Result<void> begin(std::string_view namespace_uri, const XmlElement& root) = 0;

  // `path` leads from below the root to this element, which has no text and no children yet.
  virtual Treatment treat(const std::vector<std::string>& path, const XmlElement& element) = 0;

  virtual Result<void> collected(const std::vector<std::string>& path, const XmlElement& element) = 0;
};

// What an XML document is refused for, and where.
struct XmlRefusal {
  std::int64_t line = 0;
  std::string reason;
};

// Stops at the first thing that is wrong and gives it in `refusal`; what was delivered before must then be forgotten.
// An Error is the handler's. Refused are documents that are not well-formed, have a document type declaration, refer to
// an entity that XML does not define, or exceed the limits above: no entity is ever expanded, no file and no address is
// ever opened. Memory is bounded by the limits.
Result<void> read_xml(std::string_view bytes, XmlHandler& handler, XmlRefusal& refusal);

}  // namespace tributary::rights

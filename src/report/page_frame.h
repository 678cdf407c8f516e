// What every report page has around its sections: head, policy, style, script and foot.
#pragma once

#include <string>

namespace tributary::report {

// From the document type to the end of <head>. `title` is escaped already. The policy allows nothing but the page's own
// style, script, pictures and sounds.
std::string page_head(const std::string& title);

// A link past the header, and the header; `name` and `about` are escaped already.
std::string page_header(const std::string& name, const std::string& about);

// From the end of <main> on.
std::string page_end(const std::string& version);

}  // namespace tributary::report

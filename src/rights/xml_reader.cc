#include "rights/xml_reader.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <libxml/SAX2.h>
#include <libxml/parser.h>
#include <libxml/parserInternals.h>

#include <fmt/format.h>

namespace tributary::rights {
namespace {

constexpr std::size_t kChunk = std::size_t{16} << 10U;

struct FreeContext {
  void operator()(xmlParserCtxtPtr context) const {
    // A document that the parser made itself belongs to nobody else.
    if (context->myDoc != nullptr) xmlFreeDoc(context->myDoc);
    xmlFreeParserCtxt(context);
  }
};

// The parser's bytes are unsigned characters.
std::string text(const xmlChar* bytes) {
  return bytes == nullptr ? std::string() : reinterpret_cast<const char*>(bytes);
}

std::string_view trimmed(std::string_view all) {
  constexpr std::string_view kBlanks = " \t\r\n";
  all.remove_prefix(std::min(all.find_first_not_of(kBlanks), all.size()));
  return all.substr(0, all.find_last_not_of(kBlanks) + 1);
}

class Reader {
 public:
  Reader(XmlHandler& handler, XmlRefusal& refusal) : handler_(handler), refusal_(refusal) {}

  Result<void> read(std::string_view bytes) {
    xmlSAXHandler callbacks = handlers();
    const std::string_view head = bytes.substr(0, std::min<std::size_t>(bytes.size(), 4));
    context_.reset(xmlCreatePushParserCtxt(&callbacks, this, head.data(), static_cast<int>(head.size()), nullptr));
    if (context_ == nullptr) return Error{ErrorCode::kInternal, "the XML parser cannot start"};
    xmlCtxtUseOptions(context_.get(), XML_PARSE_NONET);
    bytes.remove_prefix(head.size());
    while (!stopped_ && !bytes.empty()) {
      const std::string_view chunk = bytes.substr(0, kChunk);
      bytes.remove_prefix(chunk.size());
      const std::int64_t events = events_;
      xmlParseChunk(context_.get(), chunk.data(), static_cast<int>(chunk.size()), 0);
      silent_bytes_ = events == events_ ? silent_bytes_ + chunk.size() : 0;
      if (silent_bytes_ > kLongestToken)
        refuse(fmt::format("has a tag, an attribute or a comment of more than {} KiB", kLongestToken >> 10U));
    }
    if (!stopped_) xmlParseChunk(context_.get(), "", 0, 1);
    if (!stopped_ && context_->wellFormed == 0) refuse("is no well-formed XML document");
    if (error_) return *error_;
    return {};
  }

 private:
  static xmlSAXHandler handlers() {
    xmlSAXHandler callbacks{};
    callbacks.initialized = XML_SAX2_MAGIC;
    callbacks.startElementNs = &Reader::on_start;
    callbacks.endElementNs = [](void* self, const xmlChar*, const xmlChar*, const xmlChar*) { of(self).end(); };
    callbacks.characters = &Reader::on_text;
    callbacks.cdataBlock = &Reader::on_text;
    callbacks.ignorableWhitespace = &Reader::on_text;
    callbacks.comment = [](void* self, const xmlChar*) { ++of(self).events_; };
    callbacks.processingInstruction = [](void* self, const xmlChar*, const xmlChar*) { ++of(self).events_; };
    callbacks.internalSubset = [](void* self, const xmlChar*, const xmlChar*, const xmlChar*) {
      of(self).refuse("has a document type declaration (DOCTYPE), which could define entities");
    };
    callbacks.reference = [](void* self, const xmlChar* name) {
      of(self).refuse(fmt::format("refers to the entity {}", text(name)));
    };
    callbacks.serror = &Reader::on_error;
    return callbacks;
  }

  static Reader& of(void* self) { return *static_cast<Reader*>(self); }

  static void on_error(void* self, xmlErrorPtr problem) {
    if (problem->level == XML_ERR_WARNING) return;
    // The parser has one message for too much and too little.
    if (problem->code == XML_ERR_DOCUMENT_END && (of(self).depth_ > 0 || !of(self).has_root_))
      return of(self).refuse(of(self).has_root_ ? "ends within an element: it is cut off" : "holds no element");
    std::string message =
        problem->message == nullptr ? "is no well-formed XML" : std::string(trimmed(problem->message));
    std::replace(message.begin(), message.end(), '\n', ' ');
    of(self).refuse_at(problem->line, "XML: " + message);
  }

  static void on_start(void* self, const xmlChar* name, const xmlChar*, const xmlChar* uri, int, const xmlChar**,
                       int count, int, const xmlChar** attributes) {
    XmlElement element;
    element.name = text(name);
    element.line = of(self).line();
    // Five pointers each: name, prefix, URI, begin and end of the value.
    for (int i = 0; i < count; ++i)
      element.attributes.emplace_back(text(attributes[5 * i]),
                                      std::string(attributes[5 * i + 3], attributes[5 * i + 4]));
    of(self).start(std::move(element), text(uri));
  }

  static void on_text(void* self, const xmlChar* bytes, int length) {
    of(self).append({reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length)});
  }

  std::int64_t line() const { return context_ && context_->input != nullptr ? context_->input->line : 1; }

  void start(XmlElement element, const std::string& uri) {
    ++events_;
    if (stopped_) return;
    if (++depth_ > kDeepestElement) return refuse(fmt::format("nests elements deeper than {}", kDeepestElement));
    if (depth_ == 1) {
      has_root_ = true;
      return check(handler_.begin(uri, element));
    }
    if (skipped_ > 0) {
      ++skipped_;
      return;
    }
    if (!open_.empty()) return add_child(std::move(element));
    path_.push_back(element.name);
    switch (handler_.treat(path_, element)) {
      case XmlHandler::Treatment::kOpen:
        return;
      case XmlHandler::Treatment::kSkip:
        skipped_ = 1;
        return;
      case XmlHandler::Treatment::kCollect:
        collected_elements_ = 0;
        collected_bytes_ = 0;
        add_child(std::move(element));
    }
  }

  void add_child(XmlElement element) {
    std::size_t bytes = element.name.size();
    for (const auto& [name, value] : element.attributes) bytes += name.size() + value.size();
    if (!count(1, bytes)) return;
    open_.push_back(std::move(element));
  }

  void append(std::string_view bytes) {
    ++events_;
    if (stopped_ || skipped_ > 0 || open_.empty() || !count(0, bytes.size())) return;
    open_.back().text += bytes;
  }

  bool count(std::size_t elements, std::size_t bytes) {
    collected_elements_ += elements;
    collected_bytes_ += bytes;
    if (collected_elements_ > kMostElements)
      refuse(fmt::format("has more than {} elements within {}", kMostElements, path_.back()));
    else if (collected_bytes_ > kMostCollectedBytes)
      refuse(fmt::format("has more than {} KiB of text within {}", kMostCollectedBytes >> 10U, path_.back()));
    return !stopped_;
  }

  void end() {
    ++events_;
    if (stopped_) return;
    --depth_;
    if (depth_ == 0) return;
    if (skipped_ > 0) {
      if (--skipped_ == 0) path_.pop_back();
      return;
    }
    if (open_.empty()) return path_.pop_back();
    XmlElement done = std::move(open_.back());
    open_.pop_back();
    done.text = std::string(trimmed(done.text));
    if (!open_.empty()) {
      open_.back().children.push_back(std::move(done));
      return;
    }
    check(handler_.collected(path_, done));
    path_.pop_back();
  }

  void check(Result<void> result) {
    if (result) return;
    error_ = std::move(result).error();
    stop();
  }

  void refuse(std::string reason) { refuse_at(line(), std::move(reason)); }

  void refuse_at(std::int64_t at, std::string reason) {
    if (stopped_) return;
    refusal_ = {std::max<std::int64_t>(at, 1), std::move(reason)};
    stop();
  }

  void stop() {
    stopped_ = true;
    xmlStopParser(context_.get());
  }

  XmlHandler& handler_;
  XmlRefusal& refusal_;
  std::unique_ptr<xmlParserCtxt, FreeContext> context_;
  std::vector<std::string> path_;
  std::vector<XmlElement> open_;  // from the collected element down to the innermost
  bool has_root_ = false;
  std::size_t depth_ = 0;
  std::size_t skipped_ = 0;  // levels within a skipped element
  std::size_t collected_elements_ = 0;
  std::size_t collected_bytes_ = 0;
  std::int64_t events_ = 0;
  std::size_t silent_bytes_ = 0;  // fed since the parser has last found something
  bool stopped_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<void> read_xml(std::string_view bytes, XmlHandler& handler, XmlRefusal& refusal) {
  return Reader(handler, refusal).read(bytes);
}

}  // namespace tributary::rights

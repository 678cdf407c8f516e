#include "rights/ern_message.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "rights/ern_moment.h"
#include "rights/ern_recording.h"
#include "rights/party_identifiers.h"
#include "rights/xml_reader.h"

namespace tributary::rights {
namespace {

constexpr std::size_t kMostReferences = 100'000;  // parties and resources of one message

struct Namespace {
  std::string_view uri;
  std::string_view format;
};
constexpr std::array kNamespaces = std::to_array<Namespace>({
    {"http://ddex.net/xml/ern/43", "ERN 4.3"},
    {"http://ddex.net/xml/ern/431", "ERN 4.3.1"},
    {"http://ddex.net/xml/ern/432", "ERN 4.3.2"},
});

Error invalid(std::string reason) { return Error{ErrorCode::kInvalidInput, std::move(reason)}; }

std::string joined(const std::vector<std::string>& path) { return fmt::format("{}", fmt::join(path, "/")); }

class Message : public XmlHandler {
 public:
  Message(StatementSink& sink, std::string& format) : sink_(sink), format_(format) {}

  // Why the whole message is rejected, and where; line 0 where it is not.
  const XmlRefusal& rejection() const { return rejection_; }

  Result<void> begin(std::string_view namespace_uri, const XmlElement& root) override {
    for (const Namespace& known : kNamespaces)
      if (known.uri == namespace_uri) format_ = known.format;
    if (format_.empty())
      return reject(root.line, fmt::format("the root is of the namespace \"{}\" and none of ERN 4.3", namespace_uri));
    if (root.name != "NewReleaseMessage")
      return reject(root.line, fmt::format("the root is {} and not NewReleaseMessage", root.name));
    return {};
  }

  Treatment treat(const std::vector<std::string>& path, const XmlElement& element) override {
    const std::string where = joined(path);
    for (const std::string_view open : {"PartyList", "ResourceList", "ReleaseList"})
      if (where == open) return Treatment::kOpen;
    for (const std::string_view read :
         {"MessageHeader", "PartyList/Party", "ResourceList/SoundRecording", "ReleaseList/Release"})
      if (where == read) return Treatment::kCollect;
    sink_.ignore(element.line, where);
    return Treatment::kSkip;
  }

  Result<void> collected(const std::vector<std::string>& path, const XmlElement& element) override {
    const std::string where = joined(path);
    if (where == "MessageHeader") return read_header(element);
    if (context_.source.empty()) return reject(element.line, "MessageHeader is missing before " + element.name);
    const auto sound = where == "PartyList/Party"               ? read_party(element)
                       : where == "ResourceList/SoundRecording" ? read_recording(element)
                                                                : read_release(element);
    if (sound) {
      report_unread(element, where);
      return {};
    }
    if (sound.error().code != ErrorCode::kInvalidInput || rejection_.line != 0) return sound;
    sink_.refuse(element.line, sound.error().message);
    return {};
  }

 private:
  // An error that ends the message rather than the program.
  Error reject(std::int64_t line, std::string reason) {
    rejection_ = {line, reason};
    return invalid(std::move(reason));
  }

  Result<void> read_header(const XmlElement& header) {
    if (!context_.source.empty()) return reject(header.line, "MessageHeader stands twice");
    const XmlElement* sender = header.first("MessageSender");
    const std::string_view text = sender == nullptr ? std::string_view() : sender->text_of("PartyId");
    const auto dpid = parse_dpid(text);
    if (!dpid) return reject(header.line, fmt::format("MessageSender \"{}\" {}", text, dpid.error().message));
    const auto moment = parse_moment(header.text_of("MessageCreatedDateTime"));
    if (!moment) return reject(header.line, "MessageCreatedDateTime " + moment.error().message);
    if (header.text_of("MessageControlType") == "TestMessage")
      return reject(header.line, "the message is a TestMessage: it states nothing");
    context_.source = "dpid:" + *dpid;
    context_.moment = *moment;
    report_unread(header, "MessageHeader");
    return {};
  }

  Result<void> read_party(const XmlElement& element) {
    const std::string reference(element.text_of("PartyReference"));
    if (reference.empty()) return invalid("Party has no PartyReference");
    PartyRecord party;
    if (const XmlElement* name = element.first("PartyName"); name != nullptr) party.name = name->text_of("FullName");
    for (const XmlElement* id : element.all("PartyId")) {
      TRIBUTARY_TRY(add_identifier(party, *id, "IpiNameNumber", "ipi", &parse_ipi_name_number));
      TRIBUTARY_TRY(add_identifier(party, *id, "ISNI", "isni", &parse_isni));
      TRIBUTARY_TRY(add_identifier(party, *id, "DPID", "dpid", &parse_dpid));
    }
    if (party.identifiers.empty()) {
      if (party.name.empty()) return invalid("Party has neither a name nor an identifier that is read");
      party.identifiers.push_back({"ern:" + context_.source.substr(5), party.name});
    }
    if (context_.parties.size() >= kMostReferences)
      return reject(element.line, fmt::format("has more than {} parties", kMostReferences));
    if (!context_.parties.emplace(reference, std::move(party)).second)
      return invalid(fmt::format("PartyReference \"{}\" stands twice", reference));
    return {};
  }

  static Result<void> add_identifier(PartyRecord& party, const XmlElement& id, const char* name, const char* scheme,
                                     Result<std::string> (*parse)(std::string_view)) {
    for (const XmlElement* element : id.all(name)) {
      auto parsed = parse(element->text);
      if (!parsed)
        return invalid(
            fmt::format("{} \"{}\" on line {} {}", name, element->text, element->line, parsed.error().message));
      party.identifiers.push_back({scheme, *std::move(parsed)});
    }
    return {};
  }

  Result<void> read_recording(const XmlElement& element) {
    TRIBUTARY_ASSIGN(const std::vector<Statement> statements, read_sound_recording(context_, element, sink_));
    const std::string reference(element.text_of("ResourceReference"));
    if (resources_.size() >= kMostReferences)
      return reject(element.line, fmt::format("has more than {} resources", kMostReferences));
    std::vector<AssetRecord>& assets = resources_[reference];
    for (const Statement& statement : statements) {
      TRIBUTARY_TRY(delivered(sink_.take(statement)));
      assets.push_back({AssetKind::kRecording, statement.asset.identifiers, {}});
    }
    return {};
  }

  Result<void> read_release(const XmlElement& element) {
    const XmlElement* id = element.first("ReleaseId");
    std::string_view release_id;
    for (const char* scheme : {"ICPN", "GRid"})
      if (id != nullptr && release_id.empty()) release_id = id->text_of(scheme);
    if (release_id.empty()) return invalid("Release has neither an ICPN nor a GRid");
    Statement statement;
    statement.line = element.line;
    statement.source = context_.source;
    statement.moment = context_.moment;
    statement.releases.push_back({std::string(release_id), std::string(element.text_of("DisplayTitleText"))});
    if (const XmlElement* contains = element.first("ContainsAI"); contains != nullptr) {
      TRIBUTARY_ASSIGN(std::string extent, ai_extent(*contains));
      statement.disclosures.push_back({fmt::format("release {}", release_id), std::move(extent), contains->line});
    }
    for (const XmlElement* group : element.all("ResourceGroup")) TRIBUTARY_TRY(read_group(*group, statement));
    return {};
  }

  // Groups hold resources and further groups.
  Result<void> read_group(const XmlElement& group, Statement& statement) {
    for (const XmlElement* inner : group.all("ResourceGroup")) TRIBUTARY_TRY(read_group(*inner, statement));
    for (const XmlElement* item : group.all("ResourceGroupContentItem")) {
      const auto resource = resources_.find(std::string(item->text_of("ReleaseResourceReference")));
      if (resource == resources_.end()) {
        sink_.ignore(item->line, "ResourceGroupContentItem of no sound recording that was taken");
        continue;
      }
      for (const AssetRecord& asset : resource->second) {
        statement.asset = asset;
        TRIBUTARY_TRY(delivered(sink_.take(statement)));
      }
    }
    return {};
  }

  // What the sink cannot store ends the import, whatever its code.
  static Result<void> delivered(Result<void> result) {
    if (result) return result;
    Error error = std::move(result).error();
    if (error.code == ErrorCode::kInvalidInput) error.code = ErrorCode::kInternal;
    return error;
  }

  // The outermost elements that nothing was taken from.
  void report_unread(const XmlElement& element, const std::string& path) {
    for (const XmlElement& child : element.children) {
      const std::string where = path + "/" + child.name;
      if (child.was_read)
        report_unread(child, where);
      else
        sink_.ignore(child.line, where);
    }
  }

  StatementSink& sink_;
  std::string& format_;
  ErnContext context_;
  std::unordered_map<std::string, std::vector<AssetRecord>> resources_;  // by ResourceReference
  XmlRefusal rejection_;
};

}  // namespace

Result<ReadOutcome> read_ern(std::string_view bytes, StatementSink& sink, std::string& format) {
  Message message(sink, format);
  XmlRefusal refusal;
  const auto read = read_xml(bytes, message, refusal);
  if (!read && message.rejection().line == 0) return read.error();
  const XmlRefusal& reason = read ? refusal : message.rejection();
  if (reason.line == 0) return ReadOutcome::kComplete;
  sink.refuse(reason.line, reason.reason);
  return ReadOutcome::kRejected;
}

}  // namespace tributary::rights

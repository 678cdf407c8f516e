// One SoundRecording of an ERN message as statements about its master right.
#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "rights/statement.h"
#include "rights/xml_element.h"
#include "tributary/result.h"

namespace tributary::rights {

// What a message says before its resources.
struct ErnContext {
  std::string source;  // "dpid:PADPIDA…", of the sender
  std::string moment;
  std::unordered_map<std::string, PartyRecord> parties;  // by PartyReference
};

// A statement for each ISRC of its editions: all have the same claims. kInvalidInput where the recording cannot be
// taken. A work whose ISWC is wrong is refused by itself.
Result<std::vector<Statement>> read_sound_recording(const ErnContext& context, const XmlElement& element,
                                                    StatementSink& sink);

// The value of ContainsAI or AiContribution. kInvalidInput where it is none of All, Partly and None.
Result<std::string> ai_extent(const XmlElement& element);

}  // namespace tributary::rights

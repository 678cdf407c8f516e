// Where the fields that are read stand in the records of CWR 2.1 and 2.2 (CISAC, Functional specifications: Common
// Works Registration, version 2.1 revision 7 and version 2.2 revision 2).
#pragma once

#include "rights/cwr_record.h"

namespace tributary::rights::cwr {

// Of every record but HDR, GRH, GRT and TRL.
inline constexpr CwrField kTransaction{4, 8, "Transaction Sequence #"};
inline constexpr CwrField kRecordNumber{12, 8, "Record Sequence #"};

namespace hdr {
inline constexpr CwrField kSenderType{4, 2, "Sender Type"};
inline constexpr CwrField kSenderId{6, 9, "Sender ID"};
inline constexpr CwrField kStandard{60, 5, "EDI Standard Version Number"};
inline constexpr CwrField kCreationDate{65, 8, "Creation Date"};
inline constexpr CwrField kCreationTime{73, 6, "Creation Time"};
inline constexpr CwrField kVersion{102, 3, "Version"};
}  // namespace hdr

namespace grh {
inline constexpr CwrField kTransactionType{4, 3, "Transaction Type"};
inline constexpr CwrField kGroup{7, 5, "Group ID"};
inline constexpr CwrField kVersion{12, 5, "Version Number"};
}  // namespace grh

// GRT and TRL; the first field of TRL counts groups.
namespace trailer {
inline constexpr CwrField kGroup{4, 5, "Group ID or Count"};
inline constexpr CwrField kTransactions{9, 8, "Transaction Count"};
inline constexpr CwrField kRecords{17, 8, "Record Count"};
}  // namespace trailer

// NWR and REV.
namespace work {
inline constexpr CwrField kTitle{20, 60, "Work Title"};
inline constexpr CwrField kNumber{82, 14, "Submitter Work #"};
inline constexpr CwrField kIswc{96, 11, "ISWC"};
}  // namespace work

namespace spu {
inline constexpr CwrField kChain{20, 2, "Publisher Sequence #"};
inline constexpr CwrField kParty{22, 9, "Interested Party #"};
inline constexpr CwrField kName{31, 45, "Publisher Name"};
inline constexpr CwrField kType{77, 2, "Publisher Type"};
inline constexpr CwrField kIpi{88, 11, "Publisher IPI Name #"};
inline constexpr CwrField kOwned{116, 5, "PR Ownership Share"};
}  // namespace spu

namespace spt {
inline constexpr CwrField kParty{20, 9, "Interested Party #"};
inline constexpr CwrField kPerforming{35, 5, "PR Collection Share"};
inline constexpr CwrField kMechanical{40, 5, "MR Collection Share"};
inline constexpr CwrField kSynchronisation{45, 5, "SR Collection Share"};
inline constexpr CwrField kIncluded{50, 1, "Inclusion/Exclusion Indicator"};
inline constexpr CwrField kTerritory{51, 4, "TIS Numeric Code"};
}  // namespace spt

namespace swr {
inline constexpr CwrField kParty{20, 9, "Interested Party #"};
inline constexpr CwrField kLastName{29, 45, "Writer Last Name"};
inline constexpr CwrField kFirstName{74, 30, "Writer First Name"};
inline constexpr CwrField kIpi{116, 11, "Writer IPI Name #"};
inline constexpr CwrField kOwned{130, 5, "PR Ownership Share"};
}  // namespace swr

namespace swt {
inline constexpr CwrField kParty{20, 9, "Interested Party #"};
inline constexpr CwrField kPerforming{29, 5, "PR Collection Share"};
inline constexpr CwrField kMechanical{34, 5, "MR Collection Share"};
inline constexpr CwrField kSynchronisation{39, 5, "SR Collection Share"};
inline constexpr CwrField kIncluded{44, 1, "Inclusion/Exclusion Indicator"};
inline constexpr CwrField kTerritory{45, 4, "TIS Numeric Code"};
}  // namespace swt

namespace pwr {
inline constexpr CwrField kPublisher{20, 9, "Publisher IP #"};
inline constexpr CwrField kWriter{102, 9, "Writer IP #"};
inline constexpr CwrField kChain{111, 2, "Publisher Sequence #"};
}  // namespace pwr

namespace alt {
inline constexpr CwrField kTitle{20, 60, "Alternate Title"};
}  // namespace alt

namespace rec {
inline constexpr CwrField kIsrc{250, 12, "ISRC"};
inline constexpr CwrField kTitle{267, 60, "Recording Title"};
inline constexpr CwrField kValidity{507, 20, "ISRC Validity"};
}  // namespace rec

}  // namespace tributary::rights::cwr

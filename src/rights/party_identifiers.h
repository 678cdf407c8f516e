// The identifiers of parties: IPI name number, ISNI and DPID.
#pragma once

#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::rights {

// The 11 digits of an IPI name number, from up to 11 digits. Its last two digits check the others: the digits before,
// weighted 10 to 2, are subtracted from a multiple of 101 (CISAC). The error says what is wrong with it.
Result<std::string> parse_ipi_name_number(std::string_view text);

// The 16 characters of an ISNI (ISO 27729), from its compact form, or in fours with blanks or hyphens. The last one,
// a digit or X, is checked by ISO/IEC 7064 MOD 11-2.
Result<std::string> parse_isni(std::string_view text);

// A DDEX Party Identifier such as PADPIDA2014120301U, in upper case without hyphens: "PADPIDA", ten digits and a
// letter or digit. DDEX publishes no rule for the last character, so it is not checked.
Result<std::string> parse_dpid(std::string_view text);

}  // namespace tributary::rights

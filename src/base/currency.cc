#include <algorithm>

#include <fmt/core.h>

#include "tributary/money.h"

namespace tributary {
namespace {

// ISO 4217, list one: money in use, without metals, testing codes and codes that have no minor unit. Codes that have
// left the list since 2023 stay readable, because what was posted in them stays posted. Sorted, a blank between two.
constexpr std::string_view kNoDecimals = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view kTwoDecimals =
    "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHE CHF CHW CNY COP COU CRC CUC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
    "GMD GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD "
    "MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP "
    "TRY TTD TWD TZS UAH USD USN UYU UZS VED VES WST XAD XCD XCG YER ZAR ZMW ZWG ZWL";
constexpr std::string_view kThreeDecimals = "BHD IQD JOD KWD LYD OMR TND";
constexpr std::string_view kFourDecimals = "CLF UYW";
struct Group {
  std::string_view codes;
  std::int32_t exponent;
};
constexpr Group kGroups[]{{kNoDecimals, 0}, {kTwoDecimals, 2}, {kThreeDecimals, 3}, {kFourDecimals, 4}};

bool is_code(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

}  // namespace

Result<Currency> currency_of(std::string_view code) {
  if (is_code(code)) {
    for (const Group& group : kGroups)
      if (group.codes.find(code) != std::string_view::npos)
        return Currency{{code[0], code[1], code[2]}, group.exponent};
  }
  return Error{ErrorCode::kInvalidInput, fmt::format("\"{}\": is no currency code of ISO 4217", code)};
}

}  // namespace tributary

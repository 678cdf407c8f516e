#include "rights/territory_codes.h"

#include <array>

namespace tributary::rights {
namespace {

// 0: the territory system of CISAC has no entry of its own for it.
constexpr std::array kCountries = std::to_array<Country>({
    {"AD", 20},  {"AE", 784}, {"AF", 4},   {"AG", 28},  {"AI", 0},   {"AL", 8},   {"AM", 51},  {"AO", 24},  {"AQ", 0},
    {"AR", 32},  {"AS", 0},   {"AT", 40},  {"AU", 36},  {"AW", 0},   {"AX", 0},   {"AZ", 31},  {"BA", 70},  {"BB", 52},
    {"BD", 50},  {"BE", 56},  {"BF", 854}, {"BG", 100}, {"BH", 48},  {"BI", 108}, {"BJ", 204}, {"BL", 0},   {"BM", 0},
    {"BN", 96},  {"BO", 68},  {"BQ", 0},   {"BR", 76},  {"BS", 44},  {"BT", 64},  {"BV", 0},   {"BW", 72},  {"BY", 112},
    {"BZ", 84},  {"CA", 124}, {"CC", 0},   {"CD", 180}, {"CF", 140}, {"CG", 178}, {"CH", 756}, {"CI", 384}, {"CK", 0},
    {"CL", 152}, {"CM", 120}, {"CN", 156}, {"CO", 170}, {"CR", 188}, {"CU", 192}, {"CV", 132}, {"CW", 0},   {"CX", 0},
    {"CY", 196}, {"CZ", 203}, {"DE", 276}, {"DJ", 262}, {"DK", 208}, {"DM", 212}, {"DO", 214}, {"DZ", 12},  {"EC", 218},
    {"EE", 233}, {"EG", 818}, {"EH", 732}, {"ER", 232}, {"ES", 724}, {"ET", 231}, {"FI", 246}, {"FJ", 242}, {"FK", 0},
    {"FM", 583}, {"FO", 0},   {"FR", 250}, {"GA", 266}, {"GB", 826}, {"GD", 308}, {"GE", 268}, {"GF", 0},   {"GG", 0},
    {"GH", 288}, {"GI", 0},   {"GL", 0},   {"GM", 270}, {"GN", 324}, {"GP", 0},   {"GQ", 226}, {"GR", 300}, {"GS", 0},
    {"GT", 320}, {"GU", 0},   {"GW", 624}, {"GY", 328}, {"HK", 344}, {"HM", 0},   {"HN", 340}, {"HR", 191}, {"HT", 332},
    {"HU", 348}, {"ID", 360}, {"IE", 372}, {"IL", 376}, {"IM", 0},   {"IN", 356}, {"IO", 0},   {"IQ", 368}, {"IR", 364},
    {"IS", 352}, {"IT", 380}, {"JE", 0},   {"JM", 388}, {"JO", 400}, {"JP", 392}, {"KE", 404}, {"KG", 417}, {"KH", 116},
    {"KI", 296}, {"KM", 174}, {"KN", 659}, {"KP", 408}, {"KR", 410}, {"KW", 414}, {"KY", 0},   {"KZ", 398}, {"LA", 418},
    {"LB", 422}, {"LC", 662}, {"LI", 438}, {"LK", 144}, {"LR", 430}, {"LS", 426}, {"LT", 440}, {"LU", 442}, {"LV", 428},
    {"LY", 434}, {"MA", 504}, {"MC", 492}, {"MD", 498}, {"ME", 499}, {"MF", 0},   {"MG", 450}, {"MH", 584}, {"MK", 807},
    {"ML", 466}, {"MM", 104}, {"MN", 496}, {"MO", 446}, {"MP", 0},   {"MQ", 0},   {"MR", 478}, {"MS", 0},   {"MT", 470},
    {"MU", 480}, {"MV", 462}, {"MW", 454}, {"MX", 484}, {"MY", 458}, {"MZ", 508}, {"NA", 516}, {"NC", 540}, {"NE", 562},
    {"NF", 0},   {"NG", 566}, {"NI", 558}, {"NL", 528}, {"NO", 578}, {"NP", 524}, {"NR", 520}, {"NU", 0},   {"NZ", 554},
    {"OM", 512}, {"PA", 591}, {"PE", 604}, {"PF", 258}, {"PG", 598}, {"PH", 608}, {"PK", 586}, {"PL", 616}, {"PM", 0},
    {"PN", 0},   {"PR", 630}, {"PS", 0},   {"PT", 620}, {"PW", 585}, {"PY", 600}, {"QA", 634}, {"RE", 0},   {"RO", 642},
    {"RS", 688}, {"RU", 643}, {"RW", 646}, {"SA", 682}, {"SB", 90},  {"SC", 690}, {"SD", 729}, {"SE", 752}, {"SG", 702},
    {"SH", 0},   {"SI", 705}, {"SJ", 0},   {"SK", 703}, {"SL", 694}, {"SM", 674}, {"SN", 686}, {"SO", 706}, {"SR", 740},
    {"SS", 728}, {"ST", 678}, {"SV", 222}, {"SX", 0},   {"SY", 760}, {"SZ", 748}, {"TC", 0},   {"TD", 148}, {"TF", 0},
    {"TG", 768}, {"TH", 764}, {"TJ", 762}, {"TK", 0},   {"TL", 626}, {"TM", 795}, {"TN", 788}, {"TO", 776}, {"TR", 792},
    {"TT", 780}, {"TV", 798}, {"TW", 158}, {"TZ", 834}, {"UA", 804}, {"UG", 800}, {"UM", 0},   {"US", 840}, {"UY", 858},
    {"UZ", 860}, {"VA", 336}, {"VC", 670}, {"VE", 862}, {"VG", 0},   {"VI", 0},   {"VN", 704}, {"VU", 548}, {"WF", 0},
    {"WS", 882}, {"XK", 0},   {"YE", 887}, {"YT", 0},   {"ZA", 710}, {"ZM", 894}, {"ZW", 716},
});

// The members that are countries, also those of groups within a group.
constexpr std::array kGroups = std::to_array<CountryGroup>({
    {2100, "AFRICA",
     "AO BF BI BJ BW CD CF CG CI CM CV DJ DZ EG EH ER ET GA GH GM GN GQ GW KE KM LR LS LY MA MG ML MR MU "
     "MW MZ NA NE NG RW SC SD SL SN SO SS ST SZ TD TG TN TZ UG ZA ZM ZW"},
    {2101, "AMERICA",
     "AG AR BB BO BR BS BZ CA CL CO CR CU DM DO EC GD GT GY HN HT JM KN LC MX NI PA PE PR PY SR SV TT US "
     "UY VC VE"},
    {2102, "AMERICAN CONTINENT", "AR BO BR BZ CA CL CO CR EC GT GY HN MX NI PA PE PY SR SV US UY VE"},
    {2103, "ANTILLES", "AG BB CU DM DO GD HT JM KN LC PR TT VC"},
    {2104, "APEC COUNTRIES", "AU BN CA CL CN HK ID JP KR MO MX MY NZ PE PG PH PR RU SG TH TW US VN"},
    {2105, "ASEAN COUNTRIES", "BN ID KH LA MM MY PH SG TH VN"},
    {2106, "ASIA",
     "AE AF AM AZ BD BH BN BT CN CY GE HK ID IL IN IQ IR JO JP KG KH KP KR KW KZ LA LB LK MM MN MO MV MY "
     "NP OM PH PK QA SA SG SY TH TJ TL TM TR TW UZ VN YE"},
    {2107, "AUSTRALASIA", "AU FJ NC NZ SB VU"},
    {2108, "BALKANS", "AL BA BG GR HR ME MK RO RS SI"},
    {2109, "BALTIC STATES", "EE LT LV"},
    {2110, "BENELUX", "BE LU NL"},
    {2111, "BRITISH ISLES", "GB IE"},
    {2112, "BRITISH WEST INDIES", "AG BB BS DM GD JM KN LC TT VC"},
    {2113, "CENTRAL AMERICA", "BZ CR GT HN NI PA SV"},
    {2114, "COMMONWEALTH",
     "AG AU BB BD BN BS BW BZ CA CM CY DM FJ GB GD GH GM GY IN JM KE KI KN LC LK LS MT MU MV MW MY MZ NA "
     "NG NR NZ PG PK SB SC SG SL SZ TO TT TV TZ UG VC VU WS ZA ZM"},
    {2115, "COMMONWEALTH AFRICAN TERRITORIES", "BW CM GH GM KE LS MU MW MZ NA NG SC SL SZ TZ UG ZA ZM"},
    {2116, "COMMONWEALTH ASIAN TERRITORIES", "BD BN CY IN LK MV MY PK SG"},
    {2117, "COMMONWEALTH AUSTRALASIAN TERRITORIES", "AU FJ NZ SB VU"},
    {2118, "COMMONWEALTH OF INDEPENDENT STATES", "AM AZ BY KG KZ MD RU TJ TM UZ"},
    {2119, "EASTERN EUROPE", "AL BG BY CZ EE HU LT LV MD PL RO RU SK UA"},
    {2120, "EUROPE",
     "AD AL AT BA BE BG BY CH CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MD ME MK MT NL NO "
     "PL PT RO RS RU SE SI SK SM UA VA"},
    {2121, "EUROPEAN ECONOMIC AREA",
     "AT BE BG CY CZ DE DK EE ES FI FR GR HU IE IS IT LI LT LU LV MT NL NO PL PT RO SE SI SK"},
    {2122, "EUROPEAN CONTINENT",
     "AD AL AT BA BE BG BY CH CZ DE DK EE ES FI FR GR HR HU IT LI LT LU LV MC MD ME MK NL NO PL PT RO RS "
     "RU SE SI SK SM UA VA"},
    {2123, "EUROPEAN UNION", "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"},
    {2124, "GSA COUNTRIES", "AT CH DE"},
    {2125, "MIDDLE EAST", "AE AF BD BH BT IN IQ IR JO KW LK MN MV NP OM PK QA SA YE"},
    {2126, "NAFTA COUNTRIES", "CA MX PR US"},
    {2127, "NORDIC COUNTRIES", "DK FI IS NO SE"},
    {2128, "NORTH AFRICA", "DZ EG LY MA TN"},
    {2129, "NORTH AMERICA", "CA MX US"},
    {2130, "OCEANIA", "AU FJ FM KI MH NC NR NZ PF PG PW SB TO TV VU WS"},
    {2131, "SCANDINAVIA", "DK NO SE"},
    {2132, "SOUTH AMERICA", "AR BO BR CL CO EC GY PE PY SR UY VE"},
    {2133, "SOUTH EAST ASIA", "BN ID KH LA MM MY PH SG TH TL VN"},
    {2134, "WEST INDIES", "AG BB BS CU DM DO GD HT JM KN LC PR TT VC"},
});

}  // namespace

std::span<const Country> countries() { return kCountries; }

std::span<const CountryGroup> country_groups() { return kGroups; }

}  // namespace tributary::rights

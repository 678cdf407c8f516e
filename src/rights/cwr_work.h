// One work registration (NWR or REV) of a CWR file, put together record by record.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "rights/collection.h"
#include "rights/cwr_record.h"
#include "rights/statement.h"

namespace tributary::rights {

// What the file says of all its works.
struct CwrSender {
  std::string scheme;  // "cwr:PB000000199": sender type and id
  std::string moment;  // creation of the file: "2026-11-26T12:30:00"
};

// True for the record types that the standard has and this profile passes over.
bool is_passed_over(std::string_view record_type);

class CwrWork {
 public:
  // kInvalidInput where the header is not sound.
  static Result<CwrWork> begin(const CwrSender& sender, const CwrRecord& header);

  // A detail record, in the order of the file. kInvalidInput where it makes the whole work unusable. What is not read,
  // or refused by itself without harm to the work, goes to the sink.
  Result<void> add(const CwrRecord& record, StatementSink& sink);

  // kInvalidInput where the records do not belong together. Ends the work.
  Result<Statement> finish();

  std::int64_t line() const { return statement_.line; }

 private:
  struct Party {
    PartyRecord party;
    std::string number;  // the sender's, unique within its files
    std::int64_t chain = 0;
    Collection collection;
  };
  struct Representation {
    std::string publisher;
    std::int64_t chain = 0;  // 0 where the record names none
    std::int64_t line = 0;
  };
  struct TerritoryFields;
  enum class Controlled { kNobody, kPublisher, kWriter, kOthersWriter };

  CwrWork() = default;

  Result<void> add_publisher(const CwrRecord& record);
  Result<void> add_writer(const CwrRecord& record);
  Result<void> add_territory(const CwrRecord& record, const TerritoryFields& fields, StatementSink& sink);
  Result<void> add_representation(const CwrRecord& record, StatementSink& sink);
  void add_recording(const CwrRecord& record, StatementSink& sink);
  Result<void> identify(Party& party, const CwrRecord& record, const CwrField& number, const CwrField& ipi);

  Statement statement_;
  std::string scheme_;
  std::vector<Party> publishers_;
  std::vector<Party> writers_;
  std::vector<Representation> representations_;
  Controlled current_ = Controlled::kNobody;
};

}  // namespace tributary::rights

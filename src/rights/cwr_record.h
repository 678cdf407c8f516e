// One line of a CWR file: fields at fixed positions.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "tributary/result.h"

namespace tributary::rights {

// As the CWR functional specification counts: positions from 1.
struct CwrField {
  std::size_t start;
  std::size_t size;
  const char* name;
};

class CwrRecord {
 public:
  // The line without its end; it must outlive the record.
  CwrRecord(std::string_view line, std::int64_t number) : line_(line), number_(number) {}

  std::int64_t line_number() const { return number_; }
  std::string_view bytes() const { return line_; }
  std::string_view type() const { return line_.substr(0, 3); }

  // Without the blanks around it; empty where the line ends before it.
  std::string_view text(const CwrField& field) const;

  // kInvalidInput names the field where it is blank.
  Result<std::string> required(const CwrField& field) const;

  // Digits only. kInvalidInput names the field where it is anything else, also blank.
  Result<std::int64_t> number(const CwrField& field) const;

  // The same, but 0 where the field is blank.
  Result<std::int64_t> number_or_zero(const CwrField& field) const;

 private:
  std::string_view line_;
  std::int64_t number_;
};

}  // namespace tributary::rights

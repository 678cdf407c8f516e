// What is known of how well audits work, for the reader of an answer: the figures that the documentation states.
#pragma once

#include <span>
#include <string>

#include "report/audit_page.h"
#include "report/method_card.h"

namespace tributary::report {

// Those that the card repeats; a test holds them against the documents.
std::span<const MeasuredRow> audit_measured_rows();

// A <section>: what was measured, on what, with which error rates, and what it does not show.
std::string audit_method_card(const AuditContent& content);

// A <section>: the hashes of everything that went in.
std::string audit_inputs_section(const AuditContent& content);

}  // namespace tributary::report

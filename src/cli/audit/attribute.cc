#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include <fmt/core.h>
#include <CLI/CLI.hpp>

#include "audit/model/script_generator.h"
#include "audit/question.h"
#include "audit/segment_levels.h"
#include "audit/suspect.h"
#include "base/hash.h"
#include "base/parallel.h"
#include "cli/audit/report.h"
#include "cli/audit/verbs.h"
#include "cli/version.h"
#include "report/audit_json.h"
#include "report/display_text.h"
#include "report/trace_page.h"

namespace tributary::cli {
namespace {

struct Job {
  std::vector<std::string> files;
  std::string model;
  std::string store;
  std::string reference;
  std::string calibration;
  std::string tag;
  std::size_t influences = 10;
  std::string report_folder;  // empty: no pages
  std::string music;
  bool with_audio = true;
};

struct Opened {
  std::unique_ptr<audit::Generator> model;
  std::unique_ptr<audit::Generator> reference;
  audit::GradientStore store;
  audit::Holdings holdings;
  std::optional<audit::Calibration> calibration;
  std::string calibration_sha256;
};

Result<Opened> open(const Job& job, int threads) {
  TRIBUTARY_ASSIGN(audit::GradientStore store, audit::GradientStore::open(job.store));
  TRIBUTARY_ASSIGN(std::unique_ptr<audit::Generator> model, audit::open_script_generator(job.model, threads));
  audit::Holdings holdings = audit::holdings_of(store, static_cast<std::size_t>(threads));
  Opened opened{std::move(model), nullptr, std::move(store), std::move(holdings), std::nullopt, {}};
  TRIBUTARY_TRY(audit::check_model(opened.store.plan(), opened.model->info(), job.store));
  if (opened.model->info().bands != audit::kLevelBands)
    return Error{ErrorCode::kUnsupported, job.model + ": does not hear what this program makes of an audio file"};
  if (!job.reference.empty()) {
    TRIBUTARY_ASSIGN(opened.reference, audit::open_script_generator(job.reference, threads));
    if (opened.reference->info().frames != opened.model->info().frames ||
        opened.reference->info().bands != opened.model->info().bands)
      return Error{ErrorCode::kInvalidInput, job.reference + ": its segments have another size than the model's"};
  }
  if (!job.calibration.empty()) {
    TRIBUTARY_ASSIGN(opened.calibration, audit::read_calibration(job.calibration));
    TRIBUTARY_ASSIGN(opened.calibration_sha256, base::sha256_of_file(job.calibration));
  }
  return opened;
}

Result<AuditAnswer> ask(const Opened& opened, const Job& job, const std::string& file, std::size_t threads) {
  TRIBUTARY_ASSIGN(const audit::Suspect suspect, audit::hear_suspect(file, opened.store.plan().frames));
  TRIBUTARY_ASSIGN(AuditAnswer answer, audit::ask({*opened.model, opened.reference.get(), opened.store, opened.holdings,
                                                   opened.calibration},
                                                  suspect, {job.tag, job.influences, threads}));
  answer.query_path = file;
  answer.calibration = opened.calibration_sha256;
  return answer;
}

std::string table(const AuditAnswer& answer) {
  std::string text = fmt::format("{}  {:.1f} s, against {} segments\n\n", report::printable(answer.query_path),
                                 answer.query_duration_s, answer.segments);
  for (const ModelShare& owner : answer.owners)
    text += fmt::format("  {:5.1f}%  [{:.1f}, {:.1f}]  {}\n", owner.share_ppm / 1e4, owner.low_ppm / 1e4,
                        owner.high_ppm / 1e4, report::printable(owner.owner));
  text += fmt::format("  {:5.1f}%  unattributed{}\n\n  training segments that moved the model most\n",
                      answer.unattributed_ppm / 1e4, answer.reason.empty() ? "" : ": " + answer.reason);
  for (const SegmentInfluence& influence : answer.influences)
    text += fmt::format("  {:8.3f}  {}, {} at {:.1f} s\n", influence.score, report::printable(influence.owner),
                        report::printable(influence.recording), influence.reference_start_s);
  return text;
}

Result<void> make_report_folder(const Job& job) {
  std::error_code failure;
  if (job.report_folder.empty()) return {};
  std::filesystem::create_directories(job.report_folder, failure);
  if (!failure && std::filesystem::is_directory(job.report_folder)) return {};
  return Error{ErrorCode::kIo, job.report_folder + ": cannot be made a folder for reports" +
                                   (failure ? ": " + failure.message() : std::string())};
}

// Where the page went; the standard output of --json holds answers only.
void write_report(Invocation& invocation, const Opened& opened, const Job& job, const AuditAnswer& answer,
                  const std::string& name, std::size_t threads) {
  AuditReportSettings settings{job.report_folder, job.music, job.with_audio, 0.9, threads};
  if (opened.calibration) settings.coverage = opened.calibration->coverage;
  const auto written = write_audit_report(answer, name, settings);
  if (!written) return invocation.fail(written.error());
  if (!invocation.json) invocation.print(fmt::format("\n  written: {}\n", report::printable(written->string())));
}

void run(Invocation& invocation, const Job& job) {
  const std::size_t threads = invocation.threads == 0 ? base::available_cores() : invocation.threads;
  if (const auto made = make_report_folder(job); !made) return invocation.fail(made.error());
  const auto opened = open(job, static_cast<int>(threads));
  if (!opened) return invocation.fail(opened.error());
  const std::vector<std::string> names = report::page_names(job.files);
  for (std::size_t i = 0; i < job.files.size(); ++i) {
    const auto answer = ask(*opened, job, job.files[i], threads);
    if (answer) {
      invocation.print(invocation.json ? report::to_json_line(*answer, report::EngineInfo{kVersion}) : table(*answer));
      if (!job.report_folder.empty()) write_report(invocation, *opened, job, *answer, names[i], threads);
      continue;
    }
    if (invocation.json) invocation.print(report::to_json_line(report::Refusal{job.files[i], answer.error().message}));
    invocation.refuse(answer.error());
  }
}

}  // namespace

void add_audit_attribute(CLI::App& app, Invocation& invocation) {
  CLI::App* verb = app.add_subcommand("attribute", "Say which training segments moved what a model made");
  verb->footer(
      "A share is a part of the likelihood that training gained on the track, foreseen from gradients. It needs a\n"
      "reference model that never learned from the catalog, and a calibration by retraining; without them the "
      "segments\n"
      "are ranked and everything stays unattributed.");
  const auto job = std::make_shared<Job>();
  verb->add_option("audio", job->files, "Audio files that the model made")->required()->type_name("AUDIO...");
  verb->add_option("--model", job->model, "The model as a generator script, whose code this runs")
      ->required()
      ->type_name("FILE");
  verb->add_option("--store", job->store, "The folder of its gradient store")->required()->type_name("DIR");
  verb->add_option("--reference", job->reference, "A model of the same shape that never learned from the catalog")
      ->type_name("FILE");
  verb->add_option("--calibration", job->calibration, "What retraining showed about such scores")->type_name("FILE");
  verb->add_option("--tag", job->tag, "What the model was told when it made the track");
  verb->add_option("--segments", job->influences, "How many training segments to name")->capture_default_str();
  CLI::Option* folder =
      verb->add_option("--report", job->report_folder,
                       "Also write for each file a page that needs no network: the answer, the segments to hear, and\n"
                       "how sure that is")
          ->type_name("DIR");
  verb->add_option("--music", job->music, "Where recordings with relative names lie; default: here")
      ->needs(folder)
      ->type_name("DIR");
  verb->add_flag("--audio,!--no-audio", job->with_audio, "Embed short excerpts of both sides in the pages (default)")
      ->needs(folder);
  verb->callback([&invocation, job] { run(invocation, *job); });
}

}  // namespace tributary::cli

// The jobs of lab_render, one file each: options declared, then run.
#pragma once

#include <cstddef>
#include <functional>

#include "tributary/result.h"

namespace CLI {
class App;
}

namespace tributary::lab {

using Job = std::function<Result<void>()>;

// Each declares its subcommand on `app`; the job is to be run where the user asked for it.
Job declare_audio(CLI::App& app);
Job declare_corpus(CLI::App& app);
Job declare_fidelity(CLI::App& app);
Job declare_recordings(CLI::App& app);
Job declare_templates(CLI::App& app);

// A counter on stderr.
void show_progress(const char* what, std::size_t done, std::size_t total);

}  // namespace tributary::lab

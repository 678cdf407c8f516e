// The jobs of lab_generator.
#pragma once

#include <functional>

#include "tributary/result.h"

namespace CLI {
class App;
}

namespace tributary::lab {

using GeneratorJob = std::function<Result<void>()>;

// Each adds its subcommand; the job runs it once the command line is read.
GeneratorJob declare_generator_segments(CLI::App& app);
GeneratorJob declare_generator_render(CLI::App& app);

}  // namespace tributary::lab

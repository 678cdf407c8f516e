// The jobs of lab_codec, one file each: options declared, then run.
#pragma once

#include <functional>

#include "tributary/result.h"

namespace CLI {
class App;
}

namespace tributary::lab {

using CodecJob = std::function<Result<void>()>;

// Each declares its subcommand on `app`; the job is to be run where the user asked for it.
CodecJob declare_codec_apply(CLI::App& app);
CodecJob declare_codec_measure(CLI::App& app);
CodecJob declare_codec_train(CLI::App& app);

}  // namespace tributary::lab

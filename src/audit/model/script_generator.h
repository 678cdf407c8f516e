// A generator in a TorchScript file, through the contract of docs/formats/generator-script.md.
#pragma once

#include <filesystem>
#include <memory>

#include "audit/generator.h"
#include "tributary/result.h"

namespace tributary::audit {

// Runs the code in the file with the rights of this process: a model file is a program. kNotFound, kCorrupt where
// libtorch cannot read the file, kInvalidInput where it does not keep the contract; the message names the method.
// `threads` are libtorch's, whose own default differs between builds.
Result<std::unique_ptr<Generator>> open_script_generator(const std::filesystem::path& path, int threads);

}  // namespace tributary::audit

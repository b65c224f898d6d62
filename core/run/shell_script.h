#pragma once
/// @file The text that `lorikeet-cli script` prints.

#include "core/config/run_options.h"

#include <string>

namespace lorikeet {

/// A shell script that repeats the run on another machine (paths of model, data and output are variables at its head), followed by the same run
/// for LLaMA-Factory as comments. Options are resolved; a template's name that is not "auto" makes the latter complete.
std::string writeShellScript(const RunOptions& options);

/// As one word of a POSIX shell.
std::string shellQuote(const std::string& text);

} // namespace lorikeet

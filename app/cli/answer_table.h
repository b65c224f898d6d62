#pragma once
/// @file The pinned samples' answers before and after a run, for the terminal.

#include "core/run/run_folder.h"

#include <string>

namespace lorikeet::cli {

/// One block a pinned sample: question, reference answer, answer at step 0 and the newest one, with a mark where it is exactly right.
/// Empty when the run pinned none or answered only once.
std::string answerTable(const RunFolder& folder);

} // namespace lorikeet::cli

#pragma once
/// @file The data of a run as it starts: rows with edits applied, in LLaMA-Factory's form.

#include "core/data/sample.h"

#include <set>
#include <string>
#include <vector>

namespace lorikeet {

struct NamedSamples {
    std::string name;
    std::vector<Sample> samples;
};

/// Writes FOLDER/NAME.jsonl for each dataset and FOLDER/dataset_info.json. The folder appears whole or not at all. Preference pairs go to
/// a dataset NAME_pairs of their own.
/// @throws Error with ExitCode::Io.
void writeSnapshot(const std::string& folder, const std::vector<NamedSamples>& datasets);

/// A name that is safe as a file name on every system: other characters become `-`.
std::string fileNameFor(const std::string& name);
/// BASE.ENDING, or BASE-2.ENDING … where it is used already; the name is used then.
std::string freeFileName(const std::string& base, const std::string& ending, std::set<std::string>& used);

} // namespace lorikeet

#pragma once
/// @file Ids of samples that come from several files.

#include "core/data/sample.h"

#include <string>
#include <vector>

namespace lorikeet {

/// Ids that come again get `~2`, `~3` …, in the order of the samples; ids that came once stay as they are.
void makeIdsUnique(std::vector<Sample>& samples);

/// What the ids of each file's rows begin with: its name without the ending where no other of the files has the same, and with its folder where it
/// lies below `folder`.
std::vector<std::string> idPrefixes(const std::vector<std::string>& files, const std::string& folder);

} // namespace lorikeet

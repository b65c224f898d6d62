#pragma once
/// @file Walks over samples whose pictures belong together.

#include "core/data/doctor/check.h"

#include <functional>
#include <string>
#include <vector>

namespace lorikeet {

/// Called for each sample with a picture that another file of an earlier sample repeats: sample, its picture, the earlier sample, its picture.
/// Once a sample. @param firstOf of PictureGroups
void forEachCopy(const DataCheck& check, const std::vector<uint32_t>& firstOf,
    const std::function<void(size_t, const std::string&, size_t, const std::string&)>& onCopy);

} // namespace lorikeet

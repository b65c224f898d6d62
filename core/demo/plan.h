#pragma once
/// @file What the generated datasets hold: scenes, file names, questions and answers.

#include "core/demo/dataset_writer.h"

namespace lorikeet::demo {

struct Plan {
    std::vector<PlannedPicture> pictures;
    std::vector<PlannedDataset> datasets;
};

/// captions_*, descriptions_*, questions_* (each _train and _validation; every picture belongs to one row) and words_* (no pictures).
Plan planDemo(uint64_t seed);
/// `corpus`: see writeCorpus.
Plan planCorpus(size_t pictures, uint64_t seed);

} // namespace lorikeet::demo

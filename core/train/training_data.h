#pragma once
/// @file The samples of a run: opened, split, and checked row by row before the first step.

#include "core/config/run_options.h"
#include "core/models/processor.h"
#include "core/train/sample_store.h"

#include <memory>
#include <vector>

namespace lorikeet {

struct TrainingData {
    std::unique_ptr<SampleStore> train;
    std::unique_ptr<SampleStore> eval; ///< Null where nothing is held out.
    std::vector<Issue> warnings;       ///< What people should know, rows that were left out among them.
};

enum class DataSides { Both, EvalOnly };

/// Opens and splits the data and looks at every row and picture header that takes part, in parallel.
/// @throws Error with the count and the first three bad rows, unless skip_bad_samples leaves them out.
TrainingData openTrainingData(const RunOptions& options, std::shared_ptr<const Processor> processor, DataSides sides = DataSides::Both);

} // namespace lorikeet

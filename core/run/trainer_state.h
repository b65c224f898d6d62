#pragma once
/// @file trainer_state.json, as the Hugging Face Trainer, LLaMA-Factory and we write it.

#include "core/run/event.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

struct TrainerStateFile {
    int64_t step = 0;
    int64_t totalSteps = 0;
    std::vector<Event> events; ///< Steps and evaluations of its log_history, in order.

    /// The evaluation loss measured at this step.
    std::optional<double> evalLossAt(int64_t step) const;
};

/// FOLDER/trainer_state.json; nullopt when it is missing or not readable as such.
std::optional<TrainerStateFile> readTrainerState(const std::string& folder);

} // namespace lorikeet

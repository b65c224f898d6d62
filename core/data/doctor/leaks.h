#pragma once
/// @file Test pictures of a run that it also trains on.

#include "core/data/doctor/doctor.h"
#include "core/data/split_plan.h"

#include <memory>
#include <set>
#include <string>
#include <vector>

namespace lorikeet {

inline constexpr const char* kLeakRule = "leak.picture";

/// The data of a run, and what is known of it.
struct LeakQuestion {
    std::vector<std::string> datasets; ///< That it trains on.
    TrainingPolicy policy;             ///< With the run's evalDatasets.
    std::set<std::string> waived;      ///< Ids of samples whose leaks people ignore.
    std::shared_ptr<const DoctorReport> report; ///< Knows copies in other files; null: only the same file on both sides is found.
};

struct Leaks {
    std::vector<size_t> samples; ///< Held out, though a picture of theirs trains.
    size_t pictures = 0;         ///< Distinct ones.

    bool operator==(const Leaks&) const = default;
};

/// Looks into no file. A share (val_size) that the trainer itself holds out keeps samples with one picture together and is no question here.
Leaks findLeaks(const std::vector<Sample>& samples, const LeakQuestion& question);

} // namespace lorikeet

#pragma once
/// @file What has changed in the project's data since a run took its snapshot.

#include "core/data/dataset.h"
#include "core/data/split_plan.h"

#include <set>
#include <string>
#include <vector>

namespace lorikeet {

struct SnapshotDifference {
    struct Changed {
        std::string sampleId;
        SampleContent before; ///< As the run has it.
        SampleContent after;  ///< As the project has it now.
    };
    std::vector<std::string> added;   ///< Sample ids that a run started now would have besides, in the project's order.
    std::vector<std::string> removed; ///< Sample ids that it would not have any more, in the snapshot's order.
    std::vector<Changed> changed;     ///< Texts, system prompt or pictures differ.
    size_t unchanged = 0;

    bool isEmpty() const { return added.empty() && removed.empty() && changed.empty(); }
};

/// The data of a run.
struct Snapshot {
    std::vector<Sample> samples;
    std::set<std::string> sources; ///< The project's datasets that it was made of.
};
/// @param dataFolder the run's data/. @throws Error when it can't be read.
Snapshot readSnapshot(const std::string& dataFolder);
/// Compares it with the samples of the same datasets; by their ids, whichever side of the split they are on.
SnapshotDifference compareSnapshot(const Snapshot& snapshot, const std::vector<Sample>& samples, bool reviewedOnly = false);
/// Both. @throws Error as readSnapshot does.
SnapshotDifference compareSnapshot(const std::string& dataFolder, const std::vector<Sample>& samples, bool reviewedOnly = false);

} // namespace lorikeet

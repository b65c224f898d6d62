#pragma once
/// @file Which samples train and which are held out for checking, as the project decides it.

#include "core/data/sample.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct SplitPlan {
    enum class Kind { None, Share, Count, Column };
    Kind kind = Kind::None;
    double amount = 0.1;               ///< Share: of all samples, above 0 and below 1. Count: how many.
    std::string column;                ///< Column: the name of a Sample::columns entry …
    std::vector<std::string> values;   ///< … and its values that hold a sample out (without case); empty = the usual words: val, validation, test …
    bool isStratified = false;         ///< Each tag (a sample's first one) gives its share.
    int64_t seed = 42;

    bool operator==(const SplitPlan&) const = default;
};
const char* splitKindName(SplitPlan::Kind kind); ///< "none", "share", "count", "column".
/// nullopt for an unknown word.
std::optional<SplitPlan::Kind> splitKindFromName(std::string_view name);

/// What decides which samples train.
struct TrainingPolicy {
    SplitPlan split;
    bool reviewedOnly = false; ///< Only accepted samples train (and are held out).
    /// Datasets that are held out whole, instead of the split. Unset: where there is no split those whose names say so (isForEvaluation), unless
    /// nothing would be left to train on.
    std::optional<std::vector<std::string>> evalDatasets = {};
};
/// Whether a dataset's name says that it is for checking: it has validation, eval, test … as a word.
bool isForEvaluation(std::string_view datasetName);
enum class TrainingSide : uint8_t { Neither, Train, HeldOut };

/// Whether a sample takes part in a run at all.
inline bool takesPart(const Sample& sample, bool reviewedOnly)
{
    return sample.isTrainable() && (!reviewedOnly || sample.review == Review::Accepted);
}
/// The side of each sample, by the same rule wherever it is asked. Samples that share a picture (or share one with a third) stay on one side;
/// with a column, the side of the group's first one. Those that were moved to training (alwaysTrains) take their group along. @throws Error when nothing would be left to train on.
std::vector<TrainingSide> assignSides(const std::vector<const Sample*>& samples, const TrainingPolicy& policy);
std::vector<TrainingSide> assignSides(const std::vector<Sample>& samples, const TrainingPolicy& policy);
/// Which samples are held out; none where the policy leaves nothing to train on.
std::vector<bool> listHeldOut(const std::vector<Sample>& samples, const TrainingPolicy& policy);

struct SplitCounts {
    size_t train = 0;
    size_t heldOut = 0;
    size_t neither = 0; ///< Left out, rejected, not reviewed.
    struct OfTag {
        size_t train = 0;
        size_t heldOut = 0;
    };
    std::map<std::string, OfTag> tags; ///< By each sample's first tag; "" = without.
};
SplitCounts countSides(const std::vector<Sample>& samples, const std::vector<TrainingSide>& sides);

} // namespace lorikeet

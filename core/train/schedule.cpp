#include "core/train/schedule.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace lorikeet {
namespace {

constexpr double kMinimumRateShare = 0.1; // of cosine_with_min_lr
constexpr double kPolynomialEndRate = 1e-7;
constexpr int64_t kInverseSqrtTimescale = 10'000;

int64_t warmupStepsOf(const TrainOptions& options, int64_t totalSteps)
{
    if (options.warmupSteps > 0)
        return countOrShare(options.warmupSteps, totalSteps);
    return static_cast<int64_t>(std::ceil(std::max(0.0, options.warmupRatio) * static_cast<double>(totalSteps)));
}

} // namespace

int64_t countOrShare(double value, int64_t total)
{
    if (value <= 0)
        return 0;
    if (value < 1)
        return static_cast<int64_t>(std::ceil(value * static_cast<double>(total)));
    return static_cast<int64_t>(value);
}

LrSchedule::Kind LrSchedule::kindOf(const std::string& name)
{
    static const std::pair<const char*, Kind> kKinds[] = {{"linear", Kind::Linear}, {"cosine", Kind::Cosine},
        {"cosine_with_restarts", Kind::CosineWithRestarts}, {"cosine_with_min_lr", Kind::CosineWithMinLr},
        {"polynomial", Kind::Polynomial}, {"constant", Kind::Constant}, {"constant_with_warmup", Kind::ConstantWithWarmup},
        {"inverse_sqrt", Kind::InverseSqrt}};
    std::string known;
    for (const auto& [word, kind] : kKinds) {
        if (name == word)
            return kind;
        known += known.empty() ? word : std::string(", ") + word;
    }
    throw Error(Text(LK_TEXT("lr_scheduler_type: %1 is not supported."), name), Text(LK_TEXT("Choose one of: %1."), known));
}

LrSchedule::LrSchedule(const TrainOptions& options, int64_t totalSteps)
    : kind_(kindOf(options.lrSchedulerType)), baseRate_(options.learningRate), totalSteps_(totalSteps),
      warmupSteps_(warmupStepsOf(options, totalSteps))
{
}

double LrSchedule::factor(int64_t updatesDone) const
{
    const auto done = static_cast<double>(updatesDone);
    const auto warmup = static_cast<double>(warmupSteps_);
    const auto total = static_cast<double>(totalSteps_);
    if (kind_ == Kind::Constant)
        return 1.0;
    if (updatesDone < warmupSteps_)
        return done / std::max(1.0, warmup);
    const double progress = (done - warmup) / std::max(1.0, total - warmup);
    switch (kind_) {
    case Kind::Linear:
        return std::max(0.0, (total - done) / std::max(1.0, total - warmup));
    case Kind::Cosine:
        return std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * progress)));
    case Kind::CosineWithRestarts:
        return progress >= 1.0 ? 0.0 : std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * std::fmod(progress, 1.0))));
    case Kind::CosineWithMinLr: {
        const double share = 0.5 * (1.0 + std::cos(std::numbers::pi * progress));
        return std::max(0.0, share * (1.0 - kMinimumRateShare) + kMinimumRateShare);
    }
    case Kind::Polynomial: {
        if (baseRate_ <= kPolynomialEndRate)
            return 1.0;
        if (updatesDone > totalSteps_)
            return kPolynomialEndRate / baseRate_;
        const double remaining = totalSteps_ == warmupSteps_ ? 0.0 : 1.0 - (done - warmup) / (total - warmup);
        return ((baseRate_ - kPolynomialEndRate) * remaining + kPolynomialEndRate) / baseRate_;
    }
    case Kind::InverseSqrt: {
        const double timescale = warmupSteps_ > 0 ? warmup : static_cast<double>(kInverseSqrtTimescale);
        return 1.0 / std::sqrt((done + timescale - warmup) / timescale);
    }
    case Kind::Constant:
    case Kind::ConstantWithWarmup:
        break;
    }
    return 1.0;
}

} // namespace lorikeet

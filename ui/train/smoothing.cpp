#include "ui/train/smoothing.h"

namespace lorikeet {

std::optional<double> Smoother::add(std::optional<double> value)
{
    if (value) {
        sum_ = weight_ * sum_ + (1 - weight_) * *value;
        scale_ = weight_ * scale_ + (1 - weight_);
    }
    if (scale_ <= 0)
        return std::nullopt;
    return sum_ / scale_;
}

} // namespace lorikeet

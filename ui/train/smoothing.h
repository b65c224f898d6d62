#pragma once
/// @file The smoothed line of a plot.

#include <optional>

namespace lorikeet {

/// Exponential moving average that starts at the first value instead of at zero.
class Smoother {
public:
    /// @param weight of what came before: 0 = no smoothing, below 1.
    explicit Smoother(double weight = 0.9) : weight_(weight) {}
    /// The average after this value; an unset value leaves it as it is.
    std::optional<double> add(std::optional<double> value);

private:
    double weight_;
    double sum_ = 0;
    double scale_ = 0;
};

} // namespace lorikeet

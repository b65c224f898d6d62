#pragma once
/// @file AdamW through the fused kernel, with transformers' parameter groups.

#include "core/config/run_options.h"
#include "core/models/causal_lm.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lorikeet {

/// Whether transformers' Trainer would decay this parameter: not for biases and the weights of norms. The Trainer knows a norm by its name
/// or by being a LayerNorm; norm1, norm2 and ln_q count as norms only by the latter, which has a bias.
bool isDecayed(const std::string& parameterName, bool hasBias = true);

class AdamW {
public:
    /// Parameters are those that train. LoRA+ gives lora_B its own rate where loraplus_lr_ratio is set.
    AdamW(NamedTensors parameters, const TrainOptions& train, const LoraOptions& lora);

    /// Global norm of all gradients. @see torch.nn.utils.clip_grad_norm_
    double gradientNorm() const;
    /// Factor that brings a norm down to maxNorm: min(1, maxNorm / (norm + 1e-6)); 1 where maxNorm is not positive.
    static double clipFactor(double norm, double maxNorm);
    /// One update with gradients × gradientFactor and each group's rate × rateFactor. What has no gradient keeps its value.
    void step(double rateFactor, double gradientFactor = 1.0);
    /// Drops the gradients.
    void zeroGradients();

    /// exp_avg.NAME, exp_avg_sq.NAME, step.NAME of everything that was updated at least once.
    NamedTensors state() const;
    /// @throws Error when a tensor belongs to no parameter or has another shape.
    void loadState(const NamedTensors& state, const std::string& origin);

    const NamedTensors& parameters() const { return parameters_; }

private:
    struct Moments {
        torch::Tensor first, second, steps; ///< Undefined until the first update.
    };
    struct Group {
        double rate = 0;
        double decay = 0;
        std::vector<size_t> members; ///< Indices in parameters_.
    };
    void addToGroup(size_t index, double rate, double decay);
    void makeMoments(size_t index);

    NamedTensors parameters_;
    std::vector<Moments> moments_;
    std::vector<Group> groups_;
    double beta1_, beta2_, epsilon_;
};

} // namespace lorikeet

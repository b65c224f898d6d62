#pragma once
/// @file What the trainer asks of a model; made from a run's options by loadLearningModel(), or by a test.

#include "core/config/run_options.h"
#include "core/models/causal_lm.h"

#include <cstdint>
#include <memory>
#include <string>

namespace lorikeet {

class LearningModel {
public:
    virtual ~LearningModel() = default;
    virtual CausalLm& module() = 0;
    /// fp32 parameters that train, with transformers v5 names.
    virtual NamedTensors trainable() = 0;
    /// All parameters, counted once each.
    virtual int64_t parameterCount() = 0;
    virtual torch::Device device() const = 0;
    virtual std::string computeDtype() const = 0;
    /// Whether save() keeps what trains to the last bit; where not, a checkpoint keeps it beside the optimizer's state.
    virtual bool savesExactly() const = 0;
    /// Writes adapter or model weights with their configuration as PEFT or transformers would. @throws Error with ExitCode::Io.
    virtual void save(const std::string& folder) = 0;
    /// Takes over what save() wrote. @throws Error when it is missing or does not fit.
    virtual void load(const std::string& folder) = 0;
};

/// Builds the model of a run, reads its weights, puts on adapters and marks what trains.
/// @throws Error naming the folder, file or option that is at fault.
std::unique_ptr<LearningModel> loadLearningModel(const RunOptions& options);

} // namespace lorikeet

#pragma once
/// @file A model that only answers: the base, with an adapter or from a full checkpoint.

#include "core/config/run_options.h"
#include "core/models/causal_lm.h"

#include <memory>
#include <string>

namespace lorikeet {

class InferenceModel {
public:
    /// @param checkpoint an adapter's or a full model's folder; "" = the model of the options with their adapters.
    /// @throws Error naming the folder or file that is at fault.
    InferenceModel(const RunOptions& options, const std::string& checkpoint);
    ~InferenceModel();

    CausalLm& module();
    torch::Device device() const;
    /// Puts an adapter in place of the present one; "" = none. Loaded adapters stay in memory (the most recent 8).
    void useAdapter(const std::string& folder);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace lorikeet

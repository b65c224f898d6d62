#pragma once
/// @file Pinned samples that a run answers at step 0 and at each checkpoint.

#include "core/models/causal_lm.h"
#include "core/models/processor.h"
#include "core/run/event.h"
#include "core/train/sample_store.h"

#include <string>
#include <vector>

namespace lorikeet {

class ProbeSet {
public:
    /// @param wanted ids or row numbers (from 0) in `store`; empty = the first `count`.
    /// @throws Error naming an entry that is in neither.
    ProbeSet(SampleStore& store, const std::vector<std::string>& wanted, int count, int maxNewTokens, const Processor& processor);

    bool empty() const { return pinned_.empty(); }
    /// Greedy answers of the model as it stands, one event a sample.
    std::vector<SampleText> answer(CausalLm& model, const torch::Device& device, int64_t step);

private:
    struct Pinned {
        SampleText event;
        Encoded prompt;
    };
    const Processor& processor_;
    std::vector<Pinned> pinned_;
    int maxNewTokens_ = 0;
};

/// Text of the last message of a role, "" where there is none.
std::string lastMessage(const Sample& sample, Role role);

} // namespace lorikeet

#pragma once
/// @file What Compare asks: the held-out examples of a run first, then the others.

#include "core/config/run_options.h"
#include "core/data/sample.h"

#include <string>
#include <vector>

namespace lorikeet {

struct CompareRow {
    Sample sample;
    bool isHeldOut = false;

    /// The last answer of the conversation, "" when there is none.
    std::string reference() const;
    /// The conversation up to that answer.
    std::vector<Message> question() const;
    /// The last question as people read it, picture marks left out.
    std::string prompt() const;
};

struct CompareData {
    std::vector<CompareRow> rows;
    size_t heldOut = 0;
    RunOptions options;
};

/// Reads a run's settings and data as the trainer did. @throws Error when they can't be read.
CompareData loadCompareData(const std::string& runYamlPath);

} // namespace lorikeet

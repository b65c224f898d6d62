#pragma once
/// @file What a folder or file is, and what is wrong with it.

#include "core/base/json.h"
#include "core/data/issue.h"

#include <string>
#include <vector>

namespace lorikeet::cli {

struct Inspection {
    std::string kind;   ///< model, adapter, checkpoint, dataset, project, run, safetensors; "" where nothing is
    std::string family; ///< "" where there is none
    int64_t parameters = 0;
    int64_t tensors = 0;
    OrderedJson details = OrderedJson::object(); ///< What else is worth telling of this kind.
    std::vector<Issue> problems;
};

/// Never throws for a bad path or content: that is a problem in the list.
Inspection inspectPath(const std::string& path);

} // namespace lorikeet::cli

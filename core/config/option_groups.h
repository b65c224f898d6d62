#pragma once
/// @file The parts of listOptions(), one file a group.

#include "core/config/option.h"

namespace lorikeet {

void addModelOptions(RunOptions& run, std::vector<Option>& list);
void addDataOptions(RunOptions& run, std::vector<Option>& list);
void addMethodOptions(RunOptions& run, std::vector<Option>& list);
void addLoraOptions(RunOptions& run, std::vector<Option>& list);
void addTrainOptions(RunOptions& run, std::vector<Option>& list);
void addEvalOptions(RunOptions& run, std::vector<Option>& list);
void addOutputOptions(RunOptions& run, std::vector<Option>& list);

} // namespace lorikeet

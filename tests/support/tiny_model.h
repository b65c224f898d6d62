#pragma once
/// @file Makes small random model folders in Hugging Face's layout, without torch and without Python.

#include "core/base/json.h"

#include <QString>

namespace lorikeet::test {

/// A llama of a few thousand parameters (width 32, 2 layers) with the golden tokenizer. Returns the folder.
QString makeTinyLlama(const QString& folder, unsigned seed = 1);
/// A LLaVA whose pictures are 56×56, 16 tokens each, over the same language model.
QString makeTinyLlava(const QString& folder, unsigned seed = 1);
/// Random weights (normal, deviation 0.05; norms at one) for any config that a family accepts; fp32, one file.
void writeRandomWeights(const QString& folder, const Json& config, unsigned seed);

} // namespace lorikeet::test

#pragma once
/// @file One sample through a model with every tensor kept: what parity is checked with. Engine only.

#include "core/models/builders.h"
#include "core/models/processor.h"
#include "core/models/tensor_file.h"

#include <string>

namespace lorikeet {

/// A batch of one row from what a Processor gives. Labels are left out when `withLabels` is false.
Batch singleBatch(const Encoded& encoded, bool withLabels);

/// input_ids, labels, position_ids, pixel_values, image_grid_thw, image_sizes, vis.embed, vis.layer.N, proj.out, logits [1, T, V],
/// loss [1], grad.NAME for every parameter that requires a gradient and got one.
TensorList probe(LoadedModel& loaded, const Batch& batch);

} // namespace lorikeet

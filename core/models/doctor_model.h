#pragma once
/// @file The Data Doctor's view of a model: what its own processor makes of a sample.

#include "core/data/doctor/doctor.h"
#include "core/models/processor.h"

#include <memory>

namespace lorikeet {

/// Lengths and findings by the processor's own rules; pictures' headers are read, nothing is decoded.
DoctorModel doctorModel(std::shared_ptr<const Processor> processor);

} // namespace lorikeet

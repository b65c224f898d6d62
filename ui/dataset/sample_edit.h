#pragma once
/// @file A change to some fields of one sample.

#include "core/data/sample.h"

#include <QString>

#include <functional>

namespace lorikeet {

class ProjectSession;

/// One undo step. While other work goes on, `change` is done behind it, on what the sample is by then, so that neither overwrites the other.
/// @param done called once it was recorded (true), or could not be (false; the session told of it).
void editSample(ProjectSession& session, size_t index, const QString& label, const std::function<void(SampleContent&)>& change,
    std::function<void(bool isRecorded)> done = {});

} // namespace lorikeet

#pragma once
/// @file What people are shown of a sample: exactly what training gets of it, and what that was made of.

#include "core/models/processor.h"

#include <optional>
#include <vector>

namespace lorikeet {

struct ViewedPicture {
    std::optional<SeenImage> facts; ///< Unset where it can't be read, or the model takes none of its shape.
    Image seen;                     ///< uint8, as the model gets it; empty with `facts` unset.
    std::vector<TokenPlace> tokens; ///< What each of its tokens stands for.
};

struct SampleView {
    Encoded encoded;                     ///< As the loader of a training makes it, and Encoded::whole.
    std::vector<ViewedPicture> pictures; ///< One a picture of the sample; none where the model sees no pictures.
};

/// Never throws for bad data. A plain text is encoded as stage: pt does, a conversation as stage: sft.
SampleView viewSample(const Processor& processor, const Sample& sample);

} // namespace lorikeet

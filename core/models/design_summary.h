#pragma once
/// @file What a model is made of, what learns under given settings, and what a picture costs: for showing designs side by side. No torch.

#include "core/config/run_options.h"
#include "core/models/family.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

enum class Learning {
    Frozen,  ///< None of its numbers change.
    Added,   ///< Its own numbers stay; small added ones (LoRA) beside them learn.
    Partly,  ///< Some of its own numbers change.
    Whole,   ///< All of them.
};

struct PartSummary {
    ModelPart part = ModelPart::Language;
    Text name;              ///< "Vision tower"
    Text what;              ///< One sentence on what it does.
    int64_t parameters = 0;
    int64_t learned = 0;    ///< Of its own.
    int64_t added = 0;      ///< By LoRA.
    Learning learning() const;
};

struct DesignSummary {
    Text title;
    Text idea;
    std::vector<PartSummary> parts; ///< As a picture passes through them: tower, projector, language model; those that there are.
    Text problem;                   ///< Why these settings let nothing learn; then every part counts as frozen.
    int64_t parameters() const;
    int64_t learning() const;       ///< How many numbers learn, added ones included.
};

struct PictureCost {
    Size given;      ///< After image_max_pixels and image_min_pixels.
    ImagePlan plan;  ///< What the family makes of it.
    int patches() const { return plan.grid[0] * plan.grid[1] * plan.grid[2]; }
};

/// One model folder, read once. Only config.json and the picture settings are opened, never the weights.
class Design {
public:
    /// @throws Error naming folder, file and key.
    static Design open(const std::string& modelFolder);

    const ModelFamily& family() const { return *family_; }
    bool seesPictures() const { return images_ != nullptr; }
    DesignSummary summary(const RunOptions& options) const;
    /// What a picture of this size costs under the settings; nullopt for a text model. @throws Error when the family refuses the size.
    std::optional<PictureCost> cost(Size picture, const RunOptions& options) const;

private:
    Design() = default;
    const ModelFamily* family_ = nullptr;
    std::vector<ParameterInfo> parameters_;
    std::shared_ptr<const ImageProcessor> images_;
};

} // namespace lorikeet

#include "core/models/design_summary.h"

#include "core/base/error.h"
#include "core/models/picture_reader.h"
#include "core/models/trainable.h"

#include <algorithm>
#include <array>
#include <set>

namespace lorikeet {
namespace {

int64_t elements(const std::vector<int64_t>& shape)
{
    int64_t count = 1;
    for (const int64_t side : shape)
        count *= side;
    return count;
}

/// Numbers that LoRA puts beside a linear layer of this shape [out, in].
int64_t addedBy(const LoraOptions& lora, const std::vector<int64_t>& shape)
{
    return lora.rank * (shape[0] + shape[1]) + (lora.useDora ? shape[0] : 0);
}

PartSummary describePart(ModelPart part, const DesignText& text)
{
    PartSummary summary;
    summary.part = part;
    switch (part) {
    case ModelPart::Vision:
        summary.name = LK_TEXT("Vision tower");
        summary.what = text.vision;
        break;
    case ModelPart::Projector:
        summary.name = text.projectorName;
        summary.what = text.projector;
        break;
    case ModelPart::Language:
        summary.name = LK_TEXT("Language model");
        summary.what = text.language;
        break;
    }
    return summary;
}

} // namespace

Learning PartSummary::learning() const
{
    if (learned > 0)
        return learned == parameters ? Learning::Whole : Learning::Partly;
    return added > 0 ? Learning::Added : Learning::Frozen;
}

int64_t DesignSummary::parameters() const
{
    int64_t sum = 0;
    for (const PartSummary& part : parts)
        sum += part.parameters;
    return sum;
}

int64_t DesignSummary::learning() const
{
    int64_t sum = 0;
    for (const PartSummary& part : parts)
        sum += part.learned + part.added;
    return sum;
}

Design Design::open(const std::string& modelFolder)
{
    const Json config = readModelConfig(modelFolder);
    Design design;
    design.family_ = &familyFor(config, modelFolder);
    design.parameters_ = design.family_->parameters(config);
    design.images_ = design.family_->imageProcessor(config, modelFolder);
    return design;
}

DesignSummary Design::summary(const RunOptions& options) const
{
    const DesignText text = family_->designText();
    DesignSummary summary;
    summary.title = text.title;
    summary.idea = text.idea;
    TrainingPlan plan;
    try {
        plan = planTraining(options, parameters_);
    } catch (const Error& error) {
        summary.problem = error.message();
    }
    const std::set<std::string> loraModules(plan.loraModules.begin(), plan.loraModules.end());
    for (const ModelPart part : {ModelPart::Vision, ModelPart::Projector, ModelPart::Language}) {
        PartSummary described = describePart(part, text);
        for (const ParameterInfo& parameter : parameters_) {
            if (parameter.part != part)
                continue;
            const int64_t count = elements(parameter.shape);
            described.parameters += count;
            described.learned += plan.trains(parameter.name) ? count : 0;
            if (parameter.isLinear && loraModules.contains(moduleOf(parameter.name)))
                described.added += addedBy(options.lora, parameter.shape);
        }
        if (described.parameters > 0)
            summary.parts.push_back(described);
    }
    return summary;
}

std::optional<PictureCost> Design::cost(Size picture, const RunOptions& options) const
{
    if (images_ == nullptr)
        return std::nullopt;
    PictureCost cost;
    cost.given = PictureReader{*images_, options.model.imageMaxPixels, options.model.imageMinPixels}.givenSize(picture);
    cost.plan = images_->plan(cost.given);
    if (cost.plan.tokens <= 0)
        throw Error(Text(LK_TEXT("A picture of %1x%2 pixels is too narrow for this model."), picture.width, picture.height),
            Text(LK_TEXT("Cut out the part that matters, or leave the example out.")));
    return cost;
}

} // namespace lorikeet

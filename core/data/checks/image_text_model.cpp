#include "core/data/doctor/check.h"

namespace lorikeet {
namespace {

void check(const SampleCheck& check)
{
    if (!check.model.seesPictures && !check.sample.images.empty())
        check.report(Text(LK_TEXT("Example %1 has a picture, but this model can't see pictures."), check.number()),
            LK_TEXT("Choose a model with a vision tower, or data without pictures."));
}

} // namespace

Rule imageTextModelRule()
{
    return {
        .id = "image.text_model",
        .severity = Severity::Fatal,
        .one = LK_TEXT("1 example has pictures, but this model reads text only."),
        .many = LK_TEXT("%1 examples have pictures, but this model reads text only."),
        .body = LK_TEXT("Choose a model that sees pictures, or data without them."),
        .fixes = {FixKind::Exclude},
        .stage = RuleStage::BeforeTraining,
        .checkSample = check,
    };
}

} // namespace lorikeet

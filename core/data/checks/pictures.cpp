#include "core/data/checks/checks.h"
#include "core/vision/problems.h"

namespace lorikeet {

std::optional<DecodeProblem> findPictureProblem(const std::string& path, CheckDepth depth)
{
    DecodeProblem problem;
    if (depth == CheckDepth::FullDecode)
        return decodeImageFile(path, problem) ? std::nullopt : std::optional(problem);
    const auto header = readImageHeader(path, problem);
    if (!header)
        return problem;
    return header->isComplete ? std::nullopt : std::optional(truncatedPicture(path));
}

void checkPictures(const SampleUnderCheck& checked, const PictureProblems& problems, bool modelSeesPictures)
{
    if (!modelSeesPictures) {
        if (!checked.sample.images.empty())
            checked.report(Severity::Fatal, "image.text_model", Text(LK_TEXT("Example %1 has a picture, but this model can't see pictures."), checked.number()),
                LK_TEXT("Choose a model with a vision tower, or data without pictures."));
        return;
    }
    for (const std::string& image : checked.sample.images) {
        const auto found = problems.find(image);
        if (found == problems.end() || !found->second)
            continue;
        const DecodeProblem& problem = *found->second;
        checked.report(Severity::Fatal, problem.rule.c_str(), Text(LK_TEXT("Example %1: %2"), checked.number(), problem.message.english()), problem.fix);
    }
}

} // namespace lorikeet

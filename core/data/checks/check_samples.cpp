#include "core/data/checks/checks.h"
#include "core/data/parallel.h"

#include <iterator>

namespace lorikeet {
namespace {

/// The distinct pictures of all samples; a picture that many share is looked at once.
std::vector<const std::string*> distinctPictures(const std::vector<Sample>& samples)
{
    std::unordered_map<std::string_view, bool> seen;
    std::vector<const std::string*> result;
    for (const Sample& sample : samples)
        for (const std::string& image : sample.images)
            if (seen.emplace(image, true).second)
                result.push_back(&image);
    return result;
}

} // namespace

void SampleUnderCheck::report(Severity severity, const char* rule, Text message, Text fix) const
{
    issues.push_back({severity, rule, sample.file, sample.row, std::move(message), std::move(fix), index});
}

std::vector<Issue> checkSamples(
    const std::vector<Sample>& samples, bool modelSeesPictures, CheckDepth depth, const std::function<bool(size_t, size_t)>& progress)
{
    const std::vector<const std::string*> pictures = modelSeesPictures ? distinctPictures(samples) : std::vector<const std::string*>{};
    const size_t total = pictures.size() + samples.size();
    bool isCancelled = false;
    const auto step = [&](size_t before) {
        return [&, before](size_t done) {
            isCancelled = isCancelled || (progress && !progress(before + done, total));
            return !isCancelled;
        };
    };
    std::vector<std::optional<DecodeProblem>> problems(pictures.size());
    parallelFor(
        pictures.size(), depth == CheckDepth::FullDecode ? 4 : 64,
        [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i)
                problems[i] = findPictureProblem(*pictures[i], depth);
        },
        step(0));
    if (isCancelled)
        return {};
    PictureProblems byPath;
    for (size_t i = 0; i < pictures.size(); ++i)
        byPath.emplace(*pictures[i], std::move(problems[i]));
    std::vector<std::vector<Issue>> found(samples.size());
    parallelFor(
        samples.size(), 1024,
        [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i) {
                const SampleUnderCheck checked{samples[i], i, found[i]};
                checkPictures(checked, byPath, modelSeesPictures);
                checkPlaceholders(checked);
                checkRoles(checked);
                checkAnswers(checked);
                checkText(checked);
            }
        },
        step(pictures.size()));
    if (isCancelled)
        return {};
    std::vector<Issue> issues;
    for (std::vector<Issue>& some : found)
        std::move(some.begin(), some.end(), std::back_inserter(issues));
    return issues;
}

} // namespace lorikeet

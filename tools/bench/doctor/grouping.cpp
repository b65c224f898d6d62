#include "tools/bench/doctor/photos.h"
#include "tools/bench/doctor/steps.h"

#include "core/base/os.h"
#include "core/data/doctor/near_duplicates.h"
#include "core/data/parallel.h"

#include <fmt/format.h>

#include <opencv2/imgproc.hpp>

namespace lorikeet::bench {
namespace {

struct Looked {
    PictureFacts facts;
    std::string tiny;
};

Looked look(const cv::Mat& bgr, uint64_t content)
{
    Image image{bgr.cols, bgr.rows, std::vector<uint8_t>(static_cast<size_t>(bgr.cols) * static_cast<size_t>(bgr.rows) * 3)};
    cv::Mat rgb(bgr.rows, bgr.cols, CV_8UC3, image.rgb.data());
    cv::cvtColor(bgr, rgb, cv::COLOR_BGR2RGB);
    Looked looked;
    measurePicture(image, looked.facts, looked.tiny);
    looked.facts.contentHash = {content, content};
    return looked;
}

} // namespace

void measureGrouping(size_t count)
{
    std::vector<PictureFacts> facts(count);
    std::vector<std::string> tinies(count);
    parallelFor(count, 64, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i) {
            const cv::Mat photo = makePhoto(i % 10 == 9 ? i - 9 : i, 80, 60);
            Looked looked = look(i % 10 == 9 ? makeCopy(photo, CopyKind::CroppedCentre) : photo, i);
            facts[i] = looked.facts;
            tinies[i] = std::move(looked.tiny);
        }
    });
    const double start = secondsNow();
    const PictureGroups groups = groupPictures(facts, [&](const std::vector<uint32_t>& wanted) {
        std::vector<std::string> result;
        for (const uint32_t i : wanted)
            result.push_back(tinies[i]);
        return result;
    });
    size_t found = 0, wrong = 0;
    for (uint32_t i = 0; i < count; ++i) {
        const bool isCopy = i % 10 == 9;
        found += isCopy && groups.firstAlike[i] == i - 9 ? 1 : 0;
        wrong += !isCopy && groups.firstAlike[i] != i ? 1 : 0;
    }
    fmt::print("grouping {} pictures by their hashes: {:.2f} s; {} of {} cropped copies found, {} false alarms, peak memory {:.0f} MiB\n", count, secondsNow() - start,
        found, count / 10, wrong, os::peakRssMib());
}

void measureCopies(size_t count)
{
    std::vector<Looked> originals(count);
    parallelFor(count, 8, [&](size_t begin, size_t end) {
        for (size_t i = begin; i < end; ++i)
            originals[i] = look(makePhoto(i), i);
    });
    for (const CopyKind kind : kCopyKinds) {
        std::vector<char> isFound(count);
        parallelFor(count, 8, [&](size_t begin, size_t end) {
            for (size_t i = begin; i < end; ++i) {
                const Looked copy = look(makeCopy(makePhoto(i), kind), count + i);
                isFound[i] = showTheSame(originals[i].facts, copy.facts, originals[i].tiny, copy.tiny) ? 1 : 0;
            }
        });
        const auto found = std::count(isFound.begin(), isFound.end(), 1);
        fmt::print("copies {}: {} of {} found ({:.1f} %)\n", copyName(kind), found, count, 100.0 * static_cast<double>(found) / static_cast<double>(count));
    }
    size_t wrong = 0;
    for (size_t i = 0; i < count; ++i)
        for (size_t j = 0; j < i; ++j)
            wrong += showTheSame(originals[i].facts, originals[j].facts, originals[i].tiny, originals[j].tiny) ? 1 : 0;
    fmt::print("strangers called copies: {} of {} pairs\n", wrong, count * (count - 1) / 2);
}

} // namespace lorikeet::bench

#include "ui/dataset/data_counts.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>

namespace lorikeet {

DataCounts countData(const DataView& view)
{
    DataCounts counts;
    counts.samples = static_cast<int64_t>(view.samples.size());
    std::unordered_set<std::string_view> pictures;
    pictures.reserve(view.samples.size());
    for (const Sample& sample : view.samples) {
        for (const std::string& image : sample.images)
            pictures.insert(image);
        const Message* answer = answerOf(sample);
        counts.captioned += answer != nullptr && answer->content.find_first_not_of(" \t\r\n") != std::string::npos ? 1 : 0;
        counts.reviewed += sample.review != Review::None ? 1 : 0;
        counts.trainable += sample.isTrainable() ? 1 : 0;
        counts.trainableAccepted += sample.isTrainable() && sample.review == Review::Accepted ? 1 : 0;
    }
    counts.pictures = static_cast<int64_t>(pictures.size());
    return counts;
}

int sharePercent(int64_t part, int64_t whole)
{
    if (whole <= 0 || part <= 0)
        return 0;
    if (part >= whole)
        return 100;
    return static_cast<int>(std::clamp<int64_t>((part * 200 + whole) / (2 * whole), 1, 99));
}

} // namespace lorikeet

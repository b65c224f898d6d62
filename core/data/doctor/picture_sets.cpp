#include "core/data/doctor/picture_sets.h"

#include <unordered_map>

namespace lorikeet {

void forEachCopy(const DataCheck& check, const std::vector<uint32_t>& firstOf,
    const std::function<void(size_t, const std::string&, size_t, const std::string&)>& onCopy)
{
    struct First {
        size_t sample;
        uint32_t picture;
    };
    std::unordered_map<uint32_t, First> firsts;
    for (const size_t sample : check.looked) {
        const Sample& it = check.samples[sample];
        bool isReported = false;
        for (const std::string& image : it.images) {
            const auto picture = check.pictures.indexOf.find(image);
            if (picture == check.pictures.indexOf.end())
                continue;
            const auto [found, isNew] = firsts.emplace(firstOf[picture->second], First{sample, picture->second});
            const First& first = found->second;
            // Several questions about one file are wanted; so are two views of a thing within one sample.
            if (isNew || isReported || first.picture == picture->second || first.sample == sample)
                continue;
            isReported = true;
            onCopy(sample, image, first.sample, check.pictures.paths[first.picture]);
        }
    }
}

} // namespace lorikeet

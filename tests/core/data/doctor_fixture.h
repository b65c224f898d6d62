#pragma once
/// @file Sound data with photo-like pictures, to be spoilt one way at a time.

#include "core/data/doctor/doctor.h"
#include "support/temporary_folder.h"
#include "tools/bench/doctor/photos.h"

#include <fmt/format.h>

namespace lorikeet::test {

/// Thirty examples, each with a photo, a question and an answer of its own.
class SoundData {
public:
    static constexpr size_t kCount = 30;

    SoundData()
    {
        static const char* kThings[] = {"a lighthouse on a rock", "two boats in the harbour", "an old bridge over a river", "children who play with a ball",
            "a market with red umbrellas", "snow on the roofs of a village"};
        for (size_t i = 0; i < kCount; ++i) {
            Sample sample;
            sample.id = fmt::format("d:{}", i);
            sample.dataset = "d";
            sample.file = folder / "d.json";
            sample.row = static_cast<int>(i);
            sample.messages = {{Role::User, "<image>What does the picture show?"},
                {Role::Assistant, fmt::format("The picture number {} shows {}, seen in the light of hour {}.", i, kThings[i % 6], i % 24)}};
            sample.images = {photo(i)};
            sample.imagesAsWritten = {fmt::format("photo-{}.jpg", i)};
            samples.push_back(std::move(sample));
        }
        settings.model.cutoffLen = 1000;
        settings.model.measure = [](const Sample& sample) {
            const auto pictures = static_cast<int32_t>(sample.images.size());
            return Measured{.tokens = 100 + 60 * pictures, .pictureTokens = 60 * pictures, .mostOfOnePicture = 60, .learnedTokens = 20, .issues = {}};
        };
    }

    /// Writes photo-SEED.jpg where it isn't there yet; its path.
    std::string photo(uint64_t seed) const
    {
        const std::string path = folder / fmt::format("photo-{}.jpg", seed);
        if (!std::filesystem::exists(path))
            bench::saveJpeg(path, bench::makePhoto(seed, 320, 240));
        return path;
    }
    std::string save(const std::string& name, const cv::Mat& picture) const
    {
        bench::saveJpeg(folder / name, picture);
        return folder / name;
    }
    DoctorReport check() const
    {
        Doctor doctor(settings);
        auto report = doctor.run(samples);
        return report ? std::move(*report) : DoctorReport();
    }

    TemporaryFolder folder;
    std::vector<Sample> samples;
    DoctorSettings settings;
};

} // namespace lorikeet::test

#pragma once
/// @file Runs an image processor against what transformers' makes of the same sizes and pictures (tests/fixtures/tiles, written by make_tile_cases.py).

#include "core/base/file.h"
#include "core/base/hash.h"
#include "core/base/json.h"
#include "core/models/family.h"
#include "core/vision/decode.h"

#include <QTemporaryDir>

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

namespace lorikeet::test {

struct ModelFolder {
    QTemporaryDir folder;
    std::string path() const { return folder.path().toStdString(); }
    void write(const std::string& name, const Json& json) const { std::ofstream(fmt::format("{}/{}", path(), name)) << json.dump(); }
    std::unique_ptr<ImageProcessor> processor(const Json& config) const { return familyFor(config, path()).imageProcessor(config, path()); }
};

inline Json tileSettings(const std::string& family)
{
    return readJsonFile(fmt::format("{}/tiles/{}.json", LORIKEET_FIXTURES, family));
}

inline Size sizeOf(const Json& layout)
{
    return {layout["size"][0].get<int>(), layout["size"][1].get<int>()};
}

/// What differs between the processor and the fixture; empty = nothing.
inline std::vector<std::string> differences(const ImageProcessor& processor, const Json& setting)
{
    std::vector<std::string> found;
    for (const Json& layout : setting["layouts"]) {
        const ImagePlan plan = processor.plan(sizeOf(layout));
        if (plan.tokens != layout["tokens"].get<int>())
            found.push_back(fmt::format("{}: {} tokens", layout.dump(), plan.tokens));
        if (layout.contains("tiles") && plan.tiles != layout["tiles"].get<std::array<int, 2>>())
            found.push_back(fmt::format("{}: {} x {} tiles", layout.dump(), plan.tiles[0], plan.tiles[1]));
        if (layout.contains("text") && sha256Hex(processor.expansion(plan)) != layout["text"])
            found.push_back(fmt::format("{}: another text", layout.dump()));
    }
    for (const Json& one : setting["pictures"]) {
        DecodeProblem problem;
        const auto image = decodeImageFile(fmt::format("{}/{}", LORIKEET_FIXTURES, one["picture"].get<std::string>()), problem);
        if (!image) {
            found.push_back(one.dump() + ": not decoded");
            continue;
        }
        PixelData pixels;
        processor.append(*image, pixels);
        auto shape = one["shape"].get<std::vector<int64_t>>();
        if (shape.size() == 5)
            shape.erase(shape.begin());
        const std::string_view bytes(reinterpret_cast<const char*>(pixels.values.data()), pixels.values.size() * sizeof(float));
        if (pixels.shape != shape || sha256Hex(bytes) != one["pixels"])
            found.push_back(one.dump() + ": other pixels");
        if (one.contains("sizes") && pixels.imageSizes != one["sizes"].get<std::vector<std::array<int64_t, 2>>>())
            found.push_back(one.dump() + ": another size");
        const ImagePlan plan = processor.plan({image->width, image->height});
        const Image seen = processor.seen(*image);
        if (Size{seen.width, seen.height} != plan.seen)
            found.push_back(one.dump() + ": the plan has another size");
    }
    return found;
}

} // namespace lorikeet::test

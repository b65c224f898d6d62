#include "core/models/preprocessor_config.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <filesystem>

namespace lorikeet {

PreprocessorConfig PreprocessorConfig::load(const std::string& folder)
{
    const auto path = toPath(folder);
    std::error_code problem;
    PreprocessorConfig result;
    result.processorFile_ = toUtf8(path / "processor_config.json");
    result.imageFile_ = toUtf8(path / "preprocessor_config.json");
    result.processor_ = std::filesystem::exists(toPath(result.processorFile_), problem) ? readJsonFile(result.processorFile_) : Json::object();
    if (std::filesystem::exists(toPath(result.imageFile_), problem)) {
        result.image_ = readJsonFile(result.imageFile_);
    } else if (result.processor().has("image_processor")) {
        result.image_ = result.processor_["image_processor"];
        result.imageFile_ = result.processorFile_ + ", image_processor";
    } else {
        throw Error(Text(LK_TEXT("The model folder %1 has no preprocessor_config.json."), folder),
            Text(LK_TEXT("Copy that file (or processor_config.json) too; it says how pictures are resized.")));
    }
    return result;
}

ConfigReader PreprocessorConfig::image() const
{
    return {image_, imageFile_};
}

std::array<double, 3> readColours(const ConfigReader& config, const std::string& key, std::array<double, 3> fallback)
{
    if (!config.has(key))
        return fallback;
    const Json& list = config.json()[key];
    if (list.is_number())
        return {list.get<double>(), list.get<double>(), list.get<double>()};
    if (!list.is_array() || list.size() != 3 || !list[0].is_number() || !list[1].is_number() || !list[2].is_number())
        config.fail(key, "must be three numbers");
    return {list[0].get<double>(), list[1].get<double>(), list[2].get<double>()};
}

PixelTable PixelTable::read(const ConfigReader& config, std::array<double, 3> mean, std::array<double, 3> std)
{
    const bool rescales = config.flagOr("do_rescale", true), normalises = config.flagOr("do_normalize", true);
    const double factor = config.numberOr("rescale_factor", 1.0 / 255.0);
    mean = readColours(config, "image_mean", mean);
    std = readColours(config, "image_std", std);
    PixelTable table;
    for (size_t c = 0; c < 3; ++c) {
        if (std[c] == 0.0)
            config.fail("image_std", "must not hold 0");
        for (size_t v = 0; v < 256; ++v) {
            float x = rescales ? static_cast<float>(static_cast<double>(v) * factor) : static_cast<float>(v);
            if (normalises)
                x = (x - static_cast<float>(mean[c])) / static_cast<float>(std[c]);
            table.values_[c][v] = x;
        }
    }
    return table;
}

void PixelTable::writePlanes(const Image& image, std::span<float> planes) const
{
    const size_t area = static_cast<size_t>(image.width) * static_cast<size_t>(image.height);
    LK_ASSERT(planes.size() == 3 * area);
    for (size_t c = 0; c < 3; ++c) {
        float* plane = planes.data() + c * area;
        const uint8_t* from = image.rgb.data() + c;
        for (size_t i = 0; i < area; ++i)
            plane[i] = values_[c][from[3 * i]];
    }
}

} // namespace lorikeet

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/models/llava/config.h"
#include "core/models/llava/family.h"
#include "core/vision/crop.h"
#include "core/models/preprocessor_config.h"

#include <array>
#include <algorithm>

namespace lorikeet {
namespace {

/// The settings of CLIPImageProcessor and LlavaImageProcessor that decide pixels.
struct ClipSettings {
    bool padsToSquare = false;
    bool resizes = true;
    bool crops = true;
    int shortestEdge = 224; ///< 0 = `fixed` is the size.
    Size fixed;
    Size crop{224, 224};
    Resample resample = Resample::Bicubic;
    PixelTable table;
    std::array<uint8_t, 3> background{}; ///< Of the square.
    std::string imageToken = "<image>";
};

int smallCount(const ConfigReader& config, const std::string& key)
{
    return static_cast<int>(config.count(key, 1, 16'384));
}

void readSize(const ConfigReader& config, ClipSettings& settings)
{
    if (!config.has("size"))
        return;
    if (config.json()["size"].is_number()) {
        settings.shortestEdge = smallCount(config, "size");
        return;
    }
    const ConfigReader size = config.child("size");
    if (size.has("longest_edge"))
        size.fail("longest_edge", "is not supported for this kind of model");
    if (size.has("shortest_edge")) {
        settings.shortestEdge = smallCount(size, "shortest_edge");
        return;
    }
    settings.shortestEdge = 0;
    settings.fixed = {smallCount(size, "width"), smallCount(size, "height")};
}

void readCrop(const ConfigReader& config, ClipSettings& settings)
{
    if (!config.has("crop_size"))
        return;
    if (config.json()["crop_size"].is_number()) {
        const int side = smallCount(config, "crop_size");
        settings.crop = {side, side};
        return;
    }
    const ConfigReader crop = config.child("crop_size");
    settings.crop = {smallCount(crop, "width"), smallCount(crop, "height")};
}

ClipSettings readSettings(const ConfigReader& config)
{
    ClipSettings settings;
    const std::string type = config.wordOr("image_processor_type", config.wordOr("feature_extractor_type", "CLIPImageProcessor"));
    if (!type.starts_with("CLIP") && !type.starts_with("Llava"))
        config.fail("image_processor_type", "is \"" + type + "\"; supported are CLIPImageProcessor and LlavaImageProcessor");
    settings.padsToSquare = type.starts_with("Llava") && config.flagOr("do_pad", false);
    settings.resizes = config.flagOr("do_resize", true);
    settings.crops = config.flagOr("do_center_crop", true);
    readSize(config, settings);
    readCrop(config, settings);
    settings.resample = static_cast<Resample>(config.countOr("resample", 3, 0, 3));
    settings.table = PixelTable::read(config, kClipMean, kClipStd);
    const auto mean = readColours(config, "image_mean", kClipMean);
    for (size_t c = 0; c < 3; ++c)
        settings.background[c] = static_cast<uint8_t>(std::clamp(static_cast<int>(mean[c] * 255.0), 0, 255));
    return settings;
}

ClipSettings readSettingsOf(const std::string& folder)
{
    const auto config = PreprocessorConfig::load(folder);
    ClipSettings settings = readSettings(config.image());
    settings.imageToken = config.processor().wordOr("image_token", settings.imageToken);
    return settings;
}

/// Division that rounds down, as Python's //.
int floorHalf(int value)
{
    return value >= 0 ? value / 2 : -((1 - value) / 2);
}

class LlavaImageProcessor final : public ImageProcessor {
public:
    LlavaImageProcessor(ClipSettings settings, const LlavaConfig& config)
        : settings_(std::move(settings)), patchSize_(static_cast<int>(config.vision.patchSize)), dropsClassToken_(config.dropsClassToken)
    {
    }

    ImagePlan plan(Size upright) const override
    {
        ImagePlan plan;
        const Size padded = settings_.padsToSquare ? squareOf(upright) : upright;
        plan.resized = resizedSize(padded);
        plan.seen = settings_.crops ? settings_.crop : plan.resized;
        plan.cropLeft = floorHalf(plan.resized.width - plan.seen.width);
        plan.cropTop = floorHalf(plan.resized.height - plan.seen.height);
        plan.patchSize = patchSize_;
        plan.grid = {1, plan.seen.height / patchSize_, plan.seen.width / patchSize_};
        plan.tokens = plan.grid[1] * plan.grid[2] + (dropsClassToken_ ? 0 : 1);
        return plan;
    }

    Image seen(const Image& upright) const override
    {
        const ImagePlan plan = this->plan({upright.width, upright.height});
        const Image padded = settings_.padsToSquare ? padToSquare(upright) : Image{};
        const Image& source = settings_.padsToSquare ? padded : upright;
        Image resized;
        if (settings_.resizes)
            resized = resizeLikePillow(source, plan.resized.width, plan.resized.height, settings_.resample);
        return cutOut(settings_.resizes ? resized : source, plan.cropLeft, plan.cropTop, plan.seen.width, plan.seen.height);
    }

    void append(const Image& upright, PixelData& pixels) const override
    {
        const Image picture = seen(upright);
        const size_t area = static_cast<size_t>(picture.width) * static_cast<size_t>(picture.height);
        const size_t start = pixels.values.size();
        if (pixels.shape.empty())
            pixels.shape = {0, 3, picture.height, picture.width};
        LK_ASSERT(pixels.shape[2] == picture.height && pixels.shape[3] == picture.width);
        ++pixels.shape[0];
        pixels.values.resize(start + 3 * area);
        settings_.table.writePlanes(picture, std::span(pixels.values).subspan(start));
    }

    std::string expansion(const ImagePlan& plan) const override
    {
        std::string text;
        text.reserve(settings_.imageToken.size() * static_cast<size_t>(plan.tokens));
        for (int i = 0; i < plan.tokens; ++i)
            text += settings_.imageToken;
        return text;
    }

    std::string imageToken() const override { return settings_.imageToken; }

private:
    static Size squareOf(Size size)
    {
        const int side = std::max(size.width, size.height);
        return {side, side};
    }

    Size resizedSize(Size size) const
    {
        if (!settings_.resizes)
            return size;
        if (settings_.shortestEdge == 0)
            return settings_.fixed;
        const int shorter = std::max(1, std::min(size.width, size.height));
        const int longer = std::max(size.width, size.height);
        const double stretched = static_cast<double>(static_cast<int64_t>(settings_.shortestEdge) * longer) / shorter;
        const int newLong = static_cast<int>(std::min(stretched, 2e9));
        return size.width <= size.height ? Size{settings_.shortestEdge, newLong} : Size{newLong, settings_.shortestEdge};
    }

    Image padToSquare(const Image& source) const
    {
        if (source.width == source.height)
            return source;
        const Size side = squareOf({source.width, source.height});
        Image square{side.width, side.height, std::vector<uint8_t>(static_cast<size_t>(side.width) * static_cast<size_t>(side.height) * 3)};
        for (size_t i = 0; i < square.rgb.size(); ++i)
            square.rgb[i] = settings_.background[i % 3];
        const int left = (side.width - source.width) / 2;
        const int top = (side.height - source.height) / 2;
        for (int y = 0; y < source.height; ++y)
            std::copy_n(source.row(y), static_cast<size_t>(source.width) * 3, square.row(y + top) + static_cast<size_t>(left) * 3);
        return square;
    }

    ClipSettings settings_;
    int patchSize_;
    bool dropsClassToken_;
};

} // namespace

std::unique_ptr<ImageProcessor> makeLlavaImageProcessor(const Json& config, const std::string& folder)
{
    const LlavaConfig llava = LlavaConfig::from(ConfigReader(config, toUtf8(toPath(folder) / "config.json")));
    const ClipSettings settings = readSettingsOf(folder);
    auto processor = std::make_unique<LlavaImageProcessor>(settings, llava);
    const int side = static_cast<int>(llava.vision.imageSize);
    for (const Size probe : {Size{640, 480}, Size{100, 300}})
        if (const Size seen = processor->plan(probe).seen; seen != Size{side, side})
            throw Error(Text(LK_TEXT("The picture settings of %1 give %2x%3 pixels, but its vision tower takes %4x%4."), folder, seen.width, seen.height, side),
                Text(LK_TEXT("Take preprocessor_config.json and config.json from the same model.")));
    return processor;
}

} // namespace lorikeet

#include "core/models/grid_processor.h"

#include "core/base/error.h"
#include "core/models/preprocessor_config.h"

#include <algorithm>
#include <cmath>

namespace lorikeet {
namespace {

constexpr double kMostNarrow = 200.0;
constexpr int64_t kMostPixels = 100'000'000'000;

struct GridSettings {
    PixelTable table;
    PixelLimits limits;
    Resample resample = Resample::Bicubic;
    int patchSize = 14;
    int temporalPatchSize = 2;
    int mergeSize = 2;
    std::string imageToken = "<|image_pad|>";
    std::string start = "<|vision_start|>";
    std::string end = "<|vision_end|>";
};

PixelLimits readLimits(const ConfigReader& config)
{
    PixelLimits limits;
    if (config.has("size")) {
        const ConfigReader size = config.child("size");
        limits.least = size.count(size.has("shortest_edge") ? "shortest_edge" : "min_pixels", 1, kMostPixels);
        limits.most = size.count(size.has("longest_edge") ? "longest_edge" : "max_pixels", 1, kMostPixels);
    }
    limits.least = config.countOr("min_pixels", limits.least, 1, kMostPixels);
    limits.most = config.countOr("max_pixels", limits.most, 1, kMostPixels);
    if (limits.least > limits.most)
        config.fail(config.has("size") ? "size" : "min_pixels", "has a lower limit above the upper one");
    return limits;
}

int readEqual(const ConfigReader& config, const std::string& key, int64_t fallback, int64_t ofModel)
{
    const int64_t value = config.countOr(key, fallback, 1, 10'000);
    if (value != ofModel)
        throw Error(Text(LK_TEXT("%1: key \"%2\" is %3, but config.json says %4."), config.where(), key, value, ofModel),
            Text(LK_TEXT("Take preprocessor_config.json and config.json from the same model.")));
    return static_cast<int>(value);
}

GridSettings readSettings(const ConfigReader& config, const GridVisionConfig& vision)
{
    GridSettings settings;
    const std::string type = config.wordOr("image_processor_type", "Qwen2VLImageProcessor");
    if (!type.starts_with("Qwen2VLImageProcessor"))
        config.fail("image_processor_type", "is \"" + type + "\"; supported is Qwen2VLImageProcessor");
    if (!config.flagOr("do_resize", true))
        config.fail("do_resize", "is false; pictures must be resized to whole patches");
    settings.limits = readLimits(config);
    settings.resample = static_cast<Resample>(config.countOr("resample", 3, 0, 3));
    settings.table = PixelTable::read(config, kClipMean, kClipStd);
    settings.patchSize = readEqual(config, "patch_size", 14, vision.patchSize);
    settings.temporalPatchSize = readEqual(config, "temporal_patch_size", 2, vision.temporalPatchSize);
    settings.mergeSize = readEqual(config, "merge_size", 2, vision.mergeSize);
    return settings;
}

class GridProcessor final : public ImageProcessor {
public:
    explicit GridProcessor(GridSettings settings) : settings_(std::move(settings)) {}

    ImagePlan plan(Size upright) const override
    {
        ImagePlan plan;
        plan.resized = plan.seen = gridSize(upright, int64_t{settings_.patchSize} * settings_.mergeSize, settings_.limits);
        plan.patchSize = settings_.patchSize;
        plan.grid = {1, plan.seen.height / settings_.patchSize, plan.seen.width / settings_.patchSize};
        plan.joined = settings_.mergeSize;
        plan.tokens = plan.grid[1] / plan.joined * (plan.grid[2] / plan.joined);
        return plan;
    }

    Image seen(const Image& upright) const override
    {
        const Size size = plan({upright.width, upright.height}).seen;
        return resizeLikePillow(upright, size.width, size.height, settings_.resample);
    }

    void append(const Image& upright, PixelData& pixels) const override
    {
        const Image picture = seen(upright);
        const int64_t rows = picture.height / settings_.patchSize, columns = picture.width / settings_.patchSize;
        const size_t width = 3 * static_cast<size_t>(settings_.temporalPatchSize * settings_.patchSize * settings_.patchSize);
        if (pixels.shape.empty())
            pixels.shape = {0, static_cast<int64_t>(width)};
        pixels.shape[0] += rows * columns;
        pixels.gridThw.push_back({1, rows, columns});
        const size_t begin = pixels.values.size();
        pixels.values.resize(begin + static_cast<size_t>(rows * columns) * width);
        float* out = pixels.values.data() + begin;
        const int64_t merge = settings_.mergeSize;
        for (int64_t row = 0; row < rows; row += merge)
            for (int64_t column = 0; column < columns; column += merge)
                for (int64_t cell = 0; cell < merge * merge; ++cell, out += width)
                    writePatch(picture, static_cast<int>(row + cell / merge), static_cast<int>(column + cell % merge), out);
    }

    std::string expansion(const ImagePlan& plan) const override { return settings_.start + renderedExpansion(plan) + settings_.end; }

    std::string renderedExpansion(const ImagePlan& plan) const override
    {
        std::string text;
        text.reserve(settings_.imageToken.size() * static_cast<size_t>(plan.tokens));
        for (int i = 0; i < plan.tokens; ++i)
            text += settings_.imageToken;
        return text;
    }

    std::string imageToken() const override { return settings_.imageToken; }

    std::vector<Size> furtherResizes(Size given) const override
    {
        constexpr int kLeastSide = 28, kNarrow = 180;
        std::vector<Size> sizes;
        const auto resize = [&](Size size) {
            sizes.push_back(size);
            given = size;
        };
        if (std::min(given.width, given.height) < kLeastSide)
            resize({std::max(given.width, kLeastSide), std::max(given.height, kLeastSide)});
        if (static_cast<double>(given.width) / given.height > kMostNarrow)
            resize({given.height * kNarrow, given.height});
        if (static_cast<double>(given.height) / given.width > kMostNarrow)
            resize({given.width, given.width * kNarrow});
        return sizes;
    }

private:
    /// Channel by channel, each repeated as often as the tower takes pictures at a time.
    void writePatch(const Image& picture, int row, int column, float* out) const
    {
        const int side = settings_.patchSize;
        const size_t area = static_cast<size_t>(side) * static_cast<size_t>(side);
        for (size_t channel = 0; channel < 3; ++channel) {
            float* first = out;
            for (int y = 0; y < side; ++y) {
                const uint8_t* from = picture.row(row * side + y) + static_cast<size_t>(column * side) * 3 + channel;
                for (int x = 0; x < side; ++x, from += 3)
                    *out++ = settings_.table.at(channel, *from);
            }
            for (int repeat = 1; repeat < settings_.temporalPatchSize; ++repeat)
                out = std::copy_n(first, area, out);
        }
    }

    GridSettings settings_;
};

} // namespace

Size gridSize(Size size, int64_t factor, PixelLimits limits)
{
    const double width = size.width, height = size.height, step = static_cast<double>(factor);
    if (size.width < 1 || size.height < 1 || std::max(width, height) / std::min(width, height) > kMostNarrow)
        return {};
    // std::nearbyint rounds halves to even, as Python's round does.
    double newHeight = std::nearbyint(height / step) * step, newWidth = std::nearbyint(width / step) * step;
    const double least = static_cast<double>(limits.least), most = static_cast<double>(limits.most);
    if (newHeight * newWidth > most) {
        const double beta = std::sqrt(height * width / most);
        newHeight = std::max(step, std::floor(height / beta / step) * step);
        newWidth = std::max(step, std::floor(width / beta / step) * step);
    } else if (newHeight * newWidth < least) {
        const double beta = std::sqrt(least / (height * width));
        newHeight = std::ceil(height * beta / step) * step;
        newWidth = std::ceil(width * beta / step) * step;
    }
    constexpr double kLongest = 1'000'000.0;
    if (newHeight < step || newWidth < step || newHeight > kLongest || newWidth > kLongest)
        return {};
    return {static_cast<int>(newWidth), static_cast<int>(newHeight)};
}

std::unique_ptr<ImageProcessor> makeGridProcessor(const GridVisionConfig& vision, const std::string& folder)
{
    const auto config = PreprocessorConfig::load(folder);
    GridSettings settings = readSettings(config.image(), vision);
    settings.imageToken = config.processor().wordOr("image_token", settings.imageToken);
    return std::make_unique<GridProcessor>(std::move(settings));
}

} // namespace lorikeet

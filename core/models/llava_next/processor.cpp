#include "core/models/llava_next/processor.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/models/llava_next/config.h"
#include "core/models/llava_next/tiles.h"
#include "core/models/picture_tiles.h"
#include "core/vision/crop.h"

#include <fmt/format.h>

namespace lorikeet {
namespace {

/// Side of the square that `key` names: a number, {shortest_edge} or {height, width}.
int64_t squareOf(const ConfigReader& config, const std::string& key, int64_t fallback)
{
    if (!config.has(key))
        return fallback;
    if (config.json()[key].is_number())
        return config.count(key, 1, 16'384);
    const ConfigReader size = config.child(key);
    if (size.has("shortest_edge"))
        return size.count("shortest_edge", 1, 16'384);
    const int64_t height = size.count("height", 1, 16'384);
    if (size.count("width", 1, 16'384) != height)
        config.fail(key, "must be a square for this kind of model");
    return height;
}

class LlavaNextImageProcessor final : public ImageProcessor {
public:
    LlavaNextImageProcessor(const LlavaNextConfig& config, const ConfigReader& settings, std::string imageToken)
        : side_(static_cast<int>(config.vision.imageSize)), patchSize_(static_cast<int>(config.vision.patchSize)), resolutions_(config.resolutions),
          resample_(static_cast<Resample>(settings.countOr("resample", 3, 0, 3))), table_(PixelTable::read(settings, kClipMean, kClipStd)),
          imageToken_(std::move(imageToken))
    {
    }

    ImagePlan plan(Size upright) const override
    {
        const AnyresLayout layout = layOutTiles(upright, resolutions_, side_, patchesPerSide());
        ImagePlan plan;
        plan.resized = layout.resized;
        plan.seen = layout.canvas;
        plan.cropLeft = -((layout.canvas.width - layout.resized.width) / 2);
        plan.cropTop = -((layout.canvas.height - layout.resized.height) / 2);
        plan.patchSize = patchSize_;
        plan.grid = {1, layout.rows * patchesPerSide(), layout.columns * patchesPerSide()};
        plan.tiles = {layout.rows, layout.columns};
        plan.hasOverview = true;
        plan.tokens = layout.rows == 0 ? 0 : layout.tokens(patchesPerSide() * patchesPerSide());
        return plan;
    }

    Image seen(const Image& upright) const override
    {
        const ImagePlan plan = this->plan({upright.width, upright.height});
        const Image resized = resizeLikePillow(upright, plan.resized.width, plan.resized.height, resample_);
        return cutOut(resized, plan.cropLeft, plan.cropTop, plan.seen.width, plan.seen.height);
    }

    void append(const Image& upright, PixelData& pixels) const override
    {
        std::vector<Image> tiles{resizeLikePillow(upright, side_, side_, resample_)};
        for (Image& tile : cutTiles(seen(upright), side_))
            tiles.push_back(std::move(tile));
        appendTiles(tiles, table_, TileLayout::PerPicture, pixels);
        pixels.imageSizes.push_back({upright.height, upright.width});
    }

    std::string expansion(const ImagePlan& plan) const override { return repeated(imageToken_, plan.tokens); }
    std::string imageToken() const override { return imageToken_; }

    /// The overview, then the rows that the picture covers, each with a line end.
    std::vector<TokenPlace> tokenPlaces(Size upright) const override
    {
        const AnyresLayout layout = layOutTiles(upright, resolutions_, side_, patchesPerSide());
        std::vector<TokenPlace> places;
        if (layout.rows == 0)
            return places;
        for (int cell = 0; cell < patchesPerSide() * patchesPerSide(); ++cell)
            places.push_back({TokenPlace::Kind::Overview, cell / patchesPerSide(), cell % patchesPerSide()});
        for (int row = layout.keptTop; row < layout.keptTop + layout.keptHeight; ++row) {
            for (int column = layout.keptLeft; column < layout.keptLeft + layout.keptWidth; ++column)
                places.push_back({TokenPlace::Kind::Cell, row, column});
            places.push_back({TokenPlace::Kind::LineEnd, row, layout.keptLeft + layout.keptWidth});
        }
        return places;
    }

private:
    int patchesPerSide() const { return side_ / patchSize_; }

    int side_; ///< Of a tile, in pixels.
    int patchSize_;
    std::vector<Size> resolutions_;
    Resample resample_;
    PixelTable table_;
    std::string imageToken_;
};

} // namespace

std::unique_ptr<ImageProcessor> makeLlavaNextImageProcessor(const Json& json, const std::string& folder)
{
    const LlavaNextConfig config = LlavaNextConfig::from(ConfigReader(json, toUtf8(toPath(folder) / "config.json")));
    const auto files = PreprocessorConfig::load(folder);
    const ConfigReader settings = files.image();
    const std::string type = settings.wordOr("image_processor_type", "LlavaNextImageProcessor");
    if (!type.starts_with("LlavaNext"))
        settings.fail("image_processor_type", fmt::format("is \"{}\"; supported is LlavaNextImageProcessor", type));
    for (const char* key : {"size", "crop_size"})
        if (const int64_t side = squareOf(settings, key, 224); side != config.vision.imageSize)
            settings.fail(key, fmt::format("gives {0}x{0} pixels, but the vision tower takes {1}x{1}", side, config.vision.imageSize));
    if (readResolutions(settings, config.vision.imageSize) != config.resolutions)
        settings.fail("image_grid_pinpoints", "differs from the one in config.json");
    return std::make_unique<LlavaNextImageProcessor>(config, settings, files.processor().wordOr("image_token", "<image>"));
}

} // namespace lorikeet

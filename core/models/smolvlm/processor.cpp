#include "core/models/smolvlm/processor.h"

#include "core/base/file.h"
#include "core/models/picture_tiles.h"
#include "core/models/smolvlm/config.h"

#include <fmt/format.h>

#include <algorithm>

namespace lorikeet {
namespace {

constexpr const char* kImage = "<image>";
constexpr const char* kFence = "<fake_token_around_image>";
constexpr const char* kWhole = "<global-img>";
constexpr int kLargestSide = 4'096;

struct Settings {
    bool resizes = true;
    int longestEdge = 4 * 364; ///< 0 = `fixed` is the size.
    Size fixed;
    int tileSide = 364;
    bool splits = true;
    Resample resample = Resample::Lanczos;
};

Settings readSettings(const ConfigReader& config)
{
    const std::string type = config.wordOr("image_processor_type", "SmolVLMImageProcessor");
    if (!type.starts_with("SmolVLM") && !type.starts_with("Idefics3"))
        config.fail("image_processor_type", fmt::format("is \"{}\"; supported are SmolVLMImageProcessor and Idefics3ImageProcessor", type));
    Settings settings;
    settings.resizes = config.flagOr("do_resize", true);
    settings.splits = config.flagOr("do_image_splitting", true);
    settings.resample = static_cast<Resample>(config.countOr("resample", 1, 0, 3));
    if (config.has("size")) {
        const ConfigReader size = config.child("size");
        settings.longestEdge = static_cast<int>(size.countOr("longest_edge", 0, 0, 16'384));
        if (settings.longestEdge == 0)
            settings.fixed = {static_cast<int>(size.count("width", 1, 16'384)), static_cast<int>(size.count("height", 1, 16'384))};
    }
    if (config.has("max_image_size"))
        settings.tileSide = static_cast<int>(config.child("max_image_size").count("longest_edge", 1, 16'384));
    return settings;
}

double aspectOf(Size size)
{
    return static_cast<double>(size.width) / size.height;
}

/// The long side becomes `longest`, also upwards; the other follows, made even.
Size scaledTo(Size size, int longest)
{
    const double aspect = aspectOf(size);
    const auto even = [](double side) {
        const int whole = static_cast<int>(side);
        return std::max(1, whole + whole % 2);
    };
    return size.width >= size.height ? Size{longest, even(longest / aspect)} : Size{even(longest * aspect), longest};
}

Size limited(Size size)
{
    const double aspect = aspectOf(size);
    if (size.width >= size.height && size.width > kLargestSide)
        return {kLargestSide, std::max(1, static_cast<int>(kLargestSide / aspect))};
    if (size.height > size.width && size.height > kLargestSide)
        return {std::max(1, static_cast<int>(kLargestSide * aspect)), kLargestSide};
    return size;
}

/// Both sides up to multiples of `step`, the long one first.
Size upToMultiples(Size size, int step)
{
    const double aspect = aspectOf(size);
    const auto up = [step](int side) { return (side + step - 1) / step * step; };
    if (size.width >= size.height) {
        const int width = up(size.width);
        return {width, up(static_cast<int>(width / aspect))};
    }
    const int height = up(size.height);
    return {up(static_cast<int>(height * aspect)), height};
}

class SmolVlmImageProcessor final : public ImageProcessor {
public:
    SmolVlmImageProcessor(const SmolVlmConfig& config, const Settings& settings, const ConfigReader& reader)
        : settings_(settings), patchSize_(static_cast<int>(config.vision.patchSize)), table_(PixelTable::read(reader, kHalf, kHalf))
    {
        joined_ = static_cast<int>(config.scaleFactor);
        const int side = settings.tileSide / patchSize_ / joined_;
        tokensPerTile_ = side * side;
    }

    int tokensPerTile() const { return tokensPerTile_; }

    ImagePlan plan(Size upright) const override
    {
        ImagePlan plan;
        const int side = settings_.tileSide;
        plan.resized = plan.seen = settings_.splits ? upToMultiples(firstSize(upright), side) : Size{side, side};
        plan.patchSize = patchSize_;
        plan.grid = {1, plan.seen.height / patchSize_, plan.seen.width / patchSize_};
        if (plan.seen.width > side || plan.seen.height > side) {
            plan.tiles = {plan.seen.height / side, plan.seen.width / side};
            plan.hasOverview = true;
        }
        plan.joined = joined_;
        plan.tokens = tokensPerTile_ * (plan.tiles[0] * plan.tiles[1] + 1);
        return plan;
    }

    Image seen(const Image& upright) const override
    {
        const Size given{upright.width, upright.height};
        const Size first = firstSize(given);
        const Size last = plan(given).seen;
        const Image resized = resizeLikePillow(upright, first.width, first.height, settings_.resample);
        return resizeLikePillow(resized, last.width, last.height, settings_.resample);
    }

    void append(const Image& upright, PixelData& pixels) const override
    {
        const Image canvas = seen(upright);
        const int side = settings_.tileSide;
        std::vector<Image> tiles = cutTiles(canvas, side);
        if (tiles.size() > 1)
            tiles.push_back(resizeLikePillow(canvas, side, side, settings_.resample));
        appendTiles(tiles, table_, TileLayout::PerSample, pixels);
    }

    std::string expansion(const ImagePlan& plan) const override
    {
        const std::string features = repeated(kImage, tokensPerTile_);
        const std::string whole = fmt::format("{}{}{}{}", kFence, kWhole, features, kFence);
        if (!plan.hasOverview)
            return whole;
        std::string text;
        for (int row = 1; row <= plan.tiles[0]; ++row) {
            for (int column = 1; column <= plan.tiles[1]; ++column)
                text += fmt::format("{}<row_{}_col_{}>{}", kFence, row, column, features);
            text += "\n";
        }
        return text + "\n" + whole;
    }
    std::string imageToken() const override { return kImage; }

    /// Tile by tile, then the whole picture.
    std::vector<TokenPlace> tokenPlaces(Size upright) const override
    {
        const ImagePlan plan = this->plan(upright);
        if (!plan.hasOverview)
            return ImageProcessor::tokenPlaces(upright);
        const int side = settings_.tileSide / patchSize_ / joined_;
        std::vector<TokenPlace> places;
        for (int tile = 0; tile < plan.tiles[0] * plan.tiles[1]; ++tile)
            for (int cell = 0; cell < tokensPerTile_; ++cell)
                places.push_back({TokenPlace::Kind::Cell, tile / plan.tiles[1] * side + cell / side, tile % plan.tiles[1] * side + cell % side});
        for (int cell = 0; cell < tokensPerTile_; ++cell)
            places.push_back({TokenPlace::Kind::Overview, cell / side, cell % side});
        return places;
    }

private:
    Size firstSize(Size upright) const
    {
        if (!settings_.resizes)
            return upright;
        return settings_.longestEdge == 0 ? settings_.fixed : limited(scaledTo(upright, settings_.longestEdge));
    }

    Settings settings_;
    int patchSize_;
    int joined_ = 1;
    int tokensPerTile_ = 0;
    PixelTable table_;
};

} // namespace

std::unique_ptr<ImageProcessor> makeSmolVlmImageProcessor(const Json& json, const std::string& folder)
{
    const SmolVlmConfig config = SmolVlmConfig::from(ConfigReader(json, toUtf8(toPath(folder) / "config.json")));
    const auto files = PreprocessorConfig::load(folder);
    const ConfigReader reader = files.image();
    const Settings settings = readSettings(reader);
    const auto step = static_cast<int>(config.vision.patchSize * config.scaleFactor);
    if (settings.tileSide % step != 0)
        reader.fail("max_image_size", fmt::format("gives tiles of {} pixels, which is no multiple of patch_size times scale_factor ({})", settings.tileSide, step));
    auto processor = std::make_unique<SmolVlmImageProcessor>(config, settings, reader);
    if (const auto tokens = files.processor().countOr("image_seq_len", processor->tokensPerTile()); tokens != processor->tokensPerTile())
        files.processor().fail("image_seq_len", fmt::format("is {}, but tiles of {} pixels make {} tokens", tokens, settings.tileSide, processor->tokensPerTile()));
    return processor;
}

} // namespace lorikeet

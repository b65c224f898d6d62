#include "core/models/gemma3/processor.h"

#include "core/base/file.h"
#include "core/models/gemma3/config.h"
#include "core/models/picture_tiles.h"

#include <fmt/format.h>

namespace lorikeet {
namespace {

constexpr const char* kBegin = "<start_of_image>";
constexpr const char* kSoftToken = "<image_soft_token>";
constexpr const char* kEnd = "<end_of_image>";

class Gemma3ImageProcessor final : public ImageProcessor {
public:
    Gemma3ImageProcessor(const Gemma3Config& config, const ConfigReader& settings)
        : side_(static_cast<int>(config.vision.imageSize)), tokensPerSide_(static_cast<int>(config.tokensPerSide)),
          resample_(static_cast<Resample>(settings.countOr("resample", 2, 0, 3))), table_(PixelTable::read(settings, kHalf, kHalf))
    {
    }

    /// The pooled cells are shown, not the tower's own patches: each is a token.
    ImagePlan plan(Size) const override
    {
        ImagePlan plan;
        plan.resized = plan.seen = {side_, side_};
        plan.patchSize = side_ / tokensPerSide_;
        plan.grid = {1, tokensPerSide_, tokensPerSide_};
        plan.tokens = tokensPerSide_ * tokensPerSide_;
        return plan;
    }

    Image seen(const Image& upright) const override { return resizeLikePillow(upright, side_, side_, resample_); }
    void append(const Image& upright, PixelData& pixels) const override { appendTiles({seen(upright)}, table_, TileLayout::None, pixels); }

    std::string expansion(const ImagePlan& plan) const override
    {
        return fmt::format("\n\n{}{}{}\n\n", kBegin, repeated(kSoftToken, plan.tokens), kEnd);
    }
    std::string imageToken() const override { return kSoftToken; }
    std::string placeholder() const override { return kBegin; }

private:
    int side_;
    int tokensPerSide_;
    Resample resample_;
    PixelTable table_;
};

} // namespace

std::unique_ptr<ImageProcessor> makeGemma3ImageProcessor(const Json& json, const std::string& folder)
{
    const Gemma3Config config = Gemma3Config::from(ConfigReader(json, toUtf8(toPath(folder) / "config.json")));
    const auto files = PreprocessorConfig::load(folder);
    const ConfigReader settings = files.image();
    const std::string type = settings.wordOr("image_processor_type", "Gemma3ImageProcessor");
    if (!type.starts_with("Gemma3"))
        settings.fail("image_processor_type", fmt::format("is \"{}\"; supported is Gemma3ImageProcessor", type));
    if (settings.flagOr("do_pan_and_scan", false))
        settings.fail("do_pan_and_scan", "is true; supported is false");
    if (!settings.flagOr("do_resize", true))
        settings.fail("do_resize", "is false; supported is true");
    int64_t height = 224, width = 224;
    if (settings.has("size")) {
        const ConfigReader size = settings.child("size");
        height = size.count("height", 1, 16'384);
        width = size.count("width", 1, 16'384);
    }
    if (height != config.vision.imageSize || width != config.vision.imageSize)
        settings.fail("size", fmt::format("gives {0}x{1} pixels, but the vision tower takes {2}x{2}", width, height, config.vision.imageSize));
    if (const auto tokens = files.processor().countOr("image_seq_length", config.tokensPerImage()); tokens != config.tokensPerImage())
        files.processor().fail("image_seq_length", fmt::format("is {}, but config.json says {} tokens a picture", tokens, config.tokensPerImage()));
    return std::make_unique<Gemma3ImageProcessor>(config, settings);
}

} // namespace lorikeet

#include "core/models/qwen2/family.h"

#include "core/models/text_family.h"

namespace lorikeet {
namespace {

class Qwen2Family final : public TextFamily {
public:
    std::string name() const override { return "qwen2"; }
    std::string defaultTemplate() const override { return "qwen"; }
    std::optional<DecoderConfig> decoder(const ConfigReader& config, Missing missing) const override
    {
        DecoderConfig defaults;
        defaults.vocabSize = 151'936;
        defaults.intermediateSize = 22'016;
        defaults.kvHeads = 32;
        defaults.rope.maxPositions = 32'768;
        DecoderConfig result = readDecoderConfig(config, defaults, missing);
        result.hasQkvBias = true;
        readQwenWindows(config, result);
        return result;
    }
};

} // namespace

void readQwenWindows(const ConfigReader& config, DecoderConfig& decoder)
{
    if (!config.flagOr("use_sliding_window", false))
        return;
    decoder.slidingWindow = config.countOr("sliding_window", 4'096, 1);
    const int64_t firstSliding = config.countOr("max_window_layers", 28, 0);
    std::vector<bool> slides;
    for (int64_t i = 0; i < decoder.layers; ++i)
        slides.push_back(i >= firstSliding);
    readLayerTypes(config, decoder, slides);
}

const ModelFamily& qwen2Family()
{
    static const Qwen2Family family;
    return family;
}

} // namespace lorikeet

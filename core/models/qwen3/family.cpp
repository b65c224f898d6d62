#include "core/models/qwen3/family.h"

#include "core/models/qwen2/family.h"
#include "core/models/text_family.h"

namespace lorikeet {
namespace {

class Qwen3Family final : public TextFamily {
public:
    std::string name() const override { return "qwen3"; }
    std::string defaultTemplate() const override { return "qwen3"; }
    std::optional<DecoderConfig> decoder(const ConfigReader& config, Missing missing) const override
    {
        DecoderConfig defaults;
        defaults.vocabSize = 151'936;
        defaults.intermediateSize = 22'016;
        defaults.kvHeads = 32;
        defaults.headDim = 128;
        defaults.rope.maxPositions = 32'768;
        DecoderConfig result = readDecoderConfig(config, defaults, missing);
        result.hasQkvBias = result.hasOutputBias = config.flagOr("attention_bias", false);
        result.normalizesHeads = true;
        readQwenWindows(config, result);
        return result;
    }
};

} // namespace

const ModelFamily& qwen3Family()
{
    static const Qwen3Family family;
    return family;
}

} // namespace lorikeet

#include "core/models/llama/family.h"

#include "core/models/text_family.h"

namespace lorikeet {
namespace {

class LlamaFamily final : public TextFamily {
public:
    std::string name() const override { return "llama"; }
    std::string defaultTemplate() const override { return "vicuna"; }
    std::optional<DecoderConfig> decoder(const ConfigReader& config, Missing missing) const override
    {
        DecoderConfig result = readDecoderConfig(config, {}, missing);
        result.hasQkvBias = result.hasOutputBias = config.flagOr("attention_bias", false);
        result.hasMlpBias = config.flagOr("mlp_bias", false);
        return result;
    }
};

} // namespace

const ModelFamily& llamaFamily()
{
    static const LlamaFamily family;
    return family;
}

} // namespace lorikeet

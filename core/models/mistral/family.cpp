#include "core/models/mistral/family.h"

#include "core/models/text_family.h"

namespace lorikeet {
namespace {

class MistralFamily final : public TextFamily {
public:
    std::string name() const override { return "mistral"; }
    std::string defaultTemplate() const override { return "mistral"; }
    std::optional<DecoderConfig> decoder(const ConfigReader& config, Missing missing) const override
    {
        DecoderConfig defaults;
        defaults.intermediateSize = 14'336;
        defaults.kvHeads = 8;
        defaults.rope.maxPositions = 131'072;
        DecoderConfig result = readDecoderConfig(config, defaults, missing);
        // A window that is missing is 4,096 to transformers; null is none.
        const bool isNull = config.json().contains("sliding_window") && config.json()["sliding_window"].is_null();
        result.slidingWindow = isNull ? 0 : config.countOr("sliding_window", 4'096, 1);
        return result;
    }
};

} // namespace

const ModelFamily& mistralFamily()
{
    static const MistralFamily family;
    return family;
}

} // namespace lorikeet

#include "core/models/llava_next/family.h"

#include "core/models/llava_next/config.h"
#include "core/models/llava_next/processor.h"
#include "core/models/name_map.h"
#include "core/models/parameter_list.h"

#include <array>

namespace lorikeet {
namespace {

constexpr std::array<NamePrefix, 10> kNames{{
    {"model.vision_tower.vision_model.", "model.vision_tower."},
    {"vision_tower.vision_model.", "model.vision_tower."},
    {"vision_tower.", "model.vision_tower."},
    {"multi_modal_projector.", "model.multi_modal_projector."},
    {"image_newline", "model.image_newline"},
    {"language_model.lm_head.", "lm_head."},
    {"model.language_model.model.", "model.language_model."},
    {"model.language_model.", "model.language_model."},
    {"language_model.model.", "model.language_model."},
    {"language_model.", "model.language_model."},
}};

/// What transformers' save_pretrained writes.
constexpr std::array<NamePrefix, 5> kWritten{{
    {"vision_tower.", "model.vision_tower."},
    {"multi_modal_projector.", "model.multi_modal_projector."},
    {"image_newline", "model.image_newline"},
    {"language_model.lm_head.", "lm_head."},
    {"language_model.model.", "model.language_model."},
}};

class LlavaNextFamily final : public ModelFamily {
public:
    std::string name() const override { return "llava_next"; }
    bool matches(const Json& config) const override { return config.is_object() && config.value("model_type", Json()) == "llava_next"; }
    bool seesPictures() const override { return true; }
    std::string defaultTemplate() const override { return "llava_next"; }

    std::vector<ParameterInfo> parameters(const Json& json) const override
    {
        const LlavaNextConfig config = LlavaNextConfig::from(ConfigReader(json, "config.json"));
        std::vector<ParameterInfo> list;
        const int64_t d = config.text.hiddenSize;
        list.push_back({"model.image_newline", {d}, ModelPart::Language, /*isLinear=*/false, /*isNeverFrozen=*/true});
        addClipVision(list, config.vision, "model.vision_tower.");
        ParameterList projector(list, ModelPart::Projector);
        const int64_t features = config.vision.hiddenSize * static_cast<int64_t>(config.featureLayers.size());
        projector.addLinear("model.multi_modal_projector.linear_1", d, features, config.hasProjectorBias);
        projector.addLinear("model.multi_modal_projector.linear_2", d, d, config.hasProjectorBias);
        const auto language = decoderParameters(config.text, "model.language_model.");
        list.insert(list.end(), language.begin(), language.end());
        return list;
    }

    std::string moduleName(const std::string& nameInFile) const override { return toModuleName(kNames, nameInFile); }
    std::string nameInFile(const std::string& moduleName) const override { return toFileName(kWritten, moduleName); }

    std::unique_ptr<ImageProcessor> imageProcessor(const Json& config, const std::string& folder) const override
    {
        return makeLlavaNextImageProcessor(config, folder);
    }
};

} // namespace

const ModelFamily& llavaNextFamily()
{
    static const LlavaNextFamily family;
    return family;
}

} // namespace lorikeet

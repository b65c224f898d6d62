#include "core/models/llava/family.h"

#include "core/models/llava/config.h"
#include "core/models/name_map.h"
#include "core/models/parameter_list.h"

#include <array>

namespace lorikeet {
namespace {

/// Each generation of names maps to transformers 5's modules.
constexpr std::array<NamePrefix, 9> kRead{{
    {"model.vision_tower.vision_model.", "model.vision_tower."},
    {"vision_tower.vision_model.", "model.vision_tower."},
    {"vision_tower.", "model.vision_tower."},
    {"multi_modal_projector.", "model.multi_modal_projector."},
    {"language_model.lm_head.", "lm_head."},
    {"model.language_model.model.", "model.language_model."},
    {"model.language_model.", "model.language_model."},
    {"language_model.model.", "model.language_model."},
    {"language_model.", "model.language_model."},
}};

/// What transformers' save_pretrained writes.
constexpr std::array<NamePrefix, 4> kWritten{{
    {"vision_tower.", "model.vision_tower."},
    {"multi_modal_projector.", "model.multi_modal_projector."},
    {"language_model.lm_head.", "lm_head."},
    {"language_model.model.", "model.language_model."},
}};

class LlavaFamily final : public ModelFamily {
public:
    std::string name() const override { return "llava"; }
    bool matches(const Json& config) const override { return config.is_object() && config.value("model_type", Json()) == name(); }
    bool seesPictures() const override { return true; }
    std::string defaultTemplate() const override { return "llava"; }

    DesignText designText() const override
    {
        return {LK_TEXT("Native LLaVA"),
            LK_TEXT("Three parts that were trained apart. Every picture becomes the same square first, so every picture costs the same."),
            LK_TEXT("CLIP. Looks at a square of fixed size, one patch after the other, with a learned place for each."), LK_TEXT("Projector"),
            LK_TEXT("Two layers that translate each patch into one token of the language model. This is what stage 1 teaches."),
            LK_TEXT("Reads the picture's tokens like words, one after the other, and writes the answer.")};
    }

    std::vector<ParameterInfo> parameters(const Json& config) const override
    {
        const LlavaConfig llava = LlavaConfig::from(ConfigReader(config, "config.json"));
        std::vector<ParameterInfo> list;
        addClipVision(list, llava.vision, "model.vision_tower.");
        ParameterList projector(list, ModelPart::Projector);
        const int64_t features = llava.vision.hiddenSize * static_cast<int64_t>(llava.featureLayers.size());
        const int64_t d = llava.text.hiddenSize;
        projector.addLinear("model.multi_modal_projector.linear_1", d, features, llava.hasProjectorBias);
        projector.addLinear("model.multi_modal_projector.linear_2", d, d, llava.hasProjectorBias);
        const auto language = decoderParameters(llava.text, "model.language_model.");
        list.insert(list.end(), language.begin(), language.end());
        return list;
    }

    std::string moduleName(const std::string& nameInFile) const override { return toModuleName(kRead, nameInFile); }
    std::string nameInFile(const std::string& moduleName) const override { return toFileName(kWritten, moduleName); }

    std::unique_ptr<ImageProcessor> imageProcessor(const Json& config, const std::string& folder) const override
    {
        return makeLlavaImageProcessor(config, folder);
    }
};

} // namespace

const ModelFamily& llavaFamily()
{
    static const LlavaFamily family;
    return family;
}

} // namespace lorikeet

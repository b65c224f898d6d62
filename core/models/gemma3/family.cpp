#include "core/models/gemma3/family.h"

#include "core/models/gemma3/config.h"
#include "core/models/gemma3/processor.h"
#include "core/models/name_map.h"
#include "core/models/parameter_list.h"
#include "core/models/text_family.h"

#include <array>

namespace lorikeet {
namespace {

constexpr std::array<NamePrefix, 9> kNames{{
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

class Gemma3TextFamily final : public TextFamily {
public:
    std::string name() const override { return "gemma3_text"; }
    std::string defaultTemplate() const override { return "gemma3"; }
    std::optional<DecoderConfig> decoder(const ConfigReader& config, Missing missing) const override { return readGemma3Text(config, missing); }
};

class Gemma3Family final : public ModelFamily {
public:
    std::string name() const override { return "gemma3"; }
    bool matches(const Json& config) const override { return config.is_object() && config.value("model_type", Json()) == "gemma3"; }
    bool seesPictures() const override { return true; }
    std::string defaultTemplate() const override { return "gemma3"; }

    std::vector<ParameterInfo> parameters(const Json& json) const override
    {
        const Gemma3Config config = Gemma3Config::from(ConfigReader(json, "config.json"));
        std::vector<ParameterInfo> list;
        addSiglipVision(list, config.vision, "model.vision_tower.");
        ParameterList projector(list, ModelPart::Projector);
        projector.add("model.multi_modal_projector.mm_input_projection_weight", {config.vision.hiddenSize, config.text.hiddenSize});
        projector.addNorm("model.multi_modal_projector.mm_soft_emb_norm", config.vision.hiddenSize, false);
        const auto language = decoderParameters(config.text, "model.language_model.");
        list.insert(list.end(), language.begin(), language.end());
        return list;
    }

    std::string moduleName(const std::string& nameInFile) const override { return toModuleName(kNames, nameInFile); }
    std::string nameInFile(const std::string& moduleName) const override { return toFileName(kWritten, moduleName); }

    std::unique_ptr<ImageProcessor> imageProcessor(const Json& config, const std::string& folder) const override
    {
        return makeGemma3ImageProcessor(config, folder);
    }
};

} // namespace

const ModelFamily& gemma3Family()
{
    static const Gemma3Family family;
    return family;
}

const ModelFamily& gemma3TextFamily()
{
    static const Gemma3TextFamily family;
    return family;
}

} // namespace lorikeet

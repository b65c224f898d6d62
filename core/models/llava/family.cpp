#include "core/models/llava/family.h"

#include "core/models/llava/config.h"

#include <array>
#include <string_view>

namespace lorikeet {
namespace {

struct Prefix {
    std::string_view inFile;
    std::string_view inModule;
};

/// First match wins; each generation of names maps to transformers 5's modules.
constexpr std::array<Prefix, 9> kPrefixes{{
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
constexpr std::array<Prefix, 4> kWritten{{
    {"vision_tower.", "model.vision_tower."},
    {"multi_modal_projector.", "model.multi_modal_projector."},
    {"language_model.lm_head.", "lm_head."},
    {"language_model.model.", "model.language_model."},
}};

class ParameterList {
public:
    explicit ParameterList(std::vector<ParameterInfo>& list) : list_(list) {}
    void add(const std::string& name, std::vector<int64_t> shape, ModelPart part)
    {
        list_.push_back({name, std::move(shape), part, false});
    }
    void addNorm(const std::string& name, int64_t width)
    {
        add(name + ".weight", {width}, ModelPart::Vision);
        add(name + ".bias", {width}, ModelPart::Vision);
    }
    void addLinear(const std::string& name, int64_t out, int64_t in, ModelPart part, bool hasBias = true)
    {
        list_.push_back({name + ".weight", {out, in}, part, true});
        if (hasBias)
            add(name + ".bias", {out}, part);
    }

private:
    std::vector<ParameterInfo>& list_;
};

void addVision(std::vector<ParameterInfo>& parameters, const ClipVisionConfig& vision)
{
    ParameterList list(parameters);
    const int64_t d = vision.hiddenSize;
    const std::string tower = "model.vision_tower.";
    const int64_t positions = vision.patchesPerSide() * vision.patchesPerSide() + 1;
    list.add(tower + "embeddings.class_embedding", {d}, ModelPart::Vision);
    list.add(tower + "embeddings.patch_embedding.weight", {d, vision.channels, vision.patchSize, vision.patchSize}, ModelPart::Vision);
    list.add(tower + "embeddings.position_embedding.weight", {positions, d}, ModelPart::Vision);
    list.addNorm(tower + "pre_layrnorm", d);
    for (int64_t i = 0; i < vision.layers; ++i) {
        const std::string layer = tower + "encoder.layers." + std::to_string(i) + ".";
        for (const char* name : {"k_proj", "v_proj", "q_proj", "out_proj"})
            list.addLinear(layer + "self_attn." + name, d, d, ModelPart::Vision);
        list.addNorm(layer + "layer_norm1", d);
        list.addLinear(layer + "mlp.fc1", vision.intermediateSize, d, ModelPart::Vision);
        list.addLinear(layer + "mlp.fc2", d, vision.intermediateSize, ModelPart::Vision);
        list.addNorm(layer + "layer_norm2", d);
    }
    list.addNorm(tower + "post_layernorm", d);
}

class LlavaFamily final : public ModelFamily {
public:
    std::string name() const override { return "llava"; }
    bool matches(const Json& config) const override { return config.is_object() && config.value("model_type", Json()) == "llava"; }
    bool seesPictures() const override { return true; }
    std::string defaultTemplate() const override { return "llava"; }

    std::vector<ParameterInfo> parameters(const Json& config) const override
    {
        const LlavaConfig llava = LlavaConfig::from(ConfigReader(config, "config.json"));
        std::vector<ParameterInfo> list;
        addVision(list, llava.vision);
        ParameterList projector(list);
        const int64_t features = llava.vision.hiddenSize * static_cast<int64_t>(llava.featureLayers.size());
        const int64_t d = llava.text.hiddenSize;
        projector.addLinear("model.multi_modal_projector.linear_1", d, features, ModelPart::Projector, llava.hasProjectorBias);
        projector.addLinear("model.multi_modal_projector.linear_2", d, d, ModelPart::Projector, llava.hasProjectorBias);
        const auto language = llamaParameters(llava.text, "model.language_model.");
        list.insert(list.end(), language.begin(), language.end());
        return list;
    }

    std::string moduleName(const std::string& nameInFile) const override
    {
        for (const Prefix& prefix : kPrefixes)
            if (nameInFile.starts_with(prefix.inFile))
                return std::string(prefix.inModule) + nameInFile.substr(prefix.inFile.size());
        return nameInFile;
    }

    std::string nameInFile(const std::string& moduleName) const override
    {
        for (const Prefix& prefix : kWritten)
            if (moduleName.starts_with(prefix.inModule))
                return std::string(prefix.inFile) + moduleName.substr(prefix.inModule.size());
        return moduleName;
    }

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

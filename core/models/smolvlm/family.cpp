#include "core/models/smolvlm/family.h"

#include "core/models/parameter_list.h"
#include "core/models/smolvlm/config.h"
#include "core/models/smolvlm/processor.h"

namespace lorikeet {
namespace {

/// Both families have the same parts, names and pictures; only the conversation's form differs.
class SmolVlmFamily final : public ModelFamily {
public:
    explicit SmolVlmFamily(std::string name) : name_(std::move(name)) {}

    std::string name() const override { return name_; }
    bool matches(const Json& config) const override { return config.is_object() && config.value("model_type", Json()) == name_; }
    bool seesPictures() const override { return true; }
    std::string defaultTemplate() const override { return name_; }
    DesignText designText() const override
    {
        return {LK_TEXT("Tiles"), LK_TEXT("A picture is cut into tiles of one size, row by row, and shown once more as a whole: large pictures cost more and keep their small things."),
            LK_TEXT("SigLIP. Looks at one tile after the other."), LK_TEXT("Connector"),
            LK_TEXT("Lays neighbouring patches together into one, then translates each with a single layer into one token."),
            LK_TEXT("Reads the tokens of each tile behind a mark of its row and column, then the whole picture's, and writes the answer.")};
    }

    std::vector<ParameterInfo> parameters(const Json& json) const override
    {
        const SmolVlmConfig config = SmolVlmConfig::from(ConfigReader(json, "config.json"));
        std::vector<ParameterInfo> list;
        addSiglipVision(list, config.vision, "model.vision_model.");
        const int64_t features = config.vision.hiddenSize * config.scaleFactor * config.scaleFactor;
        ParameterList(list, ModelPart::Projector).addLinear("model.connector.modality_projection.proj", config.text.hiddenSize, features, false);
        const auto language = decoderParameters(config.text, "model.text_model.");
        list.insert(list.end(), language.begin(), language.end());
        return list;
    }

    std::string moduleName(const std::string& nameInFile) const override { return nameInFile; }
    std::string nameInFile(const std::string& moduleName) const override { return moduleName; }

    std::unique_ptr<ImageProcessor> imageProcessor(const Json& config, const std::string& folder) const override
    {
        return makeSmolVlmImageProcessor(config, folder);
    }

private:
    std::string name_;
};

} // namespace

const ModelFamily& smolVlmFamily()
{
    static const SmolVlmFamily family("smolvlm");
    return family;
}

const ModelFamily& idefics3Family()
{
    static const SmolVlmFamily family("idefics3");
    return family;
}

} // namespace lorikeet

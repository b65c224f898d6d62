#include "core/models/llama/family.h"

#include "core/models/llama/config.h"

namespace lorikeet {
namespace {

class LlamaFamily final : public ModelFamily {
public:
    std::string name() const override { return "llama"; }
    bool matches(const Json& config) const override { return config.is_object() && config.value("model_type", Json()) == "llama"; }
    bool seesPictures() const override { return false; }
    std::string defaultTemplate() const override { return "vicuna"; }
    std::vector<ParameterInfo> parameters(const Json& config) const override
    {
        return llamaParameters(LlamaConfig::from(ConfigReader(config, "config.json"), LlamaConfig::Missing::IsError), "model.");
    }
    std::string moduleName(const std::string& nameInFile) const override { return nameInFile; }
    std::string nameInFile(const std::string& moduleName) const override { return moduleName; }
    std::unique_ptr<ImageProcessor> imageProcessor(const Json&, const std::string&) const override { return nullptr; }
};

} // namespace

const ModelFamily& llamaFamily()
{
    static const LlamaFamily family;
    return family;
}

} // namespace lorikeet

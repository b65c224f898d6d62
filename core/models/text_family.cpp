#include "core/models/text_family.h"

namespace lorikeet {

bool TextFamily::matches(const Json& config) const
{
    return config.is_object() && config.value("model_type", Json()) == name();
}

std::vector<ParameterInfo> TextFamily::parameters(const Json& config) const
{
    return decoderParameters(*decoder(ConfigReader(config, "config.json"), Missing::IsError), "model.");
}

std::unique_ptr<ImageProcessor> TextFamily::imageProcessor(const Json&, const std::string&) const
{
    return nullptr;
}

} // namespace lorikeet

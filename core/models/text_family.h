#pragma once
/// @file What text families have in common: a family is a reader of its configuration.

#include "core/models/decoder_config.h"
#include "core/models/family.h"

#include <string>

namespace lorikeet {

/// Names in files equal names of modules. A derived class says its name, template and how config.json is read.
class TextFamily : public ModelFamily {
public:
    bool matches(const Json& config) const override;
    bool seesPictures() const override { return false; }
    std::vector<ParameterInfo> parameters(const Json& config) const override;
    std::string moduleName(const std::string& nameInFile) const override { return nameInFile; }
    std::string nameInFile(const std::string& moduleName) const override { return moduleName; }
    std::unique_ptr<ImageProcessor> imageProcessor(const Json& config, const std::string& folder) const override;
};

} // namespace lorikeet

#pragma once
/// @file What families with such a tower have in common: parameters, pictures, positions.

#include "core/models/family.h"
#include "core/models/grid_vision_config.h"

#include <memory>
#include <string>
#include <vector>

namespace lorikeet {

/// A derived class says its name, its template, its names in files and how config.json is read.
class GridVlFamily : public ModelFamily {
public:
    bool matches(const Json& config) const override;
    bool seesPictures() const override { return true; }
    std::vector<ParameterInfo> parameters(const Json& config) const override;
    std::unique_ptr<ImageProcessor> imageProcessor(const Json& config, const std::string& folder) const override;
    std::vector<std::vector<int64_t>> positionIds(const Json& config, const std::vector<int32_t>& ids, const PixelData& pixels) const override;

protected:
    /// @throws Error naming the key.
    virtual GridVlConfig read(const ConfigReader& config) const = 0;
};

} // namespace lorikeet

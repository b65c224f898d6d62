#include "core/models/grid_vl_family.h"

#include "core/base/file.h"
#include "core/models/grid_positions.h"
#include "core/models/grid_processor.h"

namespace lorikeet {

bool GridVlFamily::matches(const Json& config) const
{
    return config.is_object() && config.value("model_type", Json()) == name();
}

std::vector<ParameterInfo> GridVlFamily::parameters(const Json& config) const
{
    const GridVlConfig model = read(ConfigReader(config, "config.json"));
    std::vector<ParameterInfo> list;
    addGridVision(list, model.vision, "model.visual.");
    const auto language = decoderParameters(model.text, "model.language_model.");
    list.insert(list.end(), language.begin(), language.end());
    return list;
}

std::unique_ptr<ImageProcessor> GridVlFamily::imageProcessor(const Json& config, const std::string& folder) const
{
    return makeGridProcessor(read(ConfigReader(config, toUtf8(toPath(folder) / "config.json"))).vision, folder);
}

std::vector<std::vector<int64_t>> GridVlFamily::positionIds(const Json& config, const std::vector<int32_t>& ids, const PixelData& pixels) const
{
    const GridVlConfig model = read(ConfigReader(config, "config.json"));
    return gridPositions(ids, model.imageTokenId, pixels.gridThw, model.vision.mergeSize);
}

} // namespace lorikeet

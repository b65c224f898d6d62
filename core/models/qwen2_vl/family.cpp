#include "core/models/qwen2_vl/family.h"

#include "core/models/grid_vl_family.h"
#include "core/models/qwen2_vl/config.h"

#include <array>

namespace lorikeet {
namespace {

class Qwen2VlFamily final : public GridVlFamily {
public:
    std::string name() const override { return "qwen2_vl"; }
    std::string defaultTemplate() const override { return "qwen2_vl"; }
    DesignText designText() const override
    {
        return {LK_TEXT("Qwen2-VL"),
            LK_TEXT("Looks at every picture in its own shape: a larger picture makes more patches and costs more tokens."),
            LK_TEXT("Cuts the picture into patches of its own rows and columns; every patch looks at all the others of the same picture."),
            LK_TEXT("Merger"),
            LK_TEXT("Joins each block of neighbouring patches into one token of the language model."),
            LK_TEXT("Reads words and picture together and knows the row and the column of every picture token.")};
    }
    std::string moduleName(const std::string& nameInFile) const override { return toModuleName(qwen2VlNames(), nameInFile); }
    std::string nameInFile(const std::string& moduleName) const override { return toFileName(qwen2VlNames(), moduleName); }

protected:
    GridVlConfig read(const ConfigReader& config) const override { return readQwen2Vl(config); }
};

} // namespace

std::span<const NamePrefix> qwen2VlNames()
{
    static constexpr std::array<NamePrefix, 4> kNames{{
        {"visual.", "model.visual."},
        {"model.layers.", "model.language_model.layers."},
        {"model.embed_tokens.", "model.language_model.embed_tokens."},
        {"model.norm.", "model.language_model.norm."},
    }};
    return kNames;
}

const ModelFamily& qwen2VlFamily()
{
    static const Qwen2VlFamily family;
    return family;
}

} // namespace lorikeet

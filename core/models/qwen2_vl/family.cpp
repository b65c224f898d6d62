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
        return {LK_TEXT("Unified Qwen2-VL"),
            LK_TEXT("One model that was trained as a whole. A picture keeps its size and shape, so a larger picture costs more."),
            LK_TEXT("Looks at pictures of any size. Each patch knows its row and column by rotation (2-D RoPE)."), LK_TEXT("Merger"),
            LK_TEXT("Joins each 2 by 2 patches into one token, so a picture costs a quarter of its patches."),
            LK_TEXT("Reads each token with its row and column (M-RoPE), then the words, and writes the answer.")};
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

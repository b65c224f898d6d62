#include "core/models/qwen3_vl/family.h"

#include "core/models/grid_vl_family.h"
#include "core/models/qwen3_vl/config.h"

namespace lorikeet {
namespace {

/// Names in files are those of modules.
class Qwen3VlFamily final : public GridVlFamily {
public:
    std::string name() const override { return "qwen3_vl"; }
    std::string defaultTemplate() const override { return "qwen3_vl"; }
    DesignText designText() const override
    {
        return {LK_TEXT("Qwen3-VL"),
            LK_TEXT("As Qwen2-VL, but what early layers of the tower see reaches the language model too, not the last layer alone."),
            LK_TEXT("Cuts the picture into patches, with learned places stretched to the picture's shape; several layers hand on what they see."),
            LK_TEXT("Merger"),
            LK_TEXT("Joins each block of neighbouring patches into one token of the language model."),
            LK_TEXT("Reads words and picture together; the tower's earlier layers are added to its first layers where the picture stands.")};
    }
    std::string moduleName(const std::string& nameInFile) const override { return nameInFile; }
    std::string nameInFile(const std::string& moduleName) const override { return moduleName; }

protected:
    GridVlConfig read(const ConfigReader& config) const override { return readQwen3Vl(config); }
};

} // namespace

const ModelFamily& qwen3VlFamily()
{
    static const Qwen3VlFamily family;
    return family;
}

} // namespace lorikeet

#include "core/models/qwen2_5_vl/family.h"

#include "core/models/grid_vl_family.h"
#include "core/models/qwen2_5_vl/config.h"
#include "core/models/qwen2_vl/family.h"

namespace lorikeet {
namespace {

class Qwen25VlFamily final : public GridVlFamily {
public:
    std::string name() const override { return "qwen2_5_vl"; }
    std::string defaultTemplate() const override { return "qwen2_vl"; }
    DesignText designText() const override
    {
        return {LK_TEXT("Qwen2.5-VL"),
            LK_TEXT("As Qwen2-VL, but most layers of the tower look inside small windows only, which keeps large pictures affordable."),
            LK_TEXT("Cuts the picture into patches; in most layers a patch looks at its window, in a few at the whole picture."),
            LK_TEXT("Merger"),
            LK_TEXT("Joins each block of neighbouring patches into one token of the language model."),
            LK_TEXT("Reads words and picture together and knows the row and the column of every picture token.")};
    }
    std::string moduleName(const std::string& nameInFile) const override { return toModuleName(qwen2VlNames(), nameInFile); }
    std::string nameInFile(const std::string& moduleName) const override { return toFileName(qwen2VlNames(), moduleName); }

protected:
    GridVlConfig read(const ConfigReader& config) const override { return readQwen25Vl(config); }
};

} // namespace

const ModelFamily& qwen25VlFamily()
{
    static const Qwen25VlFamily family;
    return family;
}

} // namespace lorikeet

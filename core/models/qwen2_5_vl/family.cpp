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

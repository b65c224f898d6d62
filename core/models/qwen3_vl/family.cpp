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

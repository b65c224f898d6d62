#include "core/models/activation.h"

#include <fmt/format.h>

#include <map>

namespace lorikeet {

Activation readActivation(const ConfigReader& config, const std::string& key, Activation fallback)
{
    static const std::map<std::string, Activation> known{{"gelu", Activation::Gelu}, {"gelu_pytorch_tanh", Activation::GeluTanh},
        {"quick_gelu", Activation::QuickGelu}, {"silu", Activation::Silu}, {"swish", Activation::Silu}, {"relu", Activation::Relu}};
    const std::string name = config.wordOr(key, "");
    if (name.empty())
        return fallback;
    const auto found = known.find(name);
    if (found == known.end())
        config.fail(key, fmt::format("is \"{}\"; supported are gelu, gelu_pytorch_tanh, quick_gelu, silu and relu", name));
    return found->second;
}

} // namespace lorikeet

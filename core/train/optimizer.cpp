#include "core/train/optimizer.h"

#include "core/base/error.h"

#include <algorithm>
#include <cctype>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace lorikeet {
namespace {

constexpr double kClipEpsilon = 1e-6;
constexpr const char* kFirst = "exp_avg.";
constexpr const char* kSecond = "exp_avg_sq.";
constexpr const char* kSteps = "step.";

bool isNorm(const std::string& component, bool hasBias)
{
    for (const char* word : {"layernorm", "layrnorm", "layer_norm", "rmsnorm"})
        if (component.find(word) != std::string::npos)
            return true;
    if (hasBias && (component == "norm1" || component == "norm2" || component == "ln_q"))
        return true;
    return component == "norm" || component.ends_with("_norm");
}

} // namespace

bool isDecayed(const std::string& parameterName, bool hasBias)
{
    std::string name = parameterName;
    std::transform(name.begin(), name.end(), name.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (name.find("bias") != std::string::npos)
        return false;
    for (size_t begin = 0; begin <= name.size();) {
        const size_t end = std::min(name.find('.', begin), name.size());
        if (isNorm(name.substr(begin, end - begin), hasBias))
            return false;
        begin = end + 1;
    }
    return true;
}

AdamW::AdamW(NamedTensors parameters, const TrainOptions& train, const LoraOptions& lora)
    : parameters_(std::move(parameters)), moments_(parameters_.size()), beta1_(train.adamBeta1), beta2_(train.adamBeta2),
      epsilon_(train.adamEpsilon)
{
    std::unordered_set<std::string> names;
    for (const auto& [name, tensor] : parameters_)
        names.insert(name);
    for (size_t i = 0; i < parameters_.size(); ++i) {
        const auto& [name, tensor] = parameters_[i];
        const bool hasBias = names.contains(name.substr(0, name.rfind('.')) + ".bias");
        const double decay = isDecayed(name, hasBias) ? train.weightDecay : 0.0;
        double rate = train.learningRate;
        if (lora.loraplusLrRatio && *lora.loraplusLrRatio > 0) {
            if (name.find("lora_embedding_B") != std::string::npos)
                rate = lora.loraplusLrEmbedding;
            else if (name.find("lora_B") != std::string::npos || tensor.dim() == 1)
                rate *= *lora.loraplusLrRatio;
        }
        addToGroup(i, rate, decay);
    }
}

void AdamW::addToGroup(size_t index, double rate, double decay)
{
    auto group = std::find_if(groups_.begin(), groups_.end(), [=](const Group& g) { return g.rate == rate && g.decay == decay; });
    if (group == groups_.end())
        group = groups_.insert(groups_.end(), Group{rate, decay, {}});
    group->members.push_back(index);
}

double AdamW::gradientNorm() const
{
    std::vector<torch::Tensor> gradients;
    for (const auto& [name, tensor] : parameters_)
        if (tensor.grad().defined())
            gradients.push_back(tensor.grad());
    if (gradients.empty())
        return 0;
    return torch::stack(at::_foreach_norm(gradients)).to(torch::kFloat32).norm().item<double>();
}

double AdamW::clipFactor(double norm, double maxNorm)
{
    return maxNorm > 0 ? std::min(1.0, maxNorm / (norm + kClipEpsilon)) : 1.0;
}

void AdamW::makeMoments(size_t index)
{
    auto& moments = moments_[index];
    if (moments.first.defined())
        return;
    const auto& parameter = parameters_[index].second;
    moments.first = torch::zeros_like(parameter.detach());
    moments.second = torch::zeros_like(parameter.detach());
    moments.steps = torch::zeros({}, torch::dtype(torch::kFloat32).device(parameter.device()));
}

void AdamW::step(double rateFactor, double gradientFactor)
{
    const torch::NoGradGuard noGradient;
    for (const auto& group : groups_) {
        std::vector<torch::Tensor> values, gradients, first, second, steps;
        for (const size_t i : group.members) {
            const auto& parameter = parameters_[i].second;
            if (!parameter.grad().defined())
                continue;
            makeMoments(i);
            values.push_back(parameter.detach());
            gradients.push_back(parameter.grad());
            first.push_back(moments_[i].first);
            second.push_back(moments_[i].second);
            steps.push_back(moments_[i].steps);
        }
        if (values.empty())
            continue;
        if (gradientFactor != 1.0)
            at::_foreach_mul_(gradients, gradientFactor);
        at::_foreach_add_(steps, 1);
        at::_fused_adamw_(values, gradients, first, second, {}, steps, group.rate * rateFactor, beta1_, beta2_, group.decay, epsilon_,
            /*amsgrad=*/false, /*maximize=*/false);
    }
}

void AdamW::zeroGradients()
{
    for (auto& [name, tensor] : parameters_)
        tensor.mutable_grad() = torch::Tensor();
}

NamedTensors AdamW::state() const
{
    NamedTensors state;
    for (size_t i = 0; i < parameters_.size(); ++i) {
        if (!moments_[i].first.defined())
            continue;
        const auto& name = parameters_[i].first;
        state.emplace_back(kFirst + name, moments_[i].first);
        state.emplace_back(kSecond + name, moments_[i].second);
        state.emplace_back(kSteps + name, moments_[i].steps);
    }
    return state;
}

void AdamW::loadState(const NamedTensors& state, const std::string& origin)
{
    const torch::NoGradGuard noGradient;
    std::unordered_map<std::string, size_t> indexOf;
    for (size_t i = 0; i < parameters_.size(); ++i)
        indexOf.emplace(parameters_[i].first, i);
    for (const auto& [key, tensor] : state) {
        torch::Tensor Moments::* member = key.starts_with(kFirst) ? &Moments::first : key.starts_with(kSecond) ? &Moments::second
                                                                                                               : &Moments::steps;
        const auto dot = key.find('.');
        const auto found = dot == std::string::npos ? indexOf.end() : indexOf.find(key.substr(dot + 1));
        const bool hasSteps = member == &Moments::steps;
        if (found == indexOf.end() || (!hasSteps && tensor.sizes() != parameters_[found->second].second.sizes())) {
            throw Error(Text(LK_TEXT("%1: %2 does not fit the parameters that this run trains."), origin, key),
                Text(LK_TEXT("Resume with the same model and method as the run was started with.")));
        }
        makeMoments(found->second);
        (moments_[found->second].*member).copy_(tensor.reshape((moments_[found->second].*member).sizes()));
    }
}

} // namespace lorikeet

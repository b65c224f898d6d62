#include "core/nn/matmul.h"

#include <ATen/core/dispatch/Dispatcher.h>

namespace lorikeet::nn {
namespace {

/// Fewer rows than this (generation) aren't worth oneDNN's reordering of the weight.
constexpr int64_t kFewRows = 16;

const c10::OperatorHandle* oneDnnLinear()
{
#if defined(__x86_64__) && defined(__GNUC__)
    static const auto found = c10::Dispatcher::singleton().findSchema({"mkldnn::_linear_pointwise", ""});
    static const bool isWanted = at::globalContext().hasMKLDNN() && __builtin_cpu_is("intel") == 0;
    return found && isWanted ? &*found : nullptr;
#else
    return nullptr;
#endif
}

} // namespace

torch::Tensor affine(const torch::Tensor& x, const torch::Tensor& weight, const torch::Tensor& bias)
{
    const torch::NoGradGuard noGrad;
    const auto* fast = oneDnnLinear();
    const bool isPlain = x.device().is_cpu() && x.scalar_type() == torch::kFloat && weight.scalar_type() == torch::kFloat && x.dim() == 2;
    if (fast == nullptr || !isPlain || x.size(0) < kFewRows)
        return torch::linear(x, weight, bias);
    torch::jit::Stack stack{x.contiguous(), weight, bias.defined() ? c10::IValue(bias) : c10::IValue(), std::string("none"),
        c10::List<std::optional<c10::Scalar>>(), std::string()};
    fast->callBoxed(&stack);
    return stack.front().toTensor();
}

} // namespace lorikeet::nn

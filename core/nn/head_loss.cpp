#include "core/nn/head_loss.h"

#include "core/nn/parameter.h"

#include <algorithm>

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Of wide logits. Each chunk reads the whole head twice, 300 MB for a vocabulary of 152,000, so chunks are large.
constexpr int64_t kChunkBytes = int64_t{80} << 20;

struct Gradients {
    Tensor hidden, weight;
};

/// Loss of each row; fills the gradients that are defined (both already have their shape).
Tensor chunkedLoss(const Tensor& hidden, const Tensor& weight, const Tensor& targets, Gradients* gradients)
{
    const auto wide = hidden.scalar_type() == torch::kDouble ? torch::kDouble : torch::kFloat;
    const auto cast = castTo(weight, hidden.scalar_type());
    const int64_t rows = hidden.size(0);
    const int64_t chunk = std::max<int64_t>(1, kChunkBytes / (weight.size(0) * 4));
    auto losses = torch::empty({rows}, hidden.options().dtype(wide));
    for (int64_t begin = 0; begin < rows; begin += chunk) {
        const int64_t count = std::min(chunk, rows - begin);
        const auto part = hidden.narrow(0, begin, count);
        const auto target = targets.narrow(0, begin, count).unsqueeze(1);
        auto logits = torch::mm(part, cast.t()).to(wide); // [n, V]
        const auto logZ = logits.logsumexp(1, /*keepdim=*/true);
        losses.narrow(0, begin, count).copy_((logZ - logits.gather(1, target)).squeeze(1));
        if (gradients == nullptr)
            continue;
        auto dLogits = logits.sub_(logZ).exp_(); // in place: the logits are no longer needed
        dLogits.scatter_add_(1, target, torch::full({1, 1}, -1.0, dLogits.options()).expand({count, 1}));
        const auto narrow = dLogits.to(hidden.scalar_type());
        if (gradients->hidden.defined())
            gradients->hidden.narrow(0, begin, count).copy_(torch::mm(narrow, cast));
        if (gradients->weight.defined())
            gradients->weight.addmm_(narrow.t().to(gradients->weight.scalar_type()), part.to(gradients->weight.scalar_type()));
    }
    return losses;
}

class HeadLossFunction : public torch::autograd::Function<HeadLossFunction> {
public:
    static variable_list forward(AutogradContext* ctx, const Tensor& hidden, const Tensor& weight, const Tensor& targets)
    {
        Gradients gradients;
        if (hidden.requires_grad())
            gradients.hidden = torch::empty_like(hidden);
        if (weight.requires_grad())
            gradients.weight = torch::zeros(weight.sizes(), weight.options());
        auto losses = chunkedLoss(hidden, weight, targets, &gradients);
        ctx->save_for_backward({gradients.hidden, gradients.weight});
        auto sum = losses.sum();
        ctx->mark_non_differentiable({losses});
        return {sum, losses};
    }
    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        const auto scaled = [&](const Tensor& gradient) {
            return gradient.defined() ? gradient * gradients[0].to(gradient.scalar_type()) : Tensor();
        };
        return {scaled(saved[0]), scaled(saved[1]), Tensor()};
    }
};

} // namespace

HeadLoss headLoss(const Tensor& hidden, const Tensor& weight, const Tensor& targets)
{
    TORCH_CHECK(hidden.dim() == 2 && hidden.size(1) == weight.size(1) && targets.size(0) == hidden.size(0), "head loss: hidden ",
        hidden.sizes(), ", weight ", weight.sizes(), ", targets ", targets.sizes());
    if (needsGradient(hidden, weight)) {
        auto outputs = HeadLossFunction::apply(hidden, weight, targets);
        return {outputs[0], outputs[1]};
    }
    auto losses = chunkedLoss(hidden, weight, targets, nullptr);
    return {losses.sum(), losses};
}

} // namespace lorikeet::nn

#include "core/nn/mlp_projector.h"

#include "core/nn/activations.h"
#include "core/nn/parameter.h"

namespace lorikeet::nn {

MlpProjector::MlpProjector(int64_t in, int64_t out, bool hasBias, Activation activation, const torch::TensorOptions& options)
    : torch::nn::Module("MlpProjector"), activation_(activation),
      linear1_(register_module("linear_1", std::make_shared<Linear>(in, out, hasBias, options))),
      linear2_(register_module("linear_2", std::make_shared<Linear>(out, out, hasBias, options)))
{
}

torch::Tensor MlpProjector::forward(const torch::Tensor& x)
{
    const torch::AutoGradMode grad(torch::GradMode::is_enabled() && (x.requires_grad() || isTrained(*this)));
    return linear2_->forward(activate(linear1_->forward(x), activation_));
}

} // namespace lorikeet::nn

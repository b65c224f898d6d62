#include "core/nn/recompute.h"

#include "core/nn/parameter.h"

#include <ATen/core/Generator.h>

#include <utility>

namespace lorikeet::nn {
namespace {

using torch::Tensor;
using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

thread_local bool recomputes = false;

/// What the random numbers of a layer were drawn from; the layer draws the same again while one of these lives.
class DrawsAgain {
public:
    DrawsAgain(torch::Device device, const Tensor& state)
    {
        if (!state.defined())
            return;
        generator_ = at::globalContext().defaultGenerator(device);
        const std::lock_guard lock(generator_.mutex());
        now_ = generator_.get_state();
        generator_.set_state(state);
    }
    ~DrawsAgain()
    {
        if (!now_.defined())
            return;
        const std::lock_guard lock(generator_.mutex());
        generator_.set_state(now_);
    }
    DrawsAgain(const DrawsAgain&) = delete;
    DrawsAgain& operator=(const DrawsAgain&) = delete;

private:
    at::Generator generator_;
    Tensor now_;
};

Tensor randomState(torch::Device device, bool isTraining)
{
    if (!isTraining || device.is_meta())
        return {};
    auto generator = at::globalContext().defaultGenerator(device);
    const std::lock_guard lock(generator.mutex());
    return generator.get_state();
}

/// How to compute a layer again; travels with its node in the graph.
struct Recipe : torch::CustomClassHolder {
    std::function<Tensor(const Tensor&)> f;
    torch::Tensor randomState;
};

class RecomputeFunction : public torch::autograd::Function<RecomputeFunction> {
public:
    /// @param parameters those of the layer that train: inputs of this node, so that their gradients leave through it
    static Tensor forward(AutogradContext* ctx, const Tensor& x, at::TensorList parameters, const c10::intrusive_ptr<Recipe>& recipe)
    {
        variable_list saved{x};
        saved.insert(saved.end(), parameters.begin(), parameters.end());
        ctx->save_for_backward(saved);
        ctx->saved_data["recipe"] = c10::IValue::make_capsule(recipe);
        ctx->saved_data["needsX"] = x.requires_grad();
        // The way that a plain pass takes, graph and all, so that every bit is the same; the graph goes at once.
        const at::AutoGradMode grad(true);
        return recipe->f(x.detach().requires_grad_(x.requires_grad())).detach();
    }

    static variable_list backward(AutogradContext* ctx, variable_list gradients)
    {
        const auto saved = ctx->get_saved_variables();
        const auto recipe = c10::static_intrusive_pointer_cast<Recipe>(ctx->saved_data["recipe"].toCapsule());
        const bool needsX = ctx->saved_data["needsX"].toBool();
        const DrawsAgain draws(saved[0].device(), recipe->randomState);
        const at::AutoGradMode grad(true);
        auto x = saved[0].detach().requires_grad_(needsX);
        const auto output = recipe->f(x);
        variable_list inputs;
        if (needsX)
            inputs.push_back(x);
        inputs.insert(inputs.end(), saved.begin() + 1, saved.end());
        auto found = torch::autograd::grad({output}, inputs, {gradients[0]}, /*retain_graph=*/false, /*create_graph=*/false, /*allow_unused=*/true);
        if (!needsX)
            found.insert(found.begin(), Tensor());
        found.emplace_back(); // of the recipe
        return found;
    }
};

} // namespace

RecomputeGuard::RecomputeGuard(bool isOn) : before_(std::exchange(recomputes, isOn)) {}

RecomputeGuard::~RecomputeGuard() { recomputes = before_; }

Tensor runLayer(torch::nn::Module& layer, const Tensor& x, std::function<Tensor(const Tensor&)> f)
{
    if (!recomputes || !torch::GradMode::is_enabled())
        return f(x);
    variable_list parameters;
    for (const auto& parameter : layer.parameters())
        if (parameter.requires_grad())
            parameters.push_back(parameter);
    if (!x.requires_grad() && parameters.empty())
        return f(x);
    auto recipe = c10::make_intrusive<Recipe>();
    recipe->randomState = randomState(x.device(), layer.is_training());
    recipe->f = std::move(f);
    return RecomputeFunction::apply(x, at::TensorList(parameters), recipe);
}

} // namespace lorikeet::nn

#include "core/nn/activations.h"
#include "core/nn/dora.h"
#include "core/nn/embedding_noise.h"
#include "core/nn/head_loss.h"
#include "core/nn/lora.h"
#include "core/nn/norms.h"
#include "core/nn/recompute.h"
#include "core/nn/rope.h"
#include "support/runner.h"

#include <torch/nn/functional/loss.h>

#include <functional>
#include <vector>

namespace {

using namespace lorikeet;
using torch::Tensor;
using Function = std::function<Tensor(const std::vector<Tensor>&)>;

Tensor random(torch::IntArrayRef shape) { return torch::randn(shape, torch::kDouble); }

/// Largest difference between autograd's gradient of sum(f · w) and central differences, over all inputs.
double gradientError(const Function& f, std::vector<Tensor> inputs)
{
    for (auto& input : inputs)
        input = input.detach().clone().requires_grad_(true);
    const auto weights = torch::randn_like(f(inputs).detach());
    const auto value = [&] { return (f(inputs) * weights).sum(); };
    const auto analytic = torch::autograd::grad({value()}, inputs);
    const torch::NoGradGuard noGrad;
    constexpr double kStep = 1e-6;
    double worst = 0;
    for (size_t i = 0; i < inputs.size(); ++i) {
        auto* data = inputs[i].data_ptr<double>();
        const auto gradient = analytic[i].contiguous();
        for (int64_t j = 0; j < inputs[i].numel(); ++j) {
            const double kept = data[j];
            data[j] = kept + kStep;
            const double above = value().item<double>();
            data[j] = kept - kStep;
            const double below = value().item<double>();
            data[j] = kept;
            worst = std::max(worst, std::abs((above - below) / (2 * kStep) - gradient.const_data_ptr<double>()[j]));
        }
    }
    return worst;
}

} // namespace

/// Each backward pass of our own against finite differences in double.
class GradientsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { torch::manual_seed(7); }

    void rmsNorm()
    {
        const auto f = [](const auto& in) { return nn::rmsNorm(in[0], in[1], 1e-5); };
        QVERIFY(gradientError(f, {random({2, 3, 8}), random({8})}) < 1e-7);
    }
    void swiGlu()
    {
        const auto f = [](const auto& in) { return nn::swiGlu(in[0], in[1]); };
        QVERIFY(gradientError(f, {random({3, 5}), random({3, 5})}) < 1e-7);
    }
    void quickGelu()
    {
        QVERIFY(gradientError([](const auto& in) { return nn::quickGelu(in[0]); }, {random({4, 5})}) < 1e-7);
    }
    void rotary()
    {
        const auto rotary = nn::RotaryTable({}, 6).at(torch::arange(4).unsqueeze(0), torch::kDouble);
        QVERIFY(gradientError([&](const auto& in) { return nn::applyRotary(in[0], rotary); }, {random({2, 4, 3, 6})}) < 1e-7);
    }
    void loraLinear_data()
    {
        QTest::addColumn<bool>("hasBias");
        QTest::newRow("without bias") << false;
        QTest::newRow("with bias") << true;
    }
    void loraLinear()
    {
        QFETCH(const bool, hasBias);
        const auto f = [&](const auto& in) { return nn::loraLinear(in[0], in[1], hasBias ? in[4] : Tensor(), in[2], in[3], {.scale = 1.7}); };
        std::vector<Tensor> inputs{random({2, 3, 5}), random({4, 5}), random({2, 5}), random({4, 2})};
        if (hasBias)
            inputs.push_back(random({4}));
        QVERIFY(gradientError(f, inputs) < 1e-7);
    }
    void loraLinearWithDropout()
    {
        // The same mask each time, so that differences are of one function.
        const auto f = [](const auto& in) {
            torch::manual_seed(3);
            return nn::loraLinear(in[0], in[1], Tensor(), in[2], in[3], {.scale = 0.5, .dropout = 0.4});
        };
        QVERIFY(gradientError(f, {random({6, 5}), random({4, 5}), random({2, 5}), random({4, 2})}) < 1e-7);
    }
    void doraLinear_data()
    {
        QTest::addColumn<bool>("hasBias");
        QTest::addColumn<double>("dropout");
        QTest::newRow("without bias") << false << 0.0;
        QTest::newRow("with bias") << true << 0.0;
        QTest::newRow("dropout") << false << 0.4;
        QTest::newRow("dropout with bias") << true << 0.4;
    }
    void doraLinear()
    {
        QFETCH(const bool, hasBias);
        QFETCH(const double, dropout);
        const auto norm = random({4}).abs() + 1.0; // a constant of the backward pass
        const auto f = [&](const auto& in) {
            torch::manual_seed(3);
            return nn::doraLinear(in[0], in[1], hasBias ? in[5] : Tensor(), in[2], in[3], in[4], norm, {.scale = 1.7, .dropout = dropout});
        };
        std::vector<Tensor> inputs{random({2, 3, 5}), random({4, 5}), random({2, 5}), random({4, 2}), random({4})};
        if (hasBias)
            inputs.push_back(random({4}));
        QVERIFY(gradientError(f, inputs) < 1e-7);
    }
    void doraNormIsTheNormOfTheSum()
    {
        const auto weight = random({7, 5}), a = random({2, 5}), b = random({7, 2});
        QVERIFY(torch::allclose(nn::doraNorm(weight, a, b, 0.7), (weight + torch::mm(b, a) * 0.7).norm(2, 1), 1e-12, 1e-12));
    }
    /// A layer that is computed again: x and the layer's own parameters.
    void recomputedLayer()
    {
        const auto f = [](const auto& in) {
            const nn::RecomputeGuard guard(true);
            torch::nn::Module layer("layer");
            layer.register_parameter("weight", in[1]);
            layer.register_parameter("bias", in[2]);
            return nn::runLayer(layer, in[0], [weight = in[1], bias = in[2]](const Tensor& x) { return torch::linear(x, weight, bias).tanh(); });
        };
        QVERIFY(gradientError(f, {random({2, 3, 5}), random({4, 5}), random({4})}) < 1e-7);
    }
    void embeddingNoiseKeepsToItsBound()
    {
        const auto embeds = torch::randn({2, 25, 16});
        QVERIFY(nn::withNoise(embeds).is_same(embeds));
        const nn::EmbeddingNoiseGuard guard(5.0);
        const auto noise = (nn::withNoise(embeds) - embeds).abs();
        const double bound = 5.0 / std::sqrt(25.0 * 16.0);
        QVERIFY(noise.max().item<double>() <= bound + 1e-6 && noise.max().item<double>() > 0.95 * bound);
        QVERIFY(std::abs(noise.mean().item<double>() - bound / 2) < 0.05 * bound);
    }
    void loraLeavesFrozenWeightAlone()
    {
        auto weight = random({4, 5}), x = random({3, 5});
        auto a = random({2, 5}).requires_grad_(true), b = random({4, 2}).requires_grad_(true);
        nn::loraLinear(x, weight, Tensor(), a, b, {.scale = 2.0}).sum().backward();
        QVERIFY(a.grad().defined() && b.grad().defined());
        QVERIFY(!weight.grad().defined() && !x.grad().defined());
    }
    /// fp32 takes loops of our own, double takes ATen's way: both must give the same, forward and backward.
    void ownLoopsEqualAten()
    {
        const auto rotary = [](torch::ScalarType dtype) { return nn::RotaryTable({}, 10).at(torch::arange(5).unsqueeze(0), dtype); };
        const auto f = [&](const Tensor& x, const Tensor& weight) {
            return nn::applyRotary(nn::rmsNorm(x, weight, 1e-5).view({2, 5, 3, 10}), rotary(x.scalar_type()));
        };
        const auto x = random({2, 5, 30}), weight = random({30}), dOut = random({2, 5, 3, 10});
        const auto wide = x.clone().requires_grad_(true), narrow = x.to(torch::kFloat).requires_grad_(true);
        const auto expected = f(wide, weight), got = f(narrow, weight.to(torch::kFloat));
        QVERIFY(torch::allclose(got.to(torch::kDouble), expected, 1e-5, 1e-5));
        expected.backward(dOut);
        got.backward(dOut.to(torch::kFloat));
        QVERIFY(torch::allclose(narrow.grad().to(torch::kDouble), wide.grad(), 1e-4, 1e-5));
    }
    /// Nothing is made on the CPU on the way. (Whole models can't run on meta from C++: where and index_select have their meta kernels in Python.)
    void ownFunctionsStayOnTheirDevice()
    {
        const auto meta = [](torch::IntArrayRef shape) { return torch::empty(shape, torch::TensorOptions().device(torch::kMeta)).requires_grad_(true); };
        const auto x = meta({2, 4, 8}), a = meta({2, 8}), b = meta({8, 2}), weight = meta({8});
        const auto rotary = nn::RotaryTable({}, 4).at(torch::arange(4, torch::TensorOptions().device(torch::kMeta)).unsqueeze(0), torch::kFloat);
        const auto y = nn::loraLinear(nn::rmsNorm(x, weight, 1e-5), meta({8, 8}), Tensor(), a, b, {.scale = 2.0});
        const auto z = nn::swiGlu(nn::applyRotary(y.view({2, 4, 2, 4}), rotary).flatten(2), nn::quickGelu(y));
        QVERIFY(z.is_meta());
        z.sum().backward();
        QVERIFY(x.grad().is_meta() && a.grad().is_meta() && b.grad().is_meta() && weight.grad().is_meta());
    }
    void headLoss()
    {
        const auto targets = torch::tensor({1, 0, 4, 2}, torch::kLong);
        const auto f = [&](const auto& in) { return nn::headLoss(in[0], in[1], targets).sum; };
        QVERIFY(gradientError(f, {random({4, 3}), random({5, 3})}) < 1e-7);
    }
    void headLossEqualsCrossEntropyAcrossChunks()
    {
        // 5000 rows of 2000 classes: several chunks.
        const auto hidden = torch::randn({5000, 4}).requires_grad_(true), weight = torch::randn({2000, 4}).requires_grad_(true);
        const auto targets = torch::randint(2000, {5000}, torch::kLong);
        const auto ours = nn::headLoss(hidden, weight, targets);
        const auto gradients = torch::autograd::grad({ours.sum}, {hidden, weight});
        const auto reference = torch::nn::functional::cross_entropy(
            torch::mm(hidden, weight.t()), targets, torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum));
        const auto expected = torch::autograd::grad({reference}, {hidden, weight});
        QVERIFY(std::abs(ours.sum.item<double>() / reference.item<double>() - 1.0) < 1e-5);
        QVERIFY(torch::allclose(gradients[0], expected[0], 1e-4, 1e-5));
        QVERIFY(torch::allclose(gradients[1], expected[1], 1e-4, 1e-3));
    }
};

LK_TEST_CLASS(GradientsTest);
#include "gradients_test.moc"

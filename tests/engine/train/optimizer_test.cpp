#include "support/runner.h"
#include "support/temporary_folder.h"

#include "core/train/collator.h"
#include "core/train/optimizer.h"

#include <torch/nn/utils/clip_grad.h>
#include <torch/optim/adamw.h>

using namespace lorikeet;

namespace {

NamedTensors twoParameters(int64_t seed)
{
    torch::manual_seed(seed);
    return {{"layers.0.q_proj.weight", torch::randn({6, 5}).requires_grad_()}, {"layers.0.q_proj.bias", torch::randn({6}).requires_grad_()}};
}

void giveGradients(const NamedTensors& parameters, int64_t seed)
{
    torch::manual_seed(seed);
    for (const auto& [name, tensor] : parameters)
        tensor.mutable_grad() = torch::randn_like(tensor);
}

Encoded encodedOf(std::vector<int32_t> ids, std::vector<int32_t> labels)
{
    Encoded encoded;
    encoded.ids = std::move(ids);
    encoded.labels = std::move(labels);
    return encoded;
}

} // namespace

class OptimizerTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void stepsEqualTorch();
    void clippingEqualsTorch();
    void noGradientNoChange();
    void biasesAndNormsAreNotDecayed_data();
    void biasesAndNormsAreNotDecayed();
    void loraPlusRaisesTheRateOfB();
    void stateSurvivesSaving();
    void foreignStateIsRefused();
    void batchIsPaddedRight();
    void evenBatchHasNoMask();
};

void OptimizerTest::stepsEqualTorch()
{
    TrainOptions train;
    train.learningRate = 1e-2;
    train.weightDecay = 0.1;
    const auto ours = twoParameters(1);
    const auto theirs = twoParameters(1);
    AdamW optimizer(ours, train, {});
    using Group = torch::optim::OptimizerParamGroup;
    auto withDecay = std::make_unique<torch::optim::AdamWOptions>(1e-2);
    withDecay->weight_decay(0.1);
    auto without = std::make_unique<torch::optim::AdamWOptions>(1e-2);
    without->weight_decay(0.0);
    std::vector<Group> groups;
    groups.emplace_back(std::vector<torch::Tensor>{theirs[0].second}, std::move(withDecay));
    groups.emplace_back(std::vector<torch::Tensor>{theirs[1].second}, std::move(without));
    torch::optim::AdamW reference(groups);
    for (int64_t step = 0; step < 5; ++step) {
        giveGradients(ours, 10 + step);
        giveGradients(theirs, 10 + step);
        optimizer.step(1.0);
        reference.step();
    }
    for (size_t i = 0; i < ours.size(); ++i)
        QVERIFY(torch::allclose(ours[i].second, theirs[i].second, 1e-6, 1e-7));
}

void OptimizerTest::clippingEqualsTorch()
{
    const auto ours = twoParameters(2);
    const auto theirs = twoParameters(2);
    giveGradients(ours, 3);
    giveGradients(theirs, 3);
    const AdamW optimizer(ours, {}, {});
    const double expected = torch::nn::utils::clip_grad_norm_(std::vector<torch::Tensor>{theirs[0].second, theirs[1].second}, 0.5);
    const double norm = optimizer.gradientNorm();
    QVERIFY(std::abs(norm - expected) < 1e-5);
    const auto clipped = ours[0].second.grad() * AdamW::clipFactor(norm, 0.5);
    QVERIFY(torch::allclose(clipped, theirs[0].second.grad(), 1e-5, 1e-7));
    QCOMPARE(AdamW::clipFactor(0.3, 0.5), 1.0);
    QCOMPARE(AdamW::clipFactor(100, 0), 1.0);
}

void OptimizerTest::noGradientNoChange()
{
    TrainOptions train;
    train.weightDecay = 0.5;
    const auto parameters = twoParameters(4);
    const auto before = parameters[0].second.detach().clone();
    AdamW optimizer(parameters, train, {});
    parameters[1].second.mutable_grad() = torch::ones({6});
    optimizer.step(1.0);
    QVERIFY(torch::equal(parameters[0].second.detach(), before));
    QCOMPARE(optimizer.state().size(), 3u); // moments and steps of the bias alone
}

void OptimizerTest::biasesAndNormsAreNotDecayed_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<bool>("decayed");
    for (const char* name : {"model.norm.weight", "model.layers.0.input_layernorm.weight", "vision_model.pre_layrnorm.weight",
             "encoder.layers.1.layer_norm2.weight", "a.q_norm.weight", "mlp.fc1.bias"})
        QTest::newRow(name) << name << false;
    for (const char* name : {"model.embed_tokens.weight", "layers.0.self_attn.q_proj.weight", "q_proj.lora_A.weight", "embeddings.class_embedding"})
        QTest::newRow(name) << name << true;
}

void OptimizerTest::biasesAndNormsAreNotDecayed()
{
    QFETCH(QString, name);
    QFETCH(bool, decayed);
    QCOMPARE(isDecayed(name.toStdString()), decayed);
    QVERIFY(isDecayed("visual.blocks.0.norm1.weight", false) && isDecayed("visual.merger.ln_q.weight", false));
    QVERIFY(!isDecayed("visual.blocks.0.norm1.weight", true) && !isDecayed("model.norm.weight", false));
}

void OptimizerTest::loraPlusRaisesTheRateOfB()
{
    LoraOptions lora;
    lora.loraplusLrRatio = 16.0;
    TrainOptions train;
    train.learningRate = 1e-3;
    const NamedTensors parameters = {{"q_proj.lora_A.weight", torch::zeros({2, 2}).requires_grad_()},
        {"q_proj.lora_B.weight", torch::zeros({2, 2}).requires_grad_()}};
    for (const auto& [name, tensor] : parameters)
        tensor.mutable_grad() = torch::ones({2, 2});
    AdamW optimizer(parameters, train, lora);
    optimizer.step(1.0);
    const auto ratio = parameters[1].second[0][0].item<double>() / parameters[0].second[0][0].item<double>();
    QVERIFY(std::abs(ratio - 16.0) < 1e-3);
}

void OptimizerTest::stateSurvivesSaving()
{
    const auto one = twoParameters(5);
    AdamW optimizer(one, {}, {});
    giveGradients(one, 6);
    optimizer.step(1.0);
    auto copy = twoParameters(5);
    {
        const torch::NoGradGuard noGradient;
        for (size_t i = 0; i < copy.size(); ++i)
            copy[i].second.copy_(one[i].second);
    }
    AdamW resumed(copy, {}, {});
    resumed.loadState(optimizer.state(), "test");
    giveGradients(one, 7);
    giveGradients(copy, 7);
    optimizer.step(0.5);
    resumed.step(0.5);
    for (size_t i = 0; i < one.size(); ++i)
        QVERIFY(torch::equal(one[i].second, copy[i].second));
}

void OptimizerTest::foreignStateIsRefused()
{
    AdamW optimizer(twoParameters(8), {}, {});
    const auto error = test::errorOf([&] { optimizer.loadState({{"exp_avg.other.weight", torch::zeros({2})}}, "optimizer.safetensors"); });
    QVERIFY(error.find("other.weight") != std::string::npos);
    QVERIFY(!test::errorOf([&] { optimizer.loadState({{"exp_avg.layers.0.q_proj.bias", torch::zeros({7})}}, "x"); }).empty());
}

void OptimizerTest::batchIsPaddedRight()
{
    auto first = encodedOf({5, 6, 7}, {-100, 6, 7});
    auto second = encodedOf({8}, {8});
    first.pixels.values = {1, 2, 3, 4};
    first.pixels.shape = {1, 1, 2, 2};
    second.pixels.values = {5, 6, 7, 8, 9, 10, 11, 12};
    second.pixels.shape = {2, 1, 2, 2};
    const Encoded* samples[] = {&first, &second};
    const int64_t indices[] = {40, 41};
    const auto batch = collate(samples, indices, 3);
    QVERIFY(torch::equal(batch.ids, torch::tensor({{5, 6, 7}, {8, 3, 3}}, torch::kInt64)));
    QVERIFY(torch::equal(batch.labels, torch::tensor({{-100, 6, 7}, {8, -100, -100}}, torch::kInt64)));
    QVERIFY(torch::equal(batch.attentionMask, torch::tensor({{1, 1, 1}, {1, 0, 0}}, torch::kInt64)));
    QCOMPARE(batch.pixelValues.sizes().vec(), (std::vector<int64_t>{3, 1, 2, 2}));
    QCOMPARE(batch.pixelValues[1][0][0][0].item<float>(), 5.0F);
    QCOMPARE(batch.realTokens, 4);
    QCOMPARE(batch.sampleIndices, (std::vector<int64_t>{40, 41}));
    QCOMPARE(learnedAfterShift(first), 2);
    QCOMPARE(learnedAfterShift(second), 0);
}

void OptimizerTest::evenBatchHasNoMask()
{
    const auto sample = encodedOf({1, 2}, {-100, 2});
    const Encoded* samples[] = {&sample, &sample};
    const int64_t indices[] = {0, 1};
    QVERIFY(!collate(samples, indices, 0).attentionMask.defined());
}

LK_TEST_CLASS(OptimizerTest);
#include "optimizer_test.moc"

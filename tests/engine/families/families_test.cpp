#include "core/models/packing.h"
#include "core/nn/linear.h"
#include "core/nn/recompute.h"
#include "core/train/optimizer.h"
#include "family_fixture.h"
#include "support/runner.h"

namespace {

using namespace lorikeet;
using test::FamilyFixture;

constexpr double kSame = 1e-5;      // of sums over a few dozen tokens, fp32
constexpr int kMostSteps = 300;
constexpr double kLearned = 0.1;

Encoded packed(const std::vector<Encoded>& samples, Packing packing)
{
    std::vector<PackedPiece> pieces;
    for (const auto& sample : samples)
        pieces.push_back({&sample, 0, sample.ids.size()});
    return joinPacked(pieces, packing);
}

/// Loss sum, losses a sample and gradients of one pass.
struct Pass {
    double sum = 0;
    torch::Tensor losses, counts;
    std::map<std::string, torch::Tensor> gradients;
};

Pass pass(FamilyFixture& fixture, const std::vector<Encoded>& rows)
{
    const auto output = fixture.model().forward(fixture.batch(rows));
    output.lossSum.backward();
    return {output.lossSum.item<double>(), output.lossPerSample.detach().clone(), output.learnedPerSample.clone(), fixture.gradients()};
}

} // namespace

/// What holds for every family in the list, on tiny models and samples that its own processor made.
class FamiliesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void paddedBatchEqualsItsSamples_data() { test::addFamilies(); }
    void paddedBatchEqualsItsSamples()
    {
        QFETCH(const QString, family);
        FamilyFixture fixture(family.toStdString());
        const auto samples = fixture.samples(4);
        const auto together = pass(fixture, samples);
        std::map<std::string, torch::Tensor> sum;
        for (size_t i = 0; i < samples.size(); ++i) {
            const auto alone = pass(fixture, {samples[i]});
            const auto row = static_cast<int64_t>(i);
            QCOMPARE(together.counts[row].item<int64_t>(), alone.counts[0].item<int64_t>());
            QVERIFY(std::abs(together.losses[row].item<double>() - alone.sum) < 1e-4);
            for (const auto& [name, gradient] : alone.gradients)
                sum[name] = sum[name].defined() ? sum[name] + gradient : gradient;
        }
        const double worst = test::difference(together.gradients, sum);
        qInfo("worst gradient %.1e", worst);
        QVERIFY(worst < 1e-4);
    }

    /// The samples of a row don't see each other: losses and gradients are those of the samples alone.
    void neatlyPackedRowEqualsItsSamples_data() { test::addFamilies(); }
    void neatlyPackedRowEqualsItsSamples()
    {
        QFETCH(const QString, family);
        FamilyFixture fixture(family.toStdString());
        const auto samples = fixture.samples(5);
        const std::vector<Encoded> rows{packed({samples[0], samples[1], samples[2]}, Packing::Apart), packed({samples[4], samples[3]}, Packing::Apart)};
        const std::vector<size_t> order{0, 1, 2, 4, 3};
        const auto together = pass(fixture, rows);
        QCOMPARE(together.losses.size(0), int64_t{5});
        double sum = 0, worstLoss = 0;
        std::map<std::string, torch::Tensor> gradients;
        for (size_t i = 0; i < order.size(); ++i) {
            const auto alone = pass(fixture, {samples[order[i]]});
            const auto row = static_cast<int64_t>(i);
            sum += alone.sum;
            worstLoss = std::max(worstLoss, std::abs(together.losses[row].item<double>() - alone.sum) / alone.counts[0].item<double>());
            QCOMPARE(together.counts[row].item<int64_t>(), alone.counts[0].item<int64_t>());
            for (const auto& [name, gradient] : alone.gradients)
                gradients[name] = gradients[name].defined() ? gradients[name] + gradient : gradient;
        }
        // Of means over learned tokens, as a step takes them.
        const auto tokens = together.counts.sum().item<double>();
        const double worst = test::difference(together.gradients, gradients) / tokens;
        qInfo("loss %.1e, gradients %.1e", std::max(worstLoss, std::abs(together.sum - sum) / tokens), worst);
        QVERIFY(std::abs(together.sum - sum) / tokens < kSame && worstLoss < kSame);
        QVERIFY(worst < kSame);
    }

    /// packing without neat: the second sample sees the first.
    void plainlyPackedSamplesSeeThoseBefore_data() { test::addFamilies(); }
    void plainlyPackedSamplesSeeThoseBefore()
    {
        QFETCH(const QString, family);
        FamilyFixture fixture(family.toStdString());
        const auto samples = fixture.samples(2);
        const auto together = pass(fixture, {packed(samples, Packing::Across)});
        const auto first = pass(fixture, {samples[0]}), second = pass(fixture, {samples[1]});
        QVERIFY(std::abs(together.losses[0].item<double>() - first.sum) < 1e-4);
        QVERIFY(std::abs(together.losses[1].item<double>() - second.sum) > 1e-4);
    }

    void recomputingChangesNothing_data() { test::addFamilies(); }
    void recomputingChangesNothing()
    {
        QFETCH(const QString, family);
        FamilyFixture fixture(family.toStdString(), [](const std::string& name) { return name.find("embed_tokens") == std::string::npos; });
        LoraOptions lora;
        lora.rank = 2;
        lora.dropout = 0.3;
        std::vector<std::string> modules;
        for (const auto& [path, layer] : linearModules(fixture.model()))
            if (path.find("layers.") != std::string::npos || path.find("blocks.") != std::string::npos)
                modules.push_back(path);
        applyLora(fixture.model(), modules, lora, 1);
        for (const auto& [path, layer] : linearModules(fixture.model()))
            if (layer->hasLora())
                layer->loraB().detach().normal_(0.0, 0.02);
        fixture.model().train();
        const auto samples = fixture.samples(3);
        const auto run = [&](bool recomputes) {
            torch::manual_seed(4);
            const nn::RecomputeGuard guard(recomputes);
            return pass(fixture, samples);
        };
        const auto kept = run(false), again = run(true), third = run(false);
        QVERIFY(again.sum == kept.sum);
        QVERIFY(torch::equal(again.losses, kept.losses));
        QCOMPARE(test::difference(third.gradients, kept.gradients), 0.0);
        QCOMPARE(test::difference(again.gradients, kept.gradients), 0.0);
        fixture.model().eval();
        QVERIFY(pass(fixture, samples).sum != kept.sum); // dropout was on
    }

    /// With the cache, token by token, against everything at once.
    void cacheEqualsRecomputation_data() { test::addFamilies(); }
    void cacheEqualsRecomputation()
    {
        QFETCH(const QString, family);
        FamilyFixture fixture(family.toStdString(), [](const std::string&) { return false; });
        const torch::NoGradGuard noGrad;
        for (const auto& sample : fixture.samples(3)) {
            auto batch = fixture.batch({sample});
            batch.labels = torch::Tensor();
            const auto whole = fixture.model().forward(batch, {.needsLogits = true}).logits;
            const int64_t length = batch.ids.size(1);
            const int64_t prompt = length - 6; // inside the answer
            KvCache cache;
            auto first = batch;
            first.ids = batch.ids.narrow(1, 0, prompt);
            if (batch.positionIds.defined())
                first.positionIds = batch.positionIds.narrow(-1, 0, prompt);
            std::vector<torch::Tensor> parts{fixture.model().forward(first, {.needsLogits = true, .cache = &cache}).logits};
            for (int64_t t = prompt; t < length; ++t) {
                Batch next;
                next.ids = batch.ids.narrow(1, t, 1);
                parts.push_back(fixture.model().forward(next, {.needsLogits = true, .cache = &cache}).logits);
            }
            const double worst = (torch::cat(parts, 1) - whole).abs().max().item<double>();
            QVERIFY2(worst < 1e-4, std::to_string(worst).c_str());
        }
    }

    void overfitsEightSamples_data() { test::addFamilies(); }
    void overfitsEightSamples()
    {
        QFETCH(const QString, family);
        FamilyFixture fixture(family.toStdString());
        const auto batch = fixture.batch(fixture.samples(8));
        NamedTensors parameters;
        for (const auto& item : fixture.model().named_parameters())
            parameters.emplace_back(item.key(), item.value());
        TrainOptions train;
        train.learningRate = 5e-3;
        AdamW optimizer(parameters, train, {});
        double loss = 0;
        int step = 0;
        for (; step < kMostSteps; ++step) {
            const auto output = fixture.model().forward(batch);
            const auto learned = output.learnedPerSample.sum().item<double>();
            loss = output.lossSum.item<double>() / learned;
            if (loss < kLearned)
                break;
            (output.lossSum / learned).backward();
            optimizer.step(1.0, AdamW::clipFactor(optimizer.gradientNorm(), 1.0));
            optimizer.zeroGradients();
        }
        qInfo("loss %.3f after %d steps", loss, step);
        QVERIFY(loss < kLearned);
    }
};

LK_TEST_CLASS(FamiliesTest);
#include "families_test.moc"

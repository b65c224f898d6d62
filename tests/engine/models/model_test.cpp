#include "core/models/adapter.h"
#include "core/models/builders.h"
#include "core/models/save_model.h"
#include "core/models/tensor_file.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/nn/linear.h"
#include "support/runner.h"
#include "tiny_models.h"

#include <torch/nn/functional/loss.h>

#include <QTemporaryDir>

#include <map>

namespace {

using namespace lorikeet;
using torch::Tensor;

struct Case {
    Json config;
    int64_t features = 0; ///< Tokens of the picture that each row has; 0 = a text model.
    std::vector<int64_t> pixels = {2, 3, 12, 12};
};

Case caseOf(const QString& name)
{
    if (name == "llava")
        return {test::tinyLlava(), 9};
    if (name == "llava_next")
        return {test::tinyLlavaNext(), 10, {2, 3, 3, 12, 12}}; // the third tile only fills up
    if (name == "gemma3")
        return {test::tinyGemma3(), 9};
    return {test::tinyLlama(), false};
}

LoadedModel fresh(const Case& given, torch::ScalarType dtype = torch::kFloat32)
{
    LoadedModel loaded{.folder = "none", .config = given.config, .family = &familyFor(given.config, "none"), .model = nullptr};
    loaded.model = buildModel(given.config, *loaded.family);
    initialiseWeights(*loaded.model, 11, dtype);
    return loaded;
}

/// Two rows, the second one shorter by two tokens.
Batch batchFor(const Case& given, torch::Device device = torch::kCPU)
{
    torch::manual_seed(5);
    Batch batch;
    batch.ids = torch::randint(1, 50, {2, 16}, torch::kLong);
    if (given.features > 0) {
        batch.ids.slice(1, 2, 2 + given.features).fill_(60);
        batch.pixelValues = torch::randn(given.pixels, torch::TensorOptions().device(device));
        batch.imageSizes = torch::full({2, 2}, 12, torch::kLong);
    }
    batch.labels = batch.ids.clone();
    batch.labels.slice(1, 0, 12).fill_(-100);
    batch.labels.index_put_({1, torch::indexing::Slice(14)}, -100);
    batch.attentionMask = torch::ones({2, 16}, torch::kLong);
    batch.attentionMask.index_put_({1, torch::indexing::Slice(14)}, 0);
    return batch;
}

void saveTo(const QTemporaryDir& folder, const LoadedModel& loaded, const SaveOptions& options = {})
{
    saveModel(folder.path().toStdString(), loaded, options);
}

std::string messageOf(const std::function<void()>& action)
{
    try {
        action();
    } catch (const Error& problem) {
        return problem.message().english();
    }
    return {};
}

} // namespace

class ModelTest : public QObject {
    Q_OBJECT

    void addFamilies()
    {
        QTest::addColumn<QString>("family");
        QTest::newRow("llama") << "llama";
        addPictureFamilies();
    }
    void addPictureFamilies()
    {
        for (const char* family : {"llava", "llava_next", "gemma3"})
            QTest::newRow(family) << family;
    }

private Q_SLOTS:
    void modulesEqualTheFamilysParameters_data() { addFamilies(); }
    void modulesEqualTheFamilysParameters()
    {
        QFETCH(const QString, family);
        const auto loaded = fresh(caseOf(family));
        std::map<std::string, std::vector<int64_t>> expected, built;
        for (const auto& parameter : loaded.family->parameters(loaded.config))
            expected[parameter.name] = parameter.shape;
        for (const auto& item : loaded.model->named_parameters())
            built[item.key()] = item.value().sizes().vec();
        QVERIFY(built == expected);
        const auto linear = linearModules(*loaded.model);
        for (const auto& parameter : loaded.family->parameters(loaded.config))
            QCOMPARE(linear.contains(moduleOf(parameter.name)) && parameter.name.ends_with(".weight"), parameter.isLinear);
    }
    void everyFamilyHasABuilder()
    {
        for (const auto* family : families())
            QVERIFY2(hasBuilder(*family), family->name().c_str());
    }

    void lossEqualsCrossEntropyOfLogits_data() { addFamilies(); }
    void lossEqualsCrossEntropyOfLogits()
    {
        QFETCH(const QString, family);
        const auto given = caseOf(family);
        const auto loaded = fresh(given);
        const auto batch = batchFor(given);
        const auto output = loaded.model->forward(batch, {.needsLogits = true});
        const auto reference = torch::nn::functional::cross_entropy(output.logits.slice(1, 0, 15).reshape({-1, 64}), batch.labels.slice(1, 1).reshape({-1}),
            torch::nn::functional::CrossEntropyFuncOptions().reduction(torch::kSum).ignore_index(-100));
        QVERIFY(std::abs(output.lossSum.item<double>() - reference.item<double>()) < 1e-4);
        QVERIFY(std::abs(output.lossPerSample.sum().item<double>() - reference.item<double>()) < 1e-4);
        QCOMPARE(output.learnedPerSample[0].item<int64_t>(), int64_t{4});
        QCOMPARE(output.learnedPerSample[1].item<int64_t>(), int64_t{2});
    }

    /// The last layer that is computed at learned positions only, against the one that is computed everywhere.
    void lossAloneEqualsLossBesideLogits_data() { addFamilies(); }
    void lossAloneEqualsLossBesideLogits()
    {
        QFETCH(const QString, family);
        const auto given = caseOf(family);
        const auto loaded = fresh(given);
        const auto parameters = loaded.model->parameters();
        for (auto parameter : parameters)
            parameter.requires_grad_(true);
        const auto gradientsOf = [&](bool needsLogits) {
            loaded.model->zero_grad();
            const auto output = loaded.model->forward(batchFor(given), {.needsLogits = needsLogits});
            output.lossSum.backward();
            std::vector<Tensor> gradients{output.lossSum.detach(), output.lossPerSample};
            for (const auto& parameter : parameters)
                gradients.push_back(parameter.grad().defined() ? parameter.grad().clone() : Tensor());
            return gradients;
        };
        const auto everywhere = gradientsOf(true), where = gradientsOf(false);
        QVERIFY(where[0].item<double>() > 1.0);
        for (size_t i = 0; i < where.size(); ++i) {
            QCOMPARE(where[i].defined(), everywhere[i].defined());
            QVERIFY(!where[i].defined() || torch::allclose(where[i], everywhere[i], 1e-4, 1e-5));
        }
    }

    void paddingChangesNothing()
    {
        const auto given = caseOf("llama");
        const auto loaded = fresh(given);
        const auto batch = batchFor(given);
        const auto padded = loaded.model->forward(batch, {.needsLogits = true}).logits[1].slice(0, 0, 14);
        Batch alone;
        alone.ids = batch.ids[1].slice(0, 0, 14).unsqueeze(0);
        const auto single = loaded.model->forward(alone, {.needsLogits = true}).logits[0];
        QVERIFY(torch::allclose(padded, single, 1e-5, 1e-6));
        const auto last = loaded.model->forward(batch, {.needsLastLogits = true}).logits;
        QVERIFY(torch::allclose(last[1], single[13], 1e-5, 1e-6));
    }

    void cacheGivesTheSameLogits_data() { addFamilies(); }
    void cacheGivesTheSameLogits()
    {
        QFETCH(const QString, family);
        const auto given = caseOf(family);
        const auto loaded = fresh(given);
        const torch::NoGradGuard noGrad;
        auto batch = batchFor(given);
        batch.labels = Tensor();
        batch.attentionMask = Tensor();
        const auto whole = loaded.model->forward(batch, {.needsLogits = true}).logits;
        KvCache cache;
        Batch prompt = batch;
        prompt.ids = batch.ids.slice(1, 0, 12);
        std::vector<Tensor> parts{loaded.model->forward(prompt, {.needsLogits = true, .cache = &cache}).logits};
        Batch two;
        two.ids = batch.ids.slice(1, 12, 14); // several at once
        parts.push_back(loaded.model->forward(two, {.needsLogits = true, .cache = &cache}).logits);
        for (int64_t t = 14; t < 16; ++t) {
            Batch next;
            next.ids = batch.ids.slice(1, t, t + 1);
            parts.push_back(loaded.model->forward(next, {.needsLogits = true, .cache = &cache}).logits);
        }
        QVERIFY(torch::allclose(torch::cat(parts, 1), whole, 1e-4, 1e-5));
        QCOMPARE(cache.length, int64_t{16});
    }

    void frozenTowerIsNotDifferentiated_data()
    {
        QTest::addColumn<QString>("family");
        addPictureFamilies();
    }
    void frozenTowerIsNotDifferentiated()
    {
        QFETCH(const QString, family);
        const auto given = caseOf(family);
        auto loaded = fresh(given);
        LoraOptions options;
        options.rank = 2;
        applyLora(*loaded.model, {"model.language_model.layers.1.mlp.down_proj"}, options, 1);
        loaded.model->forward(batchFor(given), {}).lossSum.backward();
        for (const auto& item : loaded.model->named_parameters())
            QCOMPARE(item.value().grad().defined(), item.key().find(".lora_") != std::string::npos);
    }

    void pictureCountIsChecked_data()
    {
        QTest::addColumn<QString>("family");
        addPictureFamilies();
    }
    void pictureCountIsChecked()
    {
        QFETCH(const QString, family);
        const auto given = caseOf(family);
        const auto loaded = fresh(given);
        auto batch = batchFor(given);
        batch.ids.index_put_({0, 2}, 5);
        QVERIFY_THROWS_EXCEPTION(Error, loaded.model->forward(batch, {}));
    }

    void savesAndLoadsTheSameWeights_data() { addFamilies(); }
    void savesAndLoadsTheSameWeights()
    {
        QFETCH(const QString, family);
        const auto given = caseOf(family);
        const auto loaded = fresh(given);
        QTemporaryDir folder;
        saveTo(folder, loaded, {.dtype = torch::kFloat32, .maxShardBytes = 20'000});
        QVERIFY(QDir(folder.path()).exists("model.safetensors.index.json"));
        const auto again = loadModel(folder.path().toStdString());
        const auto before = loaded.model->named_parameters(), after = again.model->named_parameters();
        for (const auto& item : before)
            QVERIFY(torch::equal(item.value(), after[item.key()]));
    }

    void sixteenBitWeightsComputeInFp32()
    {
        const auto loaded = fresh(caseOf("llama"));
        QTemporaryDir folder;
        saveTo(folder, loaded, {.dtype = torch::kBFloat16});
        const auto again = loadModel(folder.path().toStdString());
        const auto weight = again.model->named_parameters()["model.layers.0.mlp.up_proj.weight"];
        QCOMPARE(weight.scalar_type(), torch::kFloat32);
        QVERIFY(torch::equal(weight, loaded.model->named_parameters()["model.layers.0.mlp.up_proj.weight"].to(torch::kBFloat16).to(torch::kFloat32)));
        QCOMPARE(again.config.at("torch_dtype").get<std::string>(), std::string("bfloat16"));
    }

    void damagedFoldersAreNamed()
    {
        auto loaded = fresh(caseOf("llama"));
        QTemporaryDir folder;
        const auto path = folder.path().toStdString();
        saveTo(folder, loaded);
        const auto load = [&] { loadModel(path); };
        const auto file = TensorFile::open(path + "/model.safetensors");
        TensorList all;
        for (const auto& stored : file->header().tensors)
            all.emplace_back(stored.name, file->read(stored.name));
        TensorList less(all.begin(), all.end() - 1), more = all, other = all;
        writeTensors(path + "/model.safetensors", less);
        QVERIFY(messageOf(load).find(all.back().first) != std::string::npos);
        more.emplace_back("model.layers.0.mlp.up_proj.weight_quantised", torch::zeros({1}));
        writeTensors(path + "/model.safetensors", more);
        QVERIFY(messageOf(load).find("weight_quantised") != std::string::npos);
        other[1].second = torch::zeros({3, 3});
        writeTensors(path + "/model.safetensors", other);
        QVERIFY(messageOf(load).find(other[1].first) != std::string::npos);
    }
};

LK_TEST_CLASS(ModelTest);
#include "model_test.moc"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/models/adapter.h"
#include "core/models/save_model.h"
#include "core/models/tensor_file.h"
#include "core/nn/linear.h"
#include "support/runner.h"
#include "tiny_models.h"

#include <QTemporaryDir>

namespace {

using namespace lorikeet;

RunOptions loraOptions(const std::string& folder)
{
    RunOptions options;
    options.model.modelNameOrPath = folder;
    options.lora.rank = 4;
    return options;
}

/// A saved random model and what a LoRA run makes of it, with B no longer zero.
struct Trained {
    QTemporaryDir folder;
    TrainableModel model;

    explicit Trained(const Json& config, const RunOptions& base = {})
    {
        const auto& family = familyFor(config, "none");
        LoadedModel loaded{.folder = "none", .config = config, .family = &family, .model = buildModel(config, family)};
        initialiseWeights(*loaded.model, 3);
        saveModel(path(), loaded);
        auto options = base;
        options.model.modelNameOrPath = path();
        model = loadForTraining(options, torch::kCPU, torch::kFloat32);
        const torch::NoGradGuard noGrad;
        torch::manual_seed(1);
        for (auto& item : model.model->named_parameters()) {
            if (item.value().requires_grad())
                item.value().add_(torch::randn_like(item.value()) * 0.05);
        }
    }
    std::string path() const { return folder.path().toStdString(); }
};

torch::Tensor logitsOf(const LoadedModel& loaded)
{
    const torch::NoGradGuard noGrad;
    Batch batch;
    batch.ids = torch::arange(1, 13).unsqueeze(0);
    return loaded.model->forward(batch, {.needsLogits = true}).logits;
}

} // namespace

class AdapterTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writtenAdapterGivesTheSameLogits_data()
    {
        QTest::addColumn<bool>("isRankStabilised");
        QTest::addColumn<bool>("savesHead");
        QTest::addColumn<bool>("isDora");
        QTest::newRow("plain") << false << false << false;
        QTest::newRow("rslora") << true << false << false;
        QTest::newRow("modules_to_save") << false << true << false;
        QTest::newRow("dora") << false << false << true;
        QTest::newRow("dora rslora") << true << false << true;
    }
    void writtenAdapterGivesTheSameLogits()
    {
        QFETCH(const bool, isRankStabilised);
        QFETCH(const bool, savesHead);
        QFETCH(const bool, isDora);
        auto options = loraOptions("");
        options.lora.useRslora = isRankStabilised;
        options.lora.useDora = isDora;
        if (savesHead)
            options.lora.additionalTarget = {"lm_head"};
        const Trained trained(test::tinyLlava(), options);
        const auto expected = logitsOf(trained.model);
        QTemporaryDir out;
        const auto folder = out.path().toStdString();
        writeAdapter(folder, adapterOf(trained.model, options.lora), trained.model.family->parameters(trained.model.config));

        auto base = loadModel(trained.path());
        const auto plain = logitsOf(base);
        QVERIFY(!torch::allclose(plain, expected, 1e-3, 1e-3));
        const auto replaced = attachAdapter(base, readAdapter(folder, *base.family), folder);
        QVERIFY(torch::allclose(logitsOf(base), expected, 1e-5, 1e-6));
        detachAdapter(base, replaced);
        QVERIFY(torch::equal(logitsOf(base), plain));

        attachAdapter(base, readAdapter(folder, *base.family), folder);
        mergeLora(*base.model);
        QVERIFY(torch::allclose(logitsOf(base), expected, 1e-4, 1e-5));
        QVERIFY(QFileInfo(QString::fromStdString(readJsonFile(folder + "/adapter_config.json").at("base_model_name_or_path").get<std::string>())).isAbsolute());
    }

    void freshDoraChangesNothing()
    {
        auto options = loraOptions("");
        const Trained trained(test::tinyLlava(), options);
        const auto plain = logitsOf(loadModel(trained.path()));
        options.model.modelNameOrPath = trained.path();
        options.lora.useDora = true;
        const auto fresh = loadForTraining(options, torch::kCPU, torch::kFloat32);
        QVERIFY(torch::allclose(logitsOf(fresh), plain, 1e-5, 1e-6));
        size_t magnitudes = 0;
        for (const auto& item : fresh.model->named_parameters()) {
            QCOMPARE(item.value().requires_grad(), item.key().find(".lora_") != std::string::npos);
            magnitudes += item.key().ends_with(".lora_magnitude_vector.weight");
        }
        QCOMPARE(magnitudes, fresh.plan.loraModules.size());
    }

    /// The norm follows the weights in each step, though it is kept between steps.
    void doraNormFollowsUpdates()
    {
        nn::Linear layer(6, 5, false, torch::kFloat32);
        layer.weight.set_data(torch::randn({5, 6}));
        layer.setLora(torch::randn({2, 6}), torch::randn({5, 2}), 0.5, 0.0, torch::rand({5}) + 0.5);
        const auto x = torch::randn({3, 6});
        const auto expected = [&] {
            const auto sum = layer.weight + torch::mm(layer.loraB(), layer.loraA()) * 0.5;
            return torch::mm(x, (sum * (layer.magnitude() / sum.norm(2, 1)).unsqueeze(1)).t());
        };
        QVERIFY(torch::allclose(layer.forward(x), expected(), 1e-5, 1e-5));
        layer.loraB().add_(1.0);
        QVERIFY(torch::allclose(layer.forward(x), expected(), 1e-5, 1e-5));
        layer.weight.set_data(torch::randn({5, 6}));
        QVERIFY(torch::allclose(layer.forward(x), expected(), 1e-5, 1e-5));
        QVERIFY(torch::allclose(torch::mm(x, layer.effectiveWeight().t()), expected(), 1e-5, 1e-5));
    }

    void createNewAdapterMergesTheGivenOnes()
    {
        const Trained trained(test::tinyLlama());
        QTemporaryDir out;
        const auto folder = out.path().toStdString();
        writeAdapter(folder, adapterOf(trained.model, {}), trained.model.family->parameters(trained.model.config));
        auto options = loraOptions(trained.path());
        options.lora.rank = 3;
        options.lora.createNewAdapter = true;
        options.model.adapterNameOrPath = {folder};
        const auto fresh = loadForTraining(options, torch::kCPU, torch::kFloat32);
        QVERIFY(torch::allclose(logitsOf(fresh), logitsOf(trained.model), 1e-4, 1e-5));
        for (const auto& [path, layer] : linearModules(*fresh.model))
            QVERIFY(!layer->hasLora() || (layer->loraA().size(0) == 3 && layer->loraB().count_nonzero().item<int64_t>() == 0));
    }

    /// rank_pattern and alpha_pattern: read by PEFT's rule, written so that the same adapter comes back.
    void patternsGiveModulesTheirOwnRankAndAlpha()
    {
        const Trained trained(test::tinyLlama());
        QTemporaryDir out;
        const auto folder = out.path().toStdString();
        auto adapter = adapterOf(trained.model, {});
        QCOMPARE(adapter.rank, 8);
        auto& wide = adapter.pairs.at("model.layers.1.self_attn.q_proj");
        wide.a = torch::randn({5, 32}) * 0.1;
        wide.b = torch::randn({32, 5}) * 0.1;
        writeAdapter(folder, adapter, trained.model.family->parameters(trained.model.config));
        auto config = readJsonFile(folder + "/adapter_config.json");
        QCOMPARE(config.at("rank_pattern").size(), size_t{1});
        config["alpha_pattern"] = {{"q_proj", 40}, {"layers.0.mlp.up_proj", 3}};
        writeFileAtomically(folder + "/adapter_config.json", config.dump());

        auto base = loadModel(trained.path());
        attachAdapter(base, readAdapter(folder, *base.family), folder);
        const auto linear = linearModules(*base.model);
        QCOMPARE(linear.at("model.layers.1.self_attn.q_proj")->loraScale(), 40.0 / 5);
        QCOMPARE(linear.at("model.layers.0.self_attn.q_proj")->loraScale(), 40.0 / 8);
        QCOMPARE(linear.at("model.layers.0.mlp.up_proj")->loraScale(), 3.0 / 8);
        QCOMPARE(linear.at("model.layers.1.mlp.up_proj")->loraScale(), 16.0 / 8);

        auto options = loraOptions(trained.path());
        options.model.adapterNameOrPath = {folder};
        const auto continued = loadForTraining(options, torch::kCPU, torch::kFloat32);
        QTemporaryDir again;
        writeAdapter(again.path().toStdString(), adapterOf(continued, options.lora), continued.family->parameters(continued.config));
        auto second = loadModel(trained.path());
        attachAdapter(second, readAdapter(again.path().toStdString(), *second.family), folder);
        QVERIFY(torch::equal(logitsOf(second), logitsOf(base)));
    }

    void continuesTheLastAdapter()
    {
        const Trained trained(test::tinyLlama());
        QTemporaryDir out;
        const auto folder = out.path().toStdString();
        writeAdapter(folder, adapterOf(trained.model, {}), trained.model.family->parameters(trained.model.config));
        auto options = loraOptions(trained.path());
        options.model.adapterNameOrPath = {folder};
        const auto again = loadForTraining(options, torch::kCPU, torch::kFloat32);
        QVERIFY(torch::allclose(logitsOf(again), logitsOf(trained.model), 1e-5, 1e-6));
        for (const auto& item : again.model->named_parameters())
            QCOMPARE(item.value().requires_grad(), item.key().find(".lora_") != std::string::npos);
    }

    void moduleNamesOfBeforeVersion5AreRead()
    {
        const Trained trained(test::tinyLlava());
        QTemporaryDir out;
        const auto folder = out.path().toStdString();
        writeAdapter(folder, adapterOf(trained.model, {}), trained.model.family->parameters(trained.model.config));
        const auto file = TensorFile::open(folder + "/adapter_model.safetensors");
        TensorList old;
        for (const auto& stored : file->header().tensors) {
            auto name = stored.name;
            const std::string now = "base_model.model.model.language_model.";
            QVERIFY(name.starts_with(now));
            old.emplace_back("base_model.model.language_model.model." + name.substr(now.size()), file->read(stored.name));
        }
        writeTensors(folder + "/adapter_model.safetensors", old);
        auto base = loadModel(trained.path());
        attachAdapter(base, readAdapter(folder, *base.family), folder);
        QVERIFY(torch::allclose(logitsOf(base), logitsOf(trained.model), 1e-5, 1e-6));
    }

    void anotherBaseIsAnError()
    {
        const Trained trained(test::tinyLlama());
        QTemporaryDir out;
        const auto folder = out.path().toStdString();
        writeAdapter(folder, adapterOf(trained.model, {}), trained.model.family->parameters(trained.model.config));
        auto config = test::tinyLlama();
        config["intermediate_size"] = 40;
        const Trained other(config);
        auto base = loadModel(other.path());
        QVERIFY_THROWS_EXCEPTION(Error, attachAdapter(base, readAdapter(folder, *base.family), folder));
    }

    void damagedAdaptersAreNamed()
    {
        QTemporaryDir out;
        const auto folder = out.path().toStdString();
        const auto& family = familyFor(test::tinyLlama(), "none");
        QVERIFY_THROWS_EXCEPTION(Error, readAdapter(folder, family));
        writeFileAtomically(folder + "/adapter_config.json", R"({"peft_type": "LORA", "r": 4, "lora_alpha": 8, "bias": "all"})");
        QVERIFY_THROWS_EXCEPTION(Error, readAdapter(folder, family));
        writeFileAtomically(folder + "/adapter_config.json", R"({"peft_type": "LORA", "r": 4, "lora_alpha": 8})");
        writeTensors(folder + "/adapter_model.safetensors", {{"base_model.model.model.layers.0.mlp.up_proj.lora_A.weight", torch::zeros({4, 32})}});
        QVERIFY_THROWS_EXCEPTION(Error, readAdapter(folder, family));
    }
};

LK_TEST_CLASS(AdapterTest);
#include "adapter_test.moc"

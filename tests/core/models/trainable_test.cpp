#include "core/base/error.h"
#include "core/models/trainable.h"
#include "support/runner.h"

namespace {

using namespace lorikeet;

std::vector<ParameterInfo> tinyParameters()
{
    const Json config = Json::parse(R"({"model_type": "llava", "image_token_index": 60,
        "vision_config": {"hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 3, "num_attention_heads": 3, "image_size": 12, "patch_size": 4},
        "text_config": {"model_type": "llama", "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 4, "num_attention_heads": 4}})");
    return familyFor(config, "none").parameters(config);
}

RunOptions options(const std::string& type, bool vision, bool projector, bool language)
{
    RunOptions options;
    options.method.finetuningType = type;
    options.method.freezeVisionTower = vision;
    options.method.freezeMultiModalProjector = projector;
    options.method.freezeLanguageModel = language;
    return options;
}

size_t countWith(const std::set<std::string>& names, const std::string& part)
{
    return static_cast<size_t>(std::count_if(names.begin(), names.end(), [&](const auto& name) { return name.find(part) != std::string::npos; }));
}

} // namespace

class TrainableTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void stageOneTrainsTheProjectorOnly()
    {
        const auto plan = planTraining(options("full", true, false, true), tinyParameters());
        QCOMPARE(plan.parameters.size(), size_t{4});
        QCOMPARE(countWith(plan.parameters, "multi_modal_projector"), size_t{4});
    }
    void fullTrainsWhatIsNotFrozen()
    {
        const auto plan = planTraining(options("full", true, true, false), tinyParameters());
        QVERIFY(plan.trains("lm_head.weight") && plan.trains("model.language_model.embed_tokens.weight"));
        QCOMPARE(countWith(plan.parameters, "vision_tower") + countWith(plan.parameters, "projector"), size_t{0});
    }
    void loraAllTakesTheLanguageLayers()
    {
        const auto plan = planTraining(options("lora", true, true, false), tinyParameters());
        QCOMPARE(plan.loraModules.size(), size_t{4 * 7});
        QVERIFY(plan.parameters.empty());
        for (const auto& module : plan.loraModules)
            QVERIFY(module.starts_with("model.language_model.layers."));
    }
    void loraAllTakesTheTowerWhenUnfrozen()
    {
        const auto plan = planTraining(options("lora", false, true, false), tinyParameters());
        QCOMPARE(plan.loraModules.size(), size_t{4 * 7 + 3 * 6});
    }
    void loraTargetMayBeAPattern()
    {
        auto run = options("lora", true, true, false);
        run.lora.target = {R"(.*language_model.*\.(q|v)_proj)"};
        QCOMPARE(planTraining(run, tinyParameters()).loraModules.size(), size_t{8});
        run.lora.target = {"(unclosed"};
        QVERIFY_THROWS_EXCEPTION(Error, planTraining(run, tinyParameters()));
        run.lora.target = {"no_such_proj"};
        QVERIFY_THROWS_EXCEPTION(Error, planTraining(run, tinyParameters()));
    }
    void additionalTargetTrainsWholeModules()
    {
        auto run = options("lora", true, true, false);
        run.lora.additionalTarget = {"multi_modal_projector", "lm_head"};
        const auto plan = planTraining(run, tinyParameters());
        QCOMPARE(plan.parameters.size(), size_t{5});
        QCOMPARE(plan.modulesToSave.size(), size_t{2});
    }
    void freezeTakesTheLastLayers()
    {
        const auto plan = planTraining(options("freeze", true, true, false), tinyParameters());
        QCOMPARE(plan.parameters.size(), size_t{2 * 9});
        QVERIFY(plan.trains("model.language_model.layers.3.mlp.up_proj.weight"));
        QVERIFY(!plan.trains("model.language_model.layers.1.mlp.up_proj.weight"));
    }
    void nothingToTrainIsAnError()
    {
        QVERIFY_THROWS_EXCEPTION(Error, planTraining(options("full", true, true, true), tinyParameters()));
    }
};

LK_TEST_CLASS(TrainableTest);
#include "trainable_test.moc"

#include "core/models/family.h"
#include "core/base/error.h"
#include "core/models/vocabulary.h"

#include "support/runner.h"

#include <QTemporaryDir>

#include <fmt/format.h>

#include <fstream>
#include <set>

using namespace lorikeet;

namespace {

const char* kLlama = R"({"model_type":"llama","vocab_size":64,"hidden_size":32,"intermediate_size":48,"num_hidden_layers":1,
    "num_attention_heads":4,"num_key_value_heads":2,"tie_word_embeddings":false})";
const char* kLlava = R"({"model_type":"llava","image_token_index":5,"text_config":{"model_type":"llama","vocab_size":64,"hidden_size":32,
    "intermediate_size":48,"num_hidden_layers":1,"num_attention_heads":4,"num_key_value_heads":2},
    "vision_config":{"model_type":"clip_vision_model","hidden_size":16,"intermediate_size":24,"num_hidden_layers":1,"num_attention_heads":2,"image_size":28,"patch_size":14}})";

Json config(const char* text, const Json& changes = Json::object())
{
    Json json = Json::parse(text);
    json.merge_patch(changes);
    return json;
}

const ParameterInfo* find(const std::vector<ParameterInfo>& list, const std::string& name)
{
    const auto found = std::find_if(list.begin(), list.end(), [&](const ParameterInfo& info) { return info.name == name; });
    return found == list.end() ? nullptr : &*found;
}

template <typename Action>
std::string messageOf(Action action)
{
    try {
        action();
    } catch (const Error& error) {
        return error.what();
    }
    return "";
}

} // namespace

class FamilyTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void listsEveryParameterOfLlama();
    void listsEveryParameterOfLlava();
    void mapsNamesBothWays_data();
    void mapsNamesBothWays();
    void namesTheKeyThatIsWrong_data();
    void namesTheKeyThatIsWrong();
    void listsWhatIsSupported();
    void namesTheMissingConfig();
    void refusesQuantisedModels();
    void findsUnknownIds();
};

void FamilyTest::listsEveryParameterOfLlama()
{
    const Json json = config(kLlama);
    const ModelFamily& family = familyFor(json, "m");
    QCOMPARE(family.name(), std::string("llama"));
    QVERIFY(!family.seesPictures());
    const auto list = family.parameters(json);
    QCOMPARE(list.size(), size_t{1 + 9 + 1 + 1});
    QCOMPARE(find(list, "model.layers.0.self_attn.k_proj.weight")->shape, (std::vector<int64_t>{16, 32}));
    QVERIFY(find(list, "lm_head.weight")->isLinear);
    QVERIFY(!find(list, "model.embed_tokens.weight")->isLinear);
    QCOMPARE(family.parameters(config(kLlama, {{"tie_word_embeddings", true}})).size(), list.size() - 1);
    QCOMPARE(family.parameters(config(kLlama, {{"attention_bias", true}, {"mlp_bias", true}})).size(), list.size() + 7);
    const auto wide = family.parameters(config(kLlama, {{"head_dim", 16}, {"num_key_value_heads", nullptr}}));
    QCOMPARE(find(wide, "model.layers.0.self_attn.v_proj.weight")->shape, (std::vector<int64_t>{64, 32}));
    QCOMPARE(find(wide, "model.layers.0.self_attn.o_proj.weight")->shape, (std::vector<int64_t>{32, 64}));
}

void FamilyTest::listsEveryParameterOfLlava()
{
    const Json json = config(kLlava);
    const ModelFamily& family = familyFor(json, "m");
    QVERIFY(family.seesPictures());
    const auto list = family.parameters(json);
    QCOMPARE(list.size(), size_t{39});
    QCOMPARE(find(list, "model.vision_tower.embeddings.position_embedding.weight")->shape, (std::vector<int64_t>{5, 16}));
    QCOMPARE(find(list, "model.vision_tower.embeddings.patch_embedding.weight")->shape, (std::vector<int64_t>{16, 3, 14, 14}));
    QCOMPARE(find(list, "model.multi_modal_projector.linear_1.weight")->shape, (std::vector<int64_t>{32, 16}));
    QCOMPARE(find(list, "model.multi_modal_projector.linear_1.weight")->part, ModelPart::Projector);
    QCOMPARE(find(list, "model.vision_tower.encoder.layers.0.mlp.fc1.weight")->part, ModelPart::Vision);
    QVERIFY(find(list, "model.vision_tower.encoder.layers.0.mlp.fc1.weight")->isLinear);
    QCOMPARE(find(list, "model.language_model.norm.weight")->part, ModelPart::Language);
    std::set<std::string> names;
    for (const ParameterInfo& info : list)
        QVERIFY(names.insert(info.name).second);
    const auto wide = family.parameters(config(kLlava, {{"vision_feature_layer", {-2, -1}}, {"multimodal_projector_bias", false}, {"tie_word_embeddings", true}}));
    QCOMPARE(find(wide, "model.multi_modal_projector.linear_1.weight")->shape, (std::vector<int64_t>{32, 32}));
    QCOMPARE(wide.size(), list.size() - 3);
}

void FamilyTest::mapsNamesBothWays_data()
{
    QTest::addColumn<QString>("inFile");
    QTest::addColumn<QString>("module");
    QTest::addColumn<QString>("written");
    const auto row = [](const char* inFile, const char* module, const char* written) { QTest::newRow(inFile) << inFile << module << written; };
    const char* q = "model.language_model.layers.0.self_attn.q_proj.weight";
    const char* qWritten = "language_model.model.layers.0.self_attn.q_proj.weight";
    row("language_model.model.layers.0.self_attn.q_proj.weight", q, qWritten);
    row("model.language_model.layers.0.self_attn.q_proj.weight", q, qWritten);
    row("language_model.layers.0.self_attn.q_proj.weight", q, qWritten);
    row("language_model.lm_head.weight", "lm_head.weight", "language_model.lm_head.weight");
    row("lm_head.weight", "lm_head.weight", "language_model.lm_head.weight");
    const char* v = "model.vision_tower.pre_layrnorm.bias";
    row("vision_tower.vision_model.pre_layrnorm.bias", v, "vision_tower.pre_layrnorm.bias");
    row("vision_tower.pre_layrnorm.bias", v, "vision_tower.pre_layrnorm.bias");
    row("model.vision_tower.vision_model.pre_layrnorm.bias", v, "vision_tower.pre_layrnorm.bias");
    row("multi_modal_projector.linear_1.bias", "model.multi_modal_projector.linear_1.bias", "multi_modal_projector.linear_1.bias");
    row("something.else", "something.else", "something.else");
}

void FamilyTest::mapsNamesBothWays()
{
    QFETCH(QString, inFile);
    QFETCH(QString, module);
    QFETCH(QString, written);
    const ModelFamily& family = familyFor(config(kLlava), "m");
    QCOMPARE(family.moduleName(inFile.toStdString()), module.toStdString());
    QCOMPARE(family.nameInFile(module.toStdString()), written.toStdString());
    for (const ParameterInfo& info : family.parameters(config(kLlava)))
        QCOMPARE(family.moduleName(family.nameInFile(info.name)), info.name);
}

void FamilyTest::namesTheKeyThatIsWrong_data()
{
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("key");
    const auto row = [](const char* change, const char* key) { QTest::newRow(change) << change << key; };
    row(R"({"hidden_size":null})", "hidden_size");
    row(R"({"hidden_size":"32"})", "hidden_size");
    row(R"({"hidden_size":-1})", "hidden_size");
    row(R"({"hidden_size":30})", "num_attention_heads");
    row(R"({"num_key_value_heads":3})", "num_key_value_heads");
    row(R"({"num_hidden_layers":18446744073709551615})", "num_hidden_layers");
    row(R"({"hidden_act":"relu"})", "hidden_act");
    row(R"({"tie_word_embeddings":1})", "tie_word_embeddings");
    row(R"({"rope_scaling":{"type":"longrope"}})", "rope_type");
    row(R"({"rope_parameters":[]})", "rope_parameters");
    row(R"({"head_dim":7})", "head_dim");
}

void FamilyTest::namesTheKeyThatIsWrong()
{
    QFETCH(QString, change);
    QFETCH(QString, key);
    const Json json = config(kLlama, Json::parse(change.toStdString()));
    const std::string message = messageOf([&] { familyFor(json, "m").parameters(json); });
    QVERIFY2(message.find(fmt::format("\"{}\"", key.toStdString())) != std::string::npos, message.c_str());
}

void FamilyTest::listsWhatIsSupported()
{
    const Json json = Json::parse(R"({"model_type":"mamba"})");
    try {
        familyFor(json, "models/x");
        QFAIL("an unknown architecture was taken");
    } catch (const Error& error) {
        QCOMPARE(error.message().english(), std::string("models/x/config.json: models of type \"mamba\" are not supported."));
        for (const ModelFamily* family : families())
            QVERIFY(error.hint().english().find(family->name()) != std::string::npos);
    }
    QVERIFY(messageOf([] { familyFor(Json::object(), "models/x"); }).find("model_type") != std::string::npos);
}

void FamilyTest::namesTheMissingConfig()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    QVERIFY(messageOf([&] { readModelConfig(path); }).find("no config.json") != std::string::npos);
    QVERIFY(messageOf([&] { readModelConfig(path + "/not-there"); }).find("not-there") != std::string::npos);
    std::ofstream(path + "/config.json") << "{\"model_type\":";
    QVERIFY(messageOf([&] { readModelConfig(path); }).find("config.json") != std::string::npos);
    std::ofstream(path + "/config.json") << "[1]";
    QVERIFY(messageOf([&] { readModelConfig(path); }).find("not a JSON object") != std::string::npos);
}

void FamilyTest::refusesQuantisedModels()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    for (const char* method : {"gptq", "awq", "bitsandbytes"}) {
        std::ofstream(path + "/config.json") << R"({"model_type":"llama","quantization_config":{"bits":4,"quant_method":")" << method << "\"}}";
        const std::string message = messageOf([&] { readModelConfig(path); });
        QVERIFY2(message.find(method) != std::string::npos && message.find("config.json") != std::string::npos, message.c_str());
    }
    std::ofstream(path + "/config.json") << R"({"model_type":"llama","quantization_config":null})";
    QVERIFY(readModelConfig(path).contains("quantization_config"));
}

void FamilyTest::findsUnknownIds()
{
    QVERIFY(!unknownId({0, 9, 5}, 10, 0));
    QCOMPARE(unknownId({0, 10, 11}, 10, 0).value(), 10);
    QCOMPARE(unknownId({0, 10, 11}, 10, 10).value(), 11);
    QCOMPARE(unknownId({3, -7}, 10, 0).value(), -7);
    for (const ModelFamily* family : families())
        if (!family->seesPictures())
            QCOMPARE(vocabularyRows(*family, Json::parse(R"({"vocab_size":77,"hidden_size":8,"num_attention_heads":2,"num_key_value_heads":2,
                "intermediate_size":8,"num_hidden_layers":1})")), int64_t{77});
}

LK_TEST_CLASS(FamilyTest);
#include "family_test.moc"

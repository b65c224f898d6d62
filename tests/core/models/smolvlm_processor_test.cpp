#include "core/base/error.h"

#include "support/runner.h"
#include "tile_cases.h"

using namespace lorikeet;
using test::ModelFolder;

namespace {

Json configOf(const Json& setting)
{
    return {{"model_type", "smolvlm"}, {"scale_factor", setting["scale"]},
        {"vision_config", {{"image_size", setting["preprocessor"]["max_image_size"]["longest_edge"]}, {"patch_size", setting["patch"]}}}};
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

class SmolVlmProcessorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTransformers();
    void writesRowsAndColumns();
    void refusesContradictions();
};

void SmolVlmProcessorTest::equalsTransformers()
{
    int layouts = 0;
    for (const Json& setting : test::tileSettings("smolvlm")) {
        const ModelFolder folder;
        folder.write("preprocessor_config.json", setting["preprocessor"]);
        const auto found = test::differences(*folder.processor(configOf(setting)), setting);
        QVERIFY2(found.empty(), fmt::format("{} of {}: {}", found.size(), setting["layouts"].size(), found.empty() ? "" : found.front()).c_str());
        layouts += static_cast<int>(setting["layouts"].size());
    }
    QVERIFY(layouts > 100);
}

void SmolVlmProcessorTest::writesRowsAndColumns()
{
    Json setting = test::tileSettings("smolvlm")[0];
    setting["patch"] = 14;
    const ModelFolder folder;
    folder.write("preprocessor_config.json", setting["preprocessor"]);
    const auto processor = folder.processor(configOf(setting));
    ImagePlan plan;
    plan.tiles = {2, 1};
    plan.hasOverview = true;
    QCOMPARE(processor->expansion(plan),
        std::string("<fake_token_around_image><row_1_col_1><image>\n<fake_token_around_image><row_2_col_1><image>\n\n"
                    "<fake_token_around_image><global-img><image><fake_token_around_image>"));
    QCOMPARE(processor->expansion(ImagePlan{}), std::string("<fake_token_around_image><global-img><image><fake_token_around_image>"));
}

void SmolVlmProcessorTest::refusesContradictions()
{
    const Json setting = test::tileSettings("smolvlm")[0];
    const auto fails = [&](const char* file, const Json& json, const char* key) {
        const ModelFolder folder;
        folder.write("preprocessor_config.json", setting["preprocessor"]);
        folder.write(file, json);
        const std::string message = messageOf([&] { folder.processor(configOf(setting)); });
        QVERIFY2(message.find(fmt::format("\"{}\"", key)) != std::string::npos, fmt::format("{}: {}", key, message).c_str());
    };
    fails("preprocessor_config.json", {{"image_processor_type", "CLIPImageProcessor"}}, "image_processor_type");
    fails("preprocessor_config.json", {{"max_image_size", {{"longest_edge", 30}}}}, "max_image_size");
    fails("preprocessor_config.json", {{"size", {{"height", 10}}}}, "width");
    fails("processor_config.json", {{"image_seq_len", 169}}, "image_seq_len");
}

LK_TEST_CLASS(SmolVlmProcessorTest);
#include "smolvlm_processor_test.moc"

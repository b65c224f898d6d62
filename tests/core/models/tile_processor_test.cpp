#include "core/base/error.h"
#include "core/models/llava_next/tiles.h"

#include "support/runner.h"
#include "tile_cases.h"

using namespace lorikeet;
using test::ModelFolder;

namespace {

Json nextConfig(const Json& setting)
{
    const int side = setting["preprocessor"]["crop_size"]["height"];
    return {{"model_type", "llava_next"}, {"image_grid_pinpoints", setting["preprocessor"]["image_grid_pinpoints"]},
        {"vision_config", {{"model_type", "clip_vision_model"}, {"image_size", side}, {"patch_size", setting["patch"]}}}};
}

Json gemmaConfig(const Json& setting)
{
    return {{"model_type", "gemma3"}, {"mm_tokens_per_image", setting["layouts"][0]["tokens"]},
        {"vision_config", {{"model_type", "siglip_vision_model"}, {"image_size", setting["preprocessor"]["size"]["height"]}, {"patch_size", setting["patch"]}}}};
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

class TileProcessorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void llavaNextEqualsTransformers();
    void gemma3EqualsTransformers();
    void llavaNextKeepsWhatThePictureCovers();
    void llavaNextPlansForTheEye();
    void tooNarrowForEveryResolution();
    void gemma3WritesItsImageText();
    void refusesContradictions();
};

void TileProcessorTest::llavaNextEqualsTransformers()
{
    int layouts = 0;
    for (const Json& setting : test::tileSettings("llava_next")) {
        const ModelFolder folder;
        folder.write("preprocessor_config.json", setting["preprocessor"]);
        const auto found = test::differences(*folder.processor(nextConfig(setting)), setting);
        QVERIFY2(found.empty(), fmt::format("{} of {}: {}", found.size(), setting["layouts"].size(), found.empty() ? "" : found.front()).c_str());
        layouts += static_cast<int>(setting["layouts"].size());
    }
    QVERIFY(layouts > 500);
}

void TileProcessorTest::gemma3EqualsTransformers()
{
    for (const Json& setting : test::tileSettings("gemma3")) {
        const ModelFolder folder;
        folder.write("preprocessor_config.json", setting["preprocessor"]);
        const auto found = test::differences(*folder.processor(gemmaConfig(setting)), setting);
        QVERIFY2(found.empty(), found.empty() ? "" : found.front().c_str());
        QVERIFY(setting["pictures"].size() >= 9);
    }
}

void TileProcessorTest::llavaNextKeepsWhatThePictureCovers()
{
    const std::vector<Size> resolutions{{672, 336}, {336, 672}, {672, 672}, {336, 1008}, {1008, 336}};
    const AnyresLayout wide = layOutTiles({1000, 300}, resolutions, 336, 24);
    QCOMPARE(wide.canvas, (Size{1008, 336}));
    QCOMPARE(wide.resized, (Size{1008, 303}));
    QCOMPARE(wide.tiles(), 4);
    QCOMPARE(wide.keptTop, 1);
    QCOMPARE(wide.keptHeight, 22);
    QCOMPARE(wide.keptWidth, 72);
    QCOMPARE(wide.tokens(576), 576 + 22 * 73);
    const AnyresLayout square = layOutTiles({672, 672}, resolutions, 336, 24);
    QCOMPARE(square.canvas, (Size{672, 672}));
    QCOMPARE(square.keptLeft, 0);
    QCOMPARE(square.tokens(576), 576 + 48 * 49);
}

void TileProcessorTest::llavaNextPlansForTheEye()
{
    const Json setting = test::tileSettings("llava_next")[0];
    const ModelFolder folder;
    folder.write("preprocessor_config.json", setting["preprocessor"]);
    const ImagePlan plan = folder.processor(nextConfig(setting))->plan({1000, 300});
    QCOMPARE(plan.resized, (Size{1008, 303}));
    QCOMPARE(plan.seen, (Size{1008, 336}));
    QCOMPARE(plan.cropTop, -16);
    QCOMPARE(plan.tiles, (std::array<int, 2>{1, 3}));
    QVERIFY(plan.hasOverview);
    QCOMPARE(plan.grid, (std::array<int, 3>{1, 24, 72}));
}

void TileProcessorTest::tooNarrowForEveryResolution()
{
    const Json setting = test::tileSettings("llava_next")[1];
    const ModelFolder folder;
    folder.write("preprocessor_config.json", setting["preprocessor"]);
    const ImagePlan plan = folder.processor(nextConfig(setting))->plan({5'000, 1});
    QCOMPARE(plan.tokens, 0);
    QCOMPARE(plan.tiles, (std::array<int, 2>{0, 0}));
}

void TileProcessorTest::gemma3WritesItsImageText()
{
    const Json setting = test::tileSettings("gemma3")[0];
    const ModelFolder folder;
    folder.write("preprocessor_config.json", setting["preprocessor"]);
    const auto processor = folder.processor(gemmaConfig(setting));
    QCOMPARE(processor->expansion(processor->plan({50, 40})),
        std::string("\n\n<start_of_image><image_soft_token><image_soft_token><image_soft_token><image_soft_token><end_of_image>\n\n"));
    QCOMPARE(processor->placeholder(), std::string("<start_of_image>"));
    QCOMPARE(processor->imageToken(), std::string("<image_soft_token>"));
}

void TileProcessorTest::refusesContradictions()
{
    const auto fails = [](Json config, Json settings, const char* key) {
        const ModelFolder folder;
        folder.write("preprocessor_config.json", settings);
        const std::string message = messageOf([&] { folder.processor(config); });
        QVERIFY2(message.find(fmt::format("\"{}\"", key)) != std::string::npos, fmt::format("{}: {}", key, message).c_str());
    };
    const auto changed = [](Json json, const char* key, Json value) {
        json[key] = std::move(value);
        return json;
    };
    const Json next = test::tileSettings("llava_next")[1];
    const Json nextSettings = next["preprocessor"];
    fails(nextConfig(next), changed(nextSettings, "size", 14), "size");
    fails(nextConfig(next), changed(nextSettings, "crop_size", {{"height", 28}, {"width", 14}}), "crop_size");
    fails(nextConfig(next), changed(nextSettings, "image_grid_pinpoints", {{28, 56}}), "image_grid_pinpoints");
    fails(nextConfig(next), changed(nextSettings, "image_processor_type", "CLIPImageProcessor"), "image_processor_type");
    fails(changed(nextConfig(next), "image_grid_pinpoints", {{28, 50}}), nextSettings, "image_grid_pinpoints");
    fails(changed(nextConfig(next), "image_grid_pinpoints", Json::array()), nextSettings, "image_grid_pinpoints");
    fails(changed(nextConfig(next), "image_grid_pinpoints", {{0, 28}}), nextSettings, "image_grid_pinpoints");
    fails(changed(nextConfig(next), "vision_feature_select_strategy", "full"), nextSettings, "vision_feature_select_strategy");
    const Json gemma = test::tileSettings("gemma3")[0];
    const Json gemmaSettings = gemma["preprocessor"];
    fails(gemmaConfig(gemma), changed(gemmaSettings, "do_pan_and_scan", true), "do_pan_and_scan");
    fails(gemmaConfig(gemma), changed(gemmaSettings, "size", {{"height", 20}, {"width", 20}}), "size");
    fails(changed(gemmaConfig(gemma), "mm_tokens_per_image", 5), gemmaSettings, "mm_tokens_per_image");
    fails(changed(gemmaConfig(gemma), "mm_tokens_per_image", 9), gemmaSettings, "mm_tokens_per_image");
    fails(changed(gemmaConfig(gemma), "text_config", {{"final_logit_softcapping", 30.0}}), gemmaSettings, "final_logit_softcapping");
    fails(changed(gemmaConfig(gemma), "text_config", {{"model_type", "gemma2"}}), gemmaSettings, "model_type");
}

LK_TEST_CLASS(TileProcessorTest);
#include "tile_processor_test.moc"

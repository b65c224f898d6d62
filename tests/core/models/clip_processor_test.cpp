#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/models/family.h"
#include "core/vision/decode.h"

#include "support/runner.h"

#include <QByteArray>
#include <QTemporaryDir>

#include <fmt/format.h>

#include <cstring>
#include <fstream>

using namespace lorikeet;

namespace {

const std::string kFixtures = LORIKEET_FIXTURES;

Json modelConfig(int imageSize = 14)
{
    return {{"model_type", "llava"}, {"vision_config", {{"model_type", "clip_vision_model"}, {"image_size", imageSize}, {"patch_size", 7}}}};
}

struct Folder {
    QTemporaryDir folder;
    std::string path() const { return folder.path().toStdString(); }
    void write(const std::string& name, const Json& json) const { std::ofstream(fmt::format("{}/{}", path(), name)) << json.dump(); }
    std::unique_ptr<ImageProcessor> processor(const Json& config = modelConfig()) const { return familyFor(config, path()).imageProcessor(config, path()); }
};

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

class ClipProcessorTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void equalsTransformers_data();
    void equalsTransformers();
    void readsProcessorConfigToo();
    void plansFromSizesAlone();
    void countsTokensByTheStrategy();
    void refusesContradictions();
};

void ClipProcessorTest::equalsTransformers_data()
{
    QTest::addColumn<QString>("setting");
    const Json fixture = readJsonFile(kFixtures + "/clip/cases.json");
    for (const auto& [name, config] : fixture["settings"].items())
        QTest::newRow(name.c_str()) << QString::fromStdString(name);
}

void ClipProcessorTest::equalsTransformers()
{
    QFETCH(QString, setting);
    const Json fixture = readJsonFile(kFixtures + "/clip/cases.json");
    const Folder folder;
    folder.write("preprocessor_config.json", fixture["settings"][setting.toStdString()]);
    const auto processor = folder.processor();
    int compared = 0;
    for (const Json& one : fixture["cases"]) {
        if (one["setting"] != setting.toStdString())
            continue;
        DecodeProblem problem;
        const std::string picture = one["picture"];
        const auto image = decodeImageFile(fmt::format("{}/{}", kFixtures, picture), problem);
        QVERIFY2(image, picture.c_str());
        PixelData pixels;
        processor->append(*image, pixels);
        const QByteArray bytes = QByteArray::fromBase64(QByteArray::fromStdString(one["pixels"]));
        QCOMPARE(pixels.shape, (std::vector<int64_t>{1, 3, 14, 14}));
        QCOMPARE(static_cast<size_t>(bytes.size()), pixels.values.size() * sizeof(float));
        float worst = 0;
        for (size_t i = 0; i < pixels.values.size(); ++i) {
            float expected = 0;
            std::memcpy(&expected, bytes.data() + i * sizeof(float), sizeof(float));
            worst = std::max(worst, std::abs(expected - pixels.values[i]));
        }
        QVERIFY2(worst <= 1e-6F, fmt::format("{}: {}", picture, worst).c_str());
        ++compared;
    }
    QVERIFY(compared >= 12);
}

void ClipProcessorTest::readsProcessorConfigToo()
{
    const Folder folder;
    folder.write("processor_config.json", {{"image_processor", {{"image_processor_type", "LlavaImageProcessor"}, {"size", {{"shortest_edge", 14}}}, {"crop_size", 14}}},
                                              {"image_token", "<picture>"}});
    const auto processor = folder.processor();
    QCOMPARE(processor->imageToken(), std::string("<picture>"));
    QCOMPARE(processor->expansion(processor->plan({50, 40})), std::string("<picture><picture><picture><picture>"));
}

void ClipProcessorTest::plansFromSizesAlone()
{
    const Folder folder;
    folder.write("preprocessor_config.json", {{"size", {{"shortest_edge", 14}}}, {"crop_size", 14}});
    const auto processor = folder.processor();
    const ImagePlan plan = processor->plan({97, 61});
    QCOMPARE(plan.resized, (Size{22, 14}));
    QCOMPARE(plan.seen, (Size{14, 14}));
    QCOMPARE(plan.cropLeft, 4);
    QCOMPARE(plan.cropTop, 0);
    QCOMPARE(plan.grid, (std::array<int, 3>{1, 2, 2}));
    QCOMPARE(plan.tokens, 4);
    DecodeProblem problem;
    const Image seen = processor->seen(*decodeImageFile(kFixtures + "/clip/odd.png", problem));
    QCOMPARE(seen.width, 14);
    QCOMPARE(seen.rgb.size(), size_t{14 * 14 * 3});
}

void ClipProcessorTest::countsTokensByTheStrategy()
{
    const Folder folder;
    folder.write("preprocessor_config.json", {{"size", 14}, {"crop_size", 14}});
    Json config = modelConfig();
    config["vision_feature_select_strategy"] = "full";
    QCOMPARE(folder.processor(config)->plan({20, 20}).tokens, 5);
    QCOMPARE(folder.processor()->plan({20, 20}).tokens, 4);
}

void ClipProcessorTest::refusesContradictions()
{
    const Folder folder;
    QVERIFY(messageOf([&] { folder.processor(); }).find("no preprocessor_config.json") != std::string::npos);
    folder.write("preprocessor_config.json", {{"size", 14}, {"crop_size", 14}});
    QVERIFY2(messageOf([&] { folder.processor(modelConfig(28)); }).find("14x14") != std::string::npos, messageOf([&] { folder.processor(modelConfig(28)); }).c_str());
    folder.write("preprocessor_config.json", {{"size", 14}, {"do_center_crop", false}});
    QVERIFY(messageOf([&] { folder.processor(); }).find("vision tower") != std::string::npos);
    const auto fails = [&](const Json& json, const char* key) {
        folder.write("preprocessor_config.json", json);
        const std::string message = messageOf([&] { folder.processor(); });
        QVERIFY2(message.find(fmt::format("\"{}\"", key)) != std::string::npos && message.find("preprocessor_config.json") != std::string::npos, message.c_str());
    };
    fails({{"image_processor_type", "SiglipImageProcessor"}}, "image_processor_type");
    fails({{"size", "large"}}, "size");
    fails({{"size", {{"shortest_edge", 0}}}}, "shortest_edge");
    fails({{"resample", 9}}, "resample");
    fails({{"image_mean", {0.5, 0.5}}}, "image_mean");
    fails({{"image_std", {0.5, 0.5, 0.0}}}, "image_std");
}

LK_TEST_CLASS(ClipProcessorTest);
#include "clip_processor_test.moc"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/models/family.h"
#include "core/models/grid_positions.h"
#include "core/models/grid_processor.h"
#include "core/models/picture_reader.h"

#include "support/runner.h"

#include <QTemporaryDir>

#include <fmt/format.h>

#include <algorithm>
#include <fstream>

using namespace lorikeet;

namespace {

const std::string kFixtures = LORIKEET_FIXTURES;
constexpr int32_t kPad = 7;

/// Heads 12 wide, patches of 4 pixels, merged 2 by 2.
Json modelConfig(const std::string& type)
{
    const Json rope = {{"rope_type", "default"}, {"rope_theta", 1e4}, {"mrope_section", {2, 3, 1}}};
    const Json text = {{"vocab_size", 64}, {"hidden_size", 48}, {"intermediate_size", 80}, {"num_hidden_layers", 2}, {"num_attention_heads", 4},
        {"num_key_value_heads", 2}, {"head_dim", 12}, {"rope_parameters", rope}};
    Json vision = {{"depth", 2}, {"num_heads", 2}, {"patch_size", 4}};
    if (type == "qwen2_vl")
        vision.update({{"embed_dim", 24}, {"hidden_size", 48}});
    else
        vision.update({{"hidden_size", 24}, {"intermediate_size", 40}, {"out_hidden_size", 48}, {"window_size", 16}, {"fullatt_block_indexes", {1}},
            {"num_position_embeddings", 16}, {"deepstack_visual_indexes", {0}}});
    return {{"model_type", type}, {"image_token_id", kPad}, {"text_config", text}, {"vision_config", vision}};
}

struct Folder {
    QTemporaryDir folder;
    std::string path() const { return folder.path().toStdString(); }
    void write(const Json& json, const std::string& name = "preprocessor_config.json") const { std::ofstream(fmt::format("{}/{}", path(), name)) << json.dump(); }
    std::unique_ptr<ImageProcessor> processor(const Json& config = modelConfig("qwen2_vl")) const { return familyFor(config, path()).imageProcessor(config, path()); }
};

const Json kPixels = {{"patch_size", 4}, {"size", {{"shortest_edge", 64}, {"longest_edge", 2'000}}}};

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

Image gradient(int width, int height)
{
    Image image{width, height, {}};
    for (int i = 0; i < width * height * 3; ++i)
        image.rgb.push_back(static_cast<uint8_t>(i % 251));
    return image;
}

} // namespace

class GridVlTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void sizesEqualTransformers_data();
    void sizesEqualTransformers();
    void patchesStandInBlocks();
    void readsLimitsUnderEveryName();
    void expandsPictures();
    void resizesBeforehandLikeLlamaFactory_data();
    void resizesBeforehandLikeLlamaFactory();
    void picturesThatAreTooNarrowAreIssues();
    void positionsFollowRowsAndColumns();
    void positionsNeedTheirPictures_data();
    void positionsNeedTheirPictures();
    void refusesContradictions();
    void listsPartsForFreezing_data();
    void listsPartsForFreezing();
    void readsOldAndNewConfigs();
    void mapsNamesBothWays_data();
    void mapsNamesBothWays();
    void namesTheKeyThatIsWrong_data();
    void namesTheKeyThatIsWrong();
};

/// What transformers 5.23's smart_resize gives; the first four are about halves, which go to the even number.
void GridVlTest::sizesEqualTransformers_data()
{
    struct Row {
        Size from;
        int factor;
        PixelLimits limits;
        Size to;
    };
    const std::vector<Row> rows{
        {{42, 70}, 28, {3136, 12845056}, {56, 56}},
        {{126, 98}, 28, {3136, 12845056}, {112, 112}},
        {{14, 1000}, 28, {3136, 12845056}, {28, 476}},
        {{80, 144}, 32, {65536, 16777216}, {192, 352}},
        {{5, 9}, 28, {3136, 12845056}, {56, 84}},
        {{300, 199}, 28, {3136, 100000}, {308, 196}},
        {{4000, 3000}, 28, {3136, 1003520}, {1148, 840}},
        {{1, 200}, 28, {3136, 12845056}, {28, 812}},
        {{640, 480}, 32, {65536, 16777216}, {640, 480}},
        {{48, 16}, 32, {1024, 16777216}, {64, 32}},
        {{20000, 120}, 28, {3136, 1003520}, {12908, 56}},
        {{61, 40}, 8, {300, 2000}, {48, 32}},
        {{33, 90}, 10, {300, 2000}, {20, 70}},
        {{7, 1400}, 28, {784, 784}, {28, 420}},
        {{1, 201}, 28, {3136, 12845056}, {0, 0}},
        {{201, 1}, 28, {3136, 12845056}, {0, 0}},
    };
    QTest::addColumn<QList<int>>("from");
    QTest::addColumn<QList<qint64>>("limits");
    QTest::addColumn<QList<int>>("to");
    for (const Row& row : rows)
        QTest::addRow("%dx%d by %d", row.from.width, row.from.height, row.factor)
            << QList<int>{row.from.width, row.from.height, row.factor} << QList<qint64>{row.limits.least, row.limits.most} << QList<int>{row.to.width, row.to.height};
}

void GridVlTest::sizesEqualTransformers()
{
    QFETCH(const QList<int>, from);
    QFETCH(const QList<qint64>, limits);
    QFETCH(const QList<int>, to);
    QCOMPARE(gridSize({from[0], from[1]}, from[2], {limits[0], limits[1]}), (Size{to[0], to[1]}));
}

void GridVlTest::patchesStandInBlocks()
{
    const Folder folder;
    Json pixels = kPixels;
    pixels.update({{"do_rescale", false}, {"do_normalize", false}});
    folder.write(pixels);
    const auto processor = folder.processor();
    const Image picture = gradient(24, 16); // 4 rows of 6 patches; inside the limits, so nothing is resized
    PixelData data;
    processor->append(picture, data);
    processor->append(gradient(8, 8), data);
    QCOMPARE(data.gridThw, (std::vector<std::array<int64_t, 3>>{{1, 4, 6}, {1, 2, 2}}));
    QCOMPARE(data.shape, (std::vector<int64_t>{28, 3 * 2 * 4 * 4}));
    // Block by block: the fifth patch begins the second block, at row 0 and column 2.
    const std::vector<std::pair<int, int>> starts{{0, 0}, {0, 1}, {1, 0}, {1, 1}, {0, 2}};
    for (size_t patch = 0; patch < starts.size(); ++patch)
        for (int channel = 0; channel < 3; ++channel)
            for (int copy = 0; copy < 2; ++copy)
                for (int y = 0; y < 4; ++y)
                    for (int x = 0; x < 4; ++x) {
                        const auto at = patch * 96 + static_cast<size_t>((channel * 2 + copy) * 16 + y * 4 + x);
                        const int row = starts[patch].first * 4 + y, column = starts[patch].second * 4 + x;
                        QCOMPARE(data.values[at], static_cast<float>(picture.row(row)[column * 3 + channel]));
                    }
}

void GridVlTest::readsLimitsUnderEveryName()
{
    const Folder folder;
    const auto seen = [&](const Json& changes) {
        Json pixels = {{"patch_size", 4}};
        pixels.update(changes);
        folder.write(pixels);
        return folder.processor()->plan({64, 64}).seen;
    };
    QCOMPARE(seen({{"size", {{"shortest_edge", 64}, {"longest_edge", 1'024}}}}), (Size{32, 32}));
    QCOMPARE(seen({{"size", {{"min_pixels", 64}, {"max_pixels", 1'024}}}}), (Size{32, 32}));
    QCOMPARE(seen({{"min_pixels", 64}, {"max_pixels", 1'024}}), (Size{32, 32}));
    QCOMPARE(seen({{"max_pixels", 256}, {"min_pixels", 64}, {"size", {{"shortest_edge", 64}, {"longest_edge", 1'024}}}}), (Size{16, 16}));
    QCOMPARE(seen(Json::object()), (Size{64, 64}));
}

void GridVlTest::expandsPictures()
{
    const Folder folder;
    folder.write(kPixels);
    const auto processor = folder.processor();
    const ImagePlan plan = processor->plan({24, 16});
    QCOMPARE(plan.tokens, 6);
    QCOMPARE(processor->renderedExpansion(plan), std::string("<|image_pad|><|image_pad|><|image_pad|><|image_pad|><|image_pad|><|image_pad|>"));
    QCOMPARE(processor->expansion(plan), fmt::format("<|vision_start|>{}<|vision_end|>", processor->renderedExpansion(plan)));
    QCOMPARE(processor->imageToken(), std::string("<|image_pad|>"));
}

void GridVlTest::resizesBeforehandLikeLlamaFactory_data()
{
    QTest::addColumn<QList<int>>("from");
    QTest::addColumn<QList<int>>("to"); // every further size
    QTest::newRow("ordinary") << QList<int>{100, 60} << QList<int>{};
    QTest::newRow("a small side") << QList<int>{100, 20} << QList<int>{100, 28};
    QTest::newRow("two small sides") << QList<int>{3, 5} << QList<int>{28, 28};
    QTest::newRow("wide") << QList<int>{5'700, 28} << QList<int>{5'040, 28};
    QTest::newRow("high and small") << QList<int>{10, 9'000} << QList<int>{28, 9'000, 28, 5'040};
}

void GridVlTest::resizesBeforehandLikeLlamaFactory()
{
    QFETCH(const QList<int>, from);
    QFETCH(const QList<int>, to);
    const Folder folder;
    folder.write(kPixels);
    QList<int> sizes;
    for (const Size size : folder.processor()->furtherResizes({from[0], from[1]}))
        sizes << size.width << size.height;
    QCOMPARE(sizes, to);
}

void GridVlTest::picturesThatAreTooNarrowAreIssues()
{
    const Folder folder;
    folder.write(kPixels);
    const auto processor = folder.processor();
    const std::string picture = fmt::format("{}/clip/wide.png", kFixtures); // 90x4
    DecodeProblem problem;
    QVERIFY((PictureReader{*processor, 0, 0}.measure(picture, problem)));
    const auto enlarged = PictureReader{*processor, 589'824, 1'024}.measure(picture, problem);
    QCOMPARE(enlarged->given, (Size{151, 28})); // 90x4 to 1024 pixels is 151x6, and then its side is raised
    QCOMPARE(processor->plan({402, 2}).tokens, 0);
}

void GridVlTest::positionsFollowRowsAndColumns()
{
    // text text [2 x 3 cells] text [1 x 1] text
    const std::vector<int32_t> ids{1, 2, kPad, kPad, kPad, kPad, kPad, kPad, 3, kPad, 4};
    const auto positions = gridPositions(ids, kPad, {{1, 4, 6}, {1, 2, 2}}, 2);
    QCOMPARE(positions[0], (std::vector<int64_t>{0, 1, 2, 2, 2, 2, 2, 2, 5, 6, 7}));
    QCOMPARE(positions[1], (std::vector<int64_t>{0, 1, 2, 2, 2, 3, 3, 3, 5, 6, 7}));
    QCOMPARE(positions[2], (std::vector<int64_t>{0, 1, 2, 3, 4, 2, 3, 4, 5, 6, 7}));
    QCOMPARE(gridPositions({1, 2, 3}, kPad, {}, 2), (std::vector<std::vector<int64_t>>{{0, 1, 2}, {0, 1, 2}, {0, 1, 2}}));
}

void GridVlTest::positionsNeedTheirPictures_data()
{
    QTest::addColumn<QList<int>>("ids");
    QTest::addColumn<QString>("message");
    QTest::newRow("too few tokens") << QList<int>{1, kPad, kPad, kPad, 2} << "Picture 1 of the sample takes 4 image tokens, but 3 stand in its place.";
    QTest::newRow("no tokens") << QList<int>{1, 2} << "Picture 1 of the sample takes 4 image tokens, but 0 stand in its place.";
    QTest::newRow("too many tokens") << QList<int>{kPad, kPad, kPad, kPad, kPad} << "Picture 2 of the sample takes 0 image tokens, but 1 stand in its place.";
}

void GridVlTest::positionsNeedTheirPictures()
{
    QFETCH(const QList<int>, ids);
    QFETCH(const QString, message);
    const std::vector<int32_t> list(ids.begin(), ids.end());
    const std::string got = messageOf([&] { gridPositions(list, kPad, {{1, 4, 4}}, 2); });
    QVERIFY2(got.starts_with(message.toStdString()), got.c_str());
}

void GridVlTest::refusesContradictions()
{
    const Folder folder;
    const auto message = [&](const Json& changes) {
        Json pixels = kPixels;
        pixels.merge_patch(changes);
        folder.write(pixels);
        return messageOf([&] { folder.processor(); });
    };
    QVERIFY(message({{"patch_size", 5}}).find("\"patch_size\" is 5, but config.json says 4") != std::string::npos);
    QVERIFY(message({{"merge_size", 3}}).find("\"merge_size\"") != std::string::npos);
    QVERIFY(message({{"do_resize", false}}).find("\"do_resize\"") != std::string::npos);
    QVERIFY(message({{"size", {{"shortest_edge", 3'000}}}}).find("\"size\"") != std::string::npos);
    QVERIFY(message({{"size", {{"longest_edge", nullptr}}}}).find("\"max_pixels\"") != std::string::npos);
    QVERIFY(message({{"image_processor_type", "CLIPImageProcessor"}}).find("CLIPImageProcessor") != std::string::npos);
    QCOMPARE(message(Json::object()), std::string());
}

void GridVlTest::listsPartsForFreezing_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QStringList>("beginnings");
    const QStringList tower{"model.visual.patch_embed.", "model.visual.blocks."};
    QTest::newRow("2") << "qwen2_vl" << tower;
    QTest::newRow("2.5") << "qwen2_5_vl" << tower;
    QTest::newRow("3") << "qwen3_vl" << (tower + QStringList{"model.visual.pos_embed.", "model.visual.deepstack_merger_list."});
}

void GridVlTest::listsPartsForFreezing()
{
    QFETCH(const QString, type);
    QFETCH(const QStringList, beginnings);
    const Json config = modelConfig(type.toStdString());
    int projector = 0, vision = 0;
    for (const ParameterInfo& parameter : familyFor(config, "m").parameters(config)) {
        const QString name = QString::fromStdString(parameter.name);
        const bool isVision = std::any_of(beginnings.begin(), beginnings.end(), [&](const QString& beginning) { return name.startsWith(beginning); });
        const bool isProjector = name.startsWith("model.visual.merger.");
        QCOMPARE(parameter.part, isVision ? ModelPart::Vision : isProjector ? ModelPart::Projector : ModelPart::Language);
        projector += isProjector ? 1 : 0;
        vision += isVision ? 1 : 0;
    }
    QVERIFY(projector >= 5 && vision > 20);
}

void GridVlTest::readsOldAndNewConfigs()
{
    for (const char* type : {"qwen2_vl", "qwen2_5_vl"}) {
        const Json fresh = modelConfig(type);
        Json old = fresh;
        old.update(old["text_config"]);
        old.erase("text_config");
        old.erase("rope_parameters");
        old.update({{"rope_theta", 1e4}, {"rope_scaling", {{"type", "mrope"}, {"mrope_section", {2, 3, 1}}}}, {"tie_word_embeddings", false}});
        const auto namesOf = [](const Json& config) {
            std::vector<std::pair<std::string, std::vector<int64_t>>> names;
            for (const ParameterInfo& parameter : familyFor(config, "m").parameters(config))
                names.emplace_back(parameter.name, parameter.shape);
            return names;
        };
        QVERIFY(namesOf(fresh) == namesOf(old));
        const auto count = namesOf(fresh).size();
        old["tie_word_embeddings"] = true;
        QCOMPARE(namesOf(old).size(), count - 1);
        Json tied = fresh;
        tied["text_config"]["tie_word_embeddings"] = true;
        QCOMPARE(namesOf(tied).size(), count - 1);
    }
}

void GridVlTest::mapsNamesBothWays_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("module");
    for (const char* type : {"qwen2_vl", "qwen2_5_vl"}) {
        QTest::addRow("%s tower", type) << type << "visual.blocks.0.attn.qkv.weight" << "model.visual.blocks.0.attn.qkv.weight";
        QTest::addRow("%s layer", type) << type << "model.layers.3.mlp.up_proj.weight" << "model.language_model.layers.3.mlp.up_proj.weight";
        QTest::addRow("%s embedding", type) << type << "model.embed_tokens.weight" << "model.language_model.embed_tokens.weight";
        QTest::addRow("%s norm", type) << type << "model.norm.weight" << "model.language_model.norm.weight";
        QTest::addRow("%s head", type) << type << "lm_head.weight" << "lm_head.weight";
    }
    QTest::addRow("3 tower") << "qwen3_vl" << "model.visual.merger.norm.weight" << "model.visual.merger.norm.weight";
}

void GridVlTest::mapsNamesBothWays()
{
    QFETCH(const QString, type);
    QFETCH(const QString, file);
    QFETCH(const QString, module);
    const ModelFamily& family = familyFor({{"model_type", type.toStdString()}}, "m");
    QCOMPARE(family.moduleName(file.toStdString()), module.toStdString());
    QCOMPARE(family.moduleName(module.toStdString()), module.toStdString());
    QCOMPARE(family.nameInFile(module.toStdString()), file.toStdString());
}

void GridVlTest::namesTheKeyThatIsWrong_data()
{
    QTest::addColumn<QString>("type");
    QTest::addColumn<QString>("change");
    QTest::addColumn<QString>("key");
    QTest::newRow("no tower") << "qwen2_vl" << R"({"vision_config": null})" << "vision_config";
    QTest::newRow("section") << "qwen2_vl" << R"({"text_config": {"rope_parameters": {"mrope_section": [2, 2, 1]}}})" << "mrope_section";
    QTest::newRow("width") << "qwen2_vl" << R"({"vision_config": {"hidden_size": 40}})" << "hidden_size";
    QTest::newRow("heads") << "qwen2_5_vl" << R"({"vision_config": {"num_heads": 5}})" << "num_heads";
    QTest::newRow("narrow heads") << "qwen3_vl" << R"({"vision_config": {"num_heads": 4}})" << "num_heads";
    QTest::newRow("window") << "qwen2_5_vl" << R"({"vision_config": {"window_size": 6}})" << "window_size";
    QTest::newRow("full layers") << "qwen2_5_vl" << R"({"vision_config": {"fullatt_block_indexes": [2]}})" << "fullatt_block_indexes";
    QTest::newRow("deep layers") << "qwen3_vl" << R"({"vision_config": {"deepstack_visual_indexes": [1, 1]}})" << "deepstack_visual_indexes";
    QTest::newRow("positions") << "qwen3_vl" << R"({"vision_config": {"num_position_embeddings": 17}})" << "num_position_embeddings";
    QTest::newRow("image token") << "qwen3_vl" << R"({"image_token_id": 64})" << "image_token_id";
    QTest::newRow("channels") << "qwen2_vl" << R"({"vision_config": {"in_chans": 4}})" << "in_chans";
}

void GridVlTest::namesTheKeyThatIsWrong()
{
    QFETCH(const QString, type);
    QFETCH(const QString, change);
    QFETCH(const QString, key);
    Json config = modelConfig(type.toStdString());
    config.merge_patch(Json::parse(change.toStdString()));
    const std::string message = messageOf([&] { familyFor(config, "m").parameters(config); });
    QVERIFY2(message.find(fmt::format("\"{}\"", key.toStdString())) != std::string::npos, message.c_str());
}

LK_TEST_CLASS(GridVlTest);
#include "grid_vl_test.moc"

#include "core/base/error.h"
#include "core/models/design_summary.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

namespace {

using namespace lorikeet;

constexpr const char* kLanguage = R"("vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 4, "num_attention_heads": 4)";

/// A tower of width 24 over 12x12 pixels in patches of 4, so 9 tokens a picture.
std::string writeSight(const test::TemporaryFolder& folder)
{
    folder.write("sight/config.json", std::string(R"({"model_type": "llava", "image_token_index": 60, "image_seq_length": 9,
        "vision_config": {"hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 3, "num_attention_heads": 3, "image_size": 12, "patch_size": 4},
        "text_config": {"model_type": "llama", )") + kLanguage + "}}");
    folder.write("sight/preprocessor_config.json",
        R"({"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 12}, "crop_size": {"height": 12, "width": 12}})");
    return folder / "sight";
}

std::string writeText(const test::TemporaryFolder& folder)
{
    folder.write("text/config.json", std::string(R"({"model_type": "llama", )") + kLanguage + "}");
    return folder / "text";
}

RunOptions settings(const std::string& type, bool vision, bool projector, bool language)
{
    RunOptions options;
    options.method.finetuningType = type;
    options.method.freezeVisionTower = vision;
    options.method.freezeMultiModalProjector = projector;
    options.method.freezeLanguageModel = language;
    return options;
}

std::vector<Learning> marks(const DesignSummary& summary)
{
    std::vector<Learning> list;
    for (const PartSummary& part : summary.parts)
        list.push_back(part.learning());
    return list;
}

} // namespace

class DesignSummaryTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void partsStandInTheOrderOfThePicture()
    {
        const test::TemporaryFolder folder;
        const auto summary = Design::open(writeSight(folder)).summary(settings("full", true, false, true));
        QCOMPARE(summary.parts.size(), size_t{3});
        QCOMPARE(summary.parts[0].part, ModelPart::Vision);
        QCOMPARE(summary.parts[1].part, ModelPart::Projector);
        QCOMPARE(summary.parts[2].part, ModelPart::Language);
        // linear_1 [32, 24] and linear_2 [32, 32] with their biases.
        QCOMPARE(summary.parts[1].parameters, int64_t{32 * 24 + 32 + 32 * 32 + 32});
        QCOMPARE(summary.learning(), summary.parts[1].parameters);
        QCOMPARE(marks(summary), (std::vector{Learning::Frozen, Learning::Whole, Learning::Frozen}));
        for (const PartSummary& part : summary.parts)
            QVERIFY(!part.name.empty() && !part.what.empty());
    }

    void marksFollowTheSettings()
    {
        const test::TemporaryFolder folder;
        const Design design = Design::open(writeSight(folder));
        QCOMPARE(marks(design.summary(settings("full", false, false, false))), (std::vector{Learning::Whole, Learning::Whole, Learning::Whole}));
        auto lora = settings("lora", true, true, false);
        lora.lora.rank = 2;
        const auto beside = design.summary(lora);
        QCOMPARE(marks(beside), (std::vector{Learning::Frozen, Learning::Frozen, Learning::Added}));
        // Four layers: q, k, v, o [32, 32]; gate, up [48, 32]; down [32, 48].
        QCOMPARE(beside.parts[2].added, int64_t{4 * 2 * (4 * 64 + 3 * 80)});
        QCOMPARE(beside.parts[2].learned, int64_t{0});
        lora.lora.additionalTarget = {"lm_head"};
        QCOMPARE(design.summary(lora).parts[2].learning(), Learning::Partly);
        QCOMPARE(design.summary(lora).parts[2].learned, int64_t{64 * 32});
        lora.lora.useDora = true;
        QCOMPARE(design.summary(lora).parts[2].added, int64_t{4 * (2 * (4 * 64 + 3 * 80) + 5 * 32 + 2 * 48)});
    }

    void settingsUnderWhichNothingLearnsAreTold()
    {
        const test::TemporaryFolder folder;
        const auto summary = Design::open(writeSight(folder)).summary(settings("full", true, true, true));
        QVERIFY(!summary.problem.empty());
        QCOMPARE(summary.learning(), int64_t{0});
        QVERIFY(summary.parameters() > 0);
    }

    void aTextModelHasOnePartAndNoCost()
    {
        const test::TemporaryFolder folder;
        const Design design = Design::open(writeText(folder));
        QVERIFY(!design.seesPictures());
        QVERIFY(!design.cost({640, 480}, {}).has_value());
        const auto summary = design.summary(settings("full", true, true, false));
        QCOMPARE(marks(summary), (std::vector{Learning::Whole}));
    }

    void aSquareOfFixedSizeAlwaysCostsTheSame()
    {
        const test::TemporaryFolder folder;
        const Design design = Design::open(writeSight(folder));
        for (const Size size : {Size{12, 12}, Size{640, 480}, Size{4032, 3024}}) {
            const auto cost = design.cost(size, {});
            QCOMPARE(cost->plan.tokens, 9);
            QCOMPARE(cost->patches(), 9);
        }
    }

    void theLimitOfPixelsComesFirst()
    {
        const test::TemporaryFolder folder;
        RunOptions options;
        options.model.imageMaxPixels = 300 * 200;
        const auto cost = Design::open(writeSight(folder)).cost({600, 400}, options);
        QCOMPARE(cost->given.width, 300);
        QCOMPARE(cost->given.height, 200);
    }

    void aMissingFolderIsNamed()
    {
        QVERIFY_THROWS_EXCEPTION(Error, Design::open("/nowhere/at/all"));
    }
};

LK_TEST_CLASS(DesignSummaryTest);
#include "design_summary_test.moc"

#include "core/base/file.h"
#include "core/base/json.h"
#include "core/config/run_options.h"
#include "core/data/dataset.h"
#include "core/demo/draw.h"
#include "core/models/preprocessor_config.h"
#include "core/models/sample_view.h"
#include "core/train/collator.h"
#include "core/train/loader.h"
#include "core/train/training_data.h"
#include "support/runner.h"
#include "support/temporary_folder.h"
#include "support/tiny_family.h"

#include <QtTest>

#include <array>
#include <cmath>
#include <numeric>

using namespace lorikeet;
using test::TemporaryFolder;

namespace {

constexpr int kSamples = 300;
constexpr int kPictures = 61;
constexpr int kCutoff = 420;

/// "Exif", little endian, one entry: orientation.
std::string exifSegment(int orientation)
{
    std::string body("Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0", 24);
    body += static_cast<char>(orientation);
    body += std::string(7, '\0');
    const auto length = static_cast<int>(body.size() + 2);
    return std::string("\xFF\xE1") + static_cast<char>(length >> 8) + static_cast<char>(length & 255) + body;
}

/// Noise over a slope: no two pixels of a neighbourhood are alike.
Image drawPicture(int number)
{
    static constexpr std::array<Size, 8> kSizes{{{64, 48}, {48, 64}, {28, 28}, {200, 40}, {30, 170}, {90, 91}, {15, 22}, {130, 77}}};
    const Size size = kSizes[static_cast<size_t>(number) % kSizes.size()];
    Image image{size.width + number / 8, size.height + number % 5, {}};
    image.rgb.resize(static_cast<size_t>(image.width) * static_cast<size_t>(image.height) * 3);
    for (size_t i = 0; i < image.rgb.size(); ++i)
        image.rgb[i] = static_cast<uint8_t>(i / 7 + ((i * static_cast<size_t>(number + 3) * 2654435761U) >> 15) % 64);
    return image;
}

/// PNG and JPEG; every third JPEG is stored sideways or upside down.
std::string writePicture(const TemporaryFolder& folder, int number)
{
    const bool isJpeg = number % 2 == 1;
    std::string bytes = demo::encodePicture(drawPicture(number), isJpeg ? demo::PictureFormat::Jpeg : demo::PictureFormat::Png);
    if (isJpeg && number % 3 == 0)
        bytes.insert(2, exifSegment(1 + number % 8));
    const std::string name = "pictures/" + std::to_string(number) + (isJpeg ? ".jpg" : ".png");
    folder.write("data/" + name, bytes);
    return name;
}

/// Words only, one to three pictures, one to three turns, a system text, answers beyond the limit.
void writeData(const TemporaryFolder& folder)
{
    std::vector<std::string> pictures;
    for (int i = 0; i < kPictures; ++i)
        pictures.push_back(writePicture(folder, i));
    Json rows = Json::array();
    for (int i = 0; i < kSamples; ++i) {
        Json turns = Json::array(), images = Json::array();
        if (i % 7 == 0)
            turns.push_back({{"from", "system"}, {"value", "Be brief, " + std::to_string(i)}});
        for (int turn = 0; turn <= i % 3; ++turn) {
            const int count = i % 5 == 0 ? 0 : turn == 0 ? 1 + (i % 11 == 0 ? 2 : 0) : i % 4 == 0 ? 1 : 0;
            std::string question = turn % 2 == 0 ? "" : "And ";
            for (int picture = 0; picture < count; ++picture) {
                question += "<image>";
                images.push_back(pictures[static_cast<size_t>(i * 7 + turn * 5 + picture) % pictures.size()]);
            }
            turns.push_back({{"from", "human"}, {"value", question + "what is number " + std::to_string(i) + "?"}});
            turns.push_back({{"from", "gpt"}, {"value", i % 13 == 0 ? std::string(static_cast<size_t>(400 + i), 'a') : "It's “" + std::to_string(i * i) + "” – ünïcode"}});
        }
        rows.push_back({{"conversations", turns}, {"images", images}});
    }
    folder.write("data/rows.json", rows.dump());
    folder.write("data/dataset_info.json",
        R"({"rows": {"file_name": "rows.json", "formatting": "sharegpt", "columns": {"messages": "conversations", "images": "images"}}})");
}

RunOptions runOptions(const TemporaryFolder& folder, const std::string& model)
{
    RunOptions options;
    options.model.modelNameOrPath = model;
    options.data.datasetDir = folder / "data";
    options.data.dataset = {"rows"};
    options.data.valSize = 0;
    options.data.cutoffLen = kCutoff;
    options.data.skipBadSamples = true;
    return options;
}

/// A float of pixel_values as the byte that it was made of.
int byteOf(float value, size_t channel, bool isHalf)
{
    const double mean = isHalf ? 0.5 : kClipMean[channel], deviation = isHalf ? 0.5 : kClipStd[channel];
    return static_cast<int>(std::lround((double{value} * deviation + mean) * 255.0));
}

/// The picture that the grid family's rows [patches, 3 * 2 * side * side] hold, cell by cell.
Image fromPatches(const float* values, const ImagePlan& plan)
{
    Image image{plan.seen.width, plan.seen.height, std::vector<uint8_t>(static_cast<size_t>(plan.seen.width) * static_cast<size_t>(plan.seen.height) * 3)};
    const int side = plan.patchSize, joined = plan.joined, cells = plan.grid[2] / joined;
    for (int patch = 0; patch < plan.grid[1] * plan.grid[2]; ++patch) {
        const int cell = patch / (joined * joined), inside = patch % (joined * joined);
        const int top = (cell / cells * joined + inside / joined) * side, left = (cell % cells * joined + inside % joined) * side;
        for (int channel = 0; channel < 3; ++channel)
            for (int y = 0; y < side; ++y)
                for (int x = 0; x < side; ++x) {
                    const int64_t at = ((int64_t{patch} * 3 + channel) * 2 * side + y) * side + x;
                    image.row(top + y)[(left + x) * 3 + channel] = static_cast<uint8_t>(byteOf(values[at], static_cast<size_t>(channel), false));
                }
    }
    return image;
}

/// The picture that tiles [n, 3, side, side] hold, beginning with the tile `first`.
Image fromTiles(const float* values, const ImagePlan& plan, int side, int first)
{
    Image image{plan.seen.width, plan.seen.height, std::vector<uint8_t>(static_cast<size_t>(plan.seen.width) * static_cast<size_t>(plan.seen.height) * 3)};
    const int columns = image.width / side;
    for (int y = 0; y < image.height; ++y)
        for (int x = 0; x < image.width; ++x)
            for (int channel = 0; channel < 3; ++channel) {
                const int64_t tile = first + y / side * columns + x / side;
                const int64_t at = ((tile * 3 + channel) * side + y % side) * side + x % side;
                image.row(y)[x * 3 + channel] = static_cast<uint8_t>(byteOf(values[at], static_cast<size_t>(channel), false));
            }
    return image;
}

bool areAlike(const torch::Tensor& a, const torch::Tensor& b)
{
    return a.defined() == b.defined() && (!a.defined() || torch::equal(a, b));
}

} // namespace

/// What Look shows of a sample against what the trainer's loader makes of it.
class LookTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void showsExactlyWhatTrainingGets_data()
    {
        QTest::addColumn<QString>("family");
        for (const char* family : {"llava", "qwen2_vl", "llava_next", "gemma3", "smolvlm"})
            QTest::newRow(family) << QString(family);
    }

    void showsExactlyWhatTrainingGets()
    {
        QFETCH(const QString, family);
        const TemporaryFolder folder;
        writeData(folder);
        const std::string model = test::makeTinyFamily(QString::fromStdString(folder / "model"), family.toStdString()).toStdString();
        const RunOptions options = runOptions(folder, model);
        const auto processor = Processor::load(model, "auto", EncodeOptions::from(options));
        const TrainingData data = openTrainingData(options, processor);
        const Dataset samples = Dataset::open(options.data, options.data.dataset);
        QCOMPARE(samples.samples.size(), size_t{kSamples});
        const auto count = static_cast<int64_t>(data.train->rowCount());
        QVERIFY2(count > kSamples * 3 / 4, std::to_string(count).c_str());
        const TokenId padId = processor->tokenizer().padId();
        BatchLoader loader(*data.train, [](int64_t step) { return std::vector<std::vector<size_t>>{{static_cast<size_t>(step - 1)}}; }, 1, count, padId, 2, 4);
        int cut = 0, withPictures = 0;
        for (int64_t step = 0; step < count; ++step) {
            const LoadedStep loaded = loader.next();
            QCOMPARE(loaded.microBatches.size(), size_t{1});
            const Batch& trained = loaded.microBatches.front();
            const SampleView view = viewSample(*processor, samples.samples[static_cast<size_t>(trained.sampleIndices.front())]);
            QVERIFY(view.encoded.isUsable());
            const Encoded* row = &view.encoded;
            const Batch shown = collate(std::span(&row, 1), trained.sampleIndices, padId);
            QVERIFY(areAlike(shown.ids, trained.ids) && areAlike(shown.labels, trained.labels) && areAlike(shown.positionIds, trained.positionIds));
            QVERIFY(areAlike(shown.pixelValues, trained.pixelValues) && areAlike(shown.imageGridThw, trained.imageGridThw) && areAlike(shown.imageSizes, trained.imageSizes));
            for (const ViewedPicture& picture : view.pictures)
                QCOMPARE(static_cast<int>(picture.tokens.size()), picture.facts->plan.tokens);
            cut += view.encoded.isTruncated ? 1 : 0;
            withPictures += view.pictures.empty() ? 0 : 1;
        }
        QVERIFY2(cut > 5 && withPictures > 100, qPrintable(QString("%1 %2").arg(cut).arg(withPictures)));
    }

    /// The picture on the screen is the one that the numbers were made of.
    void theShownPictureIsThatOfThePixels_data()
    {
        QTest::addColumn<QString>("family");
        for (const char* family : {"llava", "qwen2_vl", "llava_next"})
            QTest::newRow(family) << QString(family);
    }

    void theShownPictureIsThatOfThePixels()
    {
        QFETCH(const QString, family);
        const TemporaryFolder folder;
        const std::string model = test::makeTinyFamily(QString::fromStdString(folder / "model"), family.toStdString()).toStdString();
        const auto processor = Processor::load(model, "auto", EncodeOptions());
        int compared = 0;
        for (int i = 0; i < kPictures; ++i) {
            Sample sample;
            sample.images = {folder / ("data/" + writePicture(folder, i))};
            sample.messages = {{Role::User, "<image>What?"}, {Role::Assistant, "A picture."}};
            const SampleView view = viewSample(*processor, sample);
            if (!view.encoded.isUsable())
                continue; // Too narrow for the family's tiles.
            const ImagePlan& plan = view.pictures[0].facts->plan;
            const float* values = view.encoded.pixels.values.data();
            const int side = static_cast<int>(view.encoded.pixels.shape.back());
            const Image expected = plan.joined > 1 ? fromPatches(values, plan) : fromTiles(values, plan, side, plan.hasOverview ? 1 : 0);
            QCOMPARE(view.pictures[0].seen.width, expected.width);
            QVERIFY(view.pictures[0].seen.rgb == expected.rgb);
            ++compared;
        }
        QVERIFY(compared > kPictures / 2);
    }
};

LK_TEST_CLASS(LookTest);
#include "look_test.moc"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/demo/demo.h"
#include "core/demo/draw.h"
#include "core/demo/starters.h"
#include "core/vision/decode.h"
#include "support/runner.h"

#include <QTemporaryDir>

#include <map>
#include <set>

namespace lorikeet::demo {

namespace {

std::map<std::string, std::string> filesBelow(const std::string& folder)
{
    std::map<std::string, std::string> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(toPath(folder)))
        if (entry.is_regular_file())
            files[toUtf8(std::filesystem::relative(entry.path(), toPath(folder)))] = readFile(toUtf8(entry.path()));
    return files;
}

/// 64 bits: whether each of 8×8 cells of a 9×8 reduction is brighter than its right neighbour.
uint64_t differenceHash(const Image& image)
{
    uint64_t hash = 0;
    const auto grey = [&](int column, int row) {
        const int x = column * image.width / 9, y = row * image.height / 8;
        const uint8_t* rgb = image.row(y) + static_cast<size_t>(x) * 3;
        return rgb[0] + rgb[1] + rgb[2];
    };
    for (int row = 0; row < 8; ++row)
        for (int column = 0; column < 8; ++column)
            hash = hash << 1 | (grey(column, row) < grey(column + 1, row) ? 1U : 0U);
    return hash;
}

} // namespace

class DemoTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        QVERIFY(folder_.isValid());
        project_ = folder_.path().toStdString() + "/示例 project";
        const Written written = writeDemo(project_, 20);
        QVERIFY(written.pictures >= 2000);
        QVERIFY(written.rows > written.pictures);
        files_ = filesBelow(project_);
    }

    void sameSeedGivesTheSameBytes()
    {
        const std::string again = folder_.path().toStdString() + "/again";
        writeDemo(again, 20);
        const auto files = filesBelow(again);
        QCOMPARE(files.size(), files_.size());
        for (const auto& [name, bytes] : files)
            QVERIFY2(files_.at(name) == bytes, name.c_str());
    }

    void anotherSeedGivesOtherPictures()
    {
        const std::string other = folder_.path().toStdString() + "/other";
        writeDemo(other, 21);
        QVERIFY(readFile(other + "/data/descriptions_train.json") != files_.at("data/descriptions_train.json"));
    }

    void noTwoPicturesAreTheSame()
    {
        std::set<std::string> pictures;
        for (const auto& [name, bytes] : files_)
            if (name.starts_with("data/pictures/"))
                QVERIFY2(pictures.insert(bytes).second, name.c_str());
        QVERIFY(pictures.size() >= 2000);
    }

    void noValidationPictureLooksLikeATrainingPictureOfItsSentence()
    {
        std::map<uint64_t, std::set<std::string>> trained;
        for (const auto& [picture, answer] : rowsOf("descriptions_train"))
            trained[differenceHash(decoded(picture))].insert(answer);
        for (const auto& [picture, answer] : rowsOf("descriptions_validation"))
            if (const auto same = trained.find(differenceHash(decoded(picture))); same != trained.end())
                QVERIFY2(!same->second.contains(answer), picture.c_str());
    }

    void everyPictureOfARowIsThereAndDecodes()
    {
        size_t chinese = 0;
        for (const char* dataset : {"descriptions_train", "descriptions_validation", "questions_train", "questions_validation"})
            for (const auto& [picture, answer] : rowsOf(dataset)) {
                const Image image = decoded(picture);
                QVERIFY2(image.width >= 72 && image.width <= 160 && image.height >= 72 && image.height <= 160, picture.c_str());
                chinese += std::any_of(picture.begin(), picture.end(), [](char c) { return static_cast<unsigned char>(c) > 127; }) ? 1U : 0U;
            }
        QVERIFY(chinese > 100);
    }

    void picturesStoredTurnedAreShownUpright()
    {
        size_t turned = 0;
        for (const auto& [name, bytes] : files_) {
            DecodeProblem problem;
            if (name.ends_with(".jpg") && readImageHeader(project_ + "/" + name, problem)->orientation != 1)
                ++turned;
        }
        QVERIFY2(turned >= 40, std::to_string(turned).c_str());
        Random random(4);
        Scene scene;
        scene.first = {Shape::Star, Colour::Red};
        scene.position = 0;
        const Image drawn = drawScene(scene, random);
        for (const int orientation : {3, 6, 8}) {
            DecodeProblem problem;
            const auto plain = decodeImage(encodePicture(drawn, PictureFormat::Jpeg), "plain", problem);
            const auto upright = decodeImage(encodePicture(drawn, PictureFormat::Jpeg, orientation), "turned", problem);
            QVERIFY(plain && upright);
            QCOMPARE(upright->width, drawn.width);
            QCOMPARE(upright->height, drawn.height);
            double difference = 0;
            for (size_t i = 0; i < plain->rgb.size(); ++i)
                difference += std::abs(plain->rgb[i] - upright->rgb[i]);
            QVERIFY(difference / static_cast<double>(plain->rgb.size()) < 2.0);
        }
    }

    void aFolderThatIsNotEmptyIsRefused()
    {
        try {
            writeDemo(project_, 20);
            QFAIL("it was overwritten");
        } catch (const Error& error) {
            QCOMPARE(error.code(), ExitCode::Input);
            QVERIFY(error.message().english().find(project_) != std::string::npos);
        }
        QCOMPARE(filesBelow(project_).size(), files_.size());
    }

    void anEmptyFolderIsFilled()
    {
        const std::string empty = folder_.path().toStdString() + "/empty";
        makeFolders(empty);
        writeDemo(empty, 3);
        QVERIFY(std::filesystem::exists(toPath(empty + "/project.lorikeet")));
    }

    void aDamagedPartIsNamed()
    {
        const std::string part = folder_.path().toStdString() + "/part.safetensors";
        writeFileAtomically(part, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7Fxyz");
        QVERIFY_THROWS_EXCEPTION(Error, joinWeights({{part, ""}}));
    }

    void everyStarterIsAWholeFolder()
    {
        for (const char* model : {"text-starter", "vision-starter", "aligned-starter", "unified-starter"})
            for (const char* file : {"config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja"})
                QVERIFY2(files_.contains(std::string("models/") + model + "/" + file), (std::string(model) + "/" + file).c_str());
        const Json config = parseJson(files_.at("models/unified-starter/config.json"), "config.json");
        const Json tokenizer = parseJson(files_.at("models/unified-starter/tokenizer.json"), "tokenizer.json");
        std::map<std::string, int64_t> markers;
        for (const Json& token : tokenizer["added_tokens"])
            markers[token["content"]] = token["id"];
        QCOMPARE(markers.at("<|image_pad|>"), config["image_token_id"].get<int64_t>());
        QCOMPARE(markers.at("<|vision_start|>"), config["vision_start_token_id"].get<int64_t>());
        QCOMPARE(markers.at("<|im_end|>"), config["eos_token_id"].get<int64_t>());
        QVERIFY(config["text_config"]["vocab_size"].get<size_t>() >= tokenizer["model"]["vocab"].size() + markers.size());
    }

    void lessonsAreOneOfEachNumber()
    {
        std::map<char, int> lessons;
        for (const auto& [name, bytes] : files_)
            if (name.starts_with("lessons/") && name.ends_with(".yaml")) {
                ++lessons[name[8]];
                QVERIFY(bytes.starts_with("# title: "));
                QVERIFY(bytes.find("\n# summary: ") != std::string::npos);
            }
        QCOMPARE(lessons, (std::map<char, int>{{'1', 1}, {'2', 1}, {'3', 1}, {'4', 1}}));
    }

private:
    /// Picture and the last answer of every row.
    std::vector<std::pair<std::string, std::string>> rowsOf(const std::string& dataset) const
    {
        std::vector<std::pair<std::string, std::string>> rows;
        const Json json = parseJson(files_.at("data/" + dataset + ".json"), dataset);
        for (const Json& row : json)
            rows.emplace_back(row["images"][0].get<std::string>(), row["messages"].back()["content"].get<std::string>());
        return rows;
    }

    Image decoded(const std::string& picture) const
    {
        DecodeProblem problem;
        const auto image = decodeImageFile(project_ + "/data/" + picture, problem);
        return image.value();
    }

    QTemporaryDir folder_;
    std::string project_;
    std::map<std::string, std::string> files_;
};

} // namespace lorikeet::demo

using lorikeet::demo::DemoTest;
LK_TEST_CLASS(DemoTest);
#include "demo_test.moc"

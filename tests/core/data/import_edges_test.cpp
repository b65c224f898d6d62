#include "core/data/import.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <algorithm>

using namespace lorikeet;
using lorikeet::test::DataFolder;

namespace {

constexpr const char* kCat = "\xD2\xBB\xD6\xBB\xC3\xA8"; // 一只猫 in GBK; also valid UTF-8
constexpr const char* kOrangeCat = "\xD2\xBB\xD6\xBB\xE9\xD9\xC3\xA8"; // 一只橘猫 in GBK; not UTF-8

std::vector<std::string> rulesOf(const Dataset& dataset)
{
    std::vector<std::string> rules;
    for (const Issue& issue : dataset.issues)
        rules.push_back(issue.rule);
    return rules;
}

void link(const std::string& target, const std::string& name)
{
    QVERIFY(QFile::link(QString::fromStdString(target), QString::fromStdString(name)));
}

ImportOptions encoded(const char* encoding)
{
    ImportOptions options;
    options.encoding = encoding;
    return options;
}

} // namespace

/// Data files that lead elsewhere, hold half of what they seem to, or are only read in part.
class ImportEdgesTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linkedDataFilesStayInside_data()
    {
        QTest::addColumn<QByteArray>("name");
        QTest::addColumn<bool>("hasPicture");
        for (const char* name : {"x.csv", "x.jsonl", "metadata.csv", "deep/metadata.csv"})
            for (const bool hasPicture : {false, true})
                if (hasPicture || !QByteArray(name).contains('/'))
                    QTest::addRow("%s%s", name, hasPicture ? ", with a picture" : "") << QByteArray(name) << hasPicture;
    }

    void linkedDataFilesStayInside()
    {
        QFETCH(QByteArray, name);
        QFETCH(bool, hasPicture);
        const DataFolder folder;
        const bool isTable = name.endsWith(".csv");
        folder.write("elsewhere/secret", isTable ? "file_name,text\na.jpg,secret\n" : "{\"instruction\": \"q\", \"output\": \"secret\"}\n");
        folder.write("data/deep/.keep", "");
        if (hasPicture)
            folder.picture("data/a.jpg");
        link(folder.path("elsewhere/secret"), folder.path("data/") + name.toStdString());
        const Dataset dataset = Dataset::openPath(folder.path("data"));
        const auto found = std::find_if(dataset.issues.begin(), dataset.issues.end(), [](const Issue& issue) { return issue.rule == "dataset.outside"; });
        QVERIFY(found != dataset.issues.end());
        QCOMPARE(found->file, folder.path("data/") + name.toStdString());
        QVERIFY(found->message.english().find(folder.path("elsewhere")) != std::string::npos);
        QVERIFY(std::none_of(dataset.samples.begin(), dataset.samples.end(), [](const Sample& sample) { return sample.messages.back().content == "secret"; }));
        if (name.contains('/'))
            return;
        ImportOptions options;
        options.folders = {folder.path("elsewhere")};
        const Dataset allowed = Dataset::openPath(folder.path("data"), options);
        const auto rules = rulesOf(allowed);
        QVERIFY(std::find(rules.begin(), rules.end(), "dataset.outside") == rules.end());
    }

    void describedFilesStayInside()
    {
        const DataFolder folder;
        folder.write("elsewhere/secret", "secret\n");
        folder.write("data/many/own.txt", "own\n");
        link(folder.path("elsewhere/secret"), folder.path("data/many/x.txt"));
        folder.write("data/dataset_info.json", R"({"s": {"file_name": "many", "columns": {"prompt": "text"}}})");
        const Dataset dataset = Dataset::openPath(folder.path("data"));
        QCOMPARE(dataset.samples.size(), size_t(1));
        QCOMPARE(rulesOf(dataset), std::vector<std::string>{"dataset.outside"});
        // The description itself.
        folder.write("elsewhere/dataset_info.json", R"({"s": {"file_name": "own.json"}})");
        QVERIFY(QFile::remove(QString::fromStdString(folder.path("data/dataset_info.json"))));
        link(folder.path("elsewhere/dataset_info.json"), folder.path("data/dataset_info.json"));
        QVERIFY_EXCEPTION_THROWN(Dataset::openPath(folder.path("data")), Error);
    }

    void aLinkedPictureFolderStaysInside()
    {
        const DataFolder folder;
        folder.picture("elsewhere/a.jpg");
        folder.write("data/x.csv", "image,caption\na.jpg,One.\nimages/a.jpg,Two.\n");
        link(folder.path("elsewhere"), folder.path("data/images"));
        const Dataset dataset = Dataset::openPath(folder.path("data/x.csv"));
        const auto rules = rulesOf(dataset);
        QVERIFY(std::find(rules.begin(), rules.end(), "image.outside") != rules.end());
        for (const Sample& sample : dataset.samples)
            for (const std::string& image : sample.images)
                QVERIFY2(!std::filesystem::exists(image), image.c_str());
        ImportOptions options;
        options.folders = {folder.path("elsewhere")};
        const Dataset allowed = Dataset::openPath(folder.path("data/x.csv"), options);
        QVERIFY(allowed.issues.empty());
        QCOMPARE(allowed.samples.size(), size_t(2));
    }

    void aNamedEncodingHoldsForEveryRow()
    {
        const DataFolder folder;
        folder.picture("0.jpg");
        folder.picture("1.jpg");
        folder.write("d.csv", "image,caption\n0.jpg," + QByteArray(kCat) + "\n1.jpg," + kOrangeCat + "\n");
        const Dataset table = Dataset::openPath(folder.path("d.csv"), encoded("GBK"));
        QVERIFY(table.issues.empty());
        QCOMPARE(table.samples[0].messages[1].content, std::string("一只猫"));
        QCOMPARE(table.samples[1].messages[1].content, std::string("一只橘猫"));
        folder.write("d.jsonl", "{\"instruction\": \"q\", \"output\": \"" + QByteArray(kCat) + "\"}\n{\"instruction\": \"q\", \"output\": \"" + kOrangeCat + "\"}\n");
        QCOMPARE(Dataset::openPath(folder.path("d.jsonl"), encoded("GB18030")).samples[0].messages[1].content, std::string("一只猫"));
        // What is surely UTF-8 stays so beside it.
        folder.write("mixed.jsonl", "{\"instruction\": \"q\", \"output\": \"" + QByteArray(kOrangeCat) + "\"}\n"
            "{\"instruction\": \"q\", \"output\": \"一只狗\"}\n{\"instruction\": \"q\", \"output\": \"un café noir\"}\n");
        const Dataset mixed = Dataset::openPath(folder.path("mixed.jsonl"), encoded("GBK"));
        QCOMPARE(mixed.samples[1].messages[1].content, std::string("一只狗"));
        QCOMPARE(mixed.samples[2].messages[1].content, std::string("un café noir"));
    }

    void rowsThatCantBeReadAreListedEach_data()
    {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("rule");
        const QByteArray gbk = "{\"instruction\": \"" + QByteArray(kOrangeCat) + "\", \"output\": \"" + kOrangeCat + "\"}\n";
        QTest::newRow("all in GBK") << gbk + gbk + gbk << QByteArray("text.encoding");
        const QByteArray nan = "{\"instruction\": \"q\", \"output\": NaN}\n";
        QTest::newRow("NaN") << nan + nan + nan << QByteArray("row.json");
        const QByteArray large = "{\"output\": \"" + QByteArray(2 << 20, 'x') + "\", \"instruction\": NaN}\n";
        QTest::newRow("large") << large + large + large << QByteArray("row.json");
    }

    void rowsThatCantBeReadAreListedEach()
    {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, rule);
        const DataFolder folder;
        folder.write("x.jsonl", bytes);
        const Dataset dataset = Dataset::openPath(folder.path("x.jsonl"));
        QCOMPARE(rulesOf(dataset), std::vector(3, rule.toStdString()));
        for (int row = 0; row < 3; ++row)
            QCOMPARE(dataset.issues[static_cast<size_t>(row)].row, row);
        if (rule == "text.encoding") {
            QCOMPARE(previewImport(folder.path("x.jsonl")).encoding->guess, std::string("GB18030"));
            QCOMPARE(Dataset::openPath(folder.path("x.jsonl"), encoded("GBK")).samples.size(), size_t(3));
        }
    }

    void videosAreNotPassedBy_data()
    {
        QTest::addColumn<QByteArray>("row");
        QTest::newRow("messages") << QByteArray(R"({"messages": [{"role": "user", "content": "<video>What?"}, {"role": "assistant", "content": "A"}], "videos": ["x.mp4"]})");
        QTest::newRow("llava") << QByteArray(R"({"video": "x.mp4", "conversations": [{"from": "human", "value": "<video>What?"}, {"from": "gpt", "value": "A"}]})");
        QTest::newRow("alpaca") << QByteArray(R"({"instruction": "q", "output": "a", "audios": ["x.wav"]})");
    }

    void videosAreNotPassedBy()
    {
        QFETCH(QByteArray, row);
        const DataFolder folder;
        folder.write("v.jsonl", row + "\n");
        const Dataset dataset = Dataset::openPath(folder.path("v.jsonl"));
        QVERIFY(dataset.samples.empty());
        QCOMPARE(rulesOf(dataset), std::vector<std::string>{"row.media"});
    }

    void emptyRowsOfSpreadsheetsArePassed()
    {
        const DataFolder folder;
        folder.picture("a.jpg");
        folder.write("x.csv", "image,caption,who\na.jpg,One.,me\n,,\n,,\n");
        const Dataset dataset = Dataset::openPath(folder.path("x.csv"));
        QVERIFY(dataset.issues.empty());
        QCOMPARE(dataset.samples.size(), size_t(1));
    }

    void captionsOfFlickrAreNumbered()
    {
        const DataFolder folder;
        folder.picture("a.jpg");
        folder.picture("b.jpg");
        for (const char* name : {"captions.tsv", "captions.txt"}) {
            folder.write(name, "a.jpg#0\tA cat .\na.jpg#1\tIt sleeps .\nb.jpg#0\tA dog .\n");
            const Dataset dataset = Dataset::openPath(folder.path(name));
            QVERIFY(dataset.issues.empty());
            QCOMPARE(dataset.samples.size(), size_t(3));
            QCOMPARE(dataset.samples[1].images, std::vector{folder.path("a.jpg")});
            QCOMPARE(dataset.samples[1].messages[1].content, std::string("It sleeps ."));
        }
    }

    void theFirstOfSeveralCaptionsIsTold()
    {
        const DataFolder folder;
        folder.picture("a.jpg");
        folder.write("x.jsonl", R"({"image": "a.jpg", "captions": ["One.", "Two."]})");
        const Dataset dataset = Dataset::openPath(folder.path("x.jsonl"));
        QCOMPARE(rulesOf(dataset), std::vector<std::string>{"answer.several"});
        QCOMPARE(dataset.samples[0].messages[1].content, std::string("One."));
        QCOMPARE(dataset.issues[0].sample, size_t(0));
    }

    void picturesThatNobodyNamesAreTold()
    {
        const DataFolder folder;
        for (const char* name : {"0", "1", "2"}) {
            folder.picture((std::string(name) + ".jpg").c_str());
            folder.write((std::string(name) + ".txt").c_str(), "Its own.");
        }
        folder.write("metadata.csv", "file_name,text\n0.jpg,One.\n");
        const Dataset dataset = Dataset::openPath(folder.path(""));
        QCOMPARE(dataset.samples.size(), size_t(1));
        QCOMPARE(rulesOf(dataset), std::vector<std::string>{"dataset.unlisted"});
        QVERIFY(dataset.issues[0].severity == Severity::Note);
        QCOMPARE(dataset.issues[0].message.args[0], std::string("2"));
        QVERIFY(dataset.issues[0].message.args[1].ends_with("/1.jpg"));
    }

    void remoteSetsAreTold()
    {
        const DataFolder folder;
        folder.write("dataset_info.json", R"({"far": {"hf_hub_url": "a/b"}, "near": {"file_name": "x.json"}})");
        folder.write("x.json", R"([{"instruction": "q", "output": "a"}])");
        const Dataset dataset = Dataset::openPath(folder.path(""));
        QCOMPARE(dataset.samples.size(), size_t(1));
        QCOMPARE(rulesOf(dataset), std::vector<std::string>{"dataset.remote"});
    }

    void dataFilesInSubfoldersAreFoundByContent_data()
    {
        QTest::addColumn<QByteArray>("file");
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("picture");
        QTest::newRow("llava") << QByteArray("ann/llava.json")
                               << QByteArray(R"([{"image": "a.jpg", "conversations": [{"from": "human", "value": "<image>\nq"}, {"from": "gpt", "value": "It."}]}])")
                               << QByteArray("images/a.jpg");
        QTest::newRow("csv") << QByteArray("labels/captions.csv") << QByteArray("image,caption\nphotos/a.jpg,It.\n") << QByteArray("photos/a.jpg");
        const QByteArray coco = R"({"images": [{"id": 1, "file_name": "a.jpg"}], "annotations": [{"id": 1, "image_id": 1, "caption": "It."}]})";
        QTest::newRow("coco of another name") << QByteArray("annotations/caps.json") << coco << QByteArray("val2014/a.jpg");
        QTest::newRow("coco at the top") << QByteArray("captions_val.json") << coco << QByteArray("val2014/a.jpg");
    }

    void dataFilesInSubfoldersAreFoundByContent()
    {
        QFETCH(QByteArray, file);
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, picture);
        const DataFolder folder;
        folder.write(file.constData(), bytes);
        folder.write("notes/package.json", "{\"name\": \"x\"}");
        folder.write("README.txt", "Pictures of it.");
        folder.picture(picture.constData());
        const Dataset dataset = Dataset::openPath(folder.path(""));
        QCOMPARE(dataset.samples.size(), size_t(1));
        QCOMPARE(dataset.samples[0].messages.back().content, std::string("It."));
        QCOMPARE(dataset.samples[0].images, std::vector{folder.path(picture.constData())});
    }
};

LK_TEST_CLASS(ImportEdgesTest);
#include "import_edges_test.moc"

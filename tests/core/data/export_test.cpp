#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/os.h"
#include "core/data/export.h"
#include "core/data/filter/values.h"
#include "core/data/snapshot.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <algorithm>
#include <map>

using namespace lorikeet;
using lorikeet::test::DataFolder;

class ExportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void whatGoesOutComesBack_data();
    void whatGoesOutComesBack();
    void sidecarsHoldTheirCaptions();
    void relativePicturesNeedTheirFolder();
    void nothingIsWrittenOver();
    void cancellingLeavesNothing();
    void aFullDiskLeavesNothing();
    void whatHasNoPlaceIsListed();
    void picturesOfOneNameDontMix();
    void latePicturesChangeTheLayout();
    void columnsComeBackAsTheyWere();
    void columnsHaveOneType();
    void lostColumnsAreNamed();
    void columnsStaySmallInMemory();
    void filtersSeeColumnsAsText();
};

namespace {

Sample sampleOf(const std::string& id, std::vector<Message> messages, std::vector<std::string> images = {}, std::vector<std::string> written = {})
{
    Sample sample;
    sample.id = id;
    sample.dataset = "set one";
    sample.messages = std::move(messages);
    sample.images = std::move(images);
    sample.imagesAsWritten = written.empty() ? std::vector<std::string>(sample.images.size(), "p/1.jpg") : std::move(written);
    return sample;
}

/// One of everything.
std::vector<Sample> everything(const DataFolder& folder)
{
    const std::string one = folder.picture("p/1.jpg");
    const std::string two = folder.picture("p/猫 2.jpg");
    std::vector<Sample> samples;
    samples.push_back(sampleOf("a", {{Role::User, "Hi \"there\",\nyou; <b>"}, {Role::Assistant, "Ho\ttab, \"quote\""}}));
    samples.push_back(sampleOf("b#1", {{Role::User, "<image>\nWhat?"}, {Role::Assistant, "A cat. 一只橘猫 🐈"}}, {one}));
    samples.push_back(sampleOf("c/3.jpg", {{Role::User, "<image><image>Which?"}, {Role::Assistant, "Both"}}, {one, two}, {"p/1.jpg", "p\\猫 2.jpg"}));
    samples.push_back(sampleOf("d", {{Role::User, "<image>One"}, {Role::Assistant, "1"}, {Role::User, "Two"}, {Role::Assistant, "2"}}, {two}, {"p/猫 2.jpg"}));
    samples.push_back(sampleOf("e", {{Role::User, "Empty?"}, {Role::Assistant, ""}}));
    samples[1].tags = {"cat", "warm light"};
    samples[3].tags = {"a, b", "c;d"};
    samples[1].system = "Be brief.";
    samples[1].provenance = {Origin::Model, "some-model", "Describe, please: \"x\""};
    samples[2].provenance = {Origin::Edited, "", ""};
    samples[2].review = Review::Accepted;
    samples[3].review = Review::Rejected;
    samples[3].keepsStoredOrientation = true;
    samples[3].alwaysTrains = true;
    samples[4].isExcluded = true;
    samples[0].columns = {{"split", "train"}};
    return samples;
}

std::vector<const Sample*> pointers(const std::vector<Sample>& samples)
{
    std::vector<const Sample*> result;
    for (const Sample& sample : samples)
        result.push_back(&sample);
    return result;
}

/// What of a sample must come back, with the bytes of its pictures in place of their paths.
SampleContent comparable(const Sample& sample)
{
    SampleContent content = sample.content();
    content.imagesAsWritten.clear();
    for (std::string& image : content.images)
        image = readFile(image);
    return content;
}

} // namespace

void ExportTest::whatGoesOutComesBack_data()
{
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<bool>("holdsAll");
    QTest::newRow("sharegpt") << QByteArray("sharegpt") << true;
    QTest::newRow("llava") << QByteArray("llava") << false;
    QTest::newRow("alpaca") << QByteArray("alpaca") << false;
    QTest::newRow("csv") << QByteArray("csv") << true;
}

void ExportTest::whatGoesOutComesBack()
{
    QFETCH(QByteArray, format);
    QFETCH(bool, holdsAll);
    const DataFolder folder;
    std::vector<Sample> samples = everything(folder);
    if (format != "llava") {
        samples.push_back(sampleOf("pair", {{Role::User, "<image>Better?"}, {Role::Assistant, "good"}}, {samples[1].images[0]}));
        samples.back().rejectedAnswer = "bad, \"worse\"";
    }
    if (holdsAll) {
        samples.push_back(sampleOf("tools", {{Role::User, "Sum"}, {Role::Function, "{\"name\": \"add\"}"}, {Role::Observation, "3"}, {Role::Assistant, "It is 3"}}));
        samples.back().tools = R"([{"name": "add"}])";
    }
    ExportOptions options;
    options.format = exportFormatFromName(format.toStdString()).value();
    options.folder = folder.path("out/export");
    const auto result = exportDataset(pointers(samples), options);
    QVERIFY(result && result->leftOut.empty());
    QCOMPARE(result->samples, samples.size());
    QCOMPARE(result->pictures, size_t(2));
    const Dataset read = Dataset::openPath(options.folder);
    QVERIFY2(read.issues.empty(), read.issues.empty() ? "" : describe(read.issues.front()).c_str());
    QCOMPARE(read.samples.size(), samples.size());
    std::map<std::string, const Sample*> byId;
    for (const Sample& sample : read.samples)
        byId[sample.id] = &sample;
    for (const Sample& sample : samples) {
        QVERIFY2(byId.contains(sample.id), sample.id.c_str());
        const SampleContent before = comparable(sample);
        const SampleContent after = comparable(*byId[sample.id]);
        QVERIFY2(before.messages == after.messages, sample.id.c_str());
        QVERIFY2(before == after, sample.id.c_str());
        QCOMPARE(byId[sample.id]->tools, sample.tools);
        for (const std::string& image : byId[sample.id]->images)
            QVERIFY(image.starts_with(options.folder));
    }
    const auto& columns = byId["a"]->columns;
    QVERIFY(std::find(columns.begin(), columns.end(), std::pair<std::string, std::string>("split", "train")) != columns.end());
}

void ExportTest::sidecarsHoldTheirCaptions()
{
    const DataFolder folder;
    std::vector<Sample> samples;
    samples.push_back(sampleOf("1", {{Role::User, "<image>\nDescribe this picture."}, {Role::Assistant, "One, 一"}}, {folder.picture("p/1.jpg")}, {"p/1.jpg"}));
    samples.push_back(sampleOf("2", {{Role::User, "<image>\nDescribe this picture."}, {Role::Assistant, "Two"}}, {folder.picture("q/1.jpg")}, {"../q/../p/1.jpg"}));
    samples.push_back(sampleOf("3", {{Role::User, "<image>\nDescribe this picture."}, {Role::Assistant, "Three"}}, {folder.picture("p/1.png")}, {"p/1.png"}));
    samples.push_back(sampleOf("4", {{Role::User, "Hi"}, {Role::Assistant, "Ho"}}));
    for (const auto how : {ExportPictures::Copied, ExportPictures::Relative}) {
        ExportOptions options{ExportFormat::Sidecars, how, folder.path(how == ExportPictures::Copied ? "copied" : "listed")};
        const auto result = exportDataset(pointers(samples), options);
        QCOMPARE(result->samples, size_t(3));
        QCOMPARE(result->leftOut.size(), size_t(1));
        QCOMPARE(result->leftOut[0].sample, size_t(3));
    }
    const Dataset read = Dataset::openPath(folder.path("copied"));
    std::vector<std::string> captions;
    for (const Sample& sample : read.samples)
        captions.push_back(sample.messages.back().content);
    std::sort(captions.begin(), captions.end());
    QCOMPARE(captions, (std::vector<std::string>{"One, 一", "Three", "Two"}));
    QVERIFY(folder.read("listed/pictures.csv").contains("../p/1.jpg"));
    QVERIFY(!QFile::exists(QString::fromStdString(folder.path("p/1.txt"))));
}

void ExportTest::relativePicturesNeedTheirFolder()
{
    const DataFolder folder;
    const std::vector<Sample> samples = everything(folder);
    for (const auto how : {ExportPictures::Relative, ExportPictures::Absolute}) {
        ExportOptions options{ExportFormat::ShareGpt, how, folder.path(how == ExportPictures::Relative ? "r" : "a")};
        exportDataset(pointers(samples), options);
        QVERIFY(Dataset::openPath(options.folder).samples.size() < samples.size());
        ImportOptions allowed;
        allowed.folders = {folder.path("p")};
        const Dataset read = Dataset::openPath(options.folder, allowed);
        QCOMPARE(read.samples.size(), samples.size());
        QCOMPARE(read.samples[1].images, samples[1].images);
    }
}

void ExportTest::nothingIsWrittenOver()
{
    const DataFolder folder;
    const std::vector<Sample> samples = everything(folder);
    folder.write("there/file", "mine");
    for (const char* name : {"there", "there/file", "p"})
        QVERIFY_EXCEPTION_THROWN(exportDataset(pointers(samples), {ExportFormat::ShareGpt, ExportPictures::Copied, folder.path(name)}), Error);
    QCOMPARE(folder.read("there/file"), QByteArray("mine"));
    QVERIFY(QDir().mkpath(QString::fromStdString(folder.path("empty"))));
    QVERIFY(exportDataset(pointers(samples), {ExportFormat::ShareGpt, ExportPictures::Copied, folder.path("empty")}));
}

void ExportTest::cancellingLeavesNothing()
{
    const DataFolder folder;
    const std::vector<Sample> samples = everything(folder);
    const QStringList before = QDir(QString::fromStdString(folder.path())).entryList();
    for (const auto& format : exportFormats())
        QVERIFY(!exportDataset(pointers(samples), {format.format, ExportPictures::Copied, folder.path("out")}, [](size_t, size_t) { return false; }));
    QCOMPARE(QDir(QString::fromStdString(folder.path())).entryList(), before);
}

void ExportTest::aFullDiskLeavesNothing()
{
    const DataFolder folder;
    const std::vector<Sample> samples = everything(folder);
    for (const auto& format : exportFormats()) {
        os::testing::failWritesAfter(100);
        try {
            exportDataset(pointers(samples), {format.format, ExportPictures::Copied, folder.path("out")});
            os::testing::failWritesAfter(-1);
            QFAIL("wrote onto a full disk");
        } catch (const Error& error) {
            os::testing::failWritesAfter(-1);
            QVERIFY(error.code() == ExitCode::Io);
        }
        QVERIFY(!QFile::exists(QString::fromStdString(folder.path("out"))));
    }
}

void ExportTest::whatHasNoPlaceIsListed()
{
    const DataFolder folder;
    std::vector<Sample> samples = everything(folder);
    samples[1].images[0] = folder.path("gone.jpg");
    samples.push_back(sampleOf("t", {{Role::User, "Just a text."}}));
    samples.back().isText = true;
    const auto result = exportDataset(pointers(samples), {ExportFormat::Llava, ExportPictures::Copied, folder.path("l")});
    QCOMPARE(result->leftOut.size(), size_t(2));
    QCOMPARE(result->leftOut[0].sample, size_t(1));
    QCOMPARE(result->samples, samples.size() - 2);
    const auto texts = exportDataset(pointers(samples), {ExportFormat::ShareGpt, ExportPictures::Absolute, folder.path("s")});
    QCOMPARE(texts->samples, samples.size());
    const Json info = readJsonFile(folder.path("s/dataset_info.json"));
    QVERIFY(info.contains("set one") && info.contains("set one_texts"));
}

void ExportTest::picturesOfOneNameDontMix()
{
    const DataFolder folder;
    folder.picture("x/a.jpg");
    folder.write("y/a.jpg", "another");
    std::vector<Sample> samples;
    for (const char* name : {"x/a.jpg", "y/a.jpg", "x/a.jpg"})
        samples.push_back(sampleOf(name + std::to_string(samples.size()), {{Role::User, "<image>"}, {Role::Assistant, "a"}}, {folder.path(name)}, {"C:\\pictures\\..\\a.jpg"}));
    const auto result = exportDataset(pointers(samples), {ExportFormat::ShareGpt, ExportPictures::Copied, folder.path("out")});
    QCOMPARE(result->pictures, size_t(2));
    const Dataset read = Dataset::openPath(folder.path("out"));
    QCOMPARE(readFile(read.samples[1].images[0]), std::string("another"));
    QCOMPARE(read.samples[0].images, read.samples[2].images);
}

void ExportTest::latePicturesChangeTheLayout()
{
    const DataFolder folder;
    const std::string picture = folder.picture("p/1.jpg");
    std::vector<Sample> samples;
    for (int i = 0; i < 3000; ++i)
        samples.push_back(sampleOf(std::to_string(i), {{Role::User, std::string(500, 'x')}, {Role::Assistant, "a"}}));
    samples.push_back(sampleOf("late", {{Role::User, "<image>"}, {Role::Assistant, "a"}}, {picture}));
    samples.push_back(sampleOf("pair", {{Role::User, "q"}, {Role::Assistant, "a"}}));
    samples.back().rejectedAnswer = "b";
    writeSnapshot(folder.path("late"), {{"d", samples}});
    const Json info = readJsonFile(folder.path("late/dataset_info.json"));
    QCOMPARE(info["d"]["file_name"].get<std::string>(), std::string("d.json"));
    QCOMPARE(info["d_pairs"]["ranking"].get<bool>(), true);
    std::swap(samples.front(), samples[3000]);
    writeSnapshot(folder.path("early"), {{"d", samples}});
    QCOMPARE(readJsonFile(folder.path("early/dataset_info.json"))["d"]["file_name"].get<std::string>(), std::string("d.jsonl"));
    for (const char* name : {"late", "early"}) {
        DataOptions options;
        options.datasetDir = folder.path(name);
        options.mediaFolders = {folder.path("p")};
        QCOMPARE(Dataset::open(options, {"d"}).samples.size(), size_t(3001));
    }
}

namespace {

const std::string kAddress = "http://farm1.staticflickr.com/a/rather/long/folder/name/COCO_train2014_000033471.jpg";

/// A row of LLaVA's with these further columns.
QByteArray llavaRow(const Json& columns)
{
    Json row{{"conversations", {{{"from", "human"}, {"value", "Hi"}}, {{"from", "gpt"}, {"value", "Ho"}}}}};
    row.update(columns);
    return QByteArray::fromStdString(row.dump());
}

/// Reads rows of LLaVA's and writes them out: the rows of the one file that the export holds.
Json exported(const DataFolder& folder, const std::vector<Json>& rows, const char* format, ExportResult& result)
{
    QByteArrayList texts;
    for (const Json& columns : rows)
        texts.append(llavaRow(columns));
    const Dataset dataset = Dataset::openPath(folder.write("l.json", "[" + texts.join(",\n") + "]"));
    result = exportDataset(pointers(dataset.samples), {*exportFormatFromName(format), ExportPictures::Absolute, folder.path(format)}).value();
    return readJsonFile(result.folder + "/l.json");
}

} // namespace

void ExportTest::columnsComeBackAsTheyWere()
{
    Json columns = Json::parse(R"({"id": "000000033471", "boxes": [[1, 2, 3.5, 4], [5, 6, 7, 8]], "score": 4.5, "count": 3, "isCrowd": false, "zip": "10115", "answerable": "true",
      "said": "\"Hi\"", "about": {"b": 1, "a": "x"}, "instruction": "of another format"})");
    columns["source_url"] = kAddress;
    for (const char* format : {"llava", "sharegpt", "alpaca"}) {
        const DataFolder folder;
        ExportResult result;
        const Json rows = exported(folder, {columns, columns}, format, result);
        for (const auto& [name, value] : columns.items()) {
            if (name == "instruction" && format == QByteArray("alpaca"))
                continue; // Has a column of that name itself.
            QVERIFY2(rows[1].contains(name), name.c_str());
            QVERIFY2(rows[1][name] == value && rows[1][name].type() == value.type(), (name + ": " + rows[1][name].dump()).c_str());
        }
        QCOMPARE(rows[1]["sample_id"].get<std::string>(), std::string("l#1"));
        QCOMPARE(result.lostColumns.size(), size_t(format == QByteArray("alpaca") ? 1 : 0));
        const Dataset again = Dataset::openPath(result.folder);
        QVERIFY(again.issues.empty());
        if (format == QByteArray("llava"))
            QCOMPARE(again.samples[0].columns, Dataset::openPath(folder.path("l.json")).samples[0].columns);
    }
    // A table names its own answer, whatever else there is.
    const DataFolder folder;
    folder.write("l.json", "[" + llavaRow({{"id", 7}, {"caption", "not the answer"}}) + "]");
    const Dataset dataset = Dataset::openPath(folder.path("l.json"));
    exportDataset(pointers(dataset.samples), {ExportFormat::Csv, ExportPictures::Absolute, folder.path("csv")});
    const Dataset table = Dataset::openPath(folder.path("csv"));
    QVERIFY(table.samples.at(0).messages == dataset.samples[0].messages);
    QVERIFY(folder.read("csv/l.csv").contains(",not the answer,7\r\n"));
}

void ExportTest::columnsHaveOneType()
{
    const DataFolder folder;
    ExportResult result;
    const Json rows = exported(folder, {{{"id", 1}, {"score", 4.5}, {"stars", 4}, {"boxes", {1}}}, {{"id", "a"}, {"score", "none"}, {"stars", 4.5}}, {{"note", "x"}}}, "llava", result);
    QCOMPARE(rows[0]["id"].dump(), std::string(R"("1")"));
    QCOMPARE(rows[1]["id"].dump(), std::string(R"("a")"));
    QCOMPARE(rows[2]["id"].dump(), std::string(R"("l#2")")); // None of its own.
    QCOMPARE(rows[0]["score"].dump(), std::string(R"("4.5")"));
    QCOMPARE(rows[1]["score"].dump(), std::string(R"("none")"));
    QCOMPARE(rows[2]["score"].dump(), std::string(R"("")"));
    QCOMPARE(rows[0]["stars"].dump(), std::string("4"));
    QCOMPARE(rows[1]["stars"].dump(), std::string("4.5"));
    QVERIFY(rows[2]["stars"].is_null() && rows[1]["boxes"].is_null());
    QCOMPARE(rows[0]["note"].dump(), std::string(R"("")"));
    QVERIFY(result.lostColumns.empty());
}

void ExportTest::lostColumnsAreNamed()
{
    const std::string longText(5000, 'x');
    Json many = Json::object();
    for (int i = 0; i < 70; ++i)
        many["column " + std::to_string(100 + i)] = i;
    const auto says = [](const ExportResult& result, const QString& text) {
        return std::any_of(result.lostColumns.begin(), result.lostColumns.end(), [&](const Issue& issue) { return QString::fromStdString(describe(issue)).contains(text); });
    };
    for (const char* format : {"sharegpt", "csv"}) {
        const DataFolder folder;
        folder.write("l.json", "[" + llavaRow({{"mask", longText}, {"split", "train"}}) + "," + llavaRow({{"mask", "short"}}) + "," + llavaRow(many) + "]");
        const Dataset dataset = Dataset::openPath(folder.path("l.json"));
        const auto result = exportDataset(pointers(dataset.samples), {*exportFormatFromName(format), ExportPictures::Absolute, folder.path("out")});
        QVERIFY(result->leftOut.empty());
        QCOMPARE(result->lostColumns.size(), size_t(2));
        QVERIFY(says(*result, "Column \"mask\" stays behind in 1 of 3 examples") && says(*result, "Further columns of 1 of 3 examples stay behind"));
        QVERIFY(!says(*result, "split"));
    }
    const DataFolder folder;
    ExportResult result;
    const Json rows = exported(folder, {{{"output", "of another format"}, {"mask", longText}}}, "alpaca", result);
    QCOMPARE(rows[0]["output"].dump(), std::string(R"("Ho")"));
    QVERIFY(!rows[0].contains("mask"));
    QVERIFY(says(result, "Column \"output\" stays behind: this form has another one") && says(result, "Column \"mask\" stays behind in 1 of 1"));
}

void ExportTest::columnsStaySmallInMemory()
{
    const DataFolder folder;
    Json columns = Json::object();
    for (int i = 0; i < 800; ++i)
        columns["column " + std::to_string(i)] = std::string(1000, 'x');
    columns[std::string(100'000, 'n')] = 1;
    const Dataset dataset = Dataset::openPath(folder.write("l.json", "[" + llavaRow(columns) + "]"));
    size_t bytes = 0;
    for (const auto& [name, value] : dataset.samples.at(0).columns)
        bytes += name.size() + value.size();
    QVERIFY(dataset.samples[0].columns.size() <= 65 && bytes <= 8192);
}

void ExportTest::filtersSeeColumnsAsText()
{
    const DataFolder folder;
    const Dataset dataset = Dataset::openPath(folder.write("l.json", "[" + llavaRow({{"fold", "1"}, {"score", 4.5}, {"boxes", {1, 2}}, {"said", "\"Hi\""}, {"mask", std::string(2000, 'x')}}) + "]"));
    const Sample& sample = dataset.samples.at(0);
    for (const auto& [name, value] : {std::pair{"fold", "1"}, {"score", "4.5"}, {"boxes", "[1,2]"}, {"said", "\"Hi\""}, {"mask", ""}, {"none", ""}})
        QCOMPARE(std::string(columnValue(sample, name)), std::string(value));
}

LK_TEST_CLASS(ExportTest);
#include "export_test.moc"

// What an export can't hold is told, and what it says it holds comes back.
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/data/export.h"
#include "core/data/formats/captions.h"
#include "core/data/snapshot.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <algorithm>

using namespace lorikeet;
using lorikeet::test::DataFolder;

class ExportLossesTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void sidecarsTellWhatStaysBehind();
    void whatIsKeptIsNoLoss();
    void whatIsLeftOutIsNoLoss();
    void captionsOfAPictureKeepTheirOrder();
    void captionsFindTheirPictures();
    void picturesWithoutAnEndingAreListed();
    void listedCaptionsComeBack();
    void aDatasetMayBeCalledDatasetInfo();
    void namesOfPartsDontMix();
    void tablesKeepColumnsApart();
    void aPairWithoutAWorseAnswerIsListed();
    void whitespaceComesBack_data();
    void whitespaceComesBack();
    void aColumnThatDiffersLaterIsNamed();
    void textsKeepTheirPictures();
};

namespace {

Sample captioned(const std::string& id, const std::string& picture, const std::string& caption)
{
    Sample sample;
    sample.id = id;
    sample.dataset = "set";
    sample.messages = {{Role::User, kCaptionPrompt}, {Role::Assistant, caption}};
    sample.images = {picture};
    sample.imagesAsWritten = {toUtf8(toPath(picture).filename())};
    return sample;
}

Sample spoken(const std::string& id, const std::string& dataset, const std::string& answer)
{
    Sample sample;
    sample.id = id;
    sample.dataset = dataset;
    sample.messages = {{Role::User, "Q"}, {Role::Assistant, answer}};
    return sample;
}

ExportResult exported(const std::vector<Sample>& samples, const std::string& folder, ExportFormat format, ExportPictures pictures = ExportPictures::Copied)
{
    std::vector<const Sample*> pointers;
    for (const Sample& sample : samples)
        pointers.push_back(&sample);
    return exportDataset(pointers, {format, pictures, folder}).value();
}

std::vector<std::string> answersOf(const Dataset& dataset)
{
    std::vector<std::string> answers;
    for (const Sample& sample : dataset.samples)
        answers.push_back(sample.messages.back().content);
    return answers;
}

const Issue* findIssue(const std::vector<Issue>& issues, const QString& text)
{
    const auto found = std::find_if(issues.begin(), issues.end(), [&](const Issue& issue) { return QString::fromStdString(describe(issue)).contains(text); });
    return found == issues.end() ? nullptr : &*found;
}

const Sample& sampleWith(const Dataset& dataset, const std::string& id)
{
    return *std::find_if(dataset.samples.begin(), dataset.samples.end(), [&](const Sample& sample) { return sample.id == id; });
}

} // namespace

void ExportLossesTest::sidecarsTellWhatStaysBehind()
{
    const DataFolder folder;
    std::vector<Sample> samples;
    for (const char* name : {"a.jpg", "b.jpg", "c.jpg", "d.jpg"})
        samples.push_back(captioned(name, folder.picture(name), "a caption"));
    samples[1].messages[0].content = "<image>\nHow many boats are there?";
    samples[2].messages[0].content = "<image>\nAnd now?";
    samples[1].file = folder.path("boats.jsonl");
    samples[1].row = 7;
    samples[2].system = "Be brief.";
    samples[3].messages[1].content = "  three boats\n";
    samples[3].tags = {"boat"};
    samples[1].columns = {{"split", "train"}, {"score", "4.5"}};
    samples[2].columns = {{"split", "test"}};
    samples[0].review = Review::Accepted;
    samples[0].provenance = {Origin::Model, "m", ""};
    samples[0].keepsStoredOrientation = true;
    samples[0].alwaysTrains = true;
    samples[1].isExcluded = true;
    samples[3].tools = "[]";
    for (const auto how : {ExportPictures::Copied, ExportPictures::Absolute}) {
        const ExportResult result = exported(samples, folder.path(how == ExportPictures::Copied ? "copied" : "listed"), ExportFormat::Sidecars, how);
        QVERIFY(result.leftOut.empty());
        QCOMPARE(result.lostColumns.size(), size_t(10));
        const Issue* question = findIssue(result.lostColumns, "The question stays behind in 2 of 4 examples (first: b.jpg)");
        QVERIFY(question != nullptr && question->severity == Severity::Warning && question->rule == "export.lost" && question->row == 7 && question->file == samples[1].file);
        QVERIFY(question->fix.english().find("LLaVA") != std::string::npos && question->fix.english().find("CSV") != std::string::npos);
        for (const char* text : {"The system prompt stays behind in 1 of 4 examples (first: c.jpg)", "White space at the ends of the caption stays behind in 1 of 4 examples (first: d.jpg)",
                 "Tags stay behind in 1 of 4 examples (first: d.jpg)", "The review stays behind in 1 of 4 examples (first: a.jpg)", "Who wrote the caption stays behind in 1 of 4",
                 "seen as it is stored stays behind in 1 of 4", "always trains, or never, stays behind in 2 of 4", "The tools stay behind in 1 of 4 examples (first: d.jpg)",
                 "Further columns (split, score) stay behind in 2 of 4 examples (first: b.jpg)"})
            QVERIFY2(findIssue(result.lostColumns, text) != nullptr, text);
    }
    // What the advice says holds.
    for (const auto format : {ExportFormat::Llava, ExportFormat::Csv}) {
        const ExportResult kept = exported(samples, folder.path(format == ExportFormat::Csv ? "csv" : "llava"), format);
        QVERIFY(kept.lostColumns.empty() && kept.leftOut.empty());
        const Dataset read = Dataset::openPath(kept.folder);
        for (const Sample& sample : samples) {
            const Sample& again = sampleWith(read, sample.id);
            QVERIFY(again.messages == sample.messages);
            QCOMPARE(again.system.value_or(""), sample.system.value_or(""));
            QCOMPARE(again.tags, sample.tags);
            QCOMPARE(again.tools, sample.tools);
        }
    }
}

void ExportLossesTest::whatIsKeptIsNoLoss()
{
    const DataFolder folder;
    std::vector<Sample> samples{captioned("a", folder.picture("a.jpg"), "One"), captioned("b", folder.picture("b.jpg"), "")};
    samples[0].system = ""; // The template's default, as without one.
    QVERIFY(exported(samples, folder.path("out"), ExportFormat::Sidecars).lostColumns.empty());
    const Dataset read = Dataset::openPath(folder.path("out"));
    QCOMPARE(read.samples.size(), size_t(2));
    for (size_t i = 0; i < samples.size(); ++i)
        QVERIFY(read.samples[i].messages == samples[i].messages);
}

void ExportLossesTest::whatIsLeftOutIsNoLoss()
{
    const DataFolder folder;
    std::vector<Sample> samples{captioned("a", folder.picture("a.jpg"), "One"), captioned("gone", folder.path("gone.jpg"), "Two"), spoken("talk", "set", "Three")};
    samples[1].tags = {"lost with its example"};
    const ExportResult result = exported(samples, folder.path("out"), ExportFormat::Sidecars);
    QCOMPARE(result.leftOut.size(), size_t(2));
    QVERIFY(result.lostColumns.empty());
}

void ExportLossesTest::captionsOfAPictureKeepTheirOrder()
{
    const DataFolder folder;
    const std::string picture = folder.picture("p/a.jpg");
    const std::string alike = folder.picture("p/a_02.jpg"); // Called as a copy would be.
    std::vector<Sample> samples;
    std::vector<std::string> captions;
    for (int i = 0; i < 120; ++i) {
        samples.push_back(captioned(std::to_string(i), picture, "caption " + std::to_string(i)));
        captions.push_back(samples.back().messages.back().content);
    }
    exported(samples, folder.path("out"), ExportFormat::Sidecars);
    QCOMPARE(answersOf(Dataset::openPath(folder.path("out"))), captions);
    QVERIFY(folder.read("out/a.txt") == "caption 0\n" && folder.read("out/a_02.txt") == "caption 1\n");
    for (const char* name : {"out/a.jpg", "out/a_02.jpg", "out/a_99.jpg", "out/a_a100.jpg"})
        QVERIFY2(QFile::exists(QString::fromStdString(folder.path(name))), name);
    samples = {captioned("1", picture, "1"), captioned("x", alike, "x"), captioned("2", picture, "2"), captioned("y", alike, "y"), captioned("3", picture, "3")};
    exported(samples, folder.path("mixed"), ExportFormat::Sidecars);
    std::vector<std::string> read = answersOf(Dataset::openPath(folder.path("mixed")));
    const auto placeOf = [&](const char* caption) { return std::find(read.begin(), read.end(), caption) - read.begin(); };
    QCOMPARE(read.size(), size_t(5));
    QVERIFY(placeOf("1") < placeOf("2") && placeOf("2") < placeOf("3") && placeOf("x") < placeOf("y"));
}

void ExportLossesTest::captionsFindTheirPictures()
{
    const DataFolder folder;
    std::vector<Sample> samples;
    for (const char* name : {"a.jpg.jpg", "a.jpg", "a.png", "b.png", "b.jpg", "b.png.jpg"})
        samples.push_back(captioned(name, folder.picture(name), name));
    exported(samples, folder.path("out"), ExportFormat::Sidecars);
    const Dataset read = Dataset::openPath(folder.path("out"));
    QCOMPARE(read.samples.size(), samples.size());
    for (const Sample& sample : read.samples)
        QCOMPARE(sample.messages.back().content, sample.imagesAsWritten.at(0));
}

void ExportLossesTest::picturesWithoutAnEndingAreListed()
{
    const DataFolder folder;
    const std::vector<Sample> samples{captioned("a", folder.picture("a.jpg"), "One"), captioned("b", folder.picture("v1.2/b"), "Two")};
    const ExportResult copied = exported(samples, folder.path("copied"), ExportFormat::Sidecars);
    QCOMPARE(copied.samples, size_t(1));
    QCOMPARE(copied.leftOut.size(), size_t(1));
    QCOMPARE(copied.leftOut[0].sample, size_t(1));
    QVERIFY(findIssue(copied.leftOut, "pictures are told by the ending of their names") != nullptr);
    QCOMPARE(exported(samples, folder.path("listed"), ExportFormat::Sidecars, ExportPictures::Absolute).samples, size_t(2));
}

void ExportLossesTest::listedCaptionsComeBack()
{
    const DataFolder folder;
    const std::vector<Sample> samples{captioned("a", folder.picture("p/a.jpg"), "One, \"quoted\"\nline"), captioned("b", folder.picture("p/b.jpg"), "Two"),
        captioned("c", folder.path("p/a.jpg"), "Three")};
    exported(samples, folder.path("out"), ExportFormat::Sidecars, ExportPictures::Relative);
    ImportOptions allowed;
    allowed.folders = {folder.path("p")};
    const Dataset read = Dataset::openPath(folder.path("out"), allowed);
    QCOMPARE(read.samples.size(), samples.size());
    for (size_t i = 0; i < samples.size(); ++i) {
        QVERIFY(read.samples[i].messages == samples[i].messages);
        QCOMPARE(read.samples[i].images, samples[i].images);
    }
}

void ExportLossesTest::aDatasetMayBeCalledDatasetInfo()
{
    const DataFolder folder;
    const std::vector<Sample> samples{spoken("1", "dataset_info", "One"), spoken("2", "other", "Two")};
    for (const auto format : {ExportFormat::ShareGpt, ExportFormat::Alpaca, ExportFormat::Llava, ExportFormat::Csv}) {
        const std::string out = folder.path("out") + std::to_string(static_cast<int>(format));
        exported(samples, out, format);
        const Dataset read = Dataset::openPath(out);
        QVERIFY2(read.issues.empty(), read.issues.empty() ? "" : describe(read.issues.front()).c_str());
        QCOMPARE(read.samples.size(), size_t(2));
        QCOMPARE(sampleWith(read, "1").dataset, std::string("dataset_info"));
        QCOMPARE(sampleWith(read, "1").messages.back().content, std::string("One"));
        if (format != ExportFormat::Csv)
            QCOMPARE(readJsonFile(out + "/dataset_info.json")["dataset_info"]["file_name"].get<std::string>(), std::string("dataset_info-2.json"));
    }
}

void ExportLossesTest::namesOfPartsDontMix()
{
    const DataFolder folder;
    std::vector<Sample> samples{spoken("pair", "d", "better"), spoken("talk", "d_pairs", "One"), spoken("nameless", "", "Two"), spoken("data", "data", "Three")};
    samples[0].rejectedAnswer = "worse";
    for (const auto format : {ExportFormat::ShareGpt, ExportFormat::Alpaca}) {
        const std::string out = folder.path(format == ExportFormat::Alpaca ? "alpaca" : "sharegpt");
        exported(samples, out, format);
        const Dataset read = Dataset::openPath(out);
        QVERIFY(read.issues.empty());
        QCOMPARE(read.samples.size(), samples.size());
        QCOMPARE(readJsonFile(out + "/dataset_info.json").size(), samples.size());
        for (const Sample& sample : samples) {
            const Sample& again = sampleWith(read, sample.id);
            QVERIFY(again.messages == sample.messages && again.rejectedAnswer == sample.rejectedAnswer);
        }
    }
}

void ExportLossesTest::tablesKeepColumnsApart()
{
    const DataFolder folder;
    std::vector<Sample> samples{spoken("1", "set", "One"), spoken("2", "set", "Two"), captioned("3", folder.picture("a.jpg"), "Three")};
    for (Sample& sample : samples)
        sample.columns = {{"keywords", "k1, k2"}, {"system_prompt", "of another model"}, {"thumb", "t1.jpg"}, {"split", "train"}};
    const ExportResult result = exported(samples, folder.path("out"), ExportFormat::Csv);
    QCOMPARE(result.lostColumns.size(), size_t(1));
    QVERIFY(findIssue(result.lostColumns, "Column \"thumb\" stays behind") != nullptr);
    const Dataset read = Dataset::openPath(folder.path("out"));
    QVERIFY2(read.issues.empty(), read.issues.empty() ? "" : describe(read.issues.front()).c_str());
    QCOMPARE(read.samples.size(), samples.size());
    for (const Sample& sample : samples) {
        const Sample& again = sampleWith(read, sample.id);
        QVERIFY(again.messages == sample.messages && again.images.size() == sample.images.size());
        QVERIFY(again.tags.empty() && !again.system);
        QCOMPARE(again.columns.size(), size_t(3));
        for (const auto& column : again.columns)
            QVERIFY2(std::find(sample.columns.begin(), sample.columns.end(), column) != sample.columns.end(), column.first.c_str());
    }
    // Most rows have a picture: then a second column of names is no trouble.
    samples.erase(samples.begin(), samples.begin() + 2);
    QVERIFY(exported(samples, folder.path("pictures"), ExportFormat::Csv).lostColumns.empty());
}

void ExportLossesTest::aPairWithoutAWorseAnswerIsListed()
{
    const DataFolder folder;
    std::vector<Sample> samples{spoken("1", "set", "One"), spoken("pair", "set", "better")};
    samples[1].rejectedAnswer = "";
    const ExportResult table = exported(samples, folder.path("csv"), ExportFormat::Csv);
    QCOMPARE(table.samples, size_t(1));
    QCOMPARE(table.leftOut.size(), size_t(1));
    QCOMPARE(table.leftOut[0].sample, size_t(1));
    exported(samples, folder.path("sharegpt"), ExportFormat::ShareGpt);
    QCOMPARE(sampleWith(Dataset::openPath(folder.path("sharegpt")), "pair").rejectedAnswer.value_or("none"), std::string());
}

void ExportLossesTest::whitespaceComesBack_data()
{
    QTest::addColumn<int>("format");
    for (const ExportFormatInfo& info : exportFormats())
        if (info.format != ExportFormat::Sidecars)
            QTest::newRow(info.name) << static_cast<int>(info.format);
}

void ExportLossesTest::whitespaceComesBack()
{
    QFETCH(int, format);
    const DataFolder folder;
    std::vector<Sample> samples{spoken("1", "set", " a \n"), spoken("2", "set", ""), spoken("3", "set", "tab\tand\rreturn\r\n"), spoken("4", "set", "x")};
    samples[0].messages[0].content = "\n Q ";
    samples[0].system = " S\t";
    samples[0].columns = {{"note", "  n "}};
    samples[3].messages[0].content = "";
    samples[2].messages.push_back({Role::User, ""});
    samples[2].messages.push_back({Role::Assistant, " "});
    exported(samples, folder.path("out"), static_cast<ExportFormat>(format));
    const Dataset read = Dataset::openPath(folder.path("out"));
    QVERIFY(read.issues.empty());
    QCOMPARE(read.samples.size(), samples.size());
    for (const Sample& sample : samples) {
        const Sample& again = sampleWith(read, sample.id);
        QVERIFY2(again.messages == sample.messages, sample.id.c_str());
        QVERIFY(again.system == sample.system);
    }
    const auto& columns = sampleWith(read, "1").columns;
    QVERIFY(std::find(columns.begin(), columns.end(), std::pair<std::string, std::string>("note", "  n ")) != columns.end());
}

void ExportLossesTest::aColumnThatDiffersLaterIsNamed()
{
    const DataFolder folder;
    std::vector<Sample> samples{spoken("1", "set", "One"), spoken("2", "set", "Two")};
    for (Sample& sample : samples)
        sample.columns = {{"question", "Q"}, {"instruction", "Q"}};
    for (const auto format : {ExportFormat::Csv, ExportFormat::Alpaca})
        QVERIFY(exported(samples, folder.path("same") + std::to_string(static_cast<int>(format)), format).lostColumns.empty());
    for (auto& column : samples[1].columns)
        column.second = "another";
    QVERIFY(findIssue(exported(samples, folder.path("csv"), ExportFormat::Csv).lostColumns, "Column \"question\" stays behind: this form has another one") != nullptr);
    QVERIFY(findIssue(exported(samples, folder.path("alpaca"), ExportFormat::Alpaca).lostColumns, "Column \"instruction\" stays behind: this form has another one") != nullptr);
}

void ExportLossesTest::textsKeepTheirPictures()
{
    const DataFolder folder;
    Sample text = spoken("1", "set", "");
    text.messages = {{Role::User, " A <image> in a text.\n"}};
    text.isText = true;
    text.images = {folder.picture("p/a.jpg")};
    text.imagesAsWritten = {"a.jpg"};
    text.tools = R"([{"name": "f"}])";
    Sample plain = spoken("2", "set", "");
    plain.messages = {{Role::User, "No picture."}};
    plain.isText = true;
    const auto compare = [&](const Dataset& read) {
        QVERIFY2(read.issues.empty(), read.issues.empty() ? "" : describe(read.issues.front()).c_str());
        QCOMPARE(read.samples.size(), size_t(2));
        const Sample& again = sampleWith(read, "1");
        QVERIFY(again.isText && again.messages == text.messages);
        QCOMPARE(again.tools, text.tools);
        QCOMPARE(again.images.size(), size_t(1));
        QCOMPARE(readFile(again.images[0]), readFile(text.images[0]));
        QVERIFY(sampleWith(read, "2").images.empty());
    };
    for (const auto format : {ExportFormat::ShareGpt, ExportFormat::Alpaca}) {
        const std::string out = folder.path(format == ExportFormat::Alpaca ? "alpaca" : "sharegpt");
        exported({text, plain}, out, format);
        compare(Dataset::openPath(out));
    }
    writeSnapshot(folder.path("snapshot"), {{"set", {text, plain}}});
    ImportOptions allowed;
    allowed.folders = {folder.path("p")};
    compare(Dataset::openPath(folder.path("snapshot"), allowed));
}

LK_TEST_CLASS(ExportLossesTest);
#include "export_losses_test.moc"

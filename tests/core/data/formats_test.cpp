#include "core/base/error.h"
#include "core/data/formats/captions.h"
#include "core/data/project.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <set>

using namespace lorikeet;
using lorikeet::test::DataFolder;
using lorikeet::test::kMessagesInfo;

class FormatsTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void blankLinesOfATextAreTexts();
    void shareGptWithOpenAiTags();
    void aMissingSystemTagDisablesTheSystemMessage();
    void alpacaJoinsPromptInputAndHistory();
    void jsonLinesKeepTheirGoodRows();
    void llavaTakesTextAndListsOfImages();
    void captionsBesidePictures();
    void captionsCanWait();
    void typedPartsBecomePlaceholders();
    void mediaPathsFollowTheReference();
    void badRowsAreIssuesWithRowAndFile_data();
    void badRowsAreIssuesWithRowAndFile();
    void unusableFilesAreErrors_data();
    void unusableFilesAreErrors();
    void unknownDatasetNamesTheNearest();
    void numSamplesAndMaxSamples();
    void interleaving();
    void manyRowsReadFast();
    void laterRowsMayHaveMore();
    void laterAlpacaRowsMayHaveMore();
    void describedRowsKeepTheirWords();
    void unclosedQuotationMarksAreListed_data();
    void unclosedQuotationMarksAreListed();
    void anUnclosedQuotationMarkHidesNoLargeFile();
    void idsAreUnique();
    void idsOfAProjectAreUnique();

private:
    static std::vector<std::string> idsOf(const Dataset& dataset)
    {
        std::vector<std::string> ids;
        for (const Sample& sample : dataset.samples)
            ids.push_back(sample.id);
        return ids;
    }
};

void FormatsTest::blankLinesOfATextAreTexts()
{
    const DataFolder folder;
    folder.write("a.txt", "one\n\ntwo\r\n");
    const Dataset dataset = Dataset::openPath(folder.path("a.txt").c_str());
    QCOMPARE(dataset.samples.size(), size_t(3));
    QCOMPARE(dataset.samples[1].messages[0].content, std::string());
    QCOMPARE(dataset.samples[2].messages[0].content, std::string("two"));
    QCOMPARE(dataset.samples[2].row, 2);
}

void FormatsTest::shareGptWithOpenAiTags()
{
    const DataFolder folder;
    folder.write("dataset_info.json", kMessagesInfo);
    folder.picture("p/1.jpg");
    folder.write("d.json", R"([{"messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "<image>What?"},
      {"role": "assistant", "content": "A cat."}, {"role": "user", "content": "Sure?"}, {"role": "assistant", "content": "Yes."}], "images": ["p/1.jpg"]}])");
    const Dataset dataset = folder.open();
    QCOMPARE(dataset.issues.size(), size_t(0));
    QCOMPARE(dataset.samples.size(), size_t(1));
    const Sample& sample = dataset.samples[0];
    QCOMPARE(sample.system.value(), std::string("Be brief."));
    QCOMPARE(sample.messages.size(), size_t(4));
    QVERIFY(sample.messages[1] == (Message{Role::Assistant, "A cat."}));
    QCOMPARE(sample.images[0], folder.path("p/1.jpg"));
    QCOMPARE(sample.imagesAsWritten[0], std::string("p/1.jpg"));
    QCOMPARE(sample.id, std::string("d#0"));
    QCOMPARE(sample.file, folder.path("d.json"));
}

void FormatsTest::aMissingSystemTagDisablesTheSystemMessage()
{
    const DataFolder folder;
    folder.write("dataset_info.json", QByteArray(kMessagesInfo).replace(R"(, "system_tag": "system")", ""));
    folder.write("d.json", R"([{"images": [], "messages": [{"role": "system", "content": "x"}, {"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}])");
    const Dataset dataset = folder.open();
    QCOMPARE(dataset.samples.size(), size_t(0));
    QCOMPARE(dataset.issues.at(0).rule, std::string("roles.unknown"));
}

void FormatsTest::alpacaJoinsPromptInputAndHistory()
{
    const DataFolder folder;
    folder.write("dataset_info.json", R"({"d": {"file_name": "d.json", "columns": {"prompt": "instruction", "query": "input", "response": "output",
      "history": "history", "system": "sys"}}, "plain": {"file_name": "d.json"}})");
    folder.write("d.json", R"([{"instruction": "Add", "input": "1 2", "output": "3", "history": [["a", "b"]], "sys": "S"}, {"instruction": "Hi", "input": "", "output": "Ho"}])");
    const Dataset dataset = folder.open();
    QCOMPARE(dataset.samples.size(), size_t(2));
    QCOMPARE(dataset.samples[0].messages.size(), size_t(4));
    QCOMPARE(dataset.samples[0].messages[2].content, std::string("Add\n1 2"));
    QCOMPARE(dataset.samples[0].system.value(), std::string("S"));
    QCOMPARE(dataset.samples[1].messages[0].content, std::string("Hi"));
    QVERIFY(!dataset.samples[1].system);
    const Dataset plain = folder.open({"plain"});
    QCOMPARE(plain.samples[0].messages.size(), size_t(2));
    const Dataset found = Dataset::openPath(folder.path("d.json"));
    QCOMPARE(found.samples.size(), size_t(2));
}

void FormatsTest::jsonLinesKeepTheirGoodRows()
{
    const DataFolder folder;
    folder.write("d.jsonl", "\xEF\xBB\xBF{\"instruction\": \"a\", \"output\": \"b\"}\r\n\n{\"instruction\": \"a\", \"out\n{\"instruction\": \"\xB0\xA1\", \"output\": \"b\"}\n{\"instruction\": \"c\", \"output\": \"d\"}");
    const Dataset dataset = Dataset::openPath(folder.path("d.jsonl"));
    QCOMPARE(dataset.samples.size(), size_t(2));
    QCOMPARE(dataset.samples[1].row, 3);
    QCOMPARE(dataset.issues.size(), size_t(2));
    QCOMPARE(dataset.issues[0].row, 1);
    QCOMPARE(dataset.issues[1].row, 2);
    QCOMPARE(dataset.issues[1].rule, std::string("text.encoding"));
}

void FormatsTest::llavaTakesTextAndListsOfImages()
{
    const DataFolder folder;
    folder.picture("1.jpg");
    folder.picture("images/2.jpg");
    folder.write("l.json", R"([{"id": "t", "conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]},
      {"id": 7, "image": "1.jpg", "conversations": [{"from": "human", "value": "<image>\nWhich digit?"}, {"from": "gpt", "value": "seven"}]},
      {"id": "x", "image": ["1.jpg", "2.jpg"], "conversations": [{"from": "human", "value": "<image><image>"}, {"from": "gpt", "value": "two"}]}])");
    const Dataset dataset = Dataset::openPath(folder.path("l.json"));
    QCOMPARE(dataset.issues.size(), size_t(0));
    QCOMPARE(dataset.samples.size(), size_t(3));
    QCOMPARE(dataset.samples[0].images.size(), size_t(0));
    QCOMPARE(dataset.samples[1].images.size(), size_t(1));
    QCOMPARE(dataset.samples[2].images[1], folder.path("images/2.jpg"));
}

void FormatsTest::captionsBesidePictures()
{
    const DataFolder folder;
    folder.picture("猫.jpg");
    folder.write("猫.txt", "\xEF\xBB\xBF一只橘猫\n");
    folder.picture("sub/b.jpg");
    folder.write("sub/b.jpg.txt", "two");
    folder.picture("c.PNG");
    folder.picture("gbk.jpg");
    folder.write("gbk.txt", "\xB0\xA1\xB0\xA2");
    folder.picture(".hidden/h.jpg");
    const Dataset dataset = Dataset::openPath(folder.path());
    QCOMPARE(dataset.samples.size(), size_t(4));
    QCOMPARE(dataset.samples[0].id, std::string("c.PNG"));
    QCOMPARE(dataset.samples[0].messages[1].content, std::string(""));
    QCOMPARE(dataset.samples[2].id, std::string("sub/b.jpg"));
    QCOMPARE(dataset.samples[2].messages[1].content, std::string("two"));
    QCOMPARE(dataset.samples[3].messages[1].content, std::string("一只橘猫"));
    QCOMPARE(dataset.samples[3].messages[0].content, std::string(kCaptionPrompt));
    QCOMPARE(dataset.issues.size(), size_t(1));
    QCOMPARE(dataset.issues[0].file, folder.path("gbk.txt"));
    QCOMPARE(dataset.issues[0].row, 1);
    QCOMPARE(dataset.issues[0].sample, size_t(1));
    QCOMPARE(dataset.issues[0].rule, std::string("text.encoding"));
    ImportOptions options;
    options.encoding = "GB18030";
    const Dataset chosen = Dataset::openPath(folder.path(), options);
    QCOMPARE(chosen.issues.size(), size_t(0));
    QCOMPARE(chosen.samples[1].messages[1].content, std::string("啊阿"));
    QCOMPARE(chosen.samples[3].messages[1].content, std::string("一只橘猫"));
}

void FormatsTest::captionsCanWait()
{
    const DataFolder folder;
    for (int i = 0; i < 20; ++i) {
        folder.picture(qPrintable(QStringLiteral("%1.jpg").arg(i, 2, 10, QLatin1Char('0'))));
        folder.write(qPrintable(QStringLiteral("%1.txt").arg(i, 2, 10, QLatin1Char('0'))), i == 13 ? QByteArray("\xB0\xA1") : "caption " + QByteArray::number(i));
    }
    const Dataset whole = Dataset::openPath(folder.path());
    Dataset later = Dataset::openPath(folder.path(), {}, 5);
    QCOMPARE(later.samples.size(), size_t(20));
    QCOMPARE(later.samples[4].messages[1].content, std::string("caption 4"));
    QCOMPARE(later.samples[5].messages[1].content, std::string(""));
    QCOMPARE(later.pending.size(), size_t(1));
    QCOMPARE(later.pending[0].begin, size_t(5));
    const CaptionBatch batch = readCaptions(later.pending[0], 2, 3);
    QCOMPARE(batch.begin, size_t(7));
    QCOMPARE(batch.captions, (std::vector<std::string>{"caption 7", "caption 8", "caption 9"}));
    Dataset both = Dataset::openPath(folder.path(), {}, 0);
    both.append(std::move(later));
    QCOMPARE(both.pending[1].begin, size_t(25));
    readPendingCaptions(both);
    QVERIFY(both.pending.empty());
    QCOMPARE(both.issues.size(), size_t(2));
    for (size_t i = 0; i < 40; ++i)
        QVERIFY(both.samples[i].content() == whole.samples[i % 20].content());
    QCOMPARE(both.issues[1].sample, size_t(33));
    QCOMPARE(both.issues[1].row, 13);
}

void FormatsTest::typedPartsBecomePlaceholders()
{
    const DataFolder folder;
    folder.picture("1.jpg");
    folder.write("o.jsonl", R"({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "1.jpg"}}, {"type": "text", "text": "What?"}]}, {"role": "assistant", "content": "A cat."}]})");
    const Dataset dataset = Dataset::openPath(folder.path("o.jsonl"));
    QCOMPARE(dataset.samples.size(), size_t(1));
    QCOMPARE(dataset.samples[0].messages[0].content, std::string("<image>What?"));
    QCOMPARE(dataset.samples[0].images, std::vector{folder.path("1.jpg")});
}

void FormatsTest::mediaPathsFollowTheReference()
{
    const DataFolder folder;
    const std::string absolute = folder.picture("elsewhere/a.jpg");
    folder.write("data/dataset_info.json", kMessagesInfo);
    const QByteArray row = R"({"messages": [{"role": "user", "content": "<image>"}, {"role": "assistant", "content": "b"}], "images": ["%"]})";
    folder.write("data/d.json", "[" + QByteArray(row).replace('%', "../elsewhere/a.jpg") + "," + QByteArray(row).replace('%', QByteArray::fromStdString(absolute)) + ","
            + QByteArray(row).replace('%', "none.jpg") + "]");
    DataOptions options;
    options.datasetDir = folder.path("data");
    const Dataset confined = Dataset::open(options, {"d"});
    QCOMPARE(confined.samples.size(), size_t(1));
    QCOMPARE(confined.samples[0].images[0], folder.path("data/none.jpg"));
    QCOMPARE(confined.issues.size(), size_t(2));
    for (const Issue& issue : confined.issues) {
        QCOMPARE(issue.rule, std::string("image.outside"));
        QVERIFY(issue.fix.english().find("media_folders: [\"" + folder.path("elsewhere") + "\"]") != std::string::npos);
    }
    options.mediaFolders = {folder.path("elsewhere")};
    const Dataset dataset = Dataset::open(options, {"d"});
    QCOMPARE(dataset.issues.size(), size_t(0));
    QCOMPARE(dataset.samples[0].images[0], absolute);
    QCOMPARE(dataset.samples[1].images[0], absolute);
    QCOMPARE(dataset.samples[2].images[0], folder.path("data/none.jpg"));
    options.mediaFolders.clear();
    options.mediaDir = folder.path("elsewhere");
    QCOMPARE(Dataset::open(options, {"d"}).samples.back().images[0], folder.path("elsewhere/none.jpg"));
    // Anything in the project is near enough.
    options.mediaDir.clear();
    folder.write("project.lorikeet", "name: p");
    QCOMPARE(Dataset::open(options, {"d"}).samples.size(), size_t(3));
}

void FormatsTest::badRowsAreIssuesWithRowAndFile_data()
{
    QTest::addColumn<QByteArray>("row");
    QTest::addColumn<QByteArray>("rule");
    const auto talk = [](const char* messages) { return QByteArray(R"({"images": [], "messages": [)") + messages + "]}"; };
    const char* user = R"({"role": "user", "content": "q"})";
    const char* assistant = R"({"role": "assistant", "content": "a"})";
    const QByteArray pair = QByteArray(user) + "," + assistant;
    QTest::newRow("answer first") << talk((QByteArray(assistant) + "," + user).constData()) << QByteArray("roles.order");
    QTest::newRow("two questions") << talk((QByteArray(user) + "," + user).constData()) << QByteArray("roles.order");
    QTest::newRow("no last answer") << talk((pair + "," + user).constData()) << QByteArray("roles.count");
    QTest::newRow("no messages") << talk("") << QByteArray("roles.count");
    QTest::newRow("system in the middle") << talk((pair + R"(,{"role": "system", "content": "s"},)" + assistant).constData()) << QByteArray("roles.order");
    QTest::newRow("unknown role") << talk(R"({"role": "bot", "content": "a"})") << QByteArray("roles.unknown");
    QTest::newRow("missing content") << talk(R"({"role": "user"})") << QByteArray("row.column");
    QTest::newRow("missing column") << QByteArray(R"({"images": []})") << QByteArray("row.column");
    QTest::newRow("content is a number") << talk(R"({"role": "user", "content": 7})") << QByteArray("row.type");
    QTest::newRow("not an object") << QByteArray("[1, 2]") << QByteArray("row.json");
    QTest::newRow("broken row") << QByteArray(R"({"messages" [} ])").replace(" ]", "") << QByteArray("row.json");
    QTest::newRow("images is a number") << "{\"messages\": [" + pair + R"(], "images": 3})" << QByteArray("image.path");
    QTest::newRow("NUL in a path") << "{\"messages\": [" + pair + R"(], "images": ["a\u0000.jpg"]})" << QByteArray("image.path");
    QTest::newRow("empty path") << "{\"messages\": [" + pair + R"(], "images": [""]})" << QByteArray("image.path");
}

void FormatsTest::badRowsAreIssuesWithRowAndFile()
{
    QFETCH(QByteArray, row);
    QFETCH(QByteArray, rule);
    const DataFolder folder;
    const QByteArray good = R"({"images": [], "messages": [{"role": "user", "content": "q"}, {"role": "assistant", "content": "a"}]})";
    folder.write("dataset_info.json", QByteArray(kMessagesInfo).replace("d.json", "d.jsonl"));
    folder.write("d.jsonl", good + "\n" + row + "\n" + good + "\n");
    const Dataset dataset = folder.open();
    QCOMPARE(dataset.samples.size(), size_t(2));
    QCOMPARE(dataset.issues.size(), size_t(1));
    const Issue& issue = dataset.issues[0];
    QCOMPARE(QByteArray::fromStdString(issue.rule), rule);
    QCOMPARE(issue.row, 1);
    QCOMPARE(issue.file, folder.path("d.jsonl"));
    QVERIFY(issue.severity == Severity::Fatal);
    QVERIFY(issue.message.english().find("Example 2") == 0);
    QVERIFY(!issue.fix.empty());
}

void FormatsTest::unusableFilesAreErrors_data()
{
    QTest::addColumn<QByteArray>("data");
    QTest::addColumn<QString>("says");
    QTest::newRow("cut array") << QByteArray(R"([{"instruction": "a", "output": "b"}, {"instr)") << "never ends";
    QTest::newRow("not closed") << QByteArray(R"([{"instruction": "a", "output": "b"})") << "not closed";
    QTest::newRow("not UTF-8") << QByteArray("[{\"instruction\": \"\xB0\xA1\", \"output\": \"b\"}]") << "looks like Chinese (GBK, GB18030). Preview: [{\"instruction\": \"啊\"";
    QTest::newRow("nested too deep") << "[" + QByteArray(100'000, '[') + QByteArray(100'001, ']') << "nested too deep";
    QTest::newRow("nested too deep, open") << QByteArray(1'000'000, '[') << "nested too deep";
    QTest::newRow("no JSON") << QByteArray("hello") << "neither";
    QTest::newRow("empty") << QByteArray("  \n") << "empty";
    QTest::newRow("empty list") << QByteArray("[]") << "no examples";
    QTest::newRow("one object") << QByteArray("{\n\"instruction\": \"a\",\n\"output\": \"b\"\n}") << "one JSON object";
    QTest::newRow("no comma") << QByteArray(R"([{"instruction": "a", "output": "b"} {"instruction": "a", "output": "b"}])") << "";
    QTest::newRow("unknown columns") << QByteArray(R"([{"cow": 1, "horse": 2}])") << "cow, horse";
}

void FormatsTest::unusableFilesAreErrors()
{
    QFETCH(QByteArray, data);
    QFETCH(QString, says);
    const DataFolder folder;
    const std::string path = folder.write("d.json", data);
    try {
        const Dataset dataset = Dataset::openPath(path);
        QVERIFY2(says.isEmpty() && !dataset.issues.empty(), "no error");
    } catch (const Error& error) {
        const QString message = QString::fromStdString(error.message().english());
        QVERIFY2(message.contains(says), qPrintable(message));
        QVERIFY(message.contains(QString::fromStdString(path)));
        QVERIFY(error.code() == ExitCode::Input);
    }
}

void FormatsTest::unknownDatasetNamesTheNearest()
{
    const DataFolder folder;
    folder.write("dataset_info.json", R"({"shapes_train": {"file_name": "a.json"}, "hub": {"hf_hub_url": "x/y"}, "pairs": {"file_name": "a.json", "ranking": true},
      "gone": {"file_name": "gone.json"}})");
    const auto messageOf = [&](const char* name) {
        try {
            folder.open({name});
        } catch (const Error& error) {
            return QString::fromStdString(error.message().english() + " " + error.hint().english());
        }
        return QString();
    };
    QVERIFY2(messageOf("shape_train").contains(QStringLiteral("Did you mean \"shapes_train\"")), qPrintable(messageOf("shape_train")));
    QVERIFY(messageOf("shape_train").contains(QString::fromStdString(folder.path("dataset_info.json"))));
    QVERIFY(messageOf("hub").contains(QStringLiteral("x/y")));
    QVERIFY(messageOf("pairs").contains(QStringLiteral("ranking")));
    QVERIFY(messageOf("gone").contains(QString::fromStdString(folder.path("gone.json"))));
    folder.write("dataset_info.json", R"({"d": {"file_name": "a.json", "columns": {"prompt": 7}}})");
    QVERIFY(messageOf("d").contains(QStringLiteral("d.prompt")));
    DataOptions options;
    options.datasetDir = folder.path("nowhere");
    QVERIFY_EXCEPTION_THROWN(Dataset::open(options, {"d"}), Error);
}

void FormatsTest::numSamplesAndMaxSamples()
{
    const DataFolder folder;
    QByteArray rows;
    for (int i = 0; i < 10; ++i)
        rows += R"({"instruction": ")" + QByteArray::number(i) + "\", \"output\": \"b\"}\n";
    folder.write("d.jsonl", rows);
    folder.write("dataset_info.json", R"({"all": {"file_name": "d.jsonl"}, "some": {"file_name": "d.jsonl", "num_samples": 4}, "more": {"file_name": "d.jsonl", "num_samples": 13}})");
    QCOMPARE(folder.open({"all"}, 3).samples.size(), size_t(3));
    const Dataset some = folder.open({"some"});
    QCOMPARE(some.samples.size(), size_t(4));
    QVERIFY(some.samples[0].row < some.samples[3].row);
    const Dataset more = folder.open({"more"});
    QCOMPARE(more.samples.size(), size_t(13));
    std::set<std::string> ids;
    for (const Sample& sample : more.samples)
        ids.insert(sample.id);
    QCOMPARE(ids.size(), size_t(13));
}

void FormatsTest::interleaving()
{
    const DataFolder folder;
    const auto write = [&](const char* name, int count) {
        QByteArray rows;
        for (int i = 0; i < count; ++i)
            rows += "{\"instruction\": \"x\", \"output\": \"b\"}\n";
        folder.write(name, rows);
    };
    write("a.jsonl", 6);
    write("b.jsonl", 2);
    folder.write("dataset_info.json", R"({"a": {"file_name": "a.jsonl"}, "b": {"file_name": "b.jsonl"}})");
    const auto count = [&](const char* strategy, std::vector<double> shares = {}) {
        DataOptions options;
        options.datasetDir = folder.path();
        options.mixStrategy = strategy;
        options.interleaveProbs = std::move(shares);
        return Dataset::open(options, {"a", "b"}).samples.size();
    };
    QCOMPARE(count("concat"), size_t(8));
    QCOMPARE(count("interleave_under"), size_t(4));
    QCOMPARE(count("interleave_over"), size_t(11));
    QCOMPARE(count("interleave_once"), size_t(8));
    QCOMPARE(count("interleave_once", {0.9, 0.1}), size_t(8));
    QVERIFY_EXCEPTION_THROWN(count("interleave_once", {0.9}), Error);
    QVERIFY_EXCEPTION_THROWN(count("blend"), Error);
}

void FormatsTest::manyRowsReadFast()
{
    const DataFolder folder;
    QByteArray rows = "[\n";
    for (int i = 0; i < 100'000; ++i)
        rows += (i > 0 ? ",\n" : "") + QByteArray(R"({"id": "x", "conversations": [{"from": "human", "value": "What stands in the middle of this picture, and how many are there?"}, {"from": "gpt", "value": "Three red squares stand )")
            + QByteArray::number(i) + R"( steps to the left of a circle."}]})";
    folder.write("big.json", rows + "\n]");
    QElapsedTimer timer;
    timer.start();
    const Dataset dataset = Dataset::openPath(folder.path("big.json"));
    QCOMPARE(dataset.samples.size(), size_t(100'000));
    QVERIFY2(timer.elapsed() < 10'000, qPrintable(QString::number(timer.elapsed())));
    qInfo("100,000 rows in %lld ms", static_cast<long long>(timer.elapsed()));
}

void FormatsTest::laterRowsMayHaveMore()
{
    const DataFolder folder;
    folder.picture("1.jpg");
    folder.picture("2.jpg");
    folder.write("l.jsonl", QByteArray(R"({"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]})" "\n").repeated(40)
            + R"({"image": "1.jpg", "system": "Be brief.", "conversations": [{"from": "user", "value": "<image>What?"}, {"from": "assistant", "value": "A cat."}]})" "\n"
            + R"({"images": ["1.jpg", "2.jpg"], "image": "", "tools": "[1]", "conversations": [{"from": "human", "value": "<image><image>"}, {"from": "function_call", "value": "f"}, {"from": "tool", "value": "3"}, {"from": "gpt", "value": "Two."}]})" "\n"
            + R"({"image": "", "images": [], "conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}]})" "\n");
    const Dataset dataset = Dataset::openPath(folder.path("l.jsonl"));
    QVERIFY2(dataset.issues.empty(), dataset.issues.empty() ? "" : describe(dataset.issues.front()).c_str());
    QCOMPARE(dataset.samples.size(), size_t(43));
    const Sample& one = dataset.samples[40];
    QCOMPARE(one.images, std::vector{folder.path("1.jpg")});
    QCOMPARE(one.system.value(), std::string("Be brief."));
    QVERIFY(one.messages[1] == (Message{Role::Assistant, "A cat."}));
    const Sample& two = dataset.samples[41];
    QCOMPARE(two.images, (std::vector{folder.path("1.jpg"), folder.path("2.jpg")}));
    QCOMPARE(two.tools, std::string("[1]"));
    QVERIFY(two.messages[1].role == Role::Function && two.messages[2].role == Role::Observation);
    QVERIFY(dataset.samples[42].images.empty());

    folder.write("m.jsonl", R"({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]})" "\n"
                            R"({"messages": [{"role": "human", "content": "Sum?"}, {"role": "function", "content": "f"}, {"role": "observation", "content": "3"}, {"role": "gpt", "content": "3"}]})");
    const Dataset messages = Dataset::openPath(folder.path("m.jsonl"));
    QVERIFY2(messages.issues.empty(), messages.issues.empty() ? "" : describe(messages.issues.front()).c_str());
    QVERIFY(messages.samples.at(1).messages[2].role == Role::Observation);
}

void FormatsTest::laterAlpacaRowsMayHaveMore()
{
    const DataFolder folder;
    folder.picture("1.jpg");
    folder.write("a.jsonl", QByteArray(R"({"instruction": "c", "output": "d"})" "\n").repeated(40)
            + R"({"instruction": "c", "output": "d", "history": [["a", "b"]], "system": "S", "tools": "[1]"})" "\n"
            + R"({"instruction": "What?", "input": "", "output": "A cat.", "image": "1.jpg", "history": ""})" "\n"
            + R"({"instruction": "<image>What?", "output": "A cat.", "images": ["1.jpg"], "history": []})" "\n");
    const Dataset dataset = Dataset::openPath(folder.path("a.jsonl"));
    QVERIFY2(dataset.issues.empty(), dataset.issues.empty() ? "" : describe(dataset.issues.front()).c_str());
    QCOMPARE(dataset.samples.size(), size_t(43));
    const Sample& talk = dataset.samples[40];
    QVERIFY(talk.messages == (std::vector<Message>{{Role::User, "a"}, {Role::Assistant, "b"}, {Role::User, "c"}, {Role::Assistant, "d"}}));
    QCOMPARE(talk.system.value(), std::string("S"));
    QCOMPARE(talk.tools, std::string("[1]"));
    QCOMPARE(dataset.samples[41].messages[0].content, std::string("<image>\nWhat?"));
    QCOMPARE(dataset.samples[42].messages[0].content, std::string("<image>What?"));
    for (size_t i : {41, 42})
        QCOMPARE(dataset.samples[i].images, std::vector{folder.path("1.jpg")});

    // Rows with pictures and no mark for them are read as a table: their earlier turns too.
    folder.write("t.json", R"([{"instruction": "c", "input": "more", "output": "d", "image": "1.jpg", "history": [["a", "b"]]}])");
    const Dataset table = Dataset::openPath(folder.path("t.json"));
    QVERIFY(table.samples.at(0).messages == (std::vector<Message>{{Role::User, "<image>\na"}, {Role::Assistant, "b"}, {Role::User, "c\nmore"}, {Role::Assistant, "d"}}));
}

void FormatsTest::describedRowsKeepTheirWords()
{
    const DataFolder folder;
    folder.picture("1.jpg");
    folder.write("dataset_info.json", QByteArray(kMessagesInfo).replace("d.json", "d.jsonl").replace(R"(, "images": "images")", ""));
    folder.write("d.jsonl", R"({"image": "1.jpg", "system": "S", "messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]})" "\n"
                            R"({"messages": [{"role": "human", "content": "a"}, {"role": "assistant", "content": "b"}]})");
    const Dataset dataset = folder.open();
    QCOMPARE(dataset.samples.size(), size_t(1));
    QVERIFY(dataset.samples[0].images.empty() && !dataset.samples[0].system);
    QCOMPARE(dataset.issues.at(0).rule, std::string("roles.unknown"));
}

void FormatsTest::unclosedQuotationMarksAreListed_data()
{
    QTest::addColumn<QByteArray>("rows");
    QTest::addColumn<QList<int>>("broken");
    QTest::addColumn<QByteArray>("answers"); ///< Of the others, with | between them.
    QTest::newRow("none") << QByteArray("1,\"one\"\n2,\"lines\nof \"\"text\"\"\"\n3,\"\"\n4,\"four\" \r\n") << QList<int>{} << QByteArray("one|lines\nof \"text\"||four");
    QTest::newRow("to the end") << QByteArray("1,one\n2,\"two\n3,three\n4,four\n") << QList<int>{1} << QByteArray("one|three|four");
    QTest::newRow("the last row") << QByteArray("1,one\n2,\"two") << QList<int>{1} << QByteArray("one");
    QTest::newRow("the only row") << QByteArray("1,\"one\n") << QList<int>{0} << QByteArray();
    QTest::newRow("closed by another's") << QByteArray("1,\"one\n2,\"two, too\"\n3,\"lines\nof text\"\n") << QList<int>{0} << QByteArray("two, too|lines\nof text");
    QTest::newRow("twice") << QByteArray("1,\"one\n2,\"two\n3,\"\"\n4,four\n") << QList<int>{0, 1} << QByteArray("|four");
    QTest::newRow("a mark inside a line") << QByteArray("1,5\" wide\n2,\"a\" b\n3,three\n") << QList<int>{} << QByteArray("5\" wide|a b|three");
}

void FormatsTest::unclosedQuotationMarksAreListed()
{
    QFETCH(QByteArray, rows);
    QFETCH(QList<int>, broken);
    QFETCH(QByteArray, answers);
    const DataFolder folder;
    folder.write("d.csv", "question,answer\n" + rows);
    const Dataset dataset = Dataset::openPath(folder.path("d.csv"));
    QByteArrayList found;
    for (const Sample& sample : dataset.samples)
        found.append(QByteArray::fromStdString(sample.messages[1].content));
    QCOMPARE(found.join('|'), answers);
    QCOMPARE(dataset.issues.size(), size_t(broken.size()));
    for (size_t i = 0; i < dataset.issues.size(); ++i) {
        const Issue& issue = dataset.issues[i];
        QCOMPARE(issue.rule, std::string("row.quote"));
        QVERIFY(issue.severity == Severity::Fatal && !issue.fix.empty());
        QCOMPARE(issue.row, broken[static_cast<qsizetype>(i)]);
        QCOMPARE(issue.file, folder.path("d.csv"));
    }
    for (const Sample& sample : dataset.samples) // Each row says its number, the broken ones counted.
        QCOMPARE(sample.messages[0].content, std::to_string(sample.row + 1));
}

void FormatsTest::anUnclosedQuotationMarkHidesNoLargeFile()
{
    const DataFolder folder;
    folder.write("d.csv", "question,answer\n1,\"one\n" + ("2," + QByteArray(100'000, 'x') + "\n").repeated(300));
    const Dataset dataset = Dataset::openPath(folder.path("d.csv"));
    QCOMPARE(dataset.issues.size(), size_t(1));
    QCOMPARE(dataset.issues[0].rule, std::string("row.quote"));
    QCOMPARE(dataset.issues[0].row, 0);
    QCOMPARE(dataset.samples.size(), size_t(300));
    QCOMPARE(dataset.samples.back().row, 300);
}

void FormatsTest::idsAreUnique()
{
    const DataFolder folder;
    folder.write("set/train.json", R"([{"instruction": "a", "output": "b"}])");
    folder.write("set/train.csv", "question,answer\na,b\n");
    folder.write("set/other.csv", "question,answer\na,b\n");
    QCOMPARE(idsOf(Dataset::openPath(folder.path("set"))), (std::vector<std::string>{"other#0", "train.csv#0", "train.json#0"}));
    QByteArray rows;
    for (const char* id : {"x", "x", "x~2", "y", "x"})
        rows += R"({"instruction": "a", "output": "b", "sample_id": ")" + QByteArray(id) + "\"}\n";
    folder.write("twice/r.jsonl", rows);
    const std::vector<std::string> unique{"x", "x~3", "x~2", "y", "x~4"};
    QCOMPARE(idsOf(Dataset::openPath(folder.path("twice/r.jsonl"))), unique);
    folder.write("twice/dataset_info.json", R"({"d": {"file_name": "r.jsonl"}})");
    DataOptions options;
    options.datasetDir = folder.path("twice");
    QCOMPARE(idsOf(Dataset::open(options, {"d"})), unique);
}

void FormatsTest::idsOfAProjectAreUnique()
{
    const DataFolder folder;
    folder.write("project.lorikeet", "version: 1\nname: p\n");
    folder.write("data/dataset_info.json", R"({"a": {"file_name": "a.json"}, "b": {"file_name": "b.json"}})");
    for (const char* name : {"data/a.json", "data/b.json"})
        folder.write(name, R"([{"instruction": "q", "input": "", "output": ")" + QByteArray(name) + R"(", "sample_id": "x"}])");
    Project project = Project::open(folder.path());
    const Dataset originals = project.readOriginals();
    QCOMPARE(idsOf(originals), (std::vector<std::string>{"x", "x~2"}));
    SampleContent edited = originals.samples[1].content();
    edited.messages[1].content = "edited";
    project.journal().record({{{"x~2", originals.samples[1].content(), edited}}, LK_TEXT("Edit"), 1});
    // An edit goes with its sample into a run, also without the other dataset.
    RunOptions run;
    run.data.dataset = {"b"};
    project.snapshotInto(folder.path("runs/r"), run);
    const Dataset read = Dataset::open(run.data, {"b"});
    QCOMPARE(idsOf(read), std::vector<std::string>{"x~2"});
    QCOMPARE(read.samples[0].messages[1].content, std::string("edited"));
}

LK_TEST_CLASS(FormatsTest);
#include "formats_test.moc"

#include "core/base/error.h"
#include "core/data/formats/captions.h"
#include "core/data/import.h"
#include "core/data/outside_folders.h"
#include "data_fixture.h"
#include "support/runner.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

using namespace lorikeet;
using lorikeet::test::DataFolder;

/// Data as people have it: every layout is read without a hand's turn.
class ImportTest : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void layoutsAreReadByContent_data();
    void layoutsAreReadByContent();
    void encodingsAreAskedAndChosen_data();
    void encodingsAreAskedAndChosen();
    void mappingsCanBeChosen();
    void namesOfEveryKindAreFound();
    void pathsOfOtherSystemsAreFound();
    void pairsAreKept();
    void foldersOutsideAreAskedFor();
    void previewsNeverThrow();
    void otherColumnsAreKept();
    void foreignColumnsMayHaveOurNames();
    void picturesComeBeforeForeignTables();
    void linkedFoldersAreWalkedWhereAllowed();
    void aLinkedFolderAloneIsAskedFor();
    void foldersThatCantBeListedAreFindings();
};

void ImportTest::layoutsAreReadByContent_data()
{
    QTest::addColumn<QList<QPair<QByteArray, QByteArray>>>("files");
    QTest::addColumn<QByteArray>("opened");
    QTest::addColumn<QByteArray>("format");
    QTest::addColumn<int>("samples");
    QTest::addColumn<QByteArray>("question");
    QTest::addColumn<QByteArray>("answer");
    using Files = QList<QPair<QByteArray, QByteArray>>;
    const QByteArray asked(kCaptionPrompt);
    const auto add = [&](const char* name, const Files& files, const char* opened, const char* format, int samples, const QByteArray& question, const char* answer) {
        QTest::newRow(name) << files << QByteArray(opened) << QByteArray(format) << samples << question << QByteArray(answer);
    };
    add("text beside the pictures", {{"1.txt", "A cat."}, {"2.jpg.txt", "Two."}}, "", "captions", 3, asked, "A cat.");
    add("caption files", {{"1.caption", "A cat."}}, "", "captions", 3, asked, "A cat.");
    add("metadata.csv", {{"metadata.csv", "file_name,text\n1.jpg,\"A cat, sleeping.\"\n2.jpg,Two\n"}}, "", "metadata", 2, asked, "A cat, sleeping.");
    add("metadata.jsonl", {{"metadata.jsonl", "{\"file_name\": \"1.jpg\", \"text\": \"A cat.\"}\n"}}, "", "metadata", 1, asked, "A cat.");
    add("metadata in a split folder", {{"train/metadata.csv", "file_name,text\r\na.jpg,A cat.\r\n"}, {"train/a.jpg", "*"}}, "", "metadata", 1, asked, "A cat.");
    add("CSV", {{"d.csv", "image,caption,source\n1.jpg,\"He said \"\"hi\"\"\nand left\",web\n2.jpg,Two,web\n"}}, "d.csv", "csv", 2, asked, "He said \"hi\"\nand left");
    add("CSV with semicolons", {{"d.csv", "Bild;Frage;Antwort\n1.jpg;Was?;Eine Katze, grau.\n2.jpg;Wer?;Zwei\n"}}, "d.csv", "csv", 2, asked, "Eine Katze, grau.");
    add("CSV with questions", {{"d.csv", "question,image,answer\nWhat?,1.jpg,A cat.\n"}}, "d.csv", "csv", 1, "<image>\nWhat?", "A cat.");
    add("TSV without a header", {{"d.tsv", "1.jpg\tA cat.\n2.jpg\tTwo\n"}}, "d.tsv", "tsv", 2, asked, "A cat.");
    add("a text file that is a table", {{"captions.txt", "image,caption\n1.jpg,A cat.\n2.jpg,Two.\n"}}, "captions.txt", "csv", 2, asked, "A cat.");
    add("LLaVA", {{"l.json", R"([{"id": 1, "image": "1.jpg", "conversations": [{"from": "human", "value": "<image>\nWhat?"}, {"from": "gpt", "value": "A cat."}]},
      {"id": 2, "image": ["1.jpg", "2.jpg"], "conversations": [{"from": "human", "value": "<image><image>"}, {"from": "gpt", "value": "two"}]}])"}}, "l.json", "llava", 2, "<image>\nWhat?", "A cat.");
    add("ShareGPT", {{"s.jsonl", R"({"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Ho"}], "system": "S"})"}}, "s.jsonl", "sharegpt", 1, "Hi", "Ho");
    add("alpaca", {{"a.json", R"([{"instruction": "Add", "input": "1 2", "output": "3"}])"}}, "a.json", "alpaca", 1, "Add\n1 2", "3");
    add("OpenAI messages", {{"m.jsonl", R"({"messages": [{"role": "system", "content": "S"}, {"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Ho"}]})"}}, "m.jsonl", "messages", 1, "Hi", "Ho");
    add("OpenAI parts, url as text", {{"m.jsonl", R"({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": "1.jpg"}, {"type": "text", "text": "What?"}]}, {"role": "assistant", "content": [{"type": "text", "text": "A cat."}]}]})"}},
        "m.jsonl", "messages", 1, "<image>What?", "A cat.");
    add("OpenAI tools", {{"m.jsonl", R"({"messages": [{"role": "user", "content": "Sum?"}, {"role": "assistant", "content": null, "tool_calls": [{"id": "1", "type": "function", "function": {"name": "add", "arguments": "{}"}}]}, {"role": "tool", "content": "3"}, {"role": "tool", "content": "4"}, {"role": "assistant", "content": "3 and 4"}]})"}},
        "m.jsonl", "messages", 1, "Sum?", "3 and 4");
    add("COCO captions", {{"c.json", R"({"info": {"a": [1, 2]}, "licenses": [{"id": 1}], "images": [{"id": 7, "file_name": "1.jpg"}, {"id": 9, "file_name": "2.jpg"}],
      "annotations": [{"id": 1, "image_id": 7, "caption": "A cat."}, {"id": 2, "image_id": 7, "caption": "One cat."}, {"id": 3, "image_id": 9, "caption": "Two."}]})"}}, "c.json", "coco", 3, asked, "A cat.");
    add("COCO captions, a line each", {{"c.json", "{\"images\": [{\"id\": 7, \"file_name\": \"1.jpg\"},\n{\"id\": 9, \"file_name\": \"2.jpg\"}],\n\"annotations\": [{\"image_id\": 9, \"caption\": \"Two.\"}]}"}}, "c.json", "coco", 1, asked, "Two.");
    add("COCO's folders", {{"annotations/captions_val2017.json", R"({"images": [{"id": 7, "file_name": "1.jpg"}], "annotations": [{"id": 1, "image_id": 7, "caption": "A cat."}]})"}, {"val2017/1.jpg", "*"}}, "", "coco", 1, asked, "A cat.");
    add("flat JSON Lines", {{"f.jsonl", "{\"img_path\": \"1.jpg\", \"description\": \"A cat.\"}\n{\"img_path\": \"2.jpg\", \"description\": \"Two\"}"}}, "f.jsonl", "table", 2, asked, "A cat.");
    add("a list inside an object", {{"o.json", R"({"version": 1, "data": [{"image": "1.jpg", "caption": "A cat."}]})"}}, "o.json", "table", 1, asked, "A cat.");
    add("one object on one line", {{"o.jsonl", R"({"image": "1.jpg", "caption": "A cat."})"}}, "o.jsonl", "table", 1, asked, "A cat.");
    add("alpaca's words, no mark for the picture", {{"q.json", R"([{"question": "What?", "answer": "A cat.", "image": "1.jpg"}])"}}, "q.json", "alpaca", 1, "<image>\nWhat?", "A cat.");
    add("CSV in alpaca's words", {{"d.csv", "instruction,input,output\nAdd,1 2,3\nHi,,Ho\n"}}, "d.csv", "csv", 2, "Add\n1 2", "3");
    add("alpaca's words with an input, no mark for the picture", {{"q.json", R"([{"instruction": "Say", "input": "briefly", "output": "A cat.", "image": "1.jpg"}])"}}, "q.json", "alpaca", 1, "<image>\nSay\nbriefly", "A cat.");
    add("our own alpaca", {{"e.json", R"([{"sample_id": "s", "instruction": "<image>What?", "input": "", "output": "A cat.", "images": ["1.jpg"]}])"}}, "e.json", "alpaca", 1, "<image>What?", "A cat.");
    add("our own alpaca as CSV", {{"e.csv", "sample_id,instruction,input,output\ns,What?,,A cat.\n"}}, "e.csv", "csv", 1, "What?", "A cat.");
    add("reviews of films", {{"d.csv", "review,sentiment\nA fine film.,positive\nrejected,negative\n"}}, "d.csv", "csv", 2, "A fine film.", "A fine film.");
    add("dataset_info.json", {{"dataset_info.json", R"({"x": {"file_name": "x.csv", "columns": {"prompt": "q", "response": "a", "images": "p"}}, "hub": {"hf_hub_url": "a/b"}})"}, {"x.csv", "q,a,p\n<image>What?,A cat.,1.jpg\n"}},
        "", "dataset_info", 1, "<image>What?", "A cat.");
    add("UTF-8 with a mark", {{"d.csv", "\xEF\xBB\xBFimage,caption\r\n1.jpg,A cat.\r\n"}}, "d.csv", "csv", 1, asked, "A cat.");
    const QString utf16 = QStringLiteral("\uFEFFimage\tcaption\n1.jpg\t一只橘猫\n2.jpg\tTwo\n");
    add("UTF-16 with a mark", {{"d.tsv", QByteArray(reinterpret_cast<const char*>(utf16.utf16()), utf16.size() * 2)}}, "d.tsv", "tsv", 2, asked, "一只橘猫");
}

void ImportTest::layoutsAreReadByContent()
{
    using Files = QList<QPair<QByteArray, QByteArray>>;
    QFETCH(Files, files);
    QFETCH(QByteArray, opened);
    QFETCH(QByteArray, format);
    QFETCH(int, samples);
    QFETCH(QByteArray, question);
    QFETCH(QByteArray, answer);
    const DataFolder folder;
    if (files.front().first != "train/metadata.csv" && !files.front().first.startsWith("annotations")) {
        for (const char* name : {"1.jpg", "2.jpg", "3.jpg"})
            folder.picture(name);
    }
    for (const auto& [name, bytes] : files)
        bytes == "*" ? folder.picture(name.constData()) : folder.write(name.constData(), bytes);
    const ImportPreview preview = previewImport(folder.path(opened.constData()));
    for (const Issue& issue : preview.issues) // Notes tell of what is left out on purpose here.
        QVERIFY2(issue.severity == Severity::Note, describe(issue).c_str());
    QCOMPARE(QByteArray::fromStdString(preview.format), format);
    QCOMPARE(preview.samples, size_t(samples));
    const Sample& first = preview.examples.at(0);
    QCOMPARE(QByteArray::fromStdString(first.messages.front().content), question);
    QCOMPARE(QByteArray::fromStdString(first.messages.back().content), answer);
    QCOMPARE(countPlaceholders(first.messages.front().content), first.images.size());
    for (const std::string& image : first.images)
        QVERIFY2(QFile::exists(QString::fromStdString(image)), image.c_str());
}

void ImportTest::encodingsAreAskedAndChosen_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("guess");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("GBK, short") << QByteArray("\xD2\xBB\xD6\xBB\xE9\xD9\xC3\xA8") << QByteArray("GB18030") << QByteArray("一只橘猫");
    QTest::newRow("GBK") << QByteArray("\xD5\xE2\xCA\xC7\xD2\xBB\xD5\xC5\xC3\xA8\xB5\xC4\xD5\xD5\xC6\xAC\xA3\xAC\xCB\xFC\xD7\xF8\xD4\xDA\xB4\xB0\xB1\xDF\xA1\xA3") << QByteArray("GB18030") << QByteArray("这是一张猫的照片，它坐在窗边。");
    QTest::newRow("Shift-JIS") << QByteArray("\x91\x8B\x82\xCC\x8B\xDF\x82\xAD\x82\xC9\x8D\xC0\x82\xE9\x94\x4C") << QByteArray("Shift_JIS") << QByteArray("窓の近くに座る猫");
    QTest::newRow("Big5") << QByteArray("\xA4\x40\xB0\xA6\xBE\xED\xBF\xDF\xA7\xA4\xA6\x62\xB5\xA1\xC3\xE4") << QByteArray("Big5") << QByteArray("一隻橙貓坐在窗邊");
    QTest::newRow("EUC-KR") << QByteArray("\xC3\xA2\xB0\xA1\xBF\xA1 \xBE\xC9\xC0\xBA \xB0\xED\xBE\xE7\xC0\xCC") << QByteArray("EUC-KR") << QByteArray("창가에 앉은 고양이");
    QTest::newRow("Windows-1252") << QByteArray("Une \xE9t\xE9 \xE0 la mer") << QByteArray("windows-1252") << QByteArray("Une été à la mer");
}

void ImportTest::encodingsAreAskedAndChosen()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, guess);
    QFETCH(QByteArray, text);
    // A single strange caption beside good ones, a table, and a JSON list.
    for (const char* kind : {"folder", "table", "list"}) {
        const DataFolder folder;
        folder.picture("1.jpg");
        folder.picture("2.jpg");
        std::string opened = folder.path();
        if (kind == QByteArray("folder")) {
            folder.write("1.txt", bytes);
            folder.write("2.txt", "一只橘猫");
        } else if (kind == QByteArray("table")) {
            opened = folder.write("d.csv", "image,caption\n1.jpg," + bytes + "\n2.jpg,Two\n");
        } else {
            opened = folder.write("d.json", R"([{"image": "1.jpg", "caption": ")" + bytes + "\"}]");
        }
        const ImportPreview asked = previewImport(opened);
        QVERIFY2(asked.encoding.has_value(), kind);
        QCOMPARE(QByteArray::fromStdString(asked.encoding->guess), guess);
        QVERIFY(!asked.issues.empty());
        ImportOptions options;
        options.encoding = asked.encoding->guess;
        const ImportPreview chosen = previewImport(opened, options);
        QVERIFY2(chosen.issues.empty(), chosen.issues.empty() ? "" : describe(chosen.issues.front()).c_str());
        QVERIFY(!chosen.encoding);
        QCOMPARE(QByteArray::fromStdString(chosen.examples.at(0).messages.back().content), text);
    }
}

void ImportTest::mappingsCanBeChosen()
{
    const DataFolder folder;
    folder.picture("1.jpg");
    folder.write("d.csv", "image,caption,title,mood\n1.jpg,A cat.,Cat,\"calm; grey\"\n");
    ImportPreview preview = previewImport(folder.path("d.csv"));
    QCOMPARE(preview.columns, (std::vector<std::string>{"image", "caption", "title", "mood"}));
    QCOMPARE(preview.mapping->picture, std::string("image"));
    QCOMPARE(preview.mapping->answer, std::string("caption"));
    ImportOptions options;
    options.columns = *preview.mapping;
    options.columns->answer = "title";
    options.columns->question = "caption";
    options.columns->tags = "mood";
    preview = previewImport(folder.path("d.csv"), options);
    QCOMPARE(preview.examples[0].messages[0].content, std::string("<image>\nA cat."));
    QCOMPARE(preview.examples[0].messages[1].content, std::string("Cat"));
    QCOMPARE(preview.examples[0].tags, (std::vector<std::string>{"calm", "grey"}));
}

void ImportTest::namesOfEveryKindAreFound()
{
    const DataFolder folder;
    QStringList names;
    const QStringList stems{"猫の写真", "고양이", "кошка", "😀🐈", "a b  c", " leading", "trailing ", "dot.dot", "it's \"q\"", "percent%20", "per#cent?", "e\u0301te\u0301", "\u00e9t\u00e9", QString(80, u'長')};
    for (int i = 0; i < 500; ++i)
        names.append(QStringLiteral("%1 %2.jpg").arg(stems[i % stems.size()]).arg(i));
    const QString deep = QString(120, 'd') + "/" + QString(120, 'e') + "/" + QString(100, 'f');
    names[7] = deep + "/" + names[7];
    QByteArray rows;
    for (int i = 0; i < names.size(); ++i) {
        folder.picture(names[i].toUtf8().constData());
        QString text = names[i];
        folder.write((text.chopped(4) + ".txt").toUtf8().constData(), QByteArray::number(i));
        rows += QJsonDocument(QJsonObject{{"image", names[i]}, {"caption", QString::number(i)}}).toJson(QJsonDocument::Compact) + "\n";
    }
    const Dataset captions = Dataset::openPath(folder.path() + "/");
    QCOMPARE(captions.samples.size(), size_t(500));
    QVERIFY(captions.issues.empty());
    for (const Sample& sample : captions.samples)
        QVERIFY2(!sample.messages.back().content.empty(), sample.id.c_str());
    folder.write("rows.jsonl", rows);
    const Dataset table = Dataset::openPath(folder.path("rows.jsonl"));
    QCOMPARE(table.samples.size(), size_t(500));
    for (const Sample& sample : table.samples)
        QVERIFY2(QFile::exists(QString::fromStdString(sample.images[0])), sample.images[0].c_str());
}

void ImportTest::pathsOfOtherSystemsAreFound()
{
    const DataFolder folder;
    folder.picture("sub/a.jpg");
    folder.picture("\u00e9.jpg");
    folder.picture("lit\\eral.jpg");
    folder.picture("sp ace.jpg");
    const auto row = [](const QByteArray& path) { return "{\"image\": \"" + path + "\", \"caption\": \"x\"}\n"; };
    folder.write("r.jsonl", row("sub\\\\a.jpg") + row("sub/a.jpg/") + row("./sub//a.jpg") + row("e\\u0301.jpg") + row("lit\\\\eral.jpg") + row(" sp ace.jpg ")
            + row("file://" + QByteArray::fromStdString(folder.path("sp%20ace.jpg"))) + row(QByteArray::fromStdString(folder.path("sub/a.jpg"))) + row("sub/../sub/a.jpg"));
    const Dataset dataset = Dataset::openPath(folder.path("r.jsonl"));
    QVERIFY2(dataset.issues.empty(), dataset.issues.empty() ? "" : describe(dataset.issues.front()).c_str());
    QCOMPARE(dataset.samples.size(), size_t(9));
    for (const Sample& sample : dataset.samples)
        QVERIFY2(QFile::exists(QString::fromStdString(sample.images[0])), (sample.images[0] + " for " + sample.imagesAsWritten[0]).c_str());
}

void ImportTest::pairsAreKept()
{
    const DataFolder folder;
    folder.write("dataset_info.json", R"({"a": {"file_name": "a.json", "ranking": true, "columns": {"prompt": "q", "chosen": "good", "rejected": "bad"}},
      "s": {"file_name": "s.json", "ranking": true, "formatting": "sharegpt", "columns": {"messages": "conversations", "chosen": "chosen", "rejected": "rejected"}},
      "k": {"file_name": "k.json", "columns": {"prompt": "q", "response": "a", "kto_tag": "ok"}}})");
    folder.write("a.json", R"([{"q": "Q", "good": "G", "bad": "B"}])");
    folder.write("s.json", R"([{"conversations": [{"from": "human", "value": "Q"}], "chosen": {"from": "gpt", "value": "G"}, "rejected": {"from": "gpt", "value": "B"}}])");
    folder.write("k.json", R"([{"q": "Q", "a": "A", "ok": true}])");
    folder.write("alone.jsonl", R"({"prompt": "Q", "chosen": "G", "rejected": "B"})");
    const ImportPreview preview = previewImport(folder.path());
    QCOMPARE(preview.samples, size_t(2));
    QCOMPARE(preview.pairs, size_t(2));
    QCOMPARE(preview.issues.size(), size_t(1));
    QVERIFY(preview.issues[0].message.english().find("KTO") != std::string::npos);
    for (const Sample& sample : Dataset::openPath(folder.path()).samples) {
        QVERIFY(sample.messages == (std::vector<Message>{{Role::User, "Q"}, {Role::Assistant, "G"}}));
        QCOMPARE(sample.rejectedAnswer.value(), std::string("B"));
    }
    QCOMPARE(Dataset::openPath(folder.path("alone.jsonl")).samples.at(0).rejectedAnswer.value(), std::string("B"));
    QVERIFY_EXCEPTION_THROWN(folder.open({"a"}), Error);
    QVERIFY_EXCEPTION_THROWN(folder.open({folder.path("alone.jsonl")}), Error);
}

void ImportTest::foldersOutsideAreAskedFor()
{
    const DataFolder folder;
    folder.picture("pictures/a/1.jpg");
    folder.picture("pictures/2.jpg");
    folder.write("data/r.jsonl", "{\"image\": \"../pictures/a/1.jpg\", \"caption\": \"x\"}\n{\"image\": \"../pictures/2.jpg\", \"caption\": \"y\"}\n");
    const ImportPreview asked = previewImport(folder.path("data/r.jsonl"));
    QCOMPARE(asked.samples, size_t(0));
    QCOMPARE(asked.outsideFolders, std::vector{folder.path("pictures")});
    ImportOptions options;
    options.folders = asked.outsideFolders;
    QCOMPARE(previewImport(folder.path("data/r.jsonl"), options).samples, size_t(2));
}

void ImportTest::previewsNeverThrow()
{
    const DataFolder folder;
    folder.write("a.parquet", "PAR1....");
    folder.write("b.json", "PAR1....");
    folder.write("c.json", "");
    folder.write("d.json", "[{\"a\": ");
    folder.write("e.xlsx", "PK\x03\x04");
    folder.write("f.zip", "PK\x03\x04");
    for (const char* name : {"a.parquet", "b.json", "c.json", "d.json", "e.xlsx", "f.zip", "nowhere"}) {
        const ImportPreview preview = previewImport(folder.path(name));
        QCOMPARE(preview.issues.size(), size_t(1));
        QVERIFY(preview.issues[0].message.english().find(folder.path(name)) != std::string::npos);
        QVERIFY(!preview.issues[0].fix.empty());
    }
}

void ImportTest::otherColumnsAreKept()
{
    const DataFolder folder;
    folder.write("a.jsonl", R"({"instruction": "a", "input": "", "output": "b", "split": "train", "score": 4.5, "long": ")" + QByteArray(100, 'x') + R"(", "list": [1], "tags": ["x", "y"], "review": "accepted",
      "provenance": {"origin": "model", "model": "m", "prompt": "p"}, "keep_orientation": true})");
    QByteArray oneLine = folder.read("a.jsonl");
    folder.write("a.jsonl", oneLine.replace("\n", ""));
    const Dataset dataset = Dataset::openPath(folder.path("a.jsonl"));
    const Sample& sample = dataset.samples.at(0);
    QCOMPARE(sample.columns, (std::vector<std::pair<std::string, std::string>>{{"list", "[1]"}, {"long", std::string(100, 'x')}, {"score", "4.5"}, {"split", "train"}}));
    QCOMPARE(sample.tags, (std::vector<std::string>{"x", "y"}));
    QVERIFY(sample.review == Review::Accepted && sample.keepsStoredOrientation);
    QVERIFY(sample.provenance == (Provenance{Origin::Model, "m", "p"}));
}

void ImportTest::foreignColumnsMayHaveOurNames()
{
    const DataFolder folder;
    const auto first = [&](const char* table) { return Dataset::openPath(folder.write("d.csv", table)).samples.at(0); };
    const auto has = [](const Sample& sample, const char* column, const char* value) {
        return std::find(sample.columns.begin(), sample.columns.end(), std::pair<std::string, std::string>(column, value)) != sample.columns.end();
    };
    const Sample foreign = first("question,answer,excluded,review,rejected\nQ?,A,true,rejected,nothing\nQ?,A,maybe,Fine!,nothing\n");
    QVERIFY(!foreign.isExcluded && foreign.review == Review::None && !foreign.rejectedAnswer);
    QVERIFY(has(foreign, "review", "rejected") && has(foreign, "rejected", "nothing"));
    const Sample fitting = first("question,answer,excluded,review\nQ?,A,TRUE,rejected\nQ?,A,false,none\n");
    QVERIFY(fitting.isExcluded && fitting.review == Review::Rejected);
    const Sample ours = first("sample_id,question,answer,review,rejected\ns,Q?,A,accepted,worse\nt,Q?,A,Fine!,worse\n");
    QVERIFY(ours.review == Review::Accepted);
    QCOMPARE(ours.rejectedAnswer.value(), std::string("worse"));
    const Sample pair = first("question,chosen,rejected\nQ?,a better one,worse\n");
    QCOMPARE(pair.messages[1].content, std::string("a better one"));
    QCOMPARE(pair.rejectedAnswer.value(), std::string("worse"));
}

void ImportTest::picturesComeBeforeForeignTables()
{
    const DataFolder folder;
    folder.picture("photos/a.jpg");
    folder.write("photos/a.txt", "A cat.");
    folder.write("photos/prices.csv", "item,price\napple,3\n");
    folder.write("photos/settings.json", R"([{"cow": 1}])");
    const ImportPreview captions = previewImport(folder.path("photos"));
    QCOMPARE(captions.format, std::string("captions"));
    QCOMPARE(captions.samples, size_t(1));
    QCOMPARE(captions.examples.at(0).messages[1].content, std::string("A cat."));
    QCOMPARE(captions.issues.size(), size_t(2));
    QVERIFY(captions.issues[0].severity == Severity::Note);
    QCOMPARE(captions.issues[0].file, folder.path("photos/prices.csv"));
    QVERIFY(captions.issues[1].severity == Severity::Warning);
    QCOMPARE(captions.issues[1].file, folder.path("photos/settings.json"));
    // The names come first here too.
    const Dataset later = Dataset::openPath(folder.path("photos"), {}, 0);
    QCOMPARE(later.pending.size(), size_t(1));
    QCOMPARE(later.issues.size(), size_t(2));
    // A file that names pictures is what counts, with what stands beside it; also where they must be allowed first.
    QFile::remove(QString::fromStdString(folder.path("photos/settings.json")));
    folder.write("photos/list.csv", "image,caption\na.jpg,Grey.\n");
    const Dataset listed = Dataset::openPath(folder.path("photos"));
    QVERIFY(listed.issues.empty());
    QCOMPARE(listed.samples.size(), size_t(2));
    QCOMPARE(listed.samples[0].messages[1].content, std::string("Grey."));
    folder.picture("elsewhere/b.jpg");
    folder.write("photos/list.csv", "image,caption\n../elsewhere/b.jpg,Grey.\n");
    QCOMPARE(previewImport(folder.path("photos")).outsideFolders, std::vector{folder.path("elsewhere")});
    Issue atTheRoot{Severity::Fatal, "image.outside", "d.json", 0, Text("It lies in %1.", "/"), "Do this."};
    QVERIFY(outsideFolders({atTheRoot}).empty()); // Nobody allows the whole disk by a click.
}

void ImportTest::linkedFoldersAreWalkedWhereAllowed()
{
    const DataFolder folder;
    const auto link = [&](const char* target, const char* name) {
        QVERIFY(QFile::link(QString::fromStdString(folder.path(target)), QString::fromStdString(folder.path(name))));
    };
    folder.picture("photos/a.jpg");
    folder.picture("photos/.store/hidden.jpg");
    folder.picture("disk/cats/b.jpg");
    folder.write("disk/cats/b.txt", "A cat.");
    folder.picture("disk/cats/deep/c.jpg");
    link("disk/cats", "photos/cats");
    link("disk/cats/deep", "photos/deep");
    link("photos", "photos/self");
    link("photos/.store", "photos/store");
    link("disk/dogs", "photos/dogs"); // Isn't there.
    link("photos", "disk/cats/back");
    const ImportPreview asked = previewImport(folder.path("photos"));
    QCOMPARE(asked.samples, size_t(2));
    QCOMPARE(asked.outsideFolders, std::vector{folder.path("disk/cats")});
    std::vector<const Issue*> outside;
    for (const Issue& issue : asked.issues)
        if (issue.rule == "image.outside")
            outside.push_back(&issue);
    QCOMPARE(outside.size(), size_t(2));
    QCOMPARE(outside[0]->file, folder.path("photos/cats"));
    QVERIFY(outside[0]->severity == Severity::Warning);
    QVERIFY(outside[0]->message.english().find(folder.path("photos/cats")) != std::string::npos);
    QVERIFY(outside[0]->fix.english().find("media_folders: [\"" + folder.path("disk/cats") + "\"]") != std::string::npos);
    QCOMPARE(asked.issues.size(), size_t(3));
    QVERIFY(std::any_of(asked.issues.begin(), asked.issues.end(), [&](const Issue& issue) { return issue.rule == "folder.unreadable" && issue.file == folder.path("photos/dogs"); }));

    ImportOptions options;
    options.folders = asked.outsideFolders;
    const Dataset allowed = Dataset::openPath(folder.path("photos"), options);
    std::vector<std::string> ids;
    for (const Sample& sample : allowed.samples)
        ids.push_back(sample.id);
    QCOMPARE(ids, (std::vector<std::string>{"a.jpg", "cats/b.jpg", "cats/deep/c.jpg", "store/hidden.jpg"}));
    QCOMPARE(allowed.samples[1].messages[1].content, std::string("A cat."));
    QCOMPARE(allowed.samples[1].images, std::vector{folder.path("photos/cats/b.jpg")});
    QCOMPARE(allowed.issues.size(), size_t(1));
}

void ImportTest::aLinkedFolderAloneIsAskedFor()
{
    const DataFolder folder;
    folder.picture("disk/b.jpg");
    for (const char* name : {"photos", "texts"}) {
        QVERIFY(QDir().mkpath(QString::fromStdString(folder.path(name))));
        QVERIFY(QFile::link(QString::fromStdString(folder.path("disk")), QString::fromStdString(folder.path(name)) + "/linked"));
    }
    const ImportPreview asked = previewImport(folder.path("photos"));
    QCOMPARE(asked.samples, size_t(0));
    QCOMPARE(asked.outsideFolders, std::vector{folder.path("disk")});
    ImportOptions options;
    options.folders = asked.outsideFolders;
    QCOMPARE(previewImport(folder.path("photos"), options).samples, size_t(1));
    // Texts beside such a link are whole without it.
    folder.write("texts/a.txt", "one\ntwo\n");
    const ImportPreview texts = previewImport(folder.path("texts"));
    QCOMPARE(texts.samples, size_t(2));
    QCOMPARE(texts.issues.size(), size_t(1));
    QVERIFY(texts.issues[0].severity == Severity::Warning);
}

void ImportTest::foldersThatCantBeListedAreFindings()
{
    const DataFolder folder;
    folder.picture("photos/a.jpg");
    // Not even root can list a folder with a path longer than the system takes.
    const QByteArray name(200, 'd');
    int at = ::open(folder.path("photos").c_str(), O_RDONLY | O_DIRECTORY);
    for (int i = 0; i < 25 && at >= 0; ++i) {
        ::mkdirat(at, name.constData(), 0700);
        const int inner = ::openat(at, name.constData(), O_RDONLY | O_DIRECTORY);
        ::close(at);
        at = inner;
    }
    QVERIFY(at >= 0);
    ::close(at);
    const Dataset dataset = Dataset::openPath(folder.path("photos"));
    std::error_code error;
    std::filesystem::remove_all(folder.path("photos/") + name.toStdString(), error);
    QCOMPARE(dataset.samples.size(), size_t(1));
    QCOMPARE(dataset.issues.size(), size_t(1));
    QCOMPARE(dataset.issues[0].rule, std::string("folder.unreadable"));
    QVERIFY(dataset.issues[0].severity == Severity::Fatal);
    QVERIFY(dataset.issues[0].file.starts_with(folder.path("photos/") + name.toStdString()));
    QVERIFY(dataset.issues[0].message.english().find(dataset.issues[0].file) != std::string::npos);
}

LK_TEST_CLASS(ImportTest);
#include "import_test.moc"

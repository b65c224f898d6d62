#include "support/cli_runner.h"
#include "support/runner.h"
#include "support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

using namespace lorikeet::test;

namespace {

QByteArray compact(const QJsonValue& value)
{
    return QJsonDocument(QJsonArray{value}).toJson(QJsonDocument::Compact);
}

QJsonArray goldenCases()
{
    QFile file(QStringLiteral(LORIKEET_FIXTURES "/golden/lf_encoded.json"));
    return file.open(QIODevice::ReadOnly) ? QJsonDocument::fromJson(file.readAll()).array() : QJsonArray();
}

} // namespace

/// tokenize, encode, inspect and runs, as scripts call them.
class DataVerbsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void goldenConversationsComeOutEqual_data();
    void goldenConversationsComeOutEqual();
    void tokenizeGoesBothWays();
    void encodeShowsPicturesOfARun();
    void encodeKeepsPicturesAsStored();
    void checkReadsDataWithoutARun();
    void checkFindsLeaksUnlessTold();
    void inspectTellsWhatAFolderIs();
    void inspectTellsOfDataOfEveryForm();
    void dataIsExportedAndReadAgain();
    void runsOfAnEmptyFolderAreNone();
    void everyVerbHasAnExample();

private:
    QTemporaryDir folder_;
};

void DataVerbsTest::goldenConversationsComeOutEqual_data()
{
    QTest::addColumn<QJsonObject>("golden");
    const QJsonArray cases = goldenCases();
    QVERIFY(cases.size() == 10);
    for (int i = 0; i < cases.size(); ++i)
        QTest::addRow("%d %s", i, qPrintable(cases[i].toObject()["template"].toString())) << cases[i].toObject();
}

void DataVerbsTest::goldenConversationsComeOutEqual()
{
    QFETCH(QJsonObject, golden);
    QStringList arguments{"encode", "--model", QStringLiteral(LORIKEET_FIXTURES "/golden/tokenizer"), "--template", golden["template"].toString()};
    const QJsonObject settings = golden["args"].toObject();
    for (auto it = settings.begin(); it != settings.end(); ++it)
        arguments << it.key() + '=' + QString::fromUtf8(compact(it.value())).sliced(1).chopped(1);
    const QByteArray line
        = QJsonDocument(QJsonObject{{"messages", golden["messages"]}, {"system", golden["system"]}, {"images", QJsonArray()}}).toJson(QJsonDocument::Compact);
    const CliResult result = runCli(arguments, line + '\n');
    QVERIFY2(!result.out.isEmpty(), result.err);
    const QJsonObject encoded = QJsonDocument::fromJson(result.out.trimmed()).object();
    QCOMPARE(compact(encoded["input_ids"]), compact(golden["input_ids"]));
    QCOMPARE(compact(encoded["labels"]), compact(golden["labels"]));
    QCOMPARE(encoded["tokens"].toArray().size(), golden["input_ids"].toArray().size());
}

void DataVerbsTest::tokenizeGoesBothWays()
{
    const QString model = QStringLiteral(LORIKEET_FIXTURES "/golden/tokenizer");
    const QByteArray texts = "\"A red circle.\"\n\"\\u4e2d\\u6587 <image> \\n x\"\n\"\"\n";
    const CliResult ids = runCli({"tokenize", "--model", model}, texts);
    QVERIFY2(ids.exitCode == 0, ids.err);
    QCOMPARE(ids.out.trimmed().split('\n').size(), 3);
    const CliResult back = runCli({"tokenize", "--model", model, "--decode"}, ids.out);
    QVERIFY2(back.exitCode == 0, back.err);
    const QList<QByteArray> lines = back.out.trimmed().split('\n');
    QCOMPARE(lines[0], QByteArray("\"A red circle.\""));
    QCOMPARE(QJsonDocument::fromJson("[" + lines[1] + "]").array()[0].toString(), QString::fromUtf8("中文 <image> \n x"));
    QCOMPARE(runCli({"tokenize", "--model", model}, "not json\n").exitCode, 2);
}

void DataVerbsTest::encodeShowsPicturesOfARun()
{
    const QString model = makeTinyLlava(folder_.filePath("model"));
    QImage picture(40, 30, QImage::Format_RGB32);
    picture.fill(Qt::green);
    writeText(folder_.filePath("data/pairs.json"),
        R"([{"id": "a", "image": "p.png", "conversations": [{"from": "human", "value": "<image>\nColour?"}, {"from": "gpt", "value": "Green."}]}])");
    QVERIFY(picture.save(folder_.filePath("data/p.png")));
    const QString yaml = writeText(folder_.filePath("run.yaml"),
        "model_name_or_path: model\ndataset: data/pairs.json\ntemplate: llava\noutput_dir: out\n");
    const CliResult result = runCli({"encode", yaml, "--index", "0"});
    QVERIFY2(result.exitCode == 0, result.err);
    const QJsonObject encoded = QJsonDocument::fromJson(result.out.trimmed()).object();
    const QJsonObject image = encoded["images"].toArray()[0].toObject();
    QCOMPARE(image["width"].toInt(), 40);
    QCOMPARE(image["height"].toInt(), 30);
    QCOMPARE(image["tokens"].toInt(), 16);
    int imageTokens = 0, learned = 0;
    const QJsonArray ids = encoded["input_ids"].toArray(), labels = encoded["labels"].toArray();
    QCOMPARE(ids.size(), labels.size());
    QCOMPARE(ids.size(), encoded["position_ids"].toArray().size());
    for (int i = 0; i < ids.size(); ++i) {
        imageTokens += ids[i].toInt() == 4 ? 1 : 0;
        learned += labels[i].toInt() >= 0 ? 1 : 0;
        QVERIFY(labels[i].toInt() == -100 || labels[i] == ids[i]);
    }
    QCOMPARE(imageTokens, 16);
    QVERIFY(learned >= 2);
}

void DataVerbsTest::encodeKeepsPicturesAsStored()
{
    const QString model = makeTinyLlava(folder_.filePath("model"));
    const QByteArray head = R"({"messages": [{"role": "user", "content": "<image>?"}, {"role": "assistant", "content": "a"}], "images": [")";
    const QByteArray sample = head + LORIKEET_FIXTURES "/pictures/orientation_6.jpg\"]";
    const CliResult result = runCli({"encode", "--model", model, "--template", "llava"}, sample + "}\n" + sample + ", \"keep_orientation\": true}\n");
    QVERIFY2(result.exitCode == 0, result.err);
    QList<QJsonObject> images;
    for (const QByteArray& line : result.out.trimmed().split('\n'))
        images.append(QJsonDocument::fromJson(line).object()["images"].toArray()[0].toObject());
    QCOMPARE(images.size(), 2);
    QVERIFY(images[0]["width"].toInt() != images[0]["height"].toInt());
    QCOMPARE(images[0]["width"], images[1]["height"]);
    QCOMPARE(images[0]["height"], images[1]["width"]);
}

void DataVerbsTest::checkReadsDataWithoutARun()
{
    QVERIFY(QDir(folder_.path()).mkpath("pairs"));
    const QString data = writeText(folder_.filePath("pairs/pairs.json"),
        R"([{"image": "nowhere.png", "conversations": [{"from": "human", "value": "<image>?"}, {"from": "gpt", "value": "It is cafÃ©."}]}])");
    const CliResult result = runCli({"check", data, "--json"});
    QCOMPARE(result.exitCode, 2);
    const QJsonObject json = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(json["samples"].toInt(), 1);
    QStringList rules;
    for (const QJsonValue& finding : json["findings"].toArray())
        rules.append(finding["rule"].toString() + finding["title"].toString());
    QCOMPARE(rules, QStringList({"image.missing1 picture cannot be found.", "text.mojibake1 text holds letters of a wrong conversion."}));
    QCOMPARE(json["issues"].toArray().size(), 2);
    QCOMPARE(json["issues"].toArray()[0].toObject()["row"].toInt(-1), 0);
}

void DataVerbsTest::checkFindsLeaksUnlessTold()
{
    makeTinyLlava(folder_.filePath("model"));
    QImage picture(80, 70, QImage::Format_RGB32);
    for (int y = 0; y < 70; ++y)
        for (int x = 0; x < 80; ++x)
            picture.setPixelColor(x, y, QColor((x * 37 + y * 11) % 256, (x * y) % 256, (y * 53) % 256));
    QVERIFY(picture.save(folder_.filePath("a.png")) && picture.save(folder_.filePath("b.bmp")));
    const auto rows = [](const char* name) {
        return QStringLiteral(R"([{"image": "%1", "conversations": [{"from": "human", "value": "<image>Colour?"}, {"from": "gpt", "value": "Many."}]}])").arg(QLatin1String(name)).toUtf8();
    };
    writeText(folder_.filePath("train.json"), rows("a.png"));
    writeText(folder_.filePath("held.json"), rows("b.bmp"));
    const QString yaml = writeText(folder_.filePath("leak.yaml"),
        "model_name_or_path: model\ndataset: train.json\neval_dataset: held.json\ntemplate: llava\noutput_dir: out\n");
    const CliResult result = runCli({"check", yaml});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.out.contains("1 test example shows a picture that also appears in training."), result.out);
    const CliResult waived = runCli({"check", yaml, "--ignore", "leak.picture"});
    QVERIFY2(waived.exitCode == 0, waived.err);
    QCOMPARE(runCli({"check", yaml, "--ignore", "leak.pictures"}).exitCode, 2);
}

void DataVerbsTest::inspectTellsWhatAFolderIs()
{
    const QString model = makeTinyLlava(folder_.filePath("inspected"));
    const CliResult result = runCli({"inspect", model, "--json"});
    QVERIFY2(result.exitCode == 0, result.err);
    const QJsonObject found = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(found["kind"].toString(), "model");
    QCOMPARE(found["family"].toString(), "llava");
    QVERIFY(found["parameters"].toInt() > 10'000);
    QVERIFY(found["tensors"].toInt() > 40);
    QVERIFY(found["problems"].toArray().isEmpty());
}

void DataVerbsTest::inspectTellsOfDataOfEveryForm()
{
    QImage(8, 8, QImage::Format_RGB32).save(folder_.filePath("1.png"));
    const auto write = [&](const QString& name, const QByteArray& bytes) {
        QFile file(folder_.filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    };
    write("table.csv", "image,caption\n1.png,A picture\n1.png,Once more\n");
    CliResult result = runCli({"inspect", folder_.filePath("table.csv"), "--json"});
    QVERIFY2(result.exitCode == 0, result.err);
    QJsonObject found = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(found["kind"].toString(), "dataset");
    QCOMPARE(found["format"].toString(), "csv");
    QCOMPARE(found["encoding"].toString(), "UTF-8");
    QCOMPARE(found["samples"].toInt(), 2);
    QCOMPARE(found["pictures"].toInt(), 1);
    write("outside.jsonl", R"({"image": "/etc/passwd", "caption": "x"})");
    result = runCli({"inspect", folder_.filePath("outside.jsonl"), "--json"});
    QCOMPARE(result.exitCode, 2);
    found = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(found["problems"].toArray().at(0).toObject()["rule"].toString(), "image.outside");
    QVERIFY(result.err.contains("outside.jsonl"));
    QFile::remove(folder_.filePath("table.csv"));
    QFile::remove(folder_.filePath("outside.jsonl"));
}

void DataVerbsTest::dataIsExportedAndReadAgain()
{
    QDir(folder_.path()).mkpath("photos");
    QImage(8, 8, QImage::Format_RGB32).save(folder_.filePath("photos/1.png"));
    QFile caption(folder_.filePath("photos/1.txt"));
    QVERIFY(caption.open(QIODevice::WriteOnly) && caption.write("A picture") == 9);
    caption.close();
    const QString out = folder_.filePath("exported");
    CliResult result = runCli({"export-data", folder_.filePath("photos"), "--to", "sharegpt", "--out", out, "--json"});
    QVERIFY2(result.exitCode == 0, result.err);
    QCOMPARE(QJsonDocument::fromJson(result.out).object()["samples"].toInt(), 1);
    QCOMPARE(QJsonDocument::fromJson(result.out).object()["pictures"].toInt(), 1);
    result = runCli({"inspect", out, "--json"});
    QCOMPARE(QJsonDocument::fromJson(result.out).object()["samples"].toInt(), 1);
    result = runCli({"export-data", folder_.filePath("photos"), "--to", "sharegpt", "--out", out});
    QCOMPARE(result.exitCode, 2); // Never over something.
    result = runCli({"export-data", folder_.filePath("photos"), "--to", "parquet", "--out", out + "2"});
    QCOMPARE(result.exitCode, 2);
}

void DataVerbsTest::runsOfAnEmptyFolderAreNone()
{
    const CliResult result = runCli({"runs", folder_.path(), "--json"});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY(QJsonDocument::fromJson(result.out).isArray());
    QVERIFY(QJsonDocument::fromJson(result.out).array().isEmpty());
}

void DataVerbsTest::everyVerbHasAnExample()
{
    for (const char* verb : {"demo", "train", "check", "encode", "tokenize", "probe", "generate", "evaluate", "export", "export-data", "inspect", "runs", "bench", "script"}) {
        const CliResult result = runCli({verb, "--help"});
        QVERIFY2(result.exitCode == 0, verb);
        QVERIFY2(result.out.contains("Example: lorikeet-cli " + QByteArray(verb)) || result.out.contains("| lorikeet-cli " + QByteArray(verb)), result.out);
        QVERIFY2(result.out.contains("--json"), verb);
    }
}

LK_TEST_CLASS(DataVerbsTest);
#include "data_verbs_test.moc"

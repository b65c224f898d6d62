#include "support/cli_runner.h"
#include "support/runner.h"
#include "support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSet>
#include <QTemporaryDir>

using namespace lorikeet::test;

/// What bad input gets: never a crash, always the file, the key or the row, and what to do.
class BadInputTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void settings_data();
    void settings();
    void models_data();
    void models();
    void rowsAreListedWithFileAndRow();
    void trainRefusesBadRowsWithTheFirstThree();
    void trainLeavesBadRowsOutWhenAsked();
    void checkTakesBadRowsAsWarningsWhenAsked();
    void checkSaysWhenNothingIsLeft();
    void checkMissesTheDatasetAsTrainDoes();
    void encodeEndsWithErrorAndHint();
    void occupiedFolderNamesBothWaysOn();
    void badArgumentsExitWithTwo();

private:
    QString yaml(const QByteArray& more = {}) const;
    QTemporaryDir folder_;
    QString model_;
};

void BadInputTest::initTestCase()
{
    model_ = makeTinyLlava(folder_.filePath("model"));
    QImage picture(40, 30, QImage::Format_RGB32);
    picture.fill(Qt::red);
    QVERIFY(QDir().mkpath(folder_.filePath("data")));
    QVERIFY(picture.save(folder_.filePath("data/good.png")));
    QImage huge(2, 2, QImage::Format_RGB32);
    huge.fill(Qt::blue);
    QVERIFY(huge.save(folder_.filePath("data/huge.png")));
    { // a PNG whose header claims 30000 × 30000 (its checksum is then wrong as well, but size comes first)
        QFile file(folder_.filePath("data/huge.png"));
        QVERIFY(file.open(QIODevice::ReadWrite));
        file.seek(16);
        file.write(QByteArray::fromHex("0000753000007530"));
    }
    writeText(folder_.filePath("data/empty.png"), "");
    writeText(folder_.filePath("data/text.png"), "this is no picture");
    QVERIFY(picture.save(folder_.filePath("data/cut.jpg"), nullptr, 90));
    {
        QFile file(folder_.filePath("data/cut.jpg"));
        QVERIFY(file.open(QIODevice::ReadWrite) && file.resize(file.size() / 2));
    }
    writeText(folder_.filePath("data/dataset_info.json"), R"({
      "good": {"file_name": "good.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
               "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}},
      "bad": {"file_name": "bad.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
              "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}},
      "lost": {"file_name": "lost.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
               "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}})");
    const auto row = [](const QByteArray& question, const QByteArray& answer, const QByteArray& images) {
        return R"({"messages": [{"role": "user", "content": ")" + question + R"("}, {"role": "assistant", "content": ")" + answer
            + R"("}], "images": [)" + images + "]}";
    };
    const QByteArray good = row("<image>What is it?", "Red.", "\"good.png\"");
    writeText(folder_.filePath("data/good.json"), "[" + QList<QByteArray>(8, good).join(",") + "]");
    writeText(folder_.filePath("data/lost.json"), "[" + row("<image>Missing?", "Yes.", "\"nowhere.png\"") + "]");
    writeText(folder_.filePath("data/bad.json"),
        "[" + QByteArrayList{good, row("<image>Missing?", "Yes.", "\"nowhere.png\""), row("<image>Empty file?", "Yes.", "\"empty.png\""),
                  row("<image>Text?", "Yes.", "\"text.png\""), row("<image>Cut?", "Yes.", "\"cut.jpg\""), row("<image>Huge?", "Yes.", "\"huge.png\""),
                  row("<image><image>Two?", "No.", "\"good.png\""), row("<image>No answer?", "", "\"good.png\""),
                  R"({"messages": [{"role": "assistant", "content": "I am first."}, {"role": "user", "content": "Why?"}], "images": []})", good}
                  .join(",")
            + "]");
}

QString BadInputTest::yaml(const QByteArray& more) const
{
    return writeText(folder_.filePath("run.yaml"),
        "model_name_or_path: " + model_.toUtf8() + "\ndataset: good\ndataset_dir: data\ntemplate: llava\nstage: sft\noutput_dir: out\n" + more);
}

void BadInputTest::settings_data()
{
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QByteArray>("named"); ///< What the error has to name.
    QTest::newRow("misspelled key") << QByteArray("lora_rnak: 8\n") << QByteArray("lora_rank");
    QTest::newRow("wrong type") << QByteArray("lora_rank: eight\n") << QByteArray("eight");
    QTest::newRow("out of range") << QByteArray("lora_rank: -3\n") << QByteArray("lora_rank");
    QTest::newRow("unknown template") << QByteArray("template: lava\n") << QByteArray("llava");
    QTest::newRow("unknown dataset") << QByteArray("dataset: goood\n") << QByteArray("goood");
    QTest::newRow("unknown word") << QByteArray("lr_scheduler_type: cosinus\n") << QByteArray("cosine");
    QTest::newRow("not built yet") << QByteArray("stage: dpo\n") << QByteArray("dpo");
    QTest::newRow("broken YAML") << QByteArray("learning_rate: [1e-4\n") << QByteArray("run.yaml");
}

void BadInputTest::settings()
{
    QFETCH(QByteArray, line);
    QFETCH(QByteArray, named);
    QByteArray text = "model_name_or_path: model\ndataset_dir: data\nstage: sft\noutput_dir: out\n";
    if (!line.startsWith("dataset:"))
        text += "dataset: good\n";
    text.replace(line.startsWith("stage:") ? "stage: sft\n" : "nothing to replace", "");
    const QString file = writeText(folder_.filePath("run.yaml"), text + line);
    const QString out = folder_.filePath(QString("out-%1").arg(QTest::currentDataTag()));
    const CliResult result = runCli({"train", file, "output_dir=" + out});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.errorLine().startsWith("error: "), result.err);
    QVERIFY2(result.hintLine().startsWith("hint: "), result.err);
    QVERIFY2((result.errorLine() + result.hintLine()).contains(named), result.err);
    QVERIFY(!QFile::exists(out + "/adapter_model.safetensors"));
}

void BadInputTest::models_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QByteArray>("content"); ///< "" = the file is removed.
    QTest::addColumn<QByteArray>("named");
    QTest::newRow("no config") << "config.json" << QByteArray() << QByteArray("config.json");
    QTest::newRow("broken config") << "config.json" << QByteArray("{") << QByteArray("config.json");
    QTest::newRow("unknown architecture") << "config.json" << QByteArray(R"({"model_type": "mamba"})") << QByteArray("mamba");
    QTest::newRow("no tokenizer") << "tokenizer.json" << QByteArray() << QByteArray("tokenizer");
    QTest::newRow("no weights") << "model.safetensors" << QByteArray() << QByteArray("safetensors");
    QTest::newRow("truncated weights") << "model.safetensors" << QByteArray("\x40\0\0\0\0\0\0\0{\"a\"", 12) << QByteArray("model.safetensors");
    QTest::newRow("hostile header") << "model.safetensors" << QByteArray("\xff\xff\xff\xff\xff\xff\xff\x7f{}", 10) << QByteArray("model.safetensors");
    QTest::newRow("no preprocessor") << "preprocessor_config.json" << QByteArray() << QByteArray("preprocessor_config.json");
}

void BadInputTest::models()
{
    QFETCH(QString, file);
    QFETCH(QByteArray, content);
    QFETCH(QByteArray, named);
    const QString broken = makeTinyLlava(folder_.filePath(QString("broken-%1").arg(QTest::currentDataTag()).replace(' ', '-')));
    QVERIFY(QFile::remove(broken + '/' + file));
    if (!content.isEmpty())
        writeText(broken + '/' + file, content);
    for (const QString verb : {"train", "check"}) {
        if (verb == "check" && file == "model.safetensors")
            continue; // check reads what the model sees; inspect tells of weights
        const CliResult result = runCli({verb, yaml(), "model_name_or_path=" + broken, "output_dir=" + broken + "-out"});
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(named), result.err);
        QVERIFY2(result.errorLine().startsWith("error: ") && result.hintLine().startsWith("hint: "), result.err);
    }
    const CliResult inspected = runCli({"inspect", broken, "--json"});
    QCOMPARE(inspected.exitCode, file == "config.json" && content.isEmpty() ? inspected.exitCode : 2);
    QVERIFY(QJsonDocument::fromJson(inspected.out).object().contains("problems"));
}

void BadInputTest::rowsAreListedWithFileAndRow()
{
    const CliResult result = runCli({"check", yaml(), "dataset=bad", "--json"});
    QCOMPARE(result.exitCode, 2);
    const QJsonObject report = QJsonDocument::fromJson(result.out).object();
    QVERIFY2(report.contains("samples"), result.out);
    QMap<int, QString> fatalByRow;
    for (const QJsonValue& value : report["issues"].toArray()) {
        const QJsonObject issue = value.toObject();
        QVERIFY(!issue["file"].toString().isEmpty());
        QVERIFY(!issue["message"].toString().isEmpty() && !issue["fix"].toString().isEmpty());
        if (issue["severity"] == "fatal")
            fatalByRow[issue["row"].toInt(-1)] = issue["file"].toString() + ' ' + issue["message"].toString();
    }
    for (int row = 1; row <= 8; ++row)
        QVERIFY2(fatalByRow.contains(row), qPrintable(QString("row %1 is missing in %2").arg(row).arg(QString(result.out))));
    QVERIFY(!fatalByRow.contains(0) && !fatalByRow.contains(9));
    QVERIFY(fatalByRow[1].contains("nowhere.png"));
    QVERIFY(fatalByRow[4].contains("cut.jpg"));
    for (const char* name : {"nowhere.png", "empty.png", "text.png", "cut.jpg", "huge.png", "bad.json, row 7"})
        QVERIFY2(result.err.contains(name), name);
    QVERIFY2(result.errorLine().startsWith("error: ") && result.hintLine().contains("skip_bad_samples"), result.err);
    const CliResult plain = runCli({"check", yaml(), "dataset=bad"});
    QCOMPARE(plain.exitCode, 2);
    QCOMPARE(plain.err, result.err);
    QVERIFY2(plain.out.contains(" samples read, "), plain.out);
}

void BadInputTest::trainRefusesBadRowsWithTheFirstThree()
{
    const CliResult result = runCli({"train", yaml(), "dataset=bad", "output_dir=" + folder_.filePath("refused")});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("nowhere.png") && result.err.contains("empty.png") && result.err.contains("text.png"), result.err);
    QVERIFY2(result.hintLine().contains("skip_bad_samples"), result.err);
}

void BadInputTest::trainLeavesBadRowsOutWhenAsked()
{
    const CliResult result = runCli({"train", yaml(), "dataset=bad", "skip_bad_samples=true", "max_steps=2", "per_device_train_batch_size=1",
        "logging_steps=1", "output_dir=" + folder_.filePath("skipped")});
    QVERIFY2(result.exitCode == 0, result.err);
    QFile log(folder_.filePath("skipped/trainer_log.jsonl"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    QVERIFY(log.readAll().contains("nowhere.png"));
}

void BadInputTest::checkTakesBadRowsAsWarningsWhenAsked()
{
    for (const bool standsInFile : {false, true}) {
        const QString file = yaml(standsInFile ? "skip_bad_samples: true\n" : "");
        const CliResult result = runCli({"check", file, "dataset=bad", standsInFile ? "seed=42" : "skip_bad_samples=true", "--json"});
        QVERIFY2(result.exitCode == 0, result.err);
        QSet<int> rows;
        for (const QJsonValue& issue : QJsonDocument::fromJson(result.out).object()["issues"].toArray()) {
            QVERIFY2(issue["severity"] != "fatal", result.out);
            if (issue["severity"] == "warning")
                rows.insert(issue["row"].toInt(-1));
        }
        for (int row = 1; row <= 8; ++row)
            QVERIFY2(rows.contains(row), qPrintable(QString::number(row)));
        QVERIFY2(result.err.contains("warning: ") && result.err.contains("cut.jpg") && !result.err.contains("fatal: "), result.err);
    }
}

void BadInputTest::checkSaysWhenNothingIsLeft()
{
    const CliResult result = runCli({"check", yaml(), "dataset=lost", "skip_bad_samples=true", "--json"});
    QCOMPARE(result.exitCode, 2);
    QStringList found;
    for (const QJsonValue& issue : QJsonDocument::fromJson(result.out).object()["issues"].toArray())
        found.append(issue["severity"].toString() + ' ' + issue["rule"].toString());
    QVERIFY2(found.contains("fatal dataset.nothing") && found.contains("warning image.missing"), result.out);
    QVERIFY2(result.errorLine().contains("nothing to train on") && !result.hintLine().contains("skip_bad_samples"), result.err);
    writeText(folder_.filePath("nothing/dataset_info.json"), "{}");
    const CliResult none = runCli({"check", yaml(), "dataset=" + folder_.filePath("nothing")});
    QCOMPARE(none.exitCode, 2);
    QVERIFY2(none.errorLine().contains("nothing to train on"), none.err);
}

void BadInputTest::checkMissesTheDatasetAsTrainDoes()
{
    for (const QByteArray& line : {QByteArray(), QByteArray("dataset: \"\"\n")}) {
        const QString file = writeText(folder_.filePath("nodata.yaml"), "model_name_or_path: model\ntemplate: llava\noutput_dir: out\n" + line);
        const CliResult trained = runCli({"train", file});
        const CliResult checked = runCli({"check", file, "--json"});
        QCOMPARE(trained.exitCode, 2);
        QCOMPARE(checked.exitCode, 2);
        QVERIFY2(trained.errorLine().contains("dataset is missing.") && checked.errorLine().contains("dataset is missing."), checked.err);
        QCOMPARE(checked.hintLine(), trained.hintLine());
        QVERIFY2(QJsonDocument::fromJson(checked.out).object()["issues"].toArray().first()["message"] == "dataset is missing.", checked.out);
    }
}

void BadInputTest::encodeEndsWithErrorAndHint()
{
    const QMap<QString, QByteArray> pictures{{"1", "nowhere.png"}, {"4", "cut.jpg"}};
    for (auto it = pictures.begin(); it != pictures.end(); ++it) {
        const CliResult ofRun = runCli({"encode", yaml(), "dataset=bad", "--index", it.key()});
        const QByteArray line = R"({"messages": [{"role": "user", "content": "<image>?"}, {"role": "assistant", "content": "a"}], "images": [")"
            + folder_.filePath("data/").toUtf8() + it.value() + "\"]}\n";
        const CliResult ofLine = runCli({"encode", "--model", model_, "--template", "llava"}, line);
        for (const CliResult& result : {ofRun, ofLine}) {
            QCOMPARE(result.exitCode, 2);
            QVERIFY2(result.errorLine().startsWith("error: ") && result.hintLine().startsWith("hint: "), result.err);
            QVERIFY2(result.err.contains(it.value()), result.err);
            QCOMPARE(result.out.count('\n'), 1);
        }
        QVERIFY2(ofLine.errorLine().contains(it.value()) && ofLine.errorLine().contains("row 1"), ofLine.err);
    }
}

void BadInputTest::occupiedFolderNamesBothWaysOn()
{
    const QString out = folder_.filePath("occupied");
    writeText(out + "/trainer_log.jsonl", "{}\n");
    const CliResult result = runCli({"train", yaml(), "output_dir=" + out});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2((result.errorLine() + result.hintLine()).contains("resume_from_checkpoint=auto"), result.err);
    QVERIFY2((result.errorLine() + result.hintLine()).contains("overwrite_output_dir=true"), result.err);
    QCOMPARE(QFile(out + "/trainer_log.jsonl").size(), 3);
}

void BadInputTest::badArgumentsExitWithTwo()
{
    for (const QStringList& arguments : QList<QStringList>{{"fly"}, {"train"}, {"tokenize"}, {"train", "/nowhere/run.yaml"}, {"inspect", "/nowhere"},
             {"encode"}, {"tokenize", "--model", "/nowhere"}, {"runs", "/nowhere"}, {"runs", "/nowhere", "--json"}}) {
        const CliResult result = runCli(arguments);
        QVERIFY2(result.exitCode == 2, qPrintable(arguments.join(' ')));
        QVERIFY2(result.errorLine().startsWith("error: ") && result.hintLine().startsWith("hint: "), result.err);
        QVERIFY(result.out.isEmpty());
    }
}

LK_TEST_CLASS(BadInputTest);
#include "bad_input_test.moc"

#include "support/cli_runner.h"
#include "support/runner.h"

#include <QDir>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

#include <algorithm>

using namespace lorikeet::test;

/// Data of which nothing can be used, and names that would steer a terminal: what check and inspect say.
class UnusableDataTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isListedAsAProblem_data();
    void isListedAsAProblem();
    void aPlaceWithoutAnythingPrintsNothingElse();
    void aRunThatCantBeReadIsListed();
    void controlCharactersAreShownAsText();

private:
    QTemporaryDir folder_;
};

void UnusableDataTest::isListedAsAProblem_data()
{
    QTest::addColumn<QString>("name"); ///< Of the data, in the folder.
    QTest::addColumn<QString>("file"); ///< That is written; "" = none.
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("said");
    QTest::newRow("empty file") << "empty.json" << "empty.json" << QByteArray() << "is empty";
    QTest::newRow("GBK") << "gbk.json" << "gbk.json" << QByteArray("[{\"instruction\": \"\xc4\xe3\xba\xc3\", \"output\": \"\xc4\xe3\xba\xc3\"}]") << "GBK";
    QTest::newRow("no object") << "list" << "list/dataset_info.json" << QByteArray("[]") << "must hold an object";
    QTest::newRow("no dataset") << "none" << "none/dataset_info.json" << QByteArray("{}") << "nothing to train on here";
    QTest::newRow("hub only") << "hub" << "hub/dataset_info.json" << QByteArray(R"({"far": {"hf_hub_url": "a/b"}})") << "nothing to train on here";
    QTest::newRow("nowhere") << "nowhere" << "" << QByteArray() << "";
}

void UnusableDataTest::isListedAsAProblem()
{
    QFETCH(QString, name);
    QFETCH(QString, file);
    QFETCH(QByteArray, bytes);
    QFETCH(QString, said);
    if (!file.isEmpty())
        writeText(folder_.filePath(file), bytes);
    for (const QString verb : {"check", "inspect"}) {
        const CliResult result = runCli({verb, folder_.filePath(name), "--json"});
        QCOMPARE(result.exitCode, 2);
        const QJsonObject json = QJsonDocument::fromJson(result.out).object();
        QJsonArray problems = json[verb == "check" ? "issues" : "problems"].toArray();
        if (name == "hub") { // What it holds is noted, too.
            const auto isNote = [](const QJsonValue& problem) { return problem.toObject()["rule"] == "dataset.remote"; };
            const auto note = std::find_if(problems.begin(), problems.end(), isNote);
            QVERIFY2(note != problems.end(), result.out);
            problems.erase(note);
        }
        QVERIFY2(problems.size() == 1, result.out);
        const QJsonObject problem = problems.at(0).toObject();
        QCOMPARE(problem["severity"].toString(), "fatal");
        QCOMPARE(problem["file"].toString(), folder_.filePath(name));
        QVERIFY2(problem["message"].toString().contains(said) && !problem["fix"].toString().isEmpty(), result.out);
        QVERIFY2(json.contains(verb == "check" ? "samples" : "kind") && json["samples"].toInt() == 0, result.out);
        QVERIFY2(result.err.contains("fatal: " + folder_.filePath(name).toUtf8()), result.err);
        QVERIFY2(result.errorLine().startsWith("error: ") && result.errorLine().contains(said.toUtf8()), result.err);
        QCOMPARE(QString::fromUtf8(result.hintLine()), "hint: " + problem["fix"].toString());
        QCOMPARE(runCli({verb, folder_.filePath(name)}).exitCode, 2);
    }
}

void UnusableDataTest::aPlaceWithoutAnythingPrintsNothingElse()
{
    const CliResult result = runCli({"inspect", folder_.filePath("nowhere")});
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.out.isEmpty(), result.out);
    QVERIFY2(result.errorLine().contains("nowhere"), result.err);
}

void UnusableDataTest::aRunThatCantBeReadIsListed()
{
    const QString yaml = writeText(folder_.filePath("run.yaml"), "model_name_or_path: model\ndataset: none\ntemplate: llava\nlora_rnak: 8\noutput_dir: out\n");
    CliResult result = runCli({"check", yaml, "--json"});
    QCOMPARE(result.exitCode, 2);
    QJsonArray issues = QJsonDocument::fromJson(result.out).object()["issues"].toArray();
    QVERIFY2(issues.size() == 1 && issues.at(0)["message"].toString().contains("lora_rnak"), result.out);
    QCOMPARE(issues.at(0)["file"].toString(), yaml);
    result = runCli({"check", folder_.filePath("gone.yaml"), "--json"});
    QCOMPARE(result.exitCode, 2);
    issues = QJsonDocument::fromJson(result.out).object()["issues"].toArray();
    QVERIFY2(issues.size() == 1 && result.errorLine().contains("gone.yaml"), result.out);
}

void UnusableDataTest::controlCharactersAreShownAsText()
{
    const QString data = writeText(folder_.filePath("odd\x1b[31m.json"),
        R"([{"image": "gone\u001b[31m\nerror: x.jpg", "conversations": [{"from": "human", "value": "<image>?"}, {"from": "gpt", "value": "Red\u001b[2J."}]}])");
    for (const QString verb : {"check", "inspect"}) {
        const CliResult plain = runCli({verb, data});
        QCOMPARE(plain.exitCode, 2);
        QVERIFY2(plain.err.contains("gone\\x1b[31m\\nerror: x.jpg") && plain.err.contains("odd\\x1b[31m.json"), plain.err);
        QVERIFY2(!plain.err.contains('\x1b') && !plain.out.contains('\x1b'), plain.err + plain.out);
        QVERIFY2(plain.errorLine().startsWith("error: ") && plain.hintLine().startsWith("hint: "), plain.err);
        const CliResult json = runCli({verb, data, "--json"});
        QVERIFY2(json.out.contains("gone\\u001b[31m\\nerror: x.jpg") && !json.out.contains('\x1b'), json.out);
    }
    const CliResult runs = runCli({"runs", folder_.filePath("gone\x1b[31m")});
    QCOMPARE(runs.exitCode, 2);
    QVERIFY2(runs.errorLine().contains("gone\\x1b[31m") && !runs.err.contains('\x1b'), runs.err);
}

LK_TEST_CLASS(UnusableDataTest);
#include "unusable_data_test.moc"

#include "tiny_run.h"

#include "support/runner.h"

#include <QProcess>
#include <QTest>

using namespace lorikeet::test;

/// `generate`, its server, and `evaluate`.
class GenerateVerbsTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void answersAreTheSameForTheSameSeed();
    void pictureGoesToTheStartOfThePrompt();
    void adapterChangesTheAnswer();
    void serverAnswersStreamsAndGoesOnAfterErrors();
    void serverCancels();
    void evaluateWritesPredictions();
    void evaluateWithoutHeldOutDataSaysSo();

private:
    QList<QJsonObject> serve(const QByteArrayList& requests) const;
    QStringList generate(const QStringList& more) const
    {
        return QStringList{"generate", "--model", tiny_.path("models/tiny"), "--image", tiny_.path("data/pictures/2.png"), "--max-new-tokens", "12"}
            + more;
    }
    QByteArray request(const char* text) const { return QByteArray(text).replace("PICTURE", tiny_.path("data/pictures/2.png").toUtf8()).replace("ADAPTER", tiny_.path("adapter").toUtf8()); }

    TinyRun tiny_;
};

void GenerateVerbsTest::initTestCase()
{
    const CliResult trained = tiny_.train("adapter", {"learning_rate=0.05", "lora_rank=8", "max_steps=20", "save_strategy=no"});
    QVERIFY2(trained.exitCode == 0, trained.err);
}

void GenerateVerbsTest::answersAreTheSameForTheSameSeed()
{
    const QStringList sampled{"--prompt", "Which colour?", "--temperature", "1.0", "--top-p", "0.9", "--seed", "5"};
    const CliResult one = runCli(generate(sampled));
    QVERIFY2(one.exitCode == 0, one.err);
    QCOMPARE(runCli(generate(sampled)).out, one.out);
    auto other = sampled;
    other.last() = "6";
    QVERIFY(runCli(generate(other)).out != one.out);
}

void GenerateVerbsTest::pictureGoesToTheStartOfThePrompt()
{
    const CliResult without = runCli(generate({"--prompt", "Which colour?", "--json"}));
    const CliResult with = runCli(generate({"--prompt", "<image>Which colour?", "--json"}));
    QVERIFY2(without.exitCode == 0, without.err);
    QCOMPARE(QJsonDocument::fromJson(without.out)["text"], QJsonDocument::fromJson(with.out)["text"]);
    QCOMPARE(QJsonDocument::fromJson(without.out)["tokens"].toInt() <= 12, true);
    const CliResult tooMany = runCli(generate({"--prompt", "<image><image>Which colour?"}));
    QCOMPARE(tooMany.exitCode, 2);
}

void GenerateVerbsTest::adapterChangesTheAnswer()
{
    const CliResult base = runCli(generate({"--prompt", "<image>\nWhich colour?"}));
    const CliResult tuned = runCli(generate({"--prompt", "<image>\nWhich colour?", "--adapter", tiny_.path("adapter")}));
    QVERIFY2(tuned.exitCode == 0, tuned.err);
    QVERIFY(base.out != tuned.out);
    QCOMPARE(runCli(generate({"--prompt", "x", "--adapter", tiny_.path("nowhere")})).exitCode, 2);
}

QList<QJsonObject> GenerateVerbsTest::serve(const QByteArrayList& requests) const
{
    const CliResult result = runCli({"generate", "--model", tiny_.path("models/tiny"), "--serve"}, requests.join('\n') + '\n');
    QList<QJsonObject> replies;
    for (const QByteArray& line : result.out.split('\n'))
        if (!line.isEmpty())
            replies.append(QJsonDocument::fromJson(line).object());
    if (result.exitCode != 0)
        replies.clear();
    return replies;
}

void GenerateVerbsTest::serverAnswersStreamsAndGoesOnAfterErrors()
{
    const auto replies = serve({request(R"({"id": 1, "prompt": "<image>\nWhich colour?", "images": ["PICTURE"], "adapter": null, "max_new_tokens": 6})"),
        "this is no JSON", request(R"({"id": 2, "prompt": "hi", "images": ["/nowhere.png"]})"),
        request(R"({"id": "c", "messages": [{"role": "user", "content": "Which colour?"}], "images": ["PICTURE"], "adapter": "ADAPTER", "max_new_tokens": 6})"),
        request(R"({"id": 4, "prompt": "<image>\nWhich colour?", "images": ["PICTURE"], "max_new_tokens": 6})")});
    QVERIFY(replies.size() > 5);
    QVERIFY(replies.first()["ready"].toBool());
    QVERIFY(replies.first()["model"].toString().endsWith("models/tiny"));
    QMap<QString, QString> streamed, whole;
    int errors = 0;
    for (const auto& reply : replies) {
        const QString id = reply["id"].toVariant().toString();
        streamed[id] += reply["delta"].toString();
        if (reply["done"].toBool())
            whole[id] = reply["text"].toString();
        errors += reply.contains("error") && !reply["hint"].toString().isEmpty() ? 1 : 0;
    }
    QCOMPARE(errors, 2);
    QCOMPARE(whole.keys(), (QStringList{"1", "4", "c"}));
    for (const QString& id : whole.keys())
        QCOMPARE(streamed[id], whole[id]);
    QCOMPARE(whole["1"], whole["4"]); // the adapter is off again
}

void GenerateVerbsTest::serverCancels()
{
    QProcess server;
    server.start(LORIKEET_CLI_PATH, {"generate", "--model", tiny_.path("models/tiny"), "--serve"});
    server.write(R"({"id": 1, "prompt": "go on", "max_new_tokens": 100000, "temperature": 5.0})"
                 "\n");
    while (!server.readAllStandardOutput().contains("delta"))
        QVERIFY(server.waitForReadyRead(30'000));
    server.write("{\"cancel\": 1}\n");
    server.closeWriteChannel();
    QVERIFY(server.waitForFinished(30'000));
    QCOMPARE(server.exitCode(), 0);
    const QByteArray rest = server.readAllStandardOutput();
    const auto last = QJsonDocument::fromJson(rest.trimmed().split('\n').last()).object();
    QVERIFY2(last["done"].toBool() && last["cancelled"].toBool(), rest.right(300));
    QVERIFY(last["tokens"].toInt() < 100000);
}

void GenerateVerbsTest::evaluateWritesPredictions()
{
    const CliResult result = runCli({"evaluate", tiny_.yaml(), "val_size=3", "output_dir=" + tiny_.path("evaluated"), "--json"});
    QVERIFY2(result.exitCode == 0, result.err);
    const auto json = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(json["samples"].toInt(), 3);
    QVERIFY(json["loss"].toDouble() > 3);
    QVERIFY(json["exact_match"].isDouble());
    const auto lines = tiny_.bytes("evaluated/generated_predictions.jsonl").trimmed().split('\n');
    QCOMPARE(lines.size(), 3);
    for (const auto& line : lines) {
        const auto prediction = QJsonDocument::fromJson(line).object();
        QCOMPARE(prediction.keys(), (QStringList{"label", "predict", "prompt"}));
        QVERIFY(prediction["prompt"].toString().contains("Which colour?"));
    }
    const CliResult tuned = runCli({"evaluate", tiny_.yaml(), "val_size=3", "output_dir=" + tiny_.path("evaluated"), "--json", "--checkpoint", tiny_.path("adapter")});
    QVERIFY2(tuned.exitCode == 0, tuned.err);
    QVERIFY(QJsonDocument::fromJson(tuned.out)["loss"].toDouble() < json["loss"].toDouble());
}

void GenerateVerbsTest::evaluateWithoutHeldOutDataSaysSo()
{
    const CliResult result = runCli({"evaluate", tiny_.yaml()});
    QCOMPARE(result.exitCode, 2);
    QVERIFY(result.hintLine().contains("val_size"));
}

LK_TEST_CLASS(GenerateVerbsTest);
#include "generate_verbs_test.moc"

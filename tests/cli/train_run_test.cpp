#include "tiny_run.h"

#include "support/runner.h"

#include <QTest>

using namespace lorikeet::test;

/// Whole runs of `train`: what they write, that they learn, that a resume is exact.
class TrainRunTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void runFolderIsComplete();
    void logTellsTheWholeStory();
    void resumeIsBitEqual_data();
    void resumeIsBitEqual();
    void recomputingGivesTheSameRun();
    void packedRunNamesEverySample();
    void stageAndDataMustAgree();
    void changedSettingsAreSaidOnResume();
    void eightSamplesAreLearned();
    void stageOneTrainsTheProjectorAlone();
    void optionsAreListed();
    void benchMeasures();
    void summaryIsOneDocument();

private:
    TinyRun tiny_;
};

void TrainRunTest::runFolderIsComplete()
{
    const CliResult result = tiny_.train("complete");
    QVERIFY2(result.exitCode == 0, result.err);
    for (const char* name : {"run.yaml", "trainer_log.jsonl", "adapter_model.safetensors", "adapter_config.json", "tokenizer.json",
             "preprocessor_config.json", "trainer_state.json"})
        QVERIFY2(tiny_.has(QString("complete/") + name), name);
    for (const char* name : {"adapter_model.safetensors", "adapter_config.json", "optimizer.safetensors", "sampler_state.json",
             "trainer_state.json", "tokenizer.json", "manifest.json"})
        QVERIFY2(tiny_.has(QString("complete/checkpoint-4/") + name), name);
    const auto state = QJsonDocument::fromJson(tiny_.bytes("complete/checkpoint-4/trainer_state.json")).object();
    QCOMPARE(state["global_step"].toInt(), 4);
    QCOMPARE(state["log_history"].toArray().size(), 4);
    const auto files = QJsonDocument::fromJson(tiny_.bytes("complete/checkpoint-4/manifest.json"))["files"].toObject();
    QCOMPARE(files["adapter_model.safetensors"]["size"].toInt(), int(tiny_.bytes("complete/checkpoint-4/adapter_model.safetensors").size()));
    QVERIFY(result.out.contains("step 6/6"));
}

void TrainRunTest::logTellsTheWholeStory()
{
    const auto started = tiny_.log("complete", "run_started");
    QCOMPARE(started.size(), 1);
    const auto steps = tiny_.log("complete");
    QCOMPARE(steps.size(), 6);
    QCOMPARE(steps.last()["current_steps"].toInt(), 6);
    QCOMPARE(steps.first()["samples"].toArray().size(), 4);
    QVERIFY(steps.first()["loss"].toDouble() > 0);
    const auto saved = tiny_.log("complete", "checkpoint_saved");
    QCOMPARE(saved.size(), 3);
    const auto answers = tiny_.log("complete", "sample_text");
    QCOMPARE(answers.size(), 2 * 4); // two pinned samples at step 0 and at three checkpoints
    QCOMPARE(tiny_.log("complete", "run_finished").first()["status"].toString(), QString("completed"));
}

void TrainRunTest::resumeIsBitEqual_data()
{
    QTest::addColumn<QStringList>("method");
    QTest::addColumn<QString>("weights");
    QTest::newRow("lora") << QStringList{} << "adapter_model.safetensors";
    QTest::newRow("full") << QStringList{"finetuning_type=full", "learning_rate=0.001"} << "model.safetensors";
    QTest::newRow("full in bf16") << QStringList{"finetuning_type=full", "learning_rate=0.001", "compute_dtype=bfloat16"} << "model.safetensors";
    QTest::newRow("pure bf16") << QStringList{"finetuning_type=full", "learning_rate=0.001", "compute_dtype=bfloat16", "pure_bf16=true"} << "model.safetensors";
    QTest::newRow("freeze") << QStringList{"finetuning_type=freeze", "freeze_trainable_layers=1"} << "model.safetensors";
    QTest::newRow("dora") << QStringList{"use_dora=true"} << "adapter_model.safetensors";
    QTest::newRow("packed apart") << QStringList{"neat_packing=true", "cutoff_len=420", "gradient_accumulation_steps=1"} << "adapter_model.safetensors";
    QTest::newRow("plain text") << QStringList{"stage=pt", "dataset=data/texts.txt", "cutoff_len=12"} << "adapter_model.safetensors";
    QTest::newRow("neftune") << QStringList{"neftune_noise_alpha=5"} << "adapter_model.safetensors";
}

void TrainRunTest::resumeIsBitEqual()
{
    QFETCH(QStringList, method);
    QFETCH(QString, weights);
    const QString name = QString("resume-%1").arg(QTest::currentDataTag()).replace(' ', '-');
    const CliResult whole = tiny_.train(name, method);
    QVERIFY2(whole.exitCode == 0, whole.err);
    const QByteArray expected = tiny_.bytes(name + "/" + weights);
    const auto steps = tiny_.log(name);
    QVERIFY(!expected.isEmpty());
    tiny_.forgetAfter(name, 2);
    const CliResult resumed = tiny_.train(name, method + QStringList{"resume_from_checkpoint=auto"});
    QVERIFY2(resumed.exitCode == 0, resumed.err);
    QCOMPARE(tiny_.log(name, "run_started").last()["resumed_from"].toInt(), 2);
    const auto after = tiny_.log(name);
    QCOMPARE(after.size(), 6 + 4);
    for (int i = 0; i < 4; ++i)
        QVERIFY(after[6 + i]["loss"].toDouble() == steps[2 + i]["loss"].toDouble());
    QVERIFY(tiny_.bytes(name + "/" + weights) == expected);
}

/// Every loss and weight to the last bit, dropout included.
void TrainRunTest::recomputingGivesTheSameRun()
{
    QCOMPARE(tiny_.train("kept").exitCode, 0);
    const CliResult again = tiny_.train("recomputed", {"gradient_checkpointing=true"});
    QVERIFY2(again.exitCode == 0, again.err);
    QVERIFY(tiny_.bytes("recomputed/adapter_model.safetensors") == tiny_.bytes("kept/adapter_model.safetensors"));
}

/// Rows hold several samples; the log names every one of them in each pass.
void TrainRunTest::packedRunNamesEverySample()
{
    const CliResult result = tiny_.train("packed", {"neat_packing=true", "cutoff_len=420", "per_device_train_batch_size=8", "max_steps=2"});
    QVERIFY2(result.exitCode == 0, result.err);
    for (const auto& step : tiny_.log("packed")) {
        QList<int> seen;
        for (const auto& sample : step["samples"].toArray())
            seen.append(sample.toArray()[0].toInt());
        std::sort(seen.begin(), seen.end());
        QCOMPARE(seen, (QList<int>{0, 1, 2, 3, 4, 5, 6, 7}));
    }
    const CliResult shown = runCli({"encode", tiny_.yaml(), "--packed", "neat_packing=true", "cutoff_len=420"});
    QVERIFY2(shown.exitCode == 0, shown.err);
    QVERIFY(shown.out.trimmed().count('\n') < 7);
}

void TrainRunTest::stageAndDataMustAgree()
{
    const CliResult text = tiny_.train("texts", {"dataset=data/texts.txt"});
    QVERIFY(text.exitCode != 0 && text.err.contains("stage: pt"));
    const CliResult talk = tiny_.train("talk", {"stage=pt"});
    QVERIFY(talk.exitCode != 0 && talk.err.contains("stage: sft"));
}

void TrainRunTest::changedSettingsAreSaidOnResume()
{
    QCOMPARE(tiny_.train("changed").exitCode, 0);
    const CliResult resumed = tiny_.train("changed", {"resume_from_checkpoint=" + tiny_.path("changed/checkpoint-2"), "seed=7"});
    QVERIFY2(resumed.exitCode == 0, resumed.err);
    QVERIFY2(resumed.err.contains("changed since"), resumed.err);
}

void TrainRunTest::eightSamplesAreLearned()
{
    const CliResult result = tiny_.train("learned", {"finetuning_type=full", "freeze_multi_modal_projector=false", "learning_rate=0.003",
        "max_steps=300", "per_device_train_batch_size=8", "gradient_accumulation_steps=1", "save_strategy=no", "logging_steps=50"});
    QVERIFY2(result.exitCode == 0, result.err);
    const double last = tiny_.log("learned").last()["loss"].toDouble();
    QVERIFY2(last < 0.1, qPrintable(QString::number(last)));
    const CliResult evaluated = runCli({"evaluate", tiny_.path("learned/run.yaml"), "eval_dataset=" + tiny_.path("data/colours.json"),
        "--checkpoint", tiny_.path("learned"), "--json"});
    QVERIFY2(evaluated.exitCode == 0, evaluated.err);
    const auto json = QJsonDocument::fromJson(evaluated.out).object();
    QCOMPARE(json["exact_match"].toDouble(), 1.0);
    QVERIFY(json["loss"].toDouble() < 0.1);
    const CliResult answer = runCli({"generate", "--model", tiny_.path("learned"), "--image", tiny_.path("data/pictures/5.png"), "--prompt",
        "<image>\nWhich colour?"});
    QVERIFY2(answer.exitCode == 0, answer.err);
    QCOMPARE(answer.out.trimmed(), QByteArray("blue"));
}

void TrainRunTest::stageOneTrainsTheProjectorAlone()
{
    const CliResult result = tiny_.train("stage1", {"finetuning_type=full", "freeze_multi_modal_projector=false", "freeze_language_model=true",
        "max_steps=1", "save_strategy=no"});
    QVERIFY2(result.exitCode == 0, result.err);
    const auto started = tiny_.log("stage1", "run_started").first();
    QCOMPARE(started["trainable_parameters"].toInt(), 32 * 32 + 32 + 32 * 32 + 32);
}

void TrainRunTest::optionsAreListed()
{
    const CliResult result = runCli({"train", "--list-options", "--json"});
    QCOMPARE(result.exitCode, 0);
    bool hasRank = false;
    for (const auto& item : QJsonDocument::fromJson(result.out).array()) {
        const auto option = item.toObject();
        QVERIFY(!option["help"].toString().isEmpty());
        if (option["key"].toString() != "lora_rank")
            continue;
        hasRank = true;
        QCOMPARE(option["default"].toString(), QString("8"));
    }
    QVERIFY(hasRank);
    QVERIFY(runCli({"train", "--list-options"}).out.contains("lora_rank: 8"));
}

void TrainRunTest::benchMeasures()
{
    const CliResult result = runCli({"bench", tiny_.yaml(), "--steps", "4", "--json", "output_dir=" + tiny_.path("bench")});
    QVERIFY2(result.exitCode == 0, result.err);
    const auto json = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(json["steps"].toInt(), 4);
    for (const char* key : {"tokens_per_second", "samples_per_second", "seconds_per_step", "peak_rss_mib", "seconds_to_first_step"})
        QVERIFY2(json[key].toDouble() > 0, key);
    QVERIFY(std::abs(json["samples_per_second"].toDouble() * json["seconds_per_step"].toDouble() - 4) < 0.01);
    QVERIFY(!tiny_.has("bench"));
}

void TrainRunTest::summaryIsOneDocument()
{
    const CliResult result = tiny_.train("summary", {"--json", "max_steps=1"});
    QVERIFY2(result.exitCode == 0, result.err);
    const auto json = QJsonDocument::fromJson(result.out).object();
    QCOMPARE(json["status"].toString(), QString("completed"));
    QCOMPARE(json["step"].toInt(), 1);
}

LK_TEST_CLASS(TrainRunTest);
#include "train_run_test.moc"

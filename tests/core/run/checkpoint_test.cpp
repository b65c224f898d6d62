#include "core/run/run_folder.h"
#include "core/run/shell_script.h"
#include "core/run/trainer_state.h"

#include "core/config/run_yaml.h"
#include "support/runner.h"
#include "support/temporary_folder.h"

#include <QProcess>

using namespace lorikeet;
using namespace lorikeet::test;
namespace fs = std::filesystem;

namespace {

std::string stateJson(int64_t step, const std::string& evalLoss)
{
    const std::string at = std::to_string(step);
    return "{\"global_step\": " + at + ", \"max_steps\": 40, \"log_history\": [{\"step\": " + at + ", \"epoch\": 1.0, \"loss\": 2.5, \"learning_rate\": 1e-4, "
        "\"grad_norm\": 0.5}, {\"step\": " + at + ", \"epoch\": 1.0, \"eval_loss\": " + evalLoss + "}, {\"step\": " + at + ", \"train_loss\": 2.0}]}";
}

/// A checkpoint as this program writes it.
void writeOurs(const TemporaryFolder& folder, int64_t step, const std::string& evalLoss)
{
    const std::string name = "checkpoint-" + std::to_string(step) + "/";
    const std::string state = stateJson(step, evalLoss);
    folder.write(name + "adapter_config.json", "{}");
    folder.write(name + "adapter_model.safetensors", "12345678");
    folder.write(name + "trainer_state.json", state);
    folder.write(name + "manifest.json", "{\"version\": 1, \"files\": {\"adapter_config.json\": {\"size\": 2}, \"adapter_model.safetensors\": {\"size\": 8}, "
                                         "\"trainer_state.json\": {\"size\": " + std::to_string(state.size()) + "}}}");
}

std::vector<int64_t> stepsOf(const RunFolder& run)
{
    std::vector<int64_t> steps;
    for (const auto& checkpoint : run.checkpoints())
        steps.push_back(checkpoint.isFinal ? -checkpoint.step : checkpoint.step);
    return steps;
}

} // namespace

class CheckpointTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void onlyCompleteOnesAreListed()
    {
        TemporaryFolder folder;
        for (const int64_t step : {5, 10, 15, 20, 100})
            writeOurs(folder, step, "1.0");
        folder.write("checkpoint-10/adapter_model.safetensors", "1234");
        fs::remove(folder / "checkpoint-15/trainer_state.json");
        folder.write("checkpoint-20/manifest.json", "{\"files\": {");
        writeOurs(folder, 30, "1.0");
        fs::rename(folder / "checkpoint-30", folder / "checkpoint-30.tmp-1-2-3");
        folder.write("checkpoint-x/config.json", "{}");
        folder.write("checkpoint-40", "a file");
        const RunFolder run(folder.path());
        QCOMPARE(stepsOf(run), (std::vector<int64_t>{5, 100}));
        QCOMPARE(run.latestCheckpoint()->step, int64_t(100));
        QVERIFY(run.latestCheckpoint()->isAdapter);
        QCOMPARE(run.latestCheckpoint()->path, folder / "checkpoint-100");
    }

    void finalWeightsComeLastAndBestIsByEvaluation()
    {
        TemporaryFolder folder;
        const RunFolder run(folder.path());
        QVERIFY(!run.bestCheckpoint() && !run.latestCheckpoint());
        writeOurs(folder, 5, "null");
        writeOurs(folder, 10, "null");
        QCOMPARE(run.bestCheckpoint()->step, int64_t(10));
        writeOurs(folder, 5, "0.5");
        writeOurs(folder, 10, "0.25");
        folder.write("adapter_config.json", "{}");
        folder.write("adapter_model.safetensors", "x");
        folder.write("trainer_state.json", stateJson(12, "0.75"));
        QCOMPARE(stepsOf(run), (std::vector<int64_t>{5, 10, -12}));
        QCOMPARE(run.bestCheckpoint()->step, int64_t(10));
        QCOMPARE(*run.bestCheckpoint()->evalLoss, 0.25);
        QCOMPARE(run.latestCheckpoint()->step, int64_t(10));
    }

    void foldersOfTheHuggingFaceTrainerAreRead()
    {
        TemporaryFolder folder;
        folder.write("checkpoint-2/model.safetensors.index.json", "{\"weight_map\": {\"a\": \"model-1.safetensors\", \"b\": \"model-2.safetensors\"}}");
        folder.write("checkpoint-2/model-1.safetensors", "x");
        folder.write("checkpoint-2/config.json", "{}");
        folder.write("checkpoint-2/trainer_state.json", stateJson(2, "1.5"));
        const RunFolder run(folder.path());
        QVERIFY(run.checkpoints().empty());
        folder.write("checkpoint-2/model-2.safetensors", "x");
        QCOMPARE(stepsOf(run), std::vector<int64_t>{2});
        QVERIFY(!run.checkpoints()[0].isAdapter);
        QCOMPARE(*run.checkpoints()[0].evalLoss, 1.5);
        EventReader reader(run.logPath());
        QCOMPARE(reader.poll().size(), size_t(2));
        QVERIFY(reader.poll().empty());
        const RunStatus status = run.status();
        QCOMPARE(status.state, RunState::Stopped);
        QCOMPARE(status.step, int64_t(2));
        QCOMPARE(*status.lastLoss, 2.5);
        folder.write("trainer_state.json", stateJson(40, "1.0"));
        QCOMPARE(run.status().state, RunState::Completed);
        fs::remove(folder / "checkpoint-2/trainer_state.json");
        QVERIFY(run.checkpoints().empty());
    }

    void brokenTrainerStateIsNone()
    {
        TemporaryFolder folder;
        for (const char* text : {"", "{", "[]", "{}", "{\"global_step\": 3, \"log_history\": [1, {\"step\": \"x\", \"loss\": null}]}"}) {
            folder.write("trainer_state.json", text);
            const auto state = readTrainerState(folder.path());
            QCOMPARE(state.has_value(), std::string(text).find("global_step") != std::string::npos);
        }
    }

    void pruningKeepsTheNewest_data()
    {
        QTest::addColumn<int>("keep");
        QTest::addColumn<int>("left");
        QTest::newRow("all") << 0 << 4;
        QTest::newRow("more than there are") << 9 << 4;
        QTest::newRow("two") << 2 << 2;
        QTest::newRow("one") << 1 << 1;
    }
    void pruningKeepsTheNewest()
    {
        QFETCH(int, keep);
        QFETCH(int, left);
        TemporaryFolder folder;
        for (const int64_t step : {5, 10, 90, 100})
            writeOurs(folder, step, "1.0");
        writeOurs(folder, 95, "1.0");
        folder.write("checkpoint-95/adapter_model.safetensors", "broken");
        folder.write("adapter_config.json", "{}");
        folder.write("adapter_model.safetensors", "x");
        RunFolder run(folder.path());
        run.pruneCheckpoints(keep);
        auto steps = stepsOf(run);
        QCOMPARE(steps.size(), static_cast<size_t>(left + 1));
        QCOMPARE(steps[steps.size() - 2], int64_t(100));
        QVERIFY(fs::exists(folder / "checkpoint-95"));
        QCOMPARE(fs::exists(folder / "checkpoint-5"), left == 4);
    }

    void runsAreFoundNewestFirst()
    {
        TemporaryFolder folder;
        const auto at = [&](const std::string& file, int minutesAgo) {
            fs::last_write_time(folder.write(file, "{}\n"), fs::file_time_type::clock::now() - std::chrono::minutes(minutesAgo));
        };
        at("old/trainer_log.jsonl", 60);
        at("old/checkpoint-5/trainer_state.json", 1);
        at("deep/er/new/run.yaml", 1);
        fs::create_directories(folder / "deep/er/new/control");
        at("hf/checkpoint-7/trainer_state.json", 30);
        at("settings/run.yaml", 1);
        at("data/images/a.png", 1);
        at(".hidden/trainer_log.jsonl", 1);
        fs::create_directory_symlink(folder.path(), folder / "loop");
        fs::last_write_time(folder / "hf", fs::file_time_type::clock::now() - std::chrono::minutes(30));
        QCOMPARE(findRuns(folder.path()), (std::vector<std::string>{folder / "deep/er/new", folder / "hf", folder / "old"}));
        QCOMPARE(findRuns(folder / "old"), std::vector<std::string>{folder / "old"});
        QVERIFY(findRuns(folder / "nowhere").empty());
    }

    void scriptIsValidShellAndItsSettingsAreRead()
    {
        TemporaryFolder folder;
        RunOptions run;
        run.model.modelNameOrPath = "/models/it's $HOME";
        run.data.dataset = {"demo", "/data/`x`.json"};
        run.data.datasetDir = "/data/图";
        run.output.outputDir = folder / "out put";
        run.data.defaultSystem = "END_OF_RUN_YAML\n$(rm -rf x)";
        run.lora.rank = 16;
        const std::string script = writeShellScript(run);
        // A lorikeet-cli that only tells what it was asked for.
        folder.write("bin/lorikeet-cli", "#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; done\n");
        fs::permissions(folder / "bin/lorikeet-cli", fs::perms::owner_all);
        QProcess shell;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PATH", QString::fromStdString(folder / "bin:") + environment.value("PATH"));
        environment.insert("DATA", "/elsewhere");
        shell.setProcessEnvironment(environment);
        shell.start("sh", {QString::fromStdString(folder.write("script.sh", script))});
        QVERIFY(shell.waitForFinished());
        QCOMPARE(shell.readAllStandardError(), QByteArray());
        QCOMPARE(shell.exitCode(), 0);
        const QStringList words = QString::fromUtf8(shell.readAllStandardOutput()).split('\n');
        QCOMPARE(words[0], QString("train"));
        QCOMPARE(words[2], QString("model_name_or_path=/models/it's $HOME"));
        QCOMPARE(words[3], QString("dataset_dir=/elsewhere"));
        const RunOptions again = loadRun(words[1].toStdString()).options;
        QCOMPARE(again.lora.rank, 16);
        QCOMPARE(again.data.defaultSystem, run.data.defaultSystem);
        QCOMPARE(again.data.dataset, run.data.dataset);
        QVERIFY(script.find("\n#   llamafactory-cli train") != std::string::npos);
        QVERIFY(script.find("Several processes (torchrun) come with a later version") != std::string::npos);
    }
};

LK_TEST_CLASS(CheckpointTest);
#include "checkpoint_test.moc"

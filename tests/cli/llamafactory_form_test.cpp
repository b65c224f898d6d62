#include "support/cli_runner.h"
#include "support/runner.h"
#include "support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>

using namespace lorikeet::test;

/// A YAML and data as LLaMA-Factory's users have them run here unchanged, and its readers read what we write.
class LlamaFactoryFormTest : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void exampleRunsUnchanged();
    void logReadsAsLlamaFactorys();
    void scriptGivesTheYamlBack();

private:
    QTemporaryDir folder_;
    QString yaml_;
};

void LlamaFactoryFormTest::initTestCase()
{
    makeTinyLlava(folder_.filePath("models/tiny"));
    QDir().mkpath(folder_.filePath("data/mllm_demo_data"));
    const QList<QSize> sizes{{300, 168}, {300, 199}, {300, 166}};
    for (int i = 0; i < sizes.size(); ++i) {
        QImage picture(sizes[i], QImage::Format_RGB32);
        picture.fill(QColor::fromHsv(i * 90, 200, 200));
        QVERIFY(picture.save(folder_.filePath(QString("data/mllm_demo_data/%1.jpg").arg(i + 1))));
    }
    const QByteArray turn = R"({"role": "user", "content": "%q"}, {"role": "assistant", "content": "%a"})";
    const auto talk = [&](const QByteArray& q, const QByteArray& a) { return QByteArray(turn).replace("%q", q).replace("%a", a); };
    QByteArrayList rows;
    for (const char* picture : {"1", "2", "3"})
        rows += R"({"messages": [)" + talk("<image>Who are they?", "They are players.") + ", " + talk("What are they doing?", "They celebrate.")
            + R"(], "images": ["mllm_demo_data/)" + picture + R"(.jpg"]})";
    rows += R"({"messages": [)" + talk("<image>Who is it?", "A man.") + ", " + talk("<image>And here?", "A woman.")
        + R"(], "images": ["mllm_demo_data/1.jpg", "mllm_demo_data/2.jpg"]})";
    writeText(folder_.filePath("data/mllm_demo.json"), "[" + rows.join(",\n") + "]");
    writeText(folder_.filePath("data/identity.json"),
        R"([{"instruction": "hi", "input": "", "output": "Hello! I am Lori."}, {"instruction": "who are you?", "input": "", "output": "I am Lori."}])");
    writeText(folder_.filePath("data/dataset_info.json"), R"({"identity": {"file_name": "identity.json"},
      "mllm_demo": {"file_name": "mllm_demo.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
        "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}})");
    yaml_ = writeText(folder_.filePath("llava_lora_sft.yaml"), R"(### model
model_name_or_path: models/tiny
image_max_pixels: 262144
video_max_pixels: 16384
trust_remote_code: true

### method
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all

### dataset
dataset: mllm_demo,identity  # several
template: llava
cutoff_len: 2048
max_samples: 1000
preprocessing_num_workers: 16
dataloader_num_workers: 4

### output
output_dir: saves/tiny/lora/sft
logging_steps: 1
save_steps: 500
plot_loss: true
overwrite_output_dir: true
save_only_model: false
report_to: none

### train
per_device_train_batch_size: 1
gradient_accumulation_steps: 2
learning_rate: 1.0e-4
num_train_epochs: 3.0
lr_scheduler_type: cosine
warmup_ratio: 0.1
bf16: true
ddp_timeout: 180000000
resume_from_checkpoint: null
)");
}

void LlamaFactoryFormTest::exampleRunsUnchanged()
{
    const CliResult result = runCli({"train", yaml_}, {}, {}, folder_.path());
    QVERIFY2(result.exitCode == 0, result.err);
    for (const char* file : {"adapter_model.safetensors", "adapter_config.json", "tokenizer.json", "trainer_log.jsonl", "run.yaml"})
        QVERIFY2(QFile::exists(folder_.filePath(QString("saves/tiny/lora/sft/") + file)), file);
}

void LlamaFactoryFormTest::logReadsAsLlamaFactorys()
{
    QFile log(folder_.filePath("saves/tiny/lora/sft/trainer_log.jsonl"));
    QVERIFY(log.open(QIODevice::ReadOnly));
    int steps = 0;
    for (const QByteArray& line : log.readAll().trimmed().split('\n')) {
        const QJsonObject object = QJsonDocument::fromJson(line).object();
        QVERIFY2(!object.isEmpty(), line);
        if (object.contains("event") || !object.contains("loss"))
            continue;
        ++steps;
        QCOMPARE(object["current_steps"].toInt(), steps);
        QCOMPARE(object["total_steps"].toInt(), 9);
        QVERIFY(object["lr"].isDouble() && object["loss"].isDouble() && object["epoch"].isDouble() && object["percentage"].isDouble());
        QVERIFY(QRegularExpression("^\\d+:\\d\\d:\\d\\d$").match(object["elapsed_time"].toString()).hasMatch());
        QVERIFY(QRegularExpression("^\\d+:\\d\\d:\\d\\d$").match(object["remaining_time"].toString()).hasMatch());
    }
    QCOMPARE(steps, 9); // 6 rows, 2 a step, 3 passes
}

void LlamaFactoryFormTest::scriptGivesTheYamlBack()
{
    const CliResult result = runCli({"script", yaml_});
    QVERIFY2(result.exitCode == 0, result.err);
    QVERIFY2(result.out.startsWith("#!"), result.out);
    for (const char* part : {"lorikeet-cli", "llamafactory-cli", "lora_rank: 8", "template: llava"})
        QVERIFY2(result.out.contains(part), part);
}

LK_TEST_CLASS(LlamaFactoryFormTest);
#include "llamafactory_form_test.moc"

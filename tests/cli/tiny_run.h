#pragma once
/// @file A project of eight pictures with a tiny random LLaVA, for tests of whole runs.

#include "support/cli_runner.h"
#include "support/tiny_model.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>

namespace lorikeet::test {

class TinyRun {
public:
    TinyRun()
    {
        makeTinyLlava(path("models/tiny"));
        QDir().mkpath(path("data/pictures"));
        QJsonArray rows;
        const char* const names[] = {"red", "orange", "yellow", "green", "cyan", "blue", "violet", "pink"};
        for (int i = 0; i < 8; ++i) {
            QImage picture(64, 64, QImage::Format_RGB32);
            picture.fill(QColor::fromHsv(i * 45, 255, 60 + 25 * i));
            picture.save(path(QString("data/pictures/%1.png").arg(i)));
            rows.append(QJsonObject{{"id", QString::number(i)}, {"image", QString("pictures/%1.png").arg(i)},
                {"conversations", QJsonArray{QJsonObject{{"from", "human"}, {"value", "<image>\nWhich colour?"}},
                                      QJsonObject{{"from", "gpt"}, {"value", names[i]}}}}});
        }
        writeText(path("data/colours.json"), QJsonDocument(rows).toJson());
        writeText(path("data/texts.txt"), QByteArray("The cat sat on the mat.\n\nA second text, which is longer than the first one.\nThe last.\n").repeated(6));
        writeText(path("run.yaml"), R"(model_name_or_path: models/tiny
dataset: data/colours.json
template: llava
finetuning_type: lora
learning_rate: 0.01
per_device_train_batch_size: 2
gradient_accumulation_steps: 2
max_steps: 6
logging_steps: 1
save_steps: 2
lora_dropout: 0.1
compute_dtype: float32
probe_count: 2
max_new_tokens: 8
output_dir: out
)");
    }

    QString path(const QString& name) const { return folder_.filePath(name); }
    QString yaml() const { return path("run.yaml"); }
    /// lorikeet-cli train run.yaml with overrides; output_dir is relative to the project.
    CliResult train(const QString& output, QStringList overrides = {}, const QMap<QString, QString>& environment = {}) const
    {
        overrides.prepend("output_dir=" + path(output));
        overrides.prepend(yaml());
        overrides.prepend("train");
        return runCli(overrides, {}, environment);
    }
    /// The lines of a run's log; `event` = "" gives its steps.
    QList<QJsonObject> log(const QString& output, const QString& event = {}) const
    {
        QList<QJsonObject> found;
        QFile file(path(output + "/trainer_log.jsonl"));
        if (!file.open(QIODevice::ReadOnly))
            return found;
        for (const QByteArray& line : file.readAll().split('\n')) {
            const QJsonObject json = QJsonDocument::fromJson(line).object();
            if (!json.isEmpty() && json["event"].toString() == event)
                found.append(json);
        }
        return found;
    }
    QByteArray bytes(const QString& name) const
    {
        QFile file(path(name));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    bool has(const QString& name) const { return QFile::exists(path(name)); }
    /// Removes everything that came after a checkpoint, as if the run had been killed there.
    void forgetAfter(const QString& output, int step) const
    {
        QDir run(path(output));
        for (const QString& name : run.entryList({"checkpoint-*"}, QDir::Dirs))
            if (name.mid(11).toInt() > step)
                QDir(run.filePath(name)).removeRecursively();
        for (const QString& name : run.entryList({"*.safetensors"}, QDir::Files))
            run.remove(name);
    }

private:
    QTemporaryDir folder_;
};

} // namespace lorikeet::test

#pragma once
/// @file A small project on disk: two datasets with pictures, a text dataset, two tiny models, a lesson. And a stand-in for lorikeet-cli.

#include "support/temporary_folder.h"
#include "support/tiny_model.h"

#include <QFile>
#include <QImage>
#include <QString>

#include <fmt/format.h>

namespace lorikeet::test {

class TestProject {
public:
    TestProject()
    {
        root_.write("project.lorikeet", "version: 1\nname: Test project\n");
        for (int i = 0; i < 6; ++i) {
            QImage picture(56, 56, QImage::Format_RGB32);
            picture.fill(QColor::fromHsv(i * 60, 200, 220));
            std::filesystem::create_directories(root_ / "data/pictures");
            picture.save(QString::fromStdString(root_ / fmt::format("data/pictures/{}.png", i)));
        }
        root_.write("data/dataset_info.json",
            R"({"shapes_train": {"file_name": "shapes_train.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
                "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}},
              "shapes_validation": {"file_name": "shapes_validation.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
                "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}},
              "words": {"file_name": "words.json"}})");
        root_.write("data/shapes_train.json", shapes(20, 0));
        root_.write("data/shapes_validation.json", shapes(6, 3));
        std::string words = "[";
        for (int i = 0; i < 10; ++i)
            words += fmt::format(R"({}{{"instruction": "Say {}", "input": "", "output": "number {}"}})", i ? "," : "", i, i);
        root_.write("data/words.json", words + "]");
        makeTinyLlama(QString::fromStdString(root_ / "models/tiny-text"));
        makeTinyLlava(QString::fromStdString(root_ / "models/tiny-sight"));
        root_.write("lessons/1-look.yaml",
            "# title: 1 · Look\n# summary: It learns to name colours.\nmodel_name_or_path: ../models/tiny-sight\ndataset_dir: ../data\n"
            "dataset: shapes_train\neval_dataset: shapes_validation\nfinetuning_type: lora\nlora_rank: 4\nnum_train_epochs: 2\n"
            "per_device_train_batch_size: 4\nlearning_rate: 2.0e-3\neval_strategy: steps\neval_steps: 5\noutput_dir: ../runs/lesson-1\n");
    }

    std::string path() const { return root_.path(); }
    QString folder() const { return QString::fromStdString(root_.path()); }
    std::string operator/(const std::string& name) const { return root_ / name; }
    const TemporaryFolder& root() const { return root_; }

    /// A shell script that stands in for lorikeet-cli, named in LORIKEET_CLI.
    QString useFakeCli(const std::string& body) const
    {
        const auto path = QString::fromStdString(root_.write("fake-cli.sh", "#!/bin/sh\n" + body));
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("LORIKEET_CLI", path.toUtf8());
        return path;
    }

private:
    /// About three pictures, in turn, from this one on.
    static std::string shapes(int count, int firstPicture)
    {
        std::string rows = "[";
        for (int i = 0; i < count; ++i)
            rows += fmt::format(R"({}{{"messages": [{{"role": "user", "content": "<image>What colour is it?"}},
                {{"role": "assistant", "content": "colour {} of them"}}], "images": ["pictures/{}.png"]}})",
                i ? "," : "", i, firstPicture + i % 3);
        return rows + "]";
    }
    TemporaryFolder root_;
};

} // namespace lorikeet::test

#pragma once
/// @file A temporary folder with data files, for tests.

#include "core/config/run_options.h"
#include "core/data/dataset.h"

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QString>
#include <QTemporaryDir>

namespace lorikeet::test {

class DataFolder {
public:
    std::string path(const char* name = "") const { return folder_.filePath(QString::fromUtf8(name)).toStdString(); }

    std::string write(const char* name, const QByteArray& bytes) const
    {
        const QString file = folder_.filePath(QString::fromUtf8(name));
        QDir().mkpath(QFileInfo(file).path());
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly))
            qFatal("can't write %s", name);
        out.write(bytes);
        return file.toStdString();
    }
    /// A small sound picture.
    std::string picture(const char* name) const
    {
        QFile source(QStringLiteral(LORIKEET_FIXTURES "/pictures/rgb_420.jpg"));
        if (!source.open(QIODevice::ReadOnly))
            qFatal("no fixture");
        return write(name, source.readAll());
    }
    QByteArray read(const char* name) const
    {
        QFile file(folder_.filePath(QString::fromUtf8(name)));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    /// The dataset "d" of dataset_info.json here.
    Dataset open(const std::vector<std::string>& names = {"d"}, int maxSamples = 0) const
    {
        DataOptions options;
        options.datasetDir = path();
        options.maxSamples = maxSamples;
        return Dataset::open(options, names);
    }

private:
    QTemporaryDir folder_;
};

inline const char* kMessagesInfo = R"({"d": {"file_name": "d.json", "formatting": "sharegpt",
  "columns": {"messages": "messages", "images": "images"},
  "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant", "system_tag": "system"}}})";

} // namespace lorikeet::test

#pragma once
/// @file A small project with pictures, made anew for each test of the window.

#include "core/data/project.h"

#include <QDir>
#include <QFile>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QString>
#include <QtTest>

namespace lorikeet::test {

inline void writeBytes(const QString& path, const QByteArray& bytes)
{
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly), qPrintable(path));
    QCOMPARE(file.write(bytes), static_cast<qint64>(bytes.size()));
}

inline QByteArray readBytes(const QString& path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

inline QJsonObject rowOf(const QString& question, const QString& answer, const QStringList& images)
{
    const QJsonArray turns{QJsonObject{{"from", "human"}, {"value", question}}, QJsonObject{{"from", "gpt"}, {"value", answer}}};
    QJsonObject row{{"conversations", turns}};
    row["images"] = QJsonArray::fromStringList(images);
    return row;
}

/// Row i of `count` shows picture-i.png (a colour of its own, 64 × 48) and answers "a … card number i"; then one row of words only.
/// With `hasFaults` two rows more: a picture that isn't there and one that is damaged.
inline void makeSampleProject(const QString& folder, int count, bool hasFaults = false)
{
    Project::create(folder.toStdString(), "Cards");
    QVERIFY(QDir(folder).mkpath("data/pictures"));
    const QString data = folder + "/data/";
    const QStringList colours{"red", "green", "blue", "yellow"};
    QJsonArray rows;
    for (int i = 0; i < count; ++i) {
        QImage image(64, 48, QImage::Format_RGB32);
        image.fill(QColor(colours[i % 4]));
        const QString name = QString("pictures/picture-%1.png").arg(i);
        QVERIFY(image.save(data + name));
        rows.append(rowOf("<image>What is it?", QString("a %1 card number %2").arg(colours[i % 4]).arg(i), {name}));
    }
    rows.append(rowOf("Which words?", "only words", {}));
    if (hasFaults) {
        rows.append(rowOf("<image>What is it?", "missing", {"pictures/nowhere.png"}));
        writeBytes(data + "pictures/damaged.png", "this is no picture");
        rows.append(rowOf("<image>What is it?", "damaged", {"pictures/damaged.png"}));
    }
    writeBytes(data + "cards.json", QJsonDocument(rows).toJson());
    const QJsonObject columns{{"messages", "conversations"}, {"images", "images"}};
    const QJsonObject cards{{"file_name", "cards.json"}, {"formatting", "sharegpt"}, {"columns", columns}};
    writeBytes(data + "dataset_info.json", QJsonDocument(QJsonObject{{"cards", cards}}).toJson());
}

} // namespace lorikeet::test

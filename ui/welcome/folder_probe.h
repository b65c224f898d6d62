#pragma once
/// @file Whether folders are there, without waiting for their disks.

#include <QHash>
#include <QObject>
#include <QSet>
#include <QString>

namespace lorikeet {

/// Of each folder at most one question is under way, however long its disk takes and however often it is asked for.
class FolderProbe : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;
    /// Looks again, off this thread.
    void look(const QString& folder);
    /// As far as is known: a folder that wasn't looked at yet, or whose disk doesn't answer, counts as there.
    bool isThere(const QString& folder) const { return last_.value(folder, true); }

Q_SIGNALS:
    /// Another answer than before.
    void changed(const QString& folder);

private:
    QSet<QString> underWay_;
    QHash<QString, bool> last_;
};

} // namespace lorikeet

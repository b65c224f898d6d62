#pragma once
/// @file One thread's connection to the file of thumbnails.

#include "ui/dataset/thumbnail_store.h"

#include <QSqlDatabase>
#include <QSqlQuery>

#include <vector>

namespace lorikeet {

class ThumbnailDatabase {
public:
    enum class Mode { Read, Write };
    /// How the last call ended.
    enum class State {
        Good,
        Absent,  ///< No file, or it may not be used.
        Busy,    ///< Somebody else holds it.
        Damaged, ///< It is no sound database.
    };
    struct Entry {
        ThumbnailKey key;
        QByteArray picture; ///< Empty = it was used, nothing new.
    };
    struct Found {
        QByteArray picture;
        int64_t usedMs = 0; ///< Since the epoch.
    };

    ThumbnailDatabase(QString file, Mode mode);
    ~ThumbnailDatabase();
    ThumbnailDatabase(const ThumbnailDatabase&) = delete;
    ThumbnailDatabase& operator=(const ThumbnailDatabase&) = delete;

    /// Mode::Write makes the file and its table where there is none. Calling it again does nothing.
    State open();
    State state() const { return state_; }
    Found find(const ThumbnailKey& key);
    /// All or none, in one transaction.
    State write(const std::vector<Entry>& entries, int64_t nowMs);
    /// Removes what was used longest ago until the pages in use are well below `maxBytes`, if they are above it.
    State evict(int64_t maxBytes);
    /// Reads everything; Damaged where a part of it isn't sound.
    State check();

private:
    State prepareTables();
    State note(const QSqlError& error);
    State run(const QString& statement);
    int64_t number(const QString& statement);
    QString file_;
    Mode mode_;
    QString name_;
    QSqlDatabase database_;
    QSqlQuery find_;
    State state_ = State::Absent;
    bool isOpen_ = false;
};

} // namespace lorikeet

#include "ui/dataset/thumbnail_database.h"

#include <QDir>
#include <QFileInfo>
#include <QSqlError>
#include <QVariant>

#include <algorithm>
#include <atomic>

namespace lorikeet {
namespace {

constexpr int kFormat = 1; ///< user_version of the file; another one is made anew.
constexpr int64_t kEvictAtOnce = 2000;

QString newName()
{
    static std::atomic<int> number{0};
    return QStringLiteral("thumbnails-%1").arg(number++);
}

} // namespace

ThumbnailDatabase::ThumbnailDatabase(QString file, Mode mode) : file_(std::move(file)), mode_(mode), name_(newName()) {}

ThumbnailDatabase::~ThumbnailDatabase()
{
    find_ = QSqlQuery();
    if (!database_.isValid())
        return;
    database_.close();
    database_ = QSqlDatabase();
    QSqlDatabase::removeDatabase(name_);
}

ThumbnailDatabase::State ThumbnailDatabase::open()
{
    if (isOpen_)
        return state_;
    if (mode_ == Mode::Write)
        QDir().mkpath(QFileInfo(file_).absolutePath());
    else if (!QFileInfo(file_).isFile())
        return state_ = State::Absent;
    if (!database_.isValid())
        database_ = QSqlDatabase::addDatabase(QStringLiteral("QSQLITE"), name_);
    database_.setDatabaseName(file_);
    database_.setConnectOptions(mode_ == Mode::Write ? QStringLiteral("QSQLITE_BUSY_TIMEOUT=1500") : QStringLiteral("QSQLITE_OPEN_READONLY;QSQLITE_BUSY_TIMEOUT=40"));
    if (!database_.open())
        return note(database_.lastError());
    state_ = State::Good;
    if (mode_ == Mode::Write && prepareTables() != State::Good) {
        database_.close();
        return state_;
    }
    find_ = QSqlQuery(database_);
    if (!find_.prepare(QStringLiteral("SELECT picture, used FROM thumbnails WHERE path = ? AND side = ? AND size = ? AND mtime = ?"))) {
        note(find_.lastError());
        find_ = QSqlQuery();
        database_.close();
        return state_;
    }
    isOpen_ = true;
    return state_;
}

ThumbnailDatabase::State ThumbnailDatabase::prepareTables()
{
    const int64_t format = number(QStringLiteral("PRAGMA user_version"));
    if (state_ != State::Good)
        return state_;
    run(QStringLiteral("PRAGMA journal_mode = WAL"));
    run(QStringLiteral("PRAGMA synchronous = NORMAL"));
    run(QStringLiteral("PRAGMA journal_size_limit = 16777216"));
    if (format == kFormat || state_ != State::Good)
        return state_;
    run(QStringLiteral("BEGIN IMMEDIATE"));
    if (state_ == State::Good && number(QStringLiteral("PRAGMA user_version")) == kFormat)
        return run(QStringLiteral("COMMIT")); // Another window was quicker.
    const QString statements[] = {
        QStringLiteral("DROP TABLE IF EXISTS thumbnails"),
        QStringLiteral("CREATE TABLE thumbnails (id INTEGER PRIMARY KEY, path TEXT NOT NULL, side INTEGER NOT NULL, size INTEGER NOT NULL, "
                       "mtime INTEGER NOT NULL, used INTEGER NOT NULL, picture BLOB NOT NULL, UNIQUE (path, side))"),
        QStringLiteral("CREATE INDEX thumbnails_by_use ON thumbnails (used)"),
        QStringLiteral("PRAGMA user_version = %1").arg(kFormat),
        QStringLiteral("COMMIT"),
    };
    for (const QString& statement : statements)
        if (run(statement) != State::Good)
            break;
    return state_;
}

ThumbnailDatabase::State ThumbnailDatabase::note(const QSqlError& error)
{
    constexpr int kBusy = 5, kLocked = 6, kCorrupt = 11, kFull = 13, kNoDatabase = 26;
    const int code = error.nativeErrorCode().toInt() & 0xFF;
    if (code == kCorrupt || code == kNoDatabase)
        return state_ = State::Damaged;
    return state_ = code == kBusy || code == kLocked || code == kFull ? State::Busy : State::Absent;
}

ThumbnailDatabase::State ThumbnailDatabase::run(const QString& statement)
{
    if (state_ != State::Good)
        return state_;
    QSqlQuery query(database_);
    return query.exec(statement) ? State::Good : note(query.lastError());
}

int64_t ThumbnailDatabase::number(const QString& statement)
{
    QSqlQuery query(database_);
    if (query.exec(statement) && query.next())
        return query.value(0).toLongLong();
    note(query.lastError());
    return 0;
}

ThumbnailDatabase::Found ThumbnailDatabase::find(const ThumbnailKey& key)
{
    if (open() != State::Good)
        return {};
    find_.bindValue(0, key.path);
    find_.bindValue(1, key.side);
    find_.bindValue(2, static_cast<qlonglong>(key.size));
    find_.bindValue(3, static_cast<qlonglong>(key.mtimeNs));
    Found found;
    if (!find_.exec())
        note(find_.lastError());
    else if (find_.next())
        found = {find_.value(0).toByteArray(), find_.value(1).toLongLong()};
    else if (find_.lastError().isValid())
        note(find_.lastError());
    find_.finish(); // Lets go of the read lock.
    return found;
}

ThumbnailDatabase::State ThumbnailDatabase::write(const std::vector<Entry>& entries, int64_t nowMs)
{
    if (open() != State::Good)
        return state_;
    if (!database_.transaction())
        return note(database_.lastError());
    QSqlQuery insert(database_), touch(database_);
    insert.prepare(QStringLiteral("INSERT OR REPLACE INTO thumbnails (path, side, size, mtime, used, picture) VALUES (?, ?, ?, ?, ?, ?)"));
    touch.prepare(QStringLiteral("UPDATE thumbnails SET used = ? WHERE path = ? AND side = ?"));
    for (const Entry& entry : entries) {
        QSqlQuery& query = entry.picture.isEmpty() ? touch : insert;
        const auto now = static_cast<qlonglong>(nowMs);
        const auto values = entry.picture.isEmpty()
            ? QVariantList{now, entry.key.path, entry.key.side}
            : QVariantList{entry.key.path, entry.key.side, static_cast<qlonglong>(entry.key.size), static_cast<qlonglong>(entry.key.mtimeNs), now, entry.picture};
        for (int i = 0; i < values.size(); ++i)
            query.bindValue(i, values[i]);
        if (!query.exec()) {
            note(query.lastError());
            break;
        }
    }
    insert.finish();
    touch.finish();
    if (state_ == State::Good && !database_.commit())
        note(database_.lastError());
    const State ended = state_;
    if (ended != State::Good)
        database_.rollback();
    if (ended == State::Busy)
        state_ = State::Good; // The next batch may find it free.
    return ended;
}

ThumbnailDatabase::State ThumbnailDatabase::evict(int64_t maxBytes)
{
    const auto bytesUsed = [&] {
        return (number(QStringLiteral("PRAGMA page_count")) - number(QStringLiteral("PRAGMA freelist_count"))) * number(QStringLiteral("PRAGMA page_size"));
    };
    if (open() != State::Good || bytesUsed() <= maxBytes)
        return state_;
    const int64_t wanted = maxBytes / 10 * 9;
    for (int64_t used = bytesUsed(); state_ == State::Good && used > wanted; used = bytesUsed()) {
        const int64_t count = number(QStringLiteral("SELECT COUNT(*) FROM thumbnails"));
        if (count == 0)
            break;
        const int64_t tooMany = std::clamp((used - wanted) * count / used, int64_t{1}, kEvictAtOnce);
        run(QStringLiteral("DELETE FROM thumbnails WHERE id IN (SELECT id FROM thumbnails ORDER BY used, id LIMIT %1)").arg(tooMany));
    }
    return state_;
}

ThumbnailDatabase::State ThumbnailDatabase::check()
{
    if (open() != State::Good)
        return state_;
    QSqlQuery query(database_);
    if (!query.exec(QStringLiteral("PRAGMA quick_check(1)")) || !query.next())
        return note(query.lastError());
    return state_ = query.value(0).toString() == QLatin1String("ok") ? State::Good : State::Damaged;
}

} // namespace lorikeet

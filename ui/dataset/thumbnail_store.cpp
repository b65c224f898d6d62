#include "ui/dataset/thumbnail_store.h"

#include "core/base/file.h"
#include "ui/dataset/thumbnail_database.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QSemaphore>
#include <QStandardPaths>
#include <QThread>
#include <QTimer>

#include <atomic>
#include <chrono>
#include <filesystem>

namespace lorikeet {
namespace {

constexpr int kBatch = 256;
constexpr int kBatchMs = 400;
constexpr int kMaxWaiting = 600;      ///< More than this are dropped: about 10 MB.
constexpr int kMaxTries = 5;
constexpr int kBatchesToEviction = 16;
constexpr int64_t kRetryMs = 1000;    ///< After a locked or missing file.
constexpr int kCloseMs = 3000;

using State = ThumbnailDatabase::State;

int nextNumber()
{
    static std::atomic<int> count{0};
    return count++;
}

int64_t nowMs()
{
    return QDateTime::currentMSecsSinceEpoch();
}

} // namespace

std::optional<ThumbnailKey> thumbnailKey(const std::string& path, int side)
{
    std::error_code error;
    const std::filesystem::path file = toPath(path);
    if (!std::filesystem::is_regular_file(file, error) || error)
        return std::nullopt;
    ThumbnailKey key{QString::fromStdString(path), 0, 0, side};
    key.size = static_cast<int64_t>(std::filesystem::file_size(file, error));
    if (!error) {
        const auto time = std::chrono::file_clock::to_sys(std::filesystem::last_write_time(file, error));
        key.mtimeNs = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
    }
    return error ? std::nullopt : std::optional(key);
}

/// What the threads share.
struct ThumbnailStore::Shared {
    QString file;
    Limits limits;
    int number = nextNumber(); ///< Of the store in this process.
    std::atomic<int> waiting{0};
    std::atomic<int> fileNumber{0}; ///< Grows when the file was set aside: readers open the new one.
};

/// Lives on a thread of its own and does all the writing.
class ThumbnailStore::Writer : public QObject {
public:
    explicit Writer(std::shared_ptr<Shared> shared) : shared_(std::move(shared)), timer_(this)
    {
        timer_.setSingleShot(true);
        timer_.setInterval(kBatchMs);
        connect(&timer_, &QTimer::timeout, this, &Writer::commit);
        moveToThread(&thread_);
        thread_.setObjectName(QStringLiteral("thumbnail writer"));
        thread_.start(QThread::LowPriority);
    }

    void begin() // So that readers have a file, and a full one is cleared out.
    {
        if (database().open() == State::Damaged)
            setAside();
        database().evict(shared_->limits.maxBytes);
    }

    void take(const ThumbnailDatabase::Entry& entry)
    {
        batch_.push_back(entry);
        if (batch_.size() >= kBatch)
            commit();
        else if (!timer_.isActive())
            timer_.start();
    }

    void commit()
    {
        timer_.stop();
        if (batch_.empty())
            return;
        State state = database().write(batch_, nowMs());
        if (state == State::Damaged) {
            setAside();
            state = database().write(batch_, nowMs());
        }
        if (state == State::Busy && ++tries_ < kMaxTries) { // Somebody else is at it.
            timer_.start();
            return;
        }
        tries_ = 0;
        shared_->waiting -= static_cast<int>(batch_.size());
        batch_.clear();
        if (state == State::Absent)
            database_.reset(); // Perhaps the folder is there again next time.
        else if (++batches_ % kBatchesToEviction == 0)
            database().evict(shared_->limits.maxBytes);
    }

    /// A reader met a damaged page.
    void examine()
    {
        database_.reset();
        if (database().check() == State::Damaged)
            setAside();
    }

    void finish()
    {
        commit();
        database_.reset();
        thread_.quit();
    }

    bool wait(int ms) { return thread_.wait(static_cast<unsigned long>(ms)); }

private:
    ThumbnailDatabase& database()
    {
        if (!database_)
            database_ = std::make_unique<ThumbnailDatabase>(shared_->file, ThumbnailDatabase::Mode::Write);
        return *database_;
    }

    void setAside()
    {
        database_.reset();
        const QString damaged = shared_->file + QStringLiteral(".damaged");
        QFile::remove(damaged);
        QFile::rename(shared_->file, damaged);
        for (const char* ending : {"-wal", "-shm"})
            QFile::remove(shared_->file + QLatin1String(ending));
        ++shared_->fileNumber;
        database().open();
    }

    std::shared_ptr<Shared> shared_;
    QThread thread_;
    QTimer timer_;
    std::unique_ptr<ThumbnailDatabase> database_;
    std::vector<ThumbnailDatabase::Entry> batch_;
    int batches_ = 0;
    int tries_ = 0;
};

/// A thread's own connection; SQLite's must not wander between threads.
struct ThumbnailStore::Reader {
    std::unique_ptr<ThumbnailDatabase> database;
    int storeNumber = -1;
    int fileNumber = -1;
    int64_t notBeforeMs = 0;
};

QString ThumbnailStore::defaultFile()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericCacheLocation) + QStringLiteral("/lorikeet/thumbnails.sqlite");
}

std::shared_ptr<ThumbnailStore> ThumbnailStore::shared()
{
    static std::weak_ptr<ThumbnailStore> known;
    std::shared_ptr<ThumbnailStore> store = known.lock();
    if (!store)
        known = store = std::make_shared<ThumbnailStore>();
    return store;
}

ThumbnailStore::ThumbnailStore(QString file, Limits limits) : shared_(std::make_shared<Shared>())
{
    shared_->file = std::move(file);
    shared_->limits = limits;
    writer_ = new Writer(shared_);
    QMetaObject::invokeMethod(writer_, [writer = writer_] { writer->begin(); });
}

ThumbnailStore::~ThumbnailStore()
{
    QMetaObject::invokeMethod(writer_, [writer = writer_] { writer->finish(); });
    if (writer_->wait(kCloseMs))
        delete writer_; // Otherwise the disk hangs: better a thread that stays than a window that doesn't close.
}

QByteArray ThumbnailStore::find(const ThumbnailKey& key)
{
    thread_local Reader reader;
    if (reader.storeNumber != shared_->number || reader.fileNumber != shared_->fileNumber) {
        reader.database.reset();
        reader.storeNumber = shared_->number;
        reader.fileNumber = shared_->fileNumber;
        reader.notBeforeMs = 0;
    }
    const int64_t now = nowMs();
    if (now < reader.notBeforeMs)
        return {};
    if (!reader.database)
        reader.database = std::make_unique<ThumbnailDatabase>(shared_->file, ThumbnailDatabase::Mode::Read);
    const ThumbnailDatabase::Found found = reader.database->find(key);
    const State state = reader.database->state();
    if (state != State::Good) {
        if (state == State::Damaged)
            QMetaObject::invokeMethod(writer_, [writer = writer_] { writer->examine(); });
        // A file that isn't there yet is being made: soon again. One that somebody holds: later.
        reader.notBeforeMs = now + (state == State::Absent ? kBatchMs : kRetryMs);
        reader.database.reset();
        return {};
    }
    if (!found.picture.isEmpty() && now - found.usedMs >= shared_->limits.touchMs)
        put(key, {});
    return found.picture;
}

void ThumbnailStore::put(const ThumbnailKey& key, const QByteArray& bytes)
{
    if (shared_->waiting >= kMaxWaiting)
        return;
    ++shared_->waiting;
    QMetaObject::invokeMethod(writer_, [writer = writer_, entry = ThumbnailDatabase::Entry{key, bytes}] { writer->take(entry); }, Qt::QueuedConnection);
}

bool ThumbnailStore::flush(int ms)
{
    auto done = std::make_shared<QSemaphore>();
    QMetaObject::invokeMethod(writer_, [writer = writer_, done] {
        writer->commit();
        done->release();
    }, Qt::QueuedConnection);
    return done->tryAcquire(1, ms);
}

} // namespace lorikeet

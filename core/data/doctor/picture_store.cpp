#include "core/data/doctor/picture_store.h"

#include "core/base/file.h"
#include "core/data/doctor/facts_bytes.h"

#include <cstdlib>
#include <mutex>
#include <unordered_map>

#include <sqlite3.h>

namespace lorikeet {
namespace {

namespace fs = std::filesystem;

constexpr int kVersion = 1; ///< Of the table and of what the facts mean.
constexpr size_t kWaiting = 256; ///< Written together.
constexpr int kBusyMs = 3'000;
constexpr int64_t kMostBytes = int64_t{1} << 30;

struct Close {
    void operator()(sqlite3* database) const { sqlite3_close(database); }
};
struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

bool execute(sqlite3* database, const char* sql)
{
    return sqlite3_exec(database, sql, nullptr, nullptr, nullptr) == SQLITE_OK;
}

Statement prepare(sqlite3* database, const char* sql)
{
    sqlite3_stmt* statement = nullptr;
    sqlite3_prepare_v2(database, sql, -1, &statement, nullptr);
    return Statement(statement);
}

int64_t numberOf(sqlite3* database, const char* sql)
{
    const Statement statement = prepare(database, sql);
    return statement && sqlite3_step(statement.get()) == SQLITE_ROW ? sqlite3_column_int64(statement.get(), 0) : -1;
}

std::string_view blobOf(sqlite3_stmt* statement, int column)
{
    const void* bytes = sqlite3_column_blob(statement, column);
    return bytes == nullptr ? std::string_view() : std::string_view(static_cast<const char*>(bytes), static_cast<size_t>(sqlite3_column_bytes(statement, column)));
}

void bindBlob(sqlite3_stmt* statement, int place, const std::string& bytes)
{
    sqlite3_bind_blob(statement, place, bytes.data(), static_cast<int>(bytes.size()), SQLITE_STATIC);
}

/// Opens the file with its table. null where that can't be done; `isDamaged` tells a broken file from one that can't be written.
Database openDatabase(const std::string& path, bool& isDamaged)
{
    sqlite3* raw = nullptr;
    const int opened = sqlite3_open_v2(path.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_FULLMUTEX, nullptr);
    Database database(raw);
    isDamaged = false;
    if (opened != SQLITE_OK)
        return nullptr;
    sqlite3_busy_timeout(raw, kBusyMs);
    const bool isReady = execute(raw, "PRAGMA journal_mode=WAL") && execute(raw, "PRAGMA synchronous=NORMAL");
    const int64_t version = isReady ? numberOf(raw, "PRAGMA user_version") : -1;
    if (isReady && version != kVersion && version >= 0)
        execute(raw, "DROP TABLE IF EXISTS picture; PRAGMA user_version=1");
    if (isReady
        && execute(raw, "CREATE TABLE IF NOT EXISTS picture(path TEXT PRIMARY KEY, size INTEGER, time INTEGER, facts BLOB, tiny BLOB)")
        && numberOf(raw, "SELECT count(*) FROM (SELECT facts FROM picture LIMIT 1)") >= 0) {
        if (numberOf(raw, "PRAGMA page_count") * numberOf(raw, "PRAGMA page_size") > kMostBytes)
            execute(raw, "DELETE FROM picture WHERE rowid < (SELECT (min(rowid) + max(rowid)) / 2 FROM picture)");
        return database;
    }
    const int code = sqlite3_errcode(raw);
    isDamaged = code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
    return nullptr;
}

/// Out of the way, to be looked at by whoever wants to know; one is kept.
void setAside(const std::string& path)
{
    std::error_code error;
    fs::rename(toPath(path), toPath(path + ".damaged"), error);
    for (const char* companion : {"-wal", "-shm"})
        fs::remove(toPath(path + companion), error);
}

} // namespace

struct PictureStore::State {
    struct Waiting {
        Stamp stamp;
        PictureFacts facts;
        std::string tiny;
    };
    std::mutex mutex;
    std::string path;
    Database database;
    Statement findFacts, findTiny, insert;
    std::unordered_map<std::string, Waiting> waiting;

    void open()
    {
        bool isDamaged = false;
        database = openDatabase(path, isDamaged);
        if (!database && isDamaged) {
            setAside(path);
            database = openDatabase(path, isDamaged);
        }
        if (!database)
            return;
        findFacts = prepare(database.get(), "SELECT facts FROM picture WHERE path=? AND size=? AND time=?");
        findTiny = prepare(database.get(), "SELECT tiny FROM picture WHERE path=? AND size=? AND time=?");
        insert = prepare(database.get(), "INSERT OR REPLACE INTO picture(path, size, time, facts, tiny) VALUES(?, ?, ?, ?, ?)");
        if (!findFacts || !findTiny || !insert)
            close();
    }

    void close()
    {
        findFacts.reset();
        findTiny.reset();
        insert.reset();
        database.reset();
    }

    /// The blob of a picture; nullopt where there is none.
    std::optional<std::string> read(const Statement& statement, const std::string& picture, const Stamp& stamp)
    {
        if (!database)
            return std::nullopt;
        sqlite3_stmt* query = statement.get();
        sqlite3_bind_text(query, 1, picture.data(), static_cast<int>(picture.size()), SQLITE_STATIC);
        sqlite3_bind_int64(query, 2, stamp.size);
        sqlite3_bind_int64(query, 3, stamp.time);
        std::optional<std::string> result;
        const int code = sqlite3_step(query);
        if (code == SQLITE_ROW)
            result = std::string(blobOf(query, 0));
        sqlite3_reset(query);
        reopenIfDamaged(code);
        return result;
    }

    void reopenIfDamaged(int code)
    {
        if (code != SQLITE_CORRUPT && code != SQLITE_NOTADB)
            return;
        close();
        setAside(path);
        open();
    }

    void write()
    {
        if (!database || waiting.empty() || !execute(database.get(), "BEGIN IMMEDIATE"))
            return;
        int code = SQLITE_DONE;
        for (const auto& [picture, entry] : waiting) {
            const std::string facts = factsToBytes(entry.facts);
            sqlite3_bind_text(insert.get(), 1, picture.data(), static_cast<int>(picture.size()), SQLITE_STATIC);
            sqlite3_bind_int64(insert.get(), 2, entry.stamp.size);
            sqlite3_bind_int64(insert.get(), 3, entry.stamp.time);
            bindBlob(insert.get(), 4, facts);
            bindBlob(insert.get(), 5, entry.tiny);
            code = sqlite3_step(insert.get());
            sqlite3_reset(insert.get());
            if (code != SQLITE_DONE)
                break;
        }
        if (code == SQLITE_DONE && execute(database.get(), "COMMIT"))
            waiting.clear();
        else
            execute(database.get(), "ROLLBACK");
        reopenIfDamaged(code);
    }
};

std::string PictureStore::defaultPath()
{
    const char* cache = std::getenv("XDG_CACHE_HOME");
    const char* home = std::getenv("HOME");
    if (cache != nullptr && *cache != '\0')
        return toUtf8(toPath(cache) / "lorikeet" / "picture_facts.sqlite");
    if (home != nullptr && *home != '\0')
        return toUtf8(toPath(home) / ".cache" / "lorikeet" / "picture_facts.sqlite");
    return {};
}

PictureStore::PictureStore(const std::string& path) : state_(std::make_unique<State>())
{
    if (path.empty())
        return;
    std::error_code error;
    fs::create_directories(toPath(path).parent_path(), error);
    state_->path = path;
    state_->open();
}

PictureStore::~PictureStore()
{
    flush();
}

std::optional<PictureStore::Stamp> PictureStore::stampOf(const std::string& path)
{
    std::error_code error;
    if (path.find('\0') != std::string::npos)
        return std::nullopt;
    const fs::path native = toPath(path);
    if (!fs::is_regular_file(native, error))
        return std::nullopt;
    const auto size = fs::file_size(native, error);
    if (error)
        return std::nullopt;
    const auto time = fs::last_write_time(native, error);
    if (error)
        return std::nullopt;
    return Stamp{static_cast<int64_t>(size), static_cast<int64_t>(time.time_since_epoch().count())};
}

std::optional<PictureFacts> PictureStore::find(const std::string& path)
{
    const auto stamp = stampOf(path);
    if (!stamp)
        return std::nullopt;
    const std::lock_guard lock(state_->mutex);
    const auto bytes = state_->read(state_->findFacts, path, *stamp);
    return bytes ? factsFromBytes(*bytes) : std::nullopt;
}

void PictureStore::add(const std::string& path, const std::optional<Stamp>& stamp, const PictureFacts& facts, const std::string& tiny)
{
    // What can't be opened now may be there the next time.
    if (!stamp || stampOf(path) != stamp || (facts.problem && facts.problem->rule == "image.missing"))
        return;
    const std::lock_guard lock(state_->mutex);
    state_->waiting[path] = {*stamp, facts, tiny};
    if (state_->database && state_->waiting.size() >= kWaiting)
        state_->write();
}

std::string PictureStore::tinyOf(const std::string& path)
{
    const std::lock_guard lock(state_->mutex);
    if (const auto found = state_->waiting.find(path); found != state_->waiting.end())
        return found->second.tiny;
    const auto stamp = stampOf(path);
    return stamp ? state_->read(state_->findTiny, path, *stamp).value_or(std::string()) : std::string();
}

void PictureStore::flush()
{
    const std::lock_guard lock(state_->mutex);
    state_->write();
}

} // namespace lorikeet

#pragma once
/// @file What was found out about pictures, remembered between starts by path, size and time of change.

#include "core/vision/picture_facts.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace lorikeet {

/// One SQLite file, shared by several processes. Thread-safe. A file that is damaged is set aside; where nothing can be written,
/// nothing is remembered: that is never an error.
class PictureStore {
public:
    /// XDG_CACHE_HOME/lorikeet/picture_facts.sqlite (~/.cache where it isn't set); "" where there is no such place.
    static std::string defaultPath();
    /// "" = remembers nothing.
    explicit PictureStore(const std::string& path);
    ~PictureStore();
    PictureStore(const PictureStore&) = delete;
    PictureStore& operator=(const PictureStore&) = delete;

    /// What is remembered of a file that wasn't changed since.
    std::optional<PictureFacts> find(const std::string& path);
    /// What tells one state of a file from another; taken before the file is read.
    struct Stamp {
        int64_t size = 0;
        int64_t time = 0;
        bool operator==(const Stamp&) const = default;
    };
    /// nullopt for what is no file.
    static std::optional<Stamp> stampOf(const std::string& path);
    /// Kept in memory until some are there, then written in one transaction. `tiny` as lookAtPicture gives it. Not for a file that has been changed since
    /// its stamp was taken.
    void add(const std::string& path, const std::optional<Stamp>& stamp, const PictureFacts& facts, const std::string& tiny);
    /// "" where none is known.
    std::string tinyOf(const std::string& path);
    /// Writes what waits.
    void flush();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace lorikeet

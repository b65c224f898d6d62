#pragma once
/// @file Random access to bytes in memory or in a file, for readers of headers that need only a part of it.

#include "core/vision/decode.h"

#include <cstdint>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>

namespace lorikeet {

class ByteSource {
public:
    virtual ~ByteSource() = default;
    virtual uint64_t size() const = 0;
    /// `count` bytes (at most kWindow) at `offset`; fewer where the end comes first. Valid until the next call.
    virtual std::string_view view(uint64_t offset, size_t count) = 0;

    static constexpr size_t kWindow = 64 * 1024;

    /// Unsigned numbers; nullopt where they lie beyond the end.
    std::optional<uint32_t> big16(uint64_t offset) { return number(offset, 2, true); }
    std::optional<uint32_t> big32(uint64_t offset) { return number(offset, 4, true); }
    std::optional<uint32_t> little16(uint64_t offset) { return number(offset, 2, false); }
    std::optional<uint32_t> little32(uint64_t offset) { return number(offset, 4, false); }
    std::optional<uint32_t> byte(uint64_t offset) { return number(offset, 1, false); }
    std::optional<uint32_t> number(uint64_t offset, size_t count, bool isBigEndian);
};

class MemorySource : public ByteSource {
public:
    explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
    uint64_t size() const override { return bytes_.size(); }
    std::string_view view(uint64_t offset, size_t count) override;

private:
    std::string_view bytes_;
};

class FileSource : public ByteSource {
public:
    /// Opens a regular file; anything else (missing, folder, pipe, device) is refused without touching it: ok() is false then and
    /// `problem` filled.
    FileSource(const std::string& path, DecodeProblem& problem, const DecodeLimits& limits);
    bool ok() const { return isOk_; }
    uint64_t size() const override { return size_; }
    std::string_view view(uint64_t offset, size_t count) override;
    /// The whole file; nullopt where it can't be read.
    std::optional<std::string> readAll();

private:
    std::ifstream file_;
    uint64_t size_ = 0;
    uint64_t windowStart_ = 0;
    std::string window_;
    bool isOk_ = false;
};

} // namespace lorikeet

#include "core/vision/byte_source.h"

#include "core/base/file.h"
#include "core/vision/problems.h"

#include <algorithm>
#include <filesystem>

namespace lorikeet {

std::optional<uint32_t> ByteSource::number(uint64_t offset, size_t count, bool isBigEndian)
{
    const std::string_view bytes = view(offset, count);
    if (bytes.size() < count)
        return std::nullopt;
    uint32_t result = 0;
    for (size_t i = 0; i < count; ++i)
        result = result << 8 | static_cast<uint8_t>(bytes[isBigEndian ? i : count - 1 - i]);
    return result;
}

std::string_view MemorySource::view(uint64_t offset, size_t count)
{
    if (offset >= bytes_.size())
        return {};
    return bytes_.substr(static_cast<size_t>(offset), count);
}

FileSource::FileSource(const std::string& path, DecodeProblem& problem, const DecodeLimits& limits)
{
    if (path.find('\0') != std::string::npos) {
        problem = missingPicture(path);
        return;
    }
    const std::filesystem::path native = toPath(path);
    std::error_code error;
    const std::filesystem::file_status status = std::filesystem::status(native, error);
    if (!std::filesystem::exists(status)) {
        problem = missingPicture(path);
        return;
    }
    if (!std::filesystem::is_regular_file(status)) {
        problem = notAFile(path);
        return;
    }
    size_ = std::filesystem::file_size(native, error);
    file_.open(native, std::ios::binary);
    if (error || !file_) {
        problem = unreadablePicture(path);
        return;
    }
    if (size_ == 0) {
        problem = emptyPicture(path);
        return;
    }
    if (size_ > limits.maxBytes) {
        problem = tooManyBytes(path, size_, limits.maxBytes);
        return;
    }
    isOk_ = true;
}

std::string_view FileSource::view(uint64_t offset, size_t count)
{
    if (offset >= size_)
        return {};
    count = static_cast<size_t>(std::min<uint64_t>(std::min(count, kWindow), size_ - offset));
    if (offset < windowStart_ || offset + count > windowStart_ + window_.size()) {
        // Small steps forward are common, jumps to the end are too: 4 KiB serve most reads.
        const size_t wanted = static_cast<size_t>(std::min<uint64_t>(std::max<size_t>(count, 4096), size_ - offset));
        window_.resize(wanted);
        file_.clear();
        file_.seekg(static_cast<std::streamoff>(offset));
        file_.read(window_.data(), static_cast<std::streamsize>(wanted));
        window_.resize(static_cast<size_t>(std::max<std::streamsize>(file_.gcount(), 0)));
        windowStart_ = offset;
    }
    const std::string_view window = window_;
    const size_t begin = static_cast<size_t>(offset - windowStart_);
    return begin >= window.size() ? std::string_view{} : window.substr(begin, count);
}

std::optional<std::string> FileSource::readAll()
{
    std::string bytes(static_cast<size_t>(size_), '\0');
    file_.clear();
    file_.seekg(0);
    file_.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (file_.gcount() != static_cast<std::streamsize>(bytes.size()))
        return std::nullopt;
    return bytes;
}

} // namespace lorikeet

#include "core/data/media_path.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/outside_folders.h"
#include "core/data/project_file.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <mutex>
#include <shared_mutex>

namespace lorikeet {
namespace fs = std::filesystem;

/// Which folders really lie inside: data files name few folders and many files.
struct MediaPaths::Cache {
    std::shared_mutex mutex;
    std::unordered_map<std::string, bool> isInside;
};

namespace {

std::string normal(const fs::path& path)
{
    std::string text = toUtf8(path.lexically_normal());
    while (text.size() > 1 && text.ends_with('/'))
        text.pop_back();
    return text;
}

std::string normalised(const std::string& text, bool isComposed)
{
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* form = isComposed ? icu::Normalizer2::getNFCInstance(status) : icu::Normalizer2::getNFDInstance(status);
    std::string result;
    if (U_SUCCESS(status))
        form->normalize(icu::UnicodeString::fromUTF8(text), status).toUTF8String(result);
    return U_SUCCESS(status) ? result : text;
}

std::string withoutPercents(const std::string& text)
{
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
    std::string result;
    for (size_t i = 0; i < text.size(); ++i) {
        const bool isCode = text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0;
        result += isCode ? static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2])) : text[i];
        i += isCode ? 2 : 0;
    }
    return result;
}

/// "https" of "https://…"; "" where there is no such beginning.
std::string schemeOf(const std::string& written)
{
    const size_t colon = written.find(':');
    if (colon == std::string::npos || colon < 2 || colon > 12)
        return "";
    const std::string scheme = toLowerAscii(std::string_view(written).substr(0, colon));
    const bool isWord = scheme.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+") == std::string::npos;
    return isWord && (written.compare(colon, 3, "://") == 0 || scheme == "data") ? scheme : "";
}

/// How the same path may stand on this disk, the literal one first.
std::vector<std::string> spellings(const std::string& written)
{
    std::vector<std::string> result{written};
    const auto add = [&](std::string spelling) {
        if (!spelling.empty() && std::find(result.begin(), result.end(), spelling) == result.end())
            result.push_back(std::move(spelling));
    };
    if (written.find('\\') != std::string::npos) {
        std::string slashed = written;
        std::replace(slashed.begin(), slashed.end(), '\\', '/');
        add(slashed);
    }
    add(trim(result.back()));
    std::string bare = result.back();
    while (bare.size() > 1 && bare.ends_with('/'))
        bare.pop_back();
    add(bare);
    if (!isAscii(bare)) {
        add(normalised(bare, true));
        add(normalised(bare, false));
    }
    add(std::string(withoutCaptionNumber(bare)));
    return result;
}

} // namespace

MediaPaths::MediaPaths(std::vector<std::string> folders, const std::vector<std::string>& allowed) : folders_(std::move(folders)), cache_(std::make_unique<Cache>())
{
    std::error_code error;
    workingFolder_ = toUtf8(fs::current_path(error));
    for (std::string& folder : folders_)
        folder = normal(fs::absolute(toPath(folder)));
    roots_ = folders_;
    for (const std::string& folder : allowed)
        if (!folder.empty())
            roots_.push_back(normal(fs::absolute(toPath(folder))));
    for (const std::string& root : roots_)
        if (const fs::path real = fs::canonical(toPath(root), error); !error)
            realRoots_.push_back(normal(real));
}

MediaPaths::~MediaPaths() = default;
MediaPaths::MediaPaths(MediaPaths&&) noexcept = default;

bool MediaPaths::isBelowRoot(const std::string& path) const
{
    const auto holds = [&](const std::string& root) { return isBelow(path, root); };
    return std::any_of(roots_.begin(), roots_.end(), holds) || std::any_of(realRoots_.begin(), realRoots_.end(), holds);
}

bool MediaPaths::isReallyBelowRoot(const std::string& path) const
{
    std::error_code error;
    const std::string real = normal(fs::canonical(toPath(path), error));
    return !error && std::any_of(realRoots_.begin(), realRoots_.end(), [&](const std::string& root) { return isBelow(real, root); });
}

bool MediaPaths::isFolderInside(const std::string& folder) const
{
    {
        const std::shared_lock lock(cache_->mutex);
        if (const auto found = cache_->isInside.find(folder); found != cache_->isInside.end())
            return found->second;
    }
    const bool isInside = isReallyBelowRoot(folder);
    const std::unique_lock lock(cache_->mutex);
    return cache_->isInside.emplace(folder, isInside).first->second;
}

/// Looks at one absolute candidate, its folder first: nothing beyond the folders is even asked for.
MediaPaths::Resolved MediaPaths::look(const std::string& candidate) const
{
    if (!isBelowRoot(candidate))
        return {Place::Outside, candidate};
    std::error_code error;
    const std::string folder = candidate.substr(0, std::max<size_t>(candidate.rfind('/'), 1));
    if (!isFolderInside(folder))
        return {fs::exists(toPath(folder), error) ? Place::Outside : Place::Missing, candidate};
    const fs::file_type type = fs::symlink_status(toPath(candidate), error).type();
    if (type == fs::file_type::symlink) {
        const bool isDangling = !fs::exists(toPath(candidate), error);
        return {isDangling ? Place::Missing : isReallyBelowRoot(candidate) ? Place::Found : Place::Outside, candidate};
    }
    return {type == fs::file_type::not_found || type == fs::file_type::none ? Place::Missing : Place::Found, candidate};
}

MediaPaths::Resolved MediaPaths::resolve(const std::string& given) const
{
    const std::string scheme = schemeOf(given);
    if (scheme == "data")
        return {Place::Embedded, given.substr(0, 32)};
    if (!scheme.empty() && scheme != "file")
        return {Place::Remote, given};
    const std::string written = scheme == "file" ? withoutPercents(given.substr(7)) : given;
    if (written.find('\0') != std::string::npos || !isValidUtf8(written))
        return {Place::Missing, folders_.empty() ? workingFolder_ : folders_.front()};
    std::optional<Resolved> outside;
    std::string expected;
    for (const std::string& spelling : spellings(written)) {
        const fs::path path = toPath(spelling);
        for (const std::string& folder : folders_) {
            Resolved found = look(normal(toPath(folder) / path));
            if (found.place == Place::Found)
                return found;
            if (found.place == Place::Outside && !outside)
                outside = std::move(found);
            else if (found.place == Place::Missing && expected.empty())
                expected = std::move(found.path);
        }
        if (path.is_absolute())
            continue;
        Resolved found = look(normal(toPath(workingFolder_) / path));
        if (found.place == Place::Found)
            return found;
        // LLaMA-Factory would take it from there: worth saying, where it is there. Only for plain names, which lead nowhere else.
        std::error_code error;
        const bool isPlain = found.path.starts_with(workingFolder_ + "/");
        if (found.place == Place::Outside && isPlain && !outside && fs::is_regular_file(fs::symlink_status(toPath(found.path), error)))
            outside = std::move(found);
        else if (folders_.empty() && expected.empty())
            expected = std::move(found.path);
    }
    if (outside)
        return *outside;
    return {Place::Missing, expected};
}

std::string_view withoutCaptionNumber(std::string_view written)
{
    const size_t sign = written.rfind('#');
    const bool isNumber = sign != std::string_view::npos && sign + 1 < written.size()
        && std::all_of(written.begin() + static_cast<std::ptrdiff_t>(sign) + 1, written.end(), [](char c) { return c >= '0' && c <= '9'; });
    return isNumber ? written.substr(0, sign) : written;
}

std::string projectFolderOf(const std::string& folder)
{
    std::error_code error;
    for (fs::path at = fs::absolute(toPath(folder)).lexically_normal(); at.has_relative_path(); at = at.parent_path())
        if (fs::is_regular_file(at / ProjectFile::kFileName, error))
            return normal(at);
    return "";
}

} // namespace lorikeet

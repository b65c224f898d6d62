#pragma once
/// @file From a picture's path as the data file spells it to an absolute one that lies where pictures may be read from.

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

/// LLaMA-Factory's rule: below the media folder where that file exists, else as written from the working directory. But only within the
/// given folders: what leads out (absolute paths, `..`, links) is told and never opened. Thread-safe.
class MediaPaths {
public:
    enum class Place {
        Found,
        Missing, ///< `path` is where it is expected, within the folders.
        Outside, ///< `path` is where it leads, for people.
        Remote,  ///< An address (http:, s3: …); nothing is downloaded.
        Embedded ///< The picture itself (data:).
    };
    struct Resolved {
        Place place = Place::Missing;
        std::string path; ///< Absolute and normalised.
    };

    /// @param folders tried in this order; the first is where a missing picture is said to be expected.
    /// @param allowed further folders that pictures may lie in, by absolute path or through links.
    explicit MediaPaths(std::vector<std::string> folders, const std::vector<std::string>& allowed = {});
    ~MediaPaths();
    MediaPaths(MediaPaths&&) noexcept;

    /// Also finds what was written on other systems: `sub\a.jpg`, `a.jpg/`, `file://…`, names composed otherwise (NFC, NFD).
    /// `written` must be valid UTF-8 without NUL.
    Resolved resolve(const std::string& written) const;
    /// The folders that pictures may lie in, the given ones first.
    const std::vector<std::string>& roots() const { return roots_; }

private:
    struct Cache;
    bool isBelowRoot(const std::string& path) const;
    bool isReallyBelowRoot(const std::string& path) const;
    bool isFolderInside(const std::string& folder) const;
    Resolved look(const std::string& candidate) const;
    std::vector<std::string> folders_;
    std::vector<std::string> roots_;     ///< As given, absolute.
    std::vector<std::string> realRoots_; ///< With links followed.
    std::string workingFolder_;
    std::unique_ptr<Cache> cache_;
};

/// "a.jpg" of "a.jpg#2", the second of a picture's several captions in Flickr's lists; anything else as it is.
std::string_view withoutCaptionNumber(std::string_view written);

/// Folder of the project (project.lorikeet) that a folder lies in, or "".
std::string projectFolderOf(const std::string& folder);

} // namespace lorikeet

#include "core/data/formats/folder_walk.h"

#include "core/base/file.h"
#include "core/base/strings.h"
#include "core/data/outside_folders.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <set>
#include <system_error>
#include <unordered_set>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

class FolderWalk {
public:
    FolderWalk(const std::string& folder, const ImportOptions& options, const std::function<bool(FoundFile)>& visit)
        : folder_(folder), prefix_(folder.ends_with('/') ? folder.size() : folder.size() + 1), visit_(visit), stop_(options.stop), roots_{realPath(toPath(folder))}
    {
        for (const std::string& allowed : options.folders)
            roots_.push_back(realPath(toPath(allowed)));
        std::erase(roots_, "");
    }

    /// Linked folders come behind all that stand in their own places, by name: which of several ways leads to a file is always the same.
    std::vector<Issue> run()
    {
        bool isGoingOn = walk({folder_, realPath(toPath(folder_))});
        while (isGoingOn && !links_.empty()) {
            const std::string link = links_.extract(links_.begin()).value();
            const std::string target = realPath(link);
            if (isInside(target))
                isGoingOn = walk({link, target});
            else
                reportOutside(link, target);
        }
        return std::move(issues_);
    }

private:
    struct Place {
        std::string path;
        std::string real;
    };

    bool isInside(const std::string& real) const
    {
        return std::any_of(roots_.begin(), roots_.end(), [&](const std::string& root) { return isBelow(real, root); });
    }

    /// A folder and those that stand in it. False where the visitor has seen enough.
    bool walk(Place top)
    {
        std::vector<Place> open{std::move(top)};
        while (!open.empty()) {
            const Place place = std::move(open.back());
            open.pop_back();
            if (walked_.insert(place.real).second && !list(place, open))
                return false;
        }
        return true;
    }

    bool list(const Place& place, std::vector<Place>& open)
    {
        std::error_code error;
        fs::directory_iterator at(place.path, error);
        for (; !error && at != fs::directory_iterator(); at.increment(error)) {
            stop_.check();
            const std::string& path = at->path().native();
            const size_t name = path.rfind('/') + 1;
            std::error_code statError;
            if (path[name] == '.')
                continue;
            if (!at->is_directory(statError)) {
                if (statError && lowerEnding(path).empty())
                    reportLost(path, statError);
                if (!visit_({path.substr(prefix_), kindOf(*at)}))
                    return false;
            } else if (at->is_symlink(statError)) {
                links_.insert(path);
            } else {
                open.push_back({path, place.real + "/" + path.substr(name)});
            }
        }
        if (error)
            issues_.push_back({Severity::Fatal, "folder.unreadable", shownName(place.path), -1,
                Text(LK_TEXT("The folder %1 could not be listed to its end: %2. What it holds is missing here."), shownName(place.path), error.message()),
                LK_TEXT("Check its permissions and its disk, or move it out of the data, and open the data again.")});
        return true;
    }

    FoundFile::Kind kindOf(const fs::directory_entry& entry) const
    {
        std::error_code error;
        if (!entry.is_regular_file(error))
            return FoundFile::Kind::Other;
        if (!entry.is_symlink(error))
            return FoundFile::Kind::File;
        return isInside(realPath(entry.path())) ? FoundFile::Kind::LinkInside : FoundFile::Kind::LinkOutside;
    }

    /// What has no ending may well have been a folder, on a disk that isn't there now.
    void reportLost(const std::string& link, const std::error_code& why)
    {
        issues_.push_back({Severity::Warning, "folder.unreadable", shownName(link), -1,
            Text(LK_TEXT("%1 leads to nothing that can be reached: %2. If it was a folder, what it holds is missing here."), shownName(link), why.message()),
            LK_TEXT("Connect its disk and open the data again, or remove the link.")});
    }

    void reportOutside(const std::string& link, const std::string& target)
    {
        issues_.push_back({Severity::Warning, "image.outside", shownName(link), -1,
            Text(LK_TEXT("The folder %1 is a link that leads out of the data folder, to %2; it is not opened."), shownName(link), shownName(target)),
            outsideHint(shownName(target))});
    }

    const std::string& folder_;
    size_t prefix_;
    const std::function<bool(FoundFile)>& visit_;
    const StopSign& stop_;
    std::vector<std::string> roots_;         ///< Where files may really lie.
    std::unordered_set<std::string> walked_; ///< Real places.
    std::set<std::string> links_;            ///< To folders, not followed yet.
    std::vector<Issue> issues_;
};

} // namespace

std::vector<Issue> walkFolder(const std::string& folder, const ImportOptions& options, const std::function<bool(FoundFile)>& visit)
{
    return FolderWalk(folder, options, visit).run();
}

Text outsideHint(const std::string& folder)
{
    return Text(LK_TEXT("Copy the pictures into the data folder, or allow their folder: in the window with \"Allow this folder\", in a YAML with media_folders: [\"%1\"]."), folder);
}

std::string shownName(const std::string& name)
{
    std::string shown = name;
    if (!isValidUtf8(name))
        std::replace_if(shown.begin(), shown.end(), [](char c) { return static_cast<unsigned char>(c) >= 0x80; }, '?');
    return shown;
}

std::string lowerEnding(const std::string& path)
{
    const size_t name = path.rfind('/') == std::string::npos ? 0 : path.rfind('/') + 1;
    const size_t dot = path.rfind('.');
    return dot == std::string::npos || dot <= name ? "" : toLowerAscii(std::string_view(path).substr(dot));
}

bool isPictureName(const std::string& path)
{
    constexpr std::array<std::string_view, 8> kEndings{".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif", ".tif", ".tiff"};
    const std::string ending = lowerEnding(path);
    return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

} // namespace lorikeet

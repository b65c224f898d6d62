#include "core/data/edits_align.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <fmt/format.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <tuple>
#include <unordered_set>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

/// Rows that no edit fits yet, by file and mark, in the order of the file.
class FreeRows {
public:
    void add(std::string_view file, uint64_t mark, size_t sample) { rows_[{file, mark}].push_back(sample); }
    std::optional<size_t> take(std::string_view file, uint64_t mark)
    {
        const auto found = rows_.find({file, mark});
        if (found == rows_.end() || found->second.empty())
            return std::nullopt;
        const size_t sample = found->second.front();
        found->second.pop_front();
        return sample;
    }

private:
    std::map<std::pair<std::string_view, uint64_t>, std::deque<size_t>> rows_;
};

} // namespace

std::string keptAside(const std::string& sampleId, const RowMark& mark)
{
    return isKeptAside(sampleId) ? sampleId : fmt::format("{}@{:x}", sampleId, mark.text);
}

bool isKeptAside(std::string_view sampleId)
{
    const size_t sign = sampleId.rfind('@');
    return sign != std::string_view::npos && !placeOf(sampleId).file.empty() && sampleId.rfind('#') < sign;
}

EditJournal::Alignment EditJournal::align(const Scan& scan, const std::vector<Sample>& samples)
{
    Alignment result;
    result.edits.resize(samples.size());
    const bool hasMarks = std::any_of(scan.shards.begin(), scan.shards.end(), [](const Scan::Shard& shard) { return shard.hasMarks; });
    std::vector<uint64_t> texts(samples.size(), 0); // What each row says.
    for (size_t i = 0; i < samples.size(); ++i) {
        const Scan::Sample* edits = scan.find(samples[i].id);
        if (hasMarks && !placeOf(samples[i].id).file.empty())
            texts[i] = markOf(samples[i]);
        if (edits != nullptr && (!edits->mark || texts[i] == 0 || edits->mark.text == texts[i]))
            result.edits[i] = edits;
    }
    if (hasMarks)
        placeStrays(scan, samples, texts, result);
    return result;
}

/// Edits whose row says something else by now: they go to the row that says what they were made for. Where there is none, the row was changed in
/// its place as long as the file has as many rows as before (also when it is read in another encoding or mapping); else it is gone.
void EditJournal::placeStrays(const Scan& scan, const std::vector<Sample>& samples, const std::vector<uint64_t>& texts, Alignment& result)
{
    std::unordered_map<std::string_view, uint64_t> rowsOf;
    std::unordered_map<std::string_view, size_t> byId;
    for (size_t i = 0; i < samples.size(); ++i)
        if (texts[i] != 0) {
            ++rowsOf[placeOf(samples[i].id).file];
            byId.emplace(samples[i].id, i);
        }
    const std::unordered_set<const Scan::Sample*> placed(result.edits.begin(), result.edits.end());
    std::vector<std::pair<std::string_view, const Scan::Sample*>> strays;
    for (const Scan::Shard& shard : scan.shards)
        for (const auto& [id, edits] : shard.samples)
            if (edits.mark && !placed.contains(&edits) && rowsOf.contains(placeOf(id).file))
                strays.emplace_back(id, &edits);
    if (strays.empty())
        return;
    FreeRows rows;
    for (size_t i = 0; i < samples.size(); ++i)
        if (texts[i] != 0 && result.edits[i] == nullptr)
            rows.add(placeOf(samples[i].id).file, texts[i], i);
    const auto order = [](const auto& stray) { return std::tuple(placeOf(stray.first).file, placeOf(stray.first).row, stray.first); };
    std::sort(strays.begin(), strays.end(), [&](const auto& a, const auto& b) { return order(a) < order(b); });
    std::vector<std::pair<std::string_view, const Scan::Sample*>> homeless;
    for (const auto& [id, edits] : strays) {
        if (const auto sample = rows.take(placeOf(id).file, edits->mark.text)) {
            result.edits[*sample] = edits;
            result.moved[std::string(id)] = samples[*sample].id;
        } else {
            homeless.emplace_back(id, edits);
        }
    }
    for (const auto& [id, edits] : homeless) {
        const auto found = byId.find(id);
        if (found != byId.end() && result.edits[found->second] == nullptr && edits->mark.rows == rowsOf.at(placeOf(id).file))
            result.edits[found->second] = edits;
        else
            result.lost.emplace_back(id);
    }
}

std::vector<Issue> EditJournal::issuesOf(const Alignment& alignment, const std::vector<Sample>& samples)
{
    std::unordered_map<std::string_view, const std::string*> paths;
    if (!alignment.lost.empty())
        for (const Sample& sample : samples)
            paths.emplace(placeOf(sample.id).file, &sample.file);
    std::vector<Issue> issues;
    for (const std::string& id : alignment.lost) {
        const RowPlace place = placeOf(id);
        const std::string& path = *paths.at(place.file);
        issues.push_back({Severity::Warning, "edit.row", path, static_cast<int>(place.row),
            Text(LK_TEXT("Row %1 of %2 was edited here, and has been changed in or removed from the file since: the edit is kept aside."), place.row + 1, path),
            LK_TEXT("Put the old row back to have the edit again, or edit the row as it is now.")});
    }
    return issues;
}

bool EditJournal::followRows(const std::vector<Sample>& originals)
{
    const std::lock_guard writing(writing_);
    auto marks = std::make_shared<const RowMarks>(originals);
    std::unique_ptr<Scan> fresh;
    const Scan* found = nullptr;
    {
        const std::lock_guard lock(mutex_);
        marks_ = std::move(marks);
        found = opened_.get(); // Stays until something is written.
    }
    if (found == nullptr) {
        fresh = scan();
        found = fresh.get();
    }
    const Alignment alignment = align(*found, originals);
    const bool isNew = !alignment.moved.empty() || std::any_of(alignment.lost.begin(), alignment.lost.end(), [](const std::string& id) { return !isKeptAside(id); });
    if (isReadOnly_ || !isNew)
        return false;
    std::unordered_map<std::string, std::string> names = alignment.moved;
    for (const std::string& id : alignment.lost)
        names[id] = keptAside(id, found->find(id)->mark);
    keepCopy();
    rewrite(position_, names);
    return true;
}

/// The journal as it was stays beside the new one: undo can't reach behind what follows.
void EditJournal::keepCopy() const
{
    std::error_code error;
    std::string copy;
    for (int i = 1; copy.empty() || fs::exists(toPath(copy), error); ++i)
        copy = fmt::format("{}.before-{}", path_, i);
    fs::create_hard_link(toPath(path_), toPath(copy), error);
    if (error)
        writeFileAtomically(copy, readFile(path_));
}

} // namespace lorikeet

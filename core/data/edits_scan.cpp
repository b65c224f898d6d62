#include "core/data/edits_align.h"

#include "core/base/error.h"
#include "core/data/parallel.h"

#include <algorithm>

namespace lorikeet {
namespace {

constexpr uint64_t kWindow = uint64_t{1} << 16;
constexpr uint64_t kMaxHead = uint64_t{1} << 31; ///< An edit in the old form is one line.
constexpr uint64_t kPiece = uint64_t{1} << 21;

/// Whole lines that begin in [begin, end) of the file. `limit` is the end of the last line there may be.
std::string readWholeLines(const os::InputFile& file, uint64_t bodyBegin, uint64_t begin, uint64_t end, uint64_t limit, uint64_t& offset)
{
    // One byte before tells whether a line begins here.
    const uint64_t from = begin == bodyBegin ? begin : begin - 1;
    std::string text = file.readAt(from, end - from);
    while (!text.empty() && text.back() != '\n' && from + text.size() < limit) {
        const std::string more = file.readAt(from + text.size(), std::min<uint64_t>(kWindow, limit - from - text.size()));
        if (more.empty())
            break;
        const size_t newline = more.find('\n');
        text += newline == std::string::npos ? more : more.substr(0, newline + 1);
    }
    offset = from;
    if (from < begin) {
        const size_t first = text.find('\n');
        const size_t skipped = first == std::string::npos ? text.size() : first + 1;
        text.erase(0, skipped);
        offset += skipped;
    }
    return text;
}

} // namespace

std::optional<HeadReader::Line> HeadReader::next()
{
    for (uint64_t wanted = kWindow; at_ < file_.size() && wanted <= kMaxHead * 2; wanted *= 4) {
        const bool isInside = at_ >= begin_ && at_ < begin_ + window_.size();
        const size_t newline = isInside ? window_.find('\n', at_ - begin_) : std::string::npos;
        if (newline != std::string::npos) {
            const Line line{std::string_view(window_).substr(at_ - begin_, newline - (at_ - begin_)), at_};
            at_ = begin_ + newline + 1;
            return line;
        }
        if (isInside && begin_ + window_.size() >= file_.size() && begin_ == at_)
            break;
        begin_ = at_;
        window_ = file_.readAt(at_, wanted);
    }
    return std::nullopt;
}

void EditJournal::Scan::take(const LineSummary& summary, const LineRef& line)
{
    const std::string id(summary.sampleId);
    Shard& shard = shards[std::hash<std::string>()(id) % kShards];
    const std::lock_guard lock(shard.mutex);
    Sample& sample = shard.samples[id];
    sample.edits += summary.edits;
    if (!sample.mark)
        sample.mark = summary.mark;
    shard.hasMarks = shard.hasMarks || summary.mark;
    if (sample.entry != line.entry) {
        sample.covered |= sample.own;
        sample.own = 0;
        sample.entry = line.entry;
    }
    if ((summary.fields & ~sample.covered) == 0)
        return;
    sample.lines.push_back(line);
    sample.own |= summary.fields & ~LineFields::kUnbounded;
}

void EditJournal::Scan::takeIgnores(const std::vector<IgnoreChange>& changes)
{
    const std::lock_guard lock(ignoresMutex);
    for (const IgnoreChange& change : changes)
        ignores.emplace(std::pair(change.rule, change.sampleId), change.isIgnored);
}

const EditJournal::Scan::Sample* EditJournal::Scan::find(const std::string& sampleId) const
{
    const Shard& shard = shards[std::hash<std::string>()(sampleId) % kShards];
    const auto found = shard.samples.find(sampleId);
    return found == shard.samples.end() ? nullptr : &found->second;
}

std::set<std::pair<std::string, std::string>> EditJournal::Scan::ignored() const
{
    std::set<std::pair<std::string, std::string>> result;
    for (const auto& [key, isIgnored] : ignores)
        if (isIgnored)
            result.insert(key);
    return result;
}

void EditJournal::scanText(Scan& scan, std::string_view text, uint64_t offset, uint32_t index, LineReader& reader) const
{
    const Entry& entry = scan.entries[index];
    forLines(text, [&](std::string_view line, size_t at) {
        const auto summary = reader.summarize(line);
        if (!summary)
            failAtLine(entry.line);
        if (summary->fields != 0)
            scan.take(*summary, {offset + at, static_cast<uint32_t>(line.size()), index});
        if (summary->hasIgnores)
            if (const auto change = reader.read(line, true, folder_))
                scan.takeIgnores(change->ignores);
    });
}

void EditJournal::scanEntry(Scan& scan, uint32_t index) const
{
    const Entry& entry = scan.entries[index];
    if (entry.ownLines || entry.end - entry.body <= kPiece / 8) {
        std::string text = readBody(entry);
        const size_t size = text.size();
        text.append(LineReader::padding(), '\0');
        LineReader reader;
        scanText(scan, std::string_view(text).substr(0, size), entry.ownLines ? 0 : entry.body, index, reader);
        return;
    }
    const os::InputFile file(path_);
    const uint64_t size = entry.end - entry.body;
    parallelFor((size + kPiece - 1) / kPiece, 1, [&](size_t begin, size_t end) {
        LineReader reader;
        for (size_t piece = begin; piece < end; ++piece) {
            uint64_t offset = 0;
            const uint64_t from = entry.body + piece * kPiece;
            std::string text = readWholeLines(file, entry.body, from, std::min(from + kPiece, entry.end), entry.end, offset);
            const size_t length = text.size();
            text.append(LineReader::padding(), '\0');
            scanText(scan, std::string_view(text).substr(0, length), offset, index, reader);
        }
    });
}

std::unique_ptr<EditJournal::Scan> EditJournal::scan() const
{
    auto result = std::make_unique<Scan>();
    result->entries = appliedEntries();
    for (size_t i = result->entries.size(); i-- > 0;)
        scanEntry(*result, static_cast<uint32_t>(i));
    return result;
}

ContentPatch EditJournal::patchOf(const Scan& scan, const std::vector<LineRef>& lines, const os::InputFile& file, LineReader& reader) const
{
    std::vector<LineRef> ordered = lines;
    std::sort(ordered.begin(), ordered.end(), [](const LineRef& a, const LineRef& b) { return std::pair(a.entry, a.offset) < std::pair(b.entry, b.offset); });
    ContentPatch patch;
    for (const LineRef& line : ordered) {
        const Entry& entry = scan.entries[line.entry];
        std::string text = entry.ownLines ? entry.ownLines->substr(line.offset, line.size) : file.readAt(line.offset, line.size);
        const size_t size = text.size();
        text.append(LineReader::padding(), '\0');
        auto change = reader.read(std::string_view(text).substr(0, size), true, folder_);
        if (!change)
            failAtLine(entry.line);
        patch.append(std::move(change->patch));
    }
    return patch;
}

std::vector<Issue> EditJournal::applyTo(std::vector<Sample>& samples, bool dropsExcluded) const
{
    const std::lock_guard writing(writing_);
    std::unique_ptr<Scan> found;
    {
        const std::lock_guard lock(mutex_);
        found = std::move(opened_);
    }
    if (!found)
        found = scan();
    std::vector<Issue> issues;
    if (!found->entries.empty()) {
        const Alignment alignment = align(*found, samples);
        issues = issuesOf(alignment, samples);
        const os::InputFile file(path_);
        parallelFor(samples.size(), 2048, [&](size_t begin, size_t end) {
            LineReader reader;
            for (size_t i = begin; i < end; ++i)
                if (const Scan::Sample* sample = alignment.edits[i])
                    patchOf(*found, sample->lines, file, reader).moveInto(samples[i].content());
        });
    }
    if (dropsExcluded)
        std::erase_if(samples, [](const Sample& sample) { return !sample.isTrainable(); });
    return issues;
}

std::vector<SampleVersion> EditJournal::historyOf(const std::string& sampleId, const SampleContent& current) const
{
    const std::vector<Entry> entries = appliedEntries();
    std::string needle; // How its lines begin.
    appendIgnoreLine(needle, sampleId, "", true);
    needle.resize(needle.find(",\"ignore\":"));
    std::vector<SampleVersion> versions;
    SampleContent content = current;
    LineReader reader;
    for (size_t i = entries.size(); i-- > 0;) {
        if (entries[i].isState)
            break;
        const std::string body = readBody(entries[i]);
        std::vector<std::string> lines;
        for (size_t at = body.find(needle); at != std::string::npos; at = body.find(needle, at + 1)) {
            const bool isWhole = (at == 0 || body[at - 1] == '\n') && at + needle.size() < body.size() && (body[at + needle.size()] == ',');
            if (isWhole)
                lines.push_back(body.substr(at, body.find('\n', at) - at));
        }
        bool isChanged = false;
        const SampleContent after = content;
        for (size_t j = lines.size(); j-- > 0;) {
            std::string text = lines[j];
            text.append(LineReader::padding(), '\0');
            auto change = reader.read(std::string_view(text).substr(0, lines[j].size()), false, folder_);
            if (!change)
                failAtLine(entries[i].line);
            isChanged = isChanged || !change->patch.isEmpty();
            change->patch.moveInto(content);
        }
        if (isChanged)
            versions.push_back({entries[i].timeMs, entries[i].label, after});
    }
    versions.push_back({0, {}, content});
    std::reverse(versions.begin(), versions.end());
    return versions;
}

} // namespace lorikeet

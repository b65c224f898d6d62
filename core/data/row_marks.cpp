#include "core/data/row_marks.h"

#include "core/data/random.h"

#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace lorikeet {

RowPlace placeOf(std::string_view sampleId)
{
    const size_t sign = sampleId.rfind('#');
    if (sign == std::string_view::npos)
        return {};
    RowPlace place{sampleId.substr(0, sign), 0};
    const std::string_view number = sampleId.substr(sign + 1);
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), place.row);
    // Behind it only "~2" of a repeated id, or "@…" of an edit that is kept aside.
    const bool isNumber = error == std::errc() && (end == number.data() + number.size() || *end == '~' || *end == '@');
    return isNumber ? place : RowPlace();
}

uint64_t markOf(const SampleContent& original)
{
    uint64_t mark = 1;
    const auto add = [&](std::string_view text) { mark = seededHash(text, mark); };
    for (const Message& message : original.messages) {
        add(roleName(message.role));
        add(message.content);
    }
    add(original.system.value_or(""));
    add(original.rejectedAnswer.value_or(""));
    for (const std::string& image : original.imagesAsWritten)
        add(image);
    return std::max<uint64_t>(mark, 1);
}

RowMarks::RowMarks(const std::vector<Sample>& originals)
{
    std::unordered_map<std::string_view, uint64_t> rows;
    for (const Sample& sample : originals)
        if (const std::string_view file = placeOf(sample.id).file; !file.empty())
            ++rows[file];
    for (const Sample& sample : originals)
        if (const std::string_view file = placeOf(sample.id).file; !file.empty())
            entries_.push_back({seededHash(sample.id, 0), {markOf(sample), rows[file]}});
    std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.id < b.id; });
}

RowMark RowMarks::find(std::string_view sampleId) const
{
    const uint64_t id = seededHash(sampleId, 0);
    const auto found = std::lower_bound(entries_.begin(), entries_.end(), id, [](const Entry& entry, uint64_t wanted) { return entry.id < wanted; });
    return found != entries_.end() && found->id == id ? found->mark : RowMark();
}

} // namespace lorikeet

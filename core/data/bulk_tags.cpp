// Bulk edits of tags, and of captions that are lists of tags.
#include "core/base/strings.h"
#include "core/data/bulk_edit.h"
#include "core/text/fold.h"

#include <algorithm>
#include <unordered_set>

namespace lorikeet {
namespace {

using Tags = std::vector<std::string>;

bool isSameTag(const std::string& a, const std::string& b) { return a == b || foldCase(a) == foldCase(b); }

bool holds(const Tags& tags, const std::string& tag)
{
    return std::any_of(tags.begin(), tags.end(), [&](const std::string& other) { return isSameTag(other, tag); });
}

void removeRepeated(Tags& tags)
{
    std::unordered_set<std::string> seen;
    std::erase_if(tags, [&](const std::string& tag) { return !seen.insert(foldCase(tag)).second; });
}

/// The position of the wanted tags in the list `order`; those that aren't wanted come after all.
size_t rankOf(const std::string& tag, const Tags& order)
{
    const auto found = std::find_if(order.begin(), order.end(), [&](const std::string& other) { return isSameTag(other, tag); });
    return static_cast<size_t>(found - order.begin());
}

void apply(const CaptionTags& what, Tags& tags)
{
    using enum CaptionTags::Action;
    switch (what.action) {
    case Add:
        for (const std::string& tag : what.tags)
            if (!holds(tags, tag))
                tags.push_back(tag);
        break;
    case AddInFront:
        for (auto tag = what.tags.rbegin(); tag != what.tags.rend(); ++tag)
            if (!holds(tags, *tag))
                tags.insert(tags.begin(), *tag);
        break;
    case Remove:
        std::erase_if(tags, [&](const std::string& tag) { return holds(what.tags, tag); });
        break;
    case Rename:
        if (what.tags.empty() || !holds(tags, what.tags.front()))
            break;
        for (std::string& tag : tags)
            if (isSameTag(tag, what.tags.front()))
                tag = what.newName;
        std::erase(tags, "");
        removeRepeated(tags);
        break;
    case MoveToFront:
        std::stable_sort(tags.begin(), tags.end(), [&](const std::string& a, const std::string& b) { return rankOf(a, what.tags) < rankOf(b, what.tags); });
        break;
    case RemoveDuplicates:
        removeRepeated(tags);
        break;
    case Sort:
        std::stable_sort(tags.begin(), tags.end(), [](const std::string& a, const std::string& b) { return compareNatural(foldCase(a), foldCase(b)) < 0; });
        break;
    }
}

const char* labelOf(CaptionTags::Action action)
{
    using enum CaptionTags::Action;
    switch (action) {
    case Add:
    case AddInFront:
        return LK_TEXT("Add tags to %1 captions");
    case Remove:
        return LK_TEXT("Remove tags from %1 captions");
    case Rename:
        return LK_TEXT("Rename a tag in %1 captions");
    case MoveToFront:
        return LK_TEXT("Move tags to the front in %1 captions");
    case RemoveDuplicates:
        return LK_TEXT("Remove repeated tags in %1 captions");
    case Sort:
        break;
    }
    return LK_TEXT("Sort the tags of %1 captions");
}

Tags cleaned(const Tags& tags)
{
    Tags result;
    for (const std::string& tag : tags)
        if (std::string plain = trim(tag); !plain.empty() && !holds(result, plain))
            result.push_back(std::move(plain));
    return result;
}

} // namespace

Tags captionTags(const std::string& caption)
{
    Tags tags;
    for (const std::string& piece : split(caption, ','))
        if (std::string tag = trim(piece); !tag.empty())
            tags.push_back(std::move(tag));
    return tags;
}

bool isTagList(const std::string& caption)
{
    constexpr size_t kMaxWords = 5;
    const Tags tags = captionTags(caption);
    const bool hasSentence = caption.find(". ") != std::string::npos || trim(caption).ends_with('.');
    return tags.size() >= 2 && !hasSentence && std::all_of(tags.begin(), tags.end(), [](const std::string& tag) { return countWords(tag) <= kMaxWords; });
}

BulkEdit editCaptionTags(const CaptionTags& what)
{
    CaptionTags clean = what;
    clean.tags = cleaned(what.tags);
    clean.newName = trim(what.newName);
    return {labelOf(what.action), [clean](const Sample&, SampleContent& content) {
        const auto last = std::find_if(content.messages.rbegin(), content.messages.rend(), [](const Message& m) { return m.role == Role::Assistant; });
        if (last == content.messages.rend())
            return;
        const Tags before = captionTags(last->content);
        Tags after = before;
        apply(clean, after);
        if (after != before) // Else its spaces are left alone.
            last->content = join(after, ", ");
    }};
}

BulkEdit addTags(const Tags& tags)
{
    return {LK_TEXT("Tag %1 examples"), [added = cleaned(tags)](const Sample&, SampleContent& content) {
        for (const std::string& tag : added)
            if (!holds(content.tags, tag))
                content.tags.push_back(tag);
    }};
}

BulkEdit removeTags(const Tags& tags)
{
    return {LK_TEXT("Remove tags from %1 examples"),
        [removed = cleaned(tags)](const Sample&, SampleContent& content) { std::erase_if(content.tags, [&](const std::string& tag) { return holds(removed, tag); }); },
        [](const Sample& sample) { return !sample.tags.empty(); }};
}

BulkEdit renameTag(const std::string& from, const std::string& to)
{
    return {LK_TEXT("Rename a tag of %1 examples"),
        [what = CaptionTags{CaptionTags::Action::Rename, {trim(from)}, trim(to)}](const Sample&, SampleContent& content) { apply(what, content.tags); },
        [](const Sample& sample) { return !sample.tags.empty(); }};
}

} // namespace lorikeet

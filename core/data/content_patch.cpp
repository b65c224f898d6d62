#include "core/data/content_patch.h"

#include <algorithm>

namespace lorikeet {
namespace {

/// Calls visit(field of the patch, field of the content) for each field of Rest but the messages.
template <typename Visit>
void forFields(ContentPatch::Rest& rest, auto& content, const Visit& visit)
{
    visit(rest.system, content.system);
    visit(rest.rejectedAnswer, content.rejectedAnswer);
    visit(rest.images, content.images);
    visit(rest.imagesAsWritten, content.imagesAsWritten);
    visit(rest.tags, content.tags);
    visit(rest.provenance, content.provenance);
    visit(rest.review, content.review);
    visit(rest.isExcluded, content.isExcluded);
    visit(rest.keepsStoredOrientation, content.keepsStoredOrientation);
}

bool haveSameShape(const std::vector<Message>& a, const std::vector<Message>& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Message& x, const Message& y) { return x.role == y.role; });
}

} // namespace

ContentPatch::Rest& ContentPatch::needRest()
{
    if (!rest)
        rest = std::make_unique<Rest>();
    return *rest;
}

void ContentPatch::moveInto(SampleContent& content)
{
    if (rest) {
        if (rest->messages)
            content.messages = std::move(*rest->messages);
        forFields(*rest, content, [](auto& value, auto& field) {
            if (value)
                field = std::move(*value);
        });
    }
    for (auto& [turn, text] : turns)
        if (turn < content.messages.size())
            content.messages[turn].content = std::move(text);
}

void ContentPatch::append(ContentPatch&& later)
{
    if (later.rest) {
        Rest& mine = needRest();
        if (later.rest->messages) {
            mine.messages = std::move(later.rest->messages);
            turns.clear();
        }
        forFields(*later.rest, mine, [](auto& value, auto& field) {
            if (value)
                field = std::move(value);
        });
    }
    for (auto& [turn, text] : later.turns) {
        const auto found = std::find_if(turns.begin(), turns.end(), [&, wanted = turn](const auto& own) { return own.first == wanted; });
        if (found == turns.end())
            turns.emplace_back(turn, std::move(text));
        else
            found->second = std::move(text);
    }
}

ContentPatch patchBetween(const SampleContent& before, const SampleContent& after)
{
    ContentPatch patch;
    if (!haveSameShape(before.messages, after.messages)) {
        patch.needRest().messages = after.messages;
    } else {
        for (size_t i = 0; i < after.messages.size(); ++i)
            if (before.messages[i].content != after.messages[i].content)
                patch.turns.emplace_back(static_cast<uint32_t>(i), after.messages[i].content);
    }
    ContentPatch::Rest rest;
    bool isUsed = false;
    const auto compare = [&](auto& value, const auto& old, const auto& now) {
        if (old != now) {
            value = now;
            isUsed = true;
        }
    };
    compare(rest.system, before.system, after.system);
    compare(rest.rejectedAnswer, before.rejectedAnswer, after.rejectedAnswer);
    compare(rest.images, before.images, after.images);
    compare(rest.imagesAsWritten, before.imagesAsWritten, after.imagesAsWritten);
    compare(rest.tags, before.tags, after.tags);
    compare(rest.provenance, before.provenance, after.provenance);
    compare(rest.review, before.review, after.review);
    compare(rest.isExcluded, before.isExcluded, after.isExcluded);
    compare(rest.keepsStoredOrientation, before.keepsStoredOrientation, after.keepsStoredOrientation);
    if (isUsed) {
        rest.messages = patch.rest ? std::move(patch.rest->messages) : std::nullopt;
        patch.needRest() = std::move(rest);
    }
    return patch;
}

} // namespace lorikeet

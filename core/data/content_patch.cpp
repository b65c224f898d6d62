#include "core/data/content_patch.h"

#include "core/data/content_fields.h"

#include <algorithm>

namespace lorikeet {
namespace {

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
        forContentFields([&](const auto& field) {
            if (auto& value = (*rest).*field.patched)
                content.*field.value = std::move(*value);
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
        forContentFields([&](const auto& field) {
            if (auto& value = (*later.rest).*field.patched)
                mine.*field.patched = std::move(value);
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
    forContentFields([&](const auto& field) {
        if (before.*field.value != after.*field.value)
            patch.needRest().*field.patched = after.*field.value;
    });
    return patch;
}

} // namespace lorikeet

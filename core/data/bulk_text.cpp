// Bulk edits of texts.
#include "core/base/strings.h"
#include "core/data/bulk_edit.h"

#include <algorithm>

namespace lorikeet {
namespace {

bool isInScope(const Message& message, TextScope scope)
{
    switch (scope) {
    case TextScope::Answers:
        return message.role == Role::Assistant;
    case TextScope::Questions:
        return message.role == Role::User;
    case TextScope::System:
        return message.role == Role::System;
    case TextScope::All:
        break;
    }
    return true;
}

/// Calls visit(text) for each text in scope.
template <typename Content, typename Visit>
void forTexts(Content& content, TextScope scope, const Visit& visit)
{
    for (auto& message : content.messages)
        if (isInScope(message, scope))
            visit(message.content);
    if (content.system && (scope == TextScope::System || scope == TextScope::All))
        visit(*content.system);
    if (content.rejectedAnswer && scope == TextScope::All)
        visit(*content.rejectedAnswer);
}

/// Marks of pictures at the front of a question, with the spaces behind them.
size_t lengthOfLeadingPictures(std::string_view text)
{
    size_t at = 0;
    for (;;) {
        const size_t next = text.find_first_not_of(" \n\t\r", at);
        if (next == std::string_view::npos || !text.substr(next).starts_with(kImagePlaceholder))
            break;
        at = next + kImagePlaceholder.size();
    }
    const size_t words = at == 0 ? 0 : text.find_first_not_of(" \n\t\r", at);
    return words == std::string_view::npos ? text.size() : words;
}

std::string tidied(const std::string& text)
{
    std::string result;
    size_t breaks = 0;
    bool hasSpace = false;
    for (const char c : text) {
        if (c == '\n') {
            ++breaks;
        } else if (c == ' ' || c == '\t' || c == '\r') {
            hasSpace = true;
        } else {
            if (!result.empty() && breaks > 0)
                result.append(std::min<size_t>(breaks, 2), '\n');
            else if (!result.empty() && hasSpace)
                result += ' ';
            breaks = 0;
            hasSpace = false;
            result += c;
        }
    }
    return result;
}

BulkEdit changeTexts(Text label, TextScope scope, std::function<void(std::string&)> changeText)
{
    return {std::move(label), [scope, changeText = std::move(changeText)](const Sample&, SampleContent& content) { forTexts(content, scope, changeText); }};
}

} // namespace

BulkEdit replaceText(const FindReplace& what)
{
    const SearchPattern pattern(what.find, what.options);
    const SearchPattern::Replacement replacement(what.replacement, pattern);
    BulkEdit edit = changeTexts(LK_TEXT("Replace in %1 examples"), what.scope, [pattern, replacement](std::string& text) {
        std::string result;
        if (pattern.replaceAll(text, replacement, result) > 0)
            text = std::move(result);
    });
    edit.mayChange = [pattern, scope = what.scope](const Sample& sample) {
        bool isFound = false;
        forTexts(sample.content(), scope, [&](const std::string& text) { isFound = isFound || pattern.matches(text); });
        return isFound;
    };
    return edit;
}

BulkEdit addPrefix(const std::string& prefix, TextScope scope, bool alsoEmpty)
{
    return changeTexts(LK_TEXT("Add in front in %1 examples"), scope, [prefix, alsoEmpty](std::string& text) {
        if (alsoEmpty || !trim(text).empty())
            text.insert(lengthOfLeadingPictures(text), prefix);
    });
}

BulkEdit addSuffix(const std::string& suffix, TextScope scope, bool alsoEmpty)
{
    return changeTexts(LK_TEXT("Add at the end in %1 examples"), scope, [suffix, alsoEmpty](std::string& text) {
        if (alsoEmpty || !trim(text).empty())
            text += suffix;
    });
}

BulkEdit tidySpaces(TextScope scope)
{
    return changeTexts(LK_TEXT("Tidy spaces in %1 examples"), scope, [](std::string& text) { text = tidied(text); });
}

BulkEdit setQuestion(const std::string& question)
{
    return {LK_TEXT("Set the question of %1 examples"), [question](const Sample&, SampleContent& content) {
        const auto first = std::find_if(content.messages.begin(), content.messages.end(), [](const Message& m) { return m.role == Role::User; });
        if (first == content.messages.end())
            return;
        const size_t pictures = countPlaceholders(first->content);
        std::string text = question;
        // A question with its own marks says where the pictures go; else they stay in front.
        const size_t given = countPlaceholders(question);
        for (size_t i = given; i < pictures; ++i)
            text.insert(0, i == given ? std::string(kImagePlaceholder) + "\n" : std::string(kImagePlaceholder));
        first->content = std::move(text);
    }};
}

BulkEdit setAnswer(const std::string& answer)
{
    return {LK_TEXT("Set the answer of %1 examples"), [answer](const Sample&, SampleContent& content) {
        const auto last = std::find_if(content.messages.rbegin(), content.messages.rend(), [](const Message& m) { return m.role == Role::Assistant; });
        if (last != content.messages.rend())
            last->content = answer;
    }};
}

BulkEdit setSystem(const std::string& system)
{
    return {LK_TEXT("Set the system prompt of %1 examples"), [system](const Sample&, SampleContent& content) {
        if (content.system.value_or("") != system)
            content.system = system.empty() ? std::nullopt : std::optional(system);
    }};
}

} // namespace lorikeet

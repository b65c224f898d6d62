#include "core/data/doctor/check.h"
#include "core/data/doctor/fix_parts.h"

#include <algorithm>

namespace lorikeet {
namespace {

/// Takes out the last mark, and the line break that stood around it.
void removeLastMark(std::string& text)
{
    const size_t at = text.rfind(kImagePlaceholder);
    if (at == std::string::npos)
        return;
    size_t length = kImagePlaceholder.size();
    if (at + length < text.size() && text[at + length] == '\n')
        ++length;
    text.erase(at, length);
}

} // namespace

void matchPlaceholders(SampleContent& content)
{
    const auto first = std::find_if(content.messages.begin(), content.messages.end(), [](const Message& message) { return message.role == Role::User; });
    if (first == content.messages.end())
        return;
    for (Message& message : content.messages)
        while (isAnswer(message) && countPlaceholders(message.content) > 0)
            removeLastMark(message.content);
    size_t marks = 0;
    for (const Message& message : content.messages)
        marks += countPlaceholders(message.content);
    for (; marks < content.images.size(); ++marks)
        first->content.insert(0, kImagePlaceholder);
    for (auto message = content.messages.rbegin(); message != content.messages.rend(); ++message)
        for (; marks > content.images.size() && countPlaceholders(message->content) > 0; --marks)
            removeLastMark(message->content);
}

std::string withoutTokens(const std::string& text, const std::vector<std::string>& tokens)
{
    std::string result = text;
    for (const std::string& token : tokens)
        for (size_t at = token.empty() ? std::string::npos : result.find(token); at != std::string::npos; at = result.find(token, at))
            result.erase(at, token.size());
    return result;
}

} // namespace lorikeet

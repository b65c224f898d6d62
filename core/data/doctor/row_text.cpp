#include "core/data/doctor/row_text.h"

#include <algorithm>

namespace lorikeet {

std::string plainText(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (const char c : text) {
        const bool isSpace = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (isSpace && (result.empty() || result.back() == ' '))
            continue;
        result.push_back(isSpace ? ' ' : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c);
    }
    if (!result.empty() && result.back() == ' ')
        result.pop_back();
    return result;
}

std::string rowText(const Sample& sample)
{
    std::string result;
    for (const Message& message : sample.messages)
        result.append(roleName(message.role)).append("\x1F").append(plainText(message.content)).append("\x1E");
    result.append(sample.system.value_or(std::string())).append("\x1E").append(sample.tools);
    for (const std::string& image : sample.images)
        result.append("\x1D").append(image);
    return result;
}

} // namespace lorikeet

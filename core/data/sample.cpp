#include "core/data/sample.h"

namespace lorikeet {

const char* roleName(Role role)
{
    switch (role) {
    case Role::System:
        return "system";
    case Role::User:
        return "user";
    case Role::Assistant:
        return "assistant";
    case Role::Observation:
        return "observation";
    case Role::Function:
        break;
    }
    return "function";
}

size_t countPlaceholders(std::string_view text)
{
    size_t count = 0;
    for (size_t at = text.find(kImagePlaceholder); at != std::string_view::npos; at = text.find(kImagePlaceholder, at + kImagePlaceholder.size()))
        ++count;
    return count;
}

} // namespace lorikeet

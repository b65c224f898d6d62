#include "core/base/text.h"

#include <fmt/format.h>

namespace lorikeet {

std::string Text::english() const
{
    std::string result;
    result.reserve(id.size());
    for (size_t i = 0; i < id.size(); ++i) {
        const bool isPlace = id[i] == '%' && i + 1 < id.size() && id[i + 1] >= '1' && id[i + 1] <= '9';
        const size_t index = isPlace ? static_cast<size_t>(id[i + 1] - '1') : 0;
        if (isPlace && index < args.size()) {
            result += args[index];
            ++i;
        } else {
            result += id[i];
        }
    }
    return result;
}

std::string Text::formatNumber(double value)
{
    return fmt::format("{:g}", value);
}

} // namespace lorikeet

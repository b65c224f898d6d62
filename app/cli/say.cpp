#include "app/cli/say.h"

namespace lorikeet::cli {
namespace {

constexpr unsigned char kDelete = 0x7F;
constexpr unsigned char kFirstOfC1 = 0xC2; ///< Before 0x80 to 0x9F: the control characters U+0080 to U+009F in UTF-8.

bool isControl(unsigned char byte)
{
    return byte < 0x20 || byte == kDelete;
}

} // namespace

std::string printable(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        const auto next = static_cast<unsigned char>(i + 1 < text.size() ? text[i + 1] : 0);
        if (byte == '\n') {
            result += "\\n";
        } else if (byte == '\t') {
            result += "\\t";
        } else if (isControl(byte)) {
            result += fmt::format("\\x{:02x}", byte);
        } else if (byte == kFirstOfC1 && next >= 0x80 && next < 0xA0) {
            result += fmt::format("\\x{:02x}", next);
            ++i;
        } else {
            result += text[i];
        }
    }
    return result;
}

} // namespace lorikeet::cli

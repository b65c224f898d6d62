#pragma once
/// @file Text that is not UTF-8: what it may be, and its conversion.

#include "core/base/text.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct KnownEncoding {
    const char* name;  ///< As ImportOptions::encoding holds it.
    const char* title; ///< For people, English: "Chinese (GBK, GB18030)". What stands in parentheses may be given as a name, too.
};
/// Those that are told apart here, the commonest first; UTF-8 is not among them.
const std::vector<KnownEncoding>& knownEncodings();
/// The title of an encoding's name; the name itself where it is unknown.
std::string encodingTitle(const std::string& name);

/// "UTF-8" for UTF-8 with or without a byte order mark; "UTF-16LE"/"UTF-16BE" by mark or by look; otherwise the likeliest of
/// knownEncodings(). Never empty. The more bytes, the surer: a few characters may be another encoding's as well, namely a single Korean word (EUC-KR),
/// Japanese in EUC-JP, and UTF-16 without a mark, space, line break or kana.
std::string guessEncoding(std::string_view bytes);
/// Whether a byte order mark, or UTF-8 that makes sense, says how to read the bytes, so that nobody needs to be asked.
bool isEncodingCertain(std::string_view bytes);

/// @throws Error when a name that isn't "" is no encoding that is known here. Any of ICU's names is: "gbk", "windows-1251".
void requireEncoding(const std::string& name);

/// UTF-8 without a byte order mark. Bytes that are UTF-8, or UTF-16 with a mark, are read as such whatever `encoding` says.
/// nullopt when `encoding` is "" and needed, is unknown, or does not hold these bytes.
std::optional<std::string> toUtf8Text(std::string_view bytes, const std::string& encoding);
/// A line of a file that is in `encoding` and not UTF-8 as a whole. Lines of UTF-8 may stand between the others; but where an encoding of Chinese, Japanese
/// or Korean is named, letters of two bytes (山 in GBK) only happen to be UTF-8. nullopt as above.
std::optional<std::string> lineToUtf8(std::string_view line, const std::string& encoding);
/// The first `characters` as they look in this encoding, on one line; what can't be read becomes U+FFFD.
std::string previewText(std::string_view bytes, const std::string& encoding, size_t characters = 60);

/// A file's text as a whole, found without keeping it.
struct TextProbe {
    bool isUtf8 = true;      ///< With or without a byte order mark.
    bool isUtf16 = false;    ///< Marked as such, or looks so beyond doubt: lines can't be told apart in its bytes.
    uint64_t size = 0;
    std::string sample;      ///< Bytes around the first place that is not UTF-8 (from the start of its line), for guessing and showing.
    std::string guess;       ///< guessEncoding() of all places together; "UTF-8" where nothing is to be asked.
};
/// Reads a regular file once, in pieces. @throws Error when it can't be read.
TextProbe probeText(const std::string& path);

/// Turns pieces of text in one encoding into UTF-8; a character may be cut between two pieces.
class TextDecoder {
public:
    /// @throws Error when the encoding is unknown.
    explicit TextDecoder(const std::string& encoding);
    ~TextDecoder();
    TextDecoder(const TextDecoder&) = delete;
    TextDecoder& operator=(const TextDecoder&) = delete;
    /// nullopt when the bytes are not of this encoding. A byte order mark is left out.
    std::optional<std::string> decode(std::string_view bytes, bool isLast);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// What to tell about text that is not UTF-8: "… is not UTF-8; it looks like Chinese (GBK). Preview: …" and what to do.
Text encodingMessage(const std::string& what, std::string_view bytes);
/// The encoding that such a message guesses at, a name of knownEncodings(); "" for any other message.
std::string guessIn(const Text& message);
Text encodingHint();

} // namespace lorikeet

#include "core/data/encodings.h"

#include "core/base/error.h"
#include "core/base/os.h"
#include "core/base/strings.h"
#include "core/text/utf8.h"

#include <unicode/ucnv.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>

#include <algorithm>

namespace lorikeet {
namespace {

/// Lead bytes of an encoding and how much a character with such a lead speaks for it.
struct LeadRange {
    unsigned char first;
    unsigned char last;
    int width;    ///< Bytes of the character.
    double score; ///< 1 = what common text is made of; negative = rare in true text.
};

// ICU's own detector wants some hundred bytes; a caption has twenty. The common characters of each encoding lie together by its design
// (level 1 of GB 2312, JIS X 0208 and Big5, the syllables of KS X 1001), so leads alone tell them apart early.
constexpr LeadRange kGbk[] = {{0xB0, 0xD7, 2, 1.0}, {0xA1, 0xA3, 2, 0.7}, {0xA4, 0xA5, 2, 0.2}, {0xD8, 0xF7, 2, 0.1}, {0x81, 0xFE, 2, -0.6}};
constexpr LeadRange kShiftJis[] = {{0x82, 0x83, 2, 1.1}, {0x88, 0x97, 2, 0.8}, {0x81, 0x81, 2, 0.6}, {0xA1, 0xDF, 1, -0.7}, {0x81, 0xFC, 2, -0.4}};
constexpr LeadRange kBig5[] = {{0xA4, 0xC6, 2, 0.95}, {0xA1, 0xA3, 2, 0.6}, {0xC9, 0xF9, 2, -0.2}, {0x81, 0xFE, 2, -0.8}};
constexpr LeadRange kEucKr[] = {{0xB0, 0xC8, 2, 0.95}, {0xA1, 0xA3, 2, 0.5}, {0xCA, 0xFD, 2, -0.5}, {0x81, 0xFE, 2, -0.8}};
constexpr LeadRange kEucJp[] = {{0xA4, 0xA5, 2, 1.1}, {0xB0, 0xCF, 2, 0.75}, {0xA1, 0xA3, 2, 0.6}, {0x8F, 0x8F, 3, -0.5}, {0x8E, 0x8E, 2, -0.5}, {0xA1, 0xFE, 2, -0.3}};

constexpr const char* kUtf8 = "UTF-8";
constexpr const char* kNotUtf8 = LK_TEXT("%1 is not UTF-8; it looks like %2. Preview: %3");
constexpr std::string_view kMarkUtf8 = "\xEF\xBB\xBF";
constexpr std::string_view kMarkLittle = "\xFF\xFE";
constexpr std::string_view kMarkBig = "\xFE\xFF";

/// How well the bytes fit, by their characters outside ASCII: 1 = like true text, below 0 = hardly.
template <size_t N>
double scoreByLeads(std::string_view bytes, const LeadRange (&ranges)[N])
{
    double sum = 0;
    size_t count = 0;
    for (size_t at = 0; at < bytes.size();) {
        const auto lead = static_cast<unsigned char>(bytes[at]);
        if (lead < 0x80) {
            ++at;
            continue;
        }
        const auto found = std::find_if(std::begin(ranges), std::end(ranges), [&](const LeadRange& range) { return lead >= range.first && lead <= range.last; });
        sum += found == std::end(ranges) ? -1.0 : found->score;
        at += found == std::end(ranges) ? 1 : static_cast<size_t>(found->width);
        ++count;
    }
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

/// Korean's syllables lie within Chinese's common characters, but Korean puts spaces between words.
double scoreKorean(std::string_view bytes)
{
    const auto isHigh = [&](size_t at) { return static_cast<unsigned char>(bytes[at]) >= 0x80; };
    bool hasWords = false;
    for (size_t at = 1; at + 1 < bytes.size() && !hasWords; ++at)
        hasWords = bytes[at] == ' ' && isHigh(at - 1) && isHigh(at + 1);
    return scoreByLeads(bytes, kEucKr) + (hasWords ? 0.1 : 0);
}

/// Accented letters stand among plain ones; runs of them are another encoding.
double scoreLatin(std::string_view bytes)
{
    double sum = 0;
    size_t count = 0;
    const auto isHigh = [&](size_t at) { return at < bytes.size() && static_cast<unsigned char>(bytes[at]) >= 0x80; };
    for (size_t at = 0; at < bytes.size(); ++at) {
        if (!isHigh(at))
            continue;
        const auto byte = static_cast<unsigned char>(bytes[at]);
        const bool isAlone = !isHigh(at + 1) && (at == 0 || !isHigh(at - 1));
        sum += !isAlone ? -0.8 : byte >= 0xC0 || byte == 0x93 || byte == 0x94 || byte == 0x92 ? 0.9 : 0.3;
        ++count;
    }
    return count == 0 ? 0 : sum / static_cast<double>(count);
}

/// How much a character of UTF-16 speaks for written text; 0 = that has hardly any such. What lies far apart in the code is told apart best, so the
/// weights also decide which order of bytes a short text has.
double weightOf(unsigned unit)
{
    const bool isBlank = unit == '\n' || unit == '\r' || unit == '\t';
    if (isBlank || (unit >= 0x20 && unit < 0x250) || (unit >= 0x3000 && unit < 0x3100)) // Latin; kana
        return 1;
    if (unit >= 0x4E00 && unit < 0xA000) // Chinese characters
        return 0.95;
    return (unit >= 0xAC00 && unit < 0xD7B0) || (unit >= 0xFF00 && unit < 0xFF60) ? 0.9 : 0; // Korean; wide forms
}

/// NUL and the like: no text of single bytes holds them, but they are halves of Latin letters, spaces and line breaks in UTF-16.
bool hasControls(std::string_view bytes)
{
    return std::any_of(bytes.begin(), bytes.end(), [](unsigned char c) { return c < 0x20 && c != '\n' && c != '\r' && c != '\t'; });
}

/// Chinese of two bytes a character looks like Korean in UTF-16. So where only the characters' places in the code speak for UTF-16, all others go first.
double scoreUtf16(std::string_view bytes, bool isBig)
{
    double sum = 0;
    size_t bad = 0;
    size_t kana = 0;
    const size_t units = bytes.size() / 2;
    for (size_t i = 0; i < units; ++i) {
        const auto first = static_cast<unsigned char>(bytes[2 * i]);
        const auto second = static_cast<unsigned char>(bytes[2 * i + 1]);
        const unsigned unit = isBig ? first * 256U + second : second * 256U + first;
        const double weight = weightOf(unit);
        sum += weight;
        bad += weight > 0 ? 0 : 1;
        kana += unit >= 0x3000 && unit < 0x3100;
    }
    if (units == 0 || bad * 20 >= units)
        return -1;
    const double mean = sum / static_cast<double>(units);
    const bool isSure = hasControls(bytes) || (kana > 1 && kana * 3 >= units);
    return isSure ? mean + 0.25 : mean * 0.6;
}

bool hasManyNuls(std::string_view bytes)
{
    return static_cast<size_t>(std::count(bytes.begin(), bytes.end(), '\0')) * 5 > bytes.size();
}

/// Two bytes of GBK can be a letter of two bytes in UTF-8, but then of scripts that no word mixes: 一只猫 looks like һֻè.
bool mixesScripts(std::string_view text)
{
    constexpr char32_t kThreeBytes = 0x800;
    bool isMixed = false;
    UScriptCode last = USCRIPT_COMMON;
    for (size_t at = 0; at < text.size();) {
        const char32_t c = nextCodePoint(text, at);
        if (c >= kThreeBytes || (c < 0x80 && ((c | 0x20) >= 'a' && (c | 0x20) <= 'z')))
            return false; // Written text of UTF-8.
        UErrorCode status = U_ZERO_ERROR;
        const UScriptCode script = uscript_getScript(static_cast<UChar32>(c), &status);
        const bool isLetter = script != USCRIPT_COMMON && script != USCRIPT_INHERITED;
        isMixed |= isLetter && last != USCRIPT_COMMON && script != last;
        if (isLetter || c < 0x80)
            last = isLetter ? script : USCRIPT_COMMON;
    }
    return isMixed;
}

/// Whether text that is UTF-8 was also written as it: by a character of three bytes or more, or by accented letters within Latin words.
bool isSurelyUtf8(std::string_view text)
{
    constexpr char32_t kThreeBytes = 0x800, kFirstLatin = 0xC0, kLastLatin = 0x24F;
    const auto isLetter = [&](size_t at) { return at < text.size() && ((text[at] | 0x20) >= 'a' && (text[at] | 0x20) <= 'z'); };
    for (size_t at = 0; at < text.size();) {
        const size_t start = at;
        const char32_t c = nextCodePoint(text, at);
        if (c >= kThreeBytes)
            return true;
        if (c < 0x80)
            continue;
        const bool isInWord = c >= kFirstLatin && c <= kLastLatin && (isLetter(at) || (start > 0 && isLetter(start - 1)));
        if (!isInWord)
            return false;
    }
    return true;
}

using Converter = std::unique_ptr<UConverter, void (*)(UConverter*)>;

Converter openConverter(const std::string& encoding, bool isStrict)
{
    UErrorCode status = U_ZERO_ERROR;
    Converter converter(ucnv_open(encoding.c_str(), &status), ucnv_close);
    if (U_FAILURE(status))
        return Converter(nullptr, ucnv_close);
    if (isStrict)
        ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
    return converter;
}

/// Appends the bytes as UTF-8; false when they are not of the converter's encoding.
bool appendConverted(UConverter* converter, std::string_view bytes, bool isLast, std::string& result)
{
    UErrorCode status = U_ZERO_ERROR;
    const char* source = bytes.data();
    const char* const end = source + bytes.size();
    std::vector<UChar> buffer(8192);
    size_t kept = 0; // The first half of a surrogate pair that the last piece ended with.
    do {
        status = U_ZERO_ERROR;
        UChar* target = buffer.data() + kept;
        ucnv_toUnicode(converter, &target, buffer.data() + buffer.size(), &source, end, nullptr, isLast, &status);
        if (U_FAILURE(status) && status != U_BUFFER_OVERFLOW_ERROR)
            return false;
        const bool endsInHalf = status == U_BUFFER_OVERFLOW_ERROR && U16_IS_LEAD(target[-1]);
        kept = endsInHalf ? 1 : 0;
        icu::UnicodeString(false, buffer.data(), static_cast<int32_t>(target - buffer.data() - (endsInHalf ? 1 : 0))).toUTF8String(result);
        if (endsInHalf)
            buffer[0] = target[-1];
    } while (status == U_BUFFER_OVERFLOW_ERROR);
    return true;
}

std::optional<std::string> convert(std::string_view bytes, const std::string& encoding, bool isStrict)
{
    const Converter converter = openConverter(encoding, isStrict);
    std::string result;
    result.reserve(bytes.size() + bytes.size() / 2);
    if (!converter || !appendConverted(converter.get(), bytes, true, result))
        return std::nullopt;
    return result;
}

/// Those of Chinese, Japanese and Korean.
bool hasManyBytes(const std::string& encoding)
{
    const Converter converter = openConverter(encoding, true);
    return converter && (ucnv_getType(converter.get()) == UCNV_MBCS || ucnv_getType(converter.get()) == UCNV_DBCS);
}

Error unknownEncoding(const std::string& name)
{
    return Error(Text(LK_TEXT("The encoding \"%1\" is not known here."), name), LK_TEXT("Choose one of GB18030, Shift_JIS, Big5, EUC-KR, EUC-JP, windows-1252, UTF-16LE."));
}

/// A character cut at the end of what is looked at is no fault of the encoding.
bool fits(std::string_view bytes, const std::string& encoding)
{
    for (size_t cut = 0; cut < std::min<size_t>(4, bytes.size()); ++cut)
        if (convert(bytes.substr(0, bytes.size() - cut), encoding, true))
            return true;
    return false;
}

} // namespace

const std::vector<KnownEncoding>& knownEncodings()
{
    static const std::vector<KnownEncoding> kEncodings{{"GB18030", LK_TEXT("Chinese (GBK, GB18030)")}, {"Shift_JIS", LK_TEXT("Japanese (Shift-JIS)")},
        {"Big5", LK_TEXT("Traditional Chinese (Big5)")}, {"EUC-KR", LK_TEXT("Korean (EUC-KR)")}, {"EUC-JP", LK_TEXT("Japanese (EUC-JP)")},
        {"windows-1252", LK_TEXT("Western European (Windows-1252)")}, {"UTF-16LE", LK_TEXT("UTF-16 (UTF-16LE)")},
        {"UTF-16BE", LK_TEXT("UTF-16, big-endian (UTF-16BE)")}};
    return kEncodings;
}

std::string encodingTitle(const std::string& name)
{
    for (const KnownEncoding& known : knownEncodings())
        if (name == known.name)
            return known.title;
    return name;
}

void requireEncoding(const std::string& name)
{
    if (!name.empty() && !openConverter(name, true))
        throw unknownEncoding(name);
}

bool isEncodingCertain(std::string_view bytes)
{
    return bytes.starts_with(kMarkLittle) || bytes.starts_with(kMarkBig) || (isValidUtf8(bytes) && !hasManyNuls(bytes) && !mixesScripts(bytes));
}

std::string guessEncoding(std::string_view bytes)
{
    if (bytes.starts_with(kMarkLittle))
        return "UTF-16LE";
    if (bytes.starts_with(kMarkBig))
        return "UTF-16BE";
    if (isEncodingCertain(bytes))
        return kUtf8;
    constexpr size_t kLookedAt = 1 << 16;
    bytes = bytes.substr(0, kLookedAt);
    const std::pair<const char*, double> scores[] = {{"GB18030", scoreByLeads(bytes, kGbk)}, {"Shift_JIS", scoreByLeads(bytes, kShiftJis)},
        {"Big5", scoreByLeads(bytes, kBig5)}, {"EUC-KR", scoreKorean(bytes)}, {"EUC-JP", scoreByLeads(bytes, kEucJp)},
        {"windows-1252", scoreLatin(bytes)}, {"UTF-16LE", scoreUtf16(bytes, false)}, {"UTF-16BE", scoreUtf16(bytes, true)}};
    std::string best = "windows-1252";
    double bestScore = -10;
    for (const auto& [name, score] : scores) {
        if (score > bestScore && fits(bytes, name)) {
            best = name;
            bestScore = score;
        }
    }
    return best;
}

std::optional<std::string> toUtf8Text(std::string_view bytes, const std::string& encoding)
{
    if (bytes.starts_with(kMarkLittle))
        return convert(bytes.substr(2), "UTF-16LE", true);
    if (bytes.starts_with(kMarkBig))
        return convert(bytes.substr(2), "UTF-16BE", true);
    const bool isUtf8 = isEncodingCertain(bytes);
    if (bytes.starts_with(kMarkUtf8))
        bytes.remove_prefix(kMarkUtf8.size());
    if (isUtf8)
        return std::string(bytes);
    return encoding.empty() ? std::nullopt : convert(bytes, encoding, true);
}

std::optional<std::string> lineToUtf8(std::string_view line, const std::string& encoding)
{
    if (!isValidUtf8(line))
        return toUtf8Text(line, encoding);
    const bool isMeant = isAscii(line) || encoding.empty() || isSurelyUtf8(line) || !hasManyBytes(encoding);
    std::optional<std::string> text = isMeant ? std::nullopt : convert(line, encoding, true);
    return text ? text : std::string(line);
}

std::string previewText(std::string_view bytes, const std::string& encoding, size_t characters)
{
    const std::string whole = convert(bytes.substr(0, characters * 4), encoding, false).value_or("");
    std::string result;
    size_t at = 0;
    for (size_t count = 0; at < whole.size() && count < characters; ++count) {
        const char32_t c = nextCodePoint(whole, at);
        appendUtf8(result, c < 0x20 || c == 0xFEFF ? U' ' : c);
    }
    return trim(result) + (at < whole.size() ? "…" : "");
}

struct TextDecoder::State {
    Converter converter;
    bool isBegun = false;
};

TextDecoder::TextDecoder(const std::string& encoding) : state_(new State{openConverter(encoding, true)})
{
    if (!state_->converter)
        throw unknownEncoding(encoding);
}

TextDecoder::~TextDecoder() = default;

std::optional<std::string> TextDecoder::decode(std::string_view bytes, bool isLast)
{
    std::string result;
    if (!appendConverted(state_->converter.get(), bytes, isLast, result))
        return std::nullopt;
    if (!state_->isBegun && result.starts_with(kMarkUtf8))
        result.erase(0, kMarkUtf8.size());
    state_->isBegun |= !bytes.empty();
    return result;
}

TextProbe probeText(const std::string& path)
{
    constexpr size_t kPiece = 1 << 20;
    constexpr size_t kSample = 1 << 12;
    os::InputFile file(path);
    TextProbe probe;
    std::string bytes;
    std::string strange; // From all places, as far as it is needed.
    size_t kept = 0; // A character cut by the piece's end.
    while (true) {
        bytes.resize(kept + kPiece);
        const size_t taken = file.read(bytes.data() + kept, kPiece);
        bytes.resize(kept + taken);
        if (probe.size == 0)
            probe.isUtf16 = bytes.starts_with(kMarkLittle) || bytes.starts_with(kMarkBig) || hasManyNuls(std::string_view(bytes).substr(0, kSample));
        if (probe.size == 0 && probe.isUtf16)
            strange = bytes.substr(0, kSample);
        probe.size += taken;
        const auto bad = probe.isUtf16 ? std::nullopt : findInvalidUtf8(bytes);
        const bool isCut = bad && taken > 0 && bytes.size() - *bad < 4;
        if (bad && !isCut && strange.size() < kSample) {
            const size_t line = bytes.rfind('\n', *bad) == std::string::npos ? 0 : bytes.rfind('\n', *bad) + 1;
            const size_t start = *bad - line > 200 ? *bad : line;
            strange += bytes.substr(start, kSample);
        }
        probe.isUtf8 &= !bad || isCut;
        if (taken == 0 || probe.isUtf16 || strange.size() >= kSample)
            break;
        kept = isCut ? bytes.size() - *bad : 0;
        bytes.erase(0, bytes.size() - kept);
    }
    probe.size = std::max(probe.size, file.size());
    probe.isUtf8 &= !probe.isUtf16;
    probe.guess = probe.isUtf8 ? kUtf8 : guessEncoding(strange);
    probe.isUtf16 |= probe.guess.starts_with("UTF-16");
    probe.sample = std::move(strange);
    return probe;
}

Text encodingMessage(const std::string& what, std::string_view bytes)
{
    const std::string guess = guessEncoding(bytes);
    return Text(kNotUtf8, what, encodingTitle(guess), previewText(bytes, guess));
}

std::string guessIn(const Text& message)
{
    if (message.id == kNotUtf8)
        for (const KnownEncoding& known : knownEncodings())
            if (message.args[1] == known.title)
                return known.name;
    return {};
}

Text encodingHint()
{
    return LK_TEXT("Give the encoding by a name in parentheses: in the window when the data is added, in a RUN.yaml as text_encoding, for check and export-data as --encoding. Or save "
                   "the text as UTF-8.");
}

} // namespace lorikeet

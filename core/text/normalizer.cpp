#include "core/text/normalizer.h"

#include "core/base/strings.h"
#include "core/text/byte_level.h"
#include "core/text/json_parts.h"
#include "core/text/utf8.h"

#include <unicode/bytestream.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>

namespace lorikeet {
namespace {

class UnicodeForm final : public Normalizer {
public:
    using Getter = const icu::Normalizer2* (*)(UErrorCode&);
    UnicodeForm(Getter getter, const std::string& file)
    {
        UErrorCode code = U_ZERO_ERROR;
        form_ = getter(code);
        if (U_FAILURE(code))
            refuseTokenizer(file, std::string("Unicode normalisation is not available: ") + u_errorName(code));
    }
    void apply(std::string& text) const override
    {
        if (isAscii(text))
            return;
        std::string result;
        icu::StringByteSink<std::string> sink(&result);
        UErrorCode code = U_ZERO_ERROR;
        form_->normalizeUTF8(0, icu::StringPiece(text.data(), static_cast<int32_t>(text.size())), sink, nullptr, code);
        if (U_FAILURE(code))
            throw Error(Text(LK_TEXT("A text could not be normalised: %1."), u_errorName(code)), Text(LK_TEXT("Cut the text into shorter ones.")));
        text = std::move(result);
    }

private:
    const icu::Normalizer2* form_ = nullptr; // owned by ICU
};

class Prepend final : public Normalizer {
public:
    explicit Prepend(std::string prefix) : prefix_(std::move(prefix)) {}
    void apply(std::string& text) const override
    {
        if (!text.empty())
            text = prefix_ + text;
    }

private:
    std::string prefix_;
};

class Replace final : public Normalizer {
public:
    Replace(Regex pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}
    void apply(std::string& text) const override
    {
        std::vector<TextRange> matches;
        pattern_.findAll(text, matches);
        if (matches.empty())
            return;
        std::string result;
        size_t from = 0;
        for (const TextRange& match : matches) {
            result.append(text, from, match.begin - from);
            result += content_;
            from = match.end;
        }
        result.append(text, from);
        text = std::move(result);
    }

private:
    Regex pattern_;
    std::string content_;
};

class Strip final : public Normalizer {
public:
    Strip(bool left, bool right) : left_(left), right_(right) {}
    void apply(std::string& text) const override
    {
        size_t begin = 0;
        size_t end = text.size();
        for (size_t next = 0; left_ && next < text.size() && isWhiteSpace(nextCodePoint(text, next));)
            begin = next;
        for (size_t previous = end; right_ && previous > begin && isWhiteSpace(previousCodePoint(text, previous));)
            end = previous;
        text = text.substr(begin, end - begin);
    }

private:
    bool left_;
    bool right_;
};

/// Each character by itself.
class PerCharacter final : public Normalizer {
public:
    using Change = void (*)(std::string&, char32_t);
    explicit PerCharacter(Change change) : change_(change) {}
    void apply(std::string& text) const override
    {
        std::string result;
        result.reserve(text.size());
        for (size_t i = 0; i < text.size();)
            change_(result, nextCodePoint(text, i));
        text = std::move(result);
    }

private:
    Change change_;
};

void addLowerCase(std::string& text, char32_t c)
{
    if (c == 0x130) // the only character whose lower case is two
        text += "i\xCC\x87";
    else
        appendUtf8(text, static_cast<char32_t>(u_tolower(static_cast<UChar32>(c))));
}

void addUnlessAccent(std::string& text, char32_t c)
{
    if ((U_GET_GC_MASK(static_cast<UChar32>(c)) & U_GC_M_MASK) == 0)
        appendUtf8(text, c);
}

class ByteLevelNormalizer final : public Normalizer {
public:
    void apply(std::string& text) const override
    {
        std::string result;
        appendByteLevel(result, text);
        text = std::move(result);
    }
};

class NormalizerSequence final : public Normalizer {
public:
    explicit NormalizerSequence(std::vector<std::unique_ptr<Normalizer>> steps) : steps_(std::move(steps)) {}
    void apply(std::string& text) const override
    {
        for (const auto& step : steps_)
            step->apply(text);
    }

private:
    std::vector<std::unique_ptr<Normalizer>> steps_;
};

} // namespace

std::unique_ptr<Normalizer> makeNormalizer(const Json& config, const std::string& file)
{
    if (config.is_null())
        return nullptr;
    const std::string type = jsonText(config, "type");
    if (type == "NFC")
        return std::make_unique<UnicodeForm>(&icu::Normalizer2::getNFCInstance, file);
    if (type == "NFD")
        return std::make_unique<UnicodeForm>(&icu::Normalizer2::getNFDInstance, file);
    if (type == "NFKC")
        return std::make_unique<UnicodeForm>(&icu::Normalizer2::getNFKCInstance, file);
    if (type == "NFKD")
        return std::make_unique<UnicodeForm>(&icu::Normalizer2::getNFKDInstance, file);
    if (type == "Prepend")
        return std::make_unique<Prepend>(jsonText(config, "prepend"));
    if (type == "Replace")
        return std::make_unique<Replace>(jsonPattern(config, file), jsonText(config, "content"));
    if (type == "Strip")
        return std::make_unique<Strip>(jsonFlag(config, "strip_left", true), jsonFlag(config, "strip_right", true));
    if (type == "Lowercase")
        return std::make_unique<PerCharacter>(&addLowerCase);
    if (type == "StripAccents")
        return std::make_unique<PerCharacter>(&addUnlessAccent);
    if (type == "ByteLevel")
        return std::make_unique<ByteLevelNormalizer>();
    if (type == "Sequence") {
        std::vector<std::unique_ptr<Normalizer>> steps;
        for (const Json& step : jsonField(config, "normalizers"))
            if (auto made = makeNormalizer(step, file))
                steps.push_back(std::move(made));
        return std::make_unique<NormalizerSequence>(std::move(steps));
    }
    refuseTokenizer(file, "the normalizer \"" + type + "\" is not supported");
}

} // namespace lorikeet

#include "core/text/token_decoder.h"

#include "core/base/strings.h"
#include "core/text/byte_level.h"
#include "core/text/json_parts.h"
#include "core/text/utf8.h"

namespace lorikeet {
namespace {

constexpr const char* kBroken = "\xEF\xBF\xBD";

std::string joined(const std::vector<std::string>& tokens)
{
    std::string text;
    for (const std::string& token : tokens)
        text += token;
    return text;
}

class ByteLevelDecoder final : public TokenDecoder {
public:
    void apply(std::vector<std::string>& tokens) const override
    {
        std::string bytes;
        for (const std::string& token : tokens)
            bytes += bytesOfByteLevel(token).value_or(token);
        tokens = {replaceInvalidUtf8(bytes)};
    }
};

class ReplaceDecoder final : public TokenDecoder {
public:
    ReplaceDecoder(Regex pattern, std::string content) : pattern_(std::move(pattern)), content_(std::move(content)) {}
    void apply(std::vector<std::string>& tokens) const override
    {
        std::vector<TextRange> matches;
        for (std::string& token : tokens) {
            pattern_.findAll(token, matches);
            for (size_t i = matches.size(); i-- > 0;)
                token.replace(matches[i].begin, matches[i].end - matches[i].begin, content_);
        }
    }

private:
    Regex pattern_;
    std::string content_;
};

class ByteFallbackDecoder final : public TokenDecoder {
public:
    void apply(std::vector<std::string>& tokens) const override
    {
        std::vector<std::string> result;
        std::string bytes;
        const auto flush = [&] {
            if (isValidUtf8(bytes)) {
                if (!bytes.empty())
                    result.push_back(bytes);
            } else {
                result.insert(result.end(), bytes.size(), kBroken);
            }
            bytes.clear();
        };
        for (std::string& token : tokens) {
            if (const int byte = byteOfToken(token); byte >= 0) {
                bytes += static_cast<char>(static_cast<unsigned char>(byte));
                continue;
            }
            flush();
            result.push_back(std::move(token));
        }
        flush();
        tokens = std::move(result);
    }
};

class FuseDecoder final : public TokenDecoder {
public:
    void apply(std::vector<std::string>& tokens) const override { tokens = {joined(tokens)}; }
};

class StripDecoder final : public TokenDecoder {
public:
    StripDecoder(std::string content, int64_t left, int64_t right) : content_(std::move(content)), left_(left), right_(right) {}
    void apply(std::vector<std::string>& tokens) const override
    {
        for (std::string& token : tokens) {
            for (int64_t i = 0; i < left_ && token.starts_with(content_); ++i)
                token.erase(0, content_.size());
            for (int64_t i = 0; i < right_ && token.ends_with(content_); ++i)
                token.resize(token.size() - content_.size());
        }
    }

private:
    std::string content_;
    int64_t left_;
    int64_t right_;
};

class MetaspaceDecoder final : public TokenDecoder {
public:
    MetaspaceDecoder(std::string mark, bool dropsFirst) : mark_(std::move(mark)), dropsFirst_(dropsFirst) {}
    void apply(std::vector<std::string>& tokens) const override
    {
        for (size_t i = 0; i < tokens.size(); ++i) {
            const std::string_view by = i == 0 && dropsFirst_ ? "" : " ";
            std::string& token = tokens[i];
            for (size_t at = token.find(mark_); at != std::string::npos; at = token.find(mark_, at + by.size()))
                token.replace(at, mark_.size(), by);
        }
    }

private:
    std::string mark_;
    bool dropsFirst_;
};

class DecoderSequence final : public TokenDecoder {
public:
    explicit DecoderSequence(std::vector<std::unique_ptr<TokenDecoder>> steps) : steps_(std::move(steps)) {}
    void apply(std::vector<std::string>& tokens) const override
    {
        for (const auto& step : steps_)
            step->apply(tokens);
    }

private:
    std::vector<std::unique_ptr<TokenDecoder>> steps_;
};

int64_t countIn(const Json& config, const char* key)
{
    const Json& value = jsonField(config, key);
    return value.is_number_unsigned() ? value.get<int64_t>() : 0;
}

} // namespace

int byteOfToken(const std::string& token)
{
    if (token.size() != 6 || !token.starts_with("<0x") || token[5] != '>')
        return -1;
    const auto digit = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'A' && c <= 'F' ? c - 'A' + 10 : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; };
    const int high = digit(token[3]);
    const int low = digit(token[4]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

std::unique_ptr<TokenDecoder> makeTokenDecoder(const Json& config, const std::string& file)
{
    if (config.is_null())
        return nullptr;
    const std::string type = jsonText(config, "type");
    if (type == "ByteLevel")
        return std::make_unique<ByteLevelDecoder>();
    if (type == "Replace")
        return std::make_unique<ReplaceDecoder>(jsonPattern(config, file), jsonText(config, "content"));
    if (type == "ByteFallback")
        return std::make_unique<ByteFallbackDecoder>();
    if (type == "Fuse")
        return std::make_unique<FuseDecoder>();
    if (type == "Strip")
        return std::make_unique<StripDecoder>(jsonText(config, "content", " "), countIn(config, "start"), countIn(config, "stop"));
    if (type == "Metaspace") {
        const bool addsPrefix = jsonText(config, "prepend_scheme", jsonFlag(config, "add_prefix_space", true) ? "always" : "never") != "never";
        return std::make_unique<MetaspaceDecoder>(jsonText(config, "replacement", "\xE2\x96\x81"), addsPrefix);
    }
    if (type == "Sequence") {
        std::vector<std::unique_ptr<TokenDecoder>> steps;
        for (const Json& step : jsonField(config, "decoders"))
            if (auto made = makeTokenDecoder(step, file))
                steps.push_back(std::move(made));
        return std::make_unique<DecoderSequence>(std::move(steps));
    }
    refuseTokenizer(file, "the decoder \"" + type + "\" is not supported");
}

} // namespace lorikeet

#include "core/base/file.h"
#include "core/text/hf_tokenizer.h"
#include "core/text/json_parts.h"
#include "core/text/sentencepiece_tokenizer.h"

#include <simdjson.h>

#include <filesystem>

namespace lorikeet {
namespace {

namespace dom = simdjson::dom;
constexpr int64_t kMaxId = 10'000'000;
constexpr uint64_t kMaxTokenizerBytes = uint64_t{1} << 30;

/// A tokenizer.json: the big model part stays with the fast parser, the small rest becomes Json.
class TokenizerFile {
public:
    explicit TokenizerFile(std::string path) : path_(std::move(path)), bytes_(readFile(path_, kMaxTokenizerBytes))
    {
        bytes_.reserve(bytes_.size() + simdjson::SIMDJSON_PADDING);
        dom::element root;
        if (const auto problem = parser_.parse(bytes_).get(root); problem != simdjson::SUCCESS)
            refuse(std::string("it is not valid JSON: ") + simdjson::error_message(problem));
        if (root.get(root_) != simdjson::SUCCESS)
            refuse("it is not a JSON object");
    }

    TokenizerParts readParts() const
    {
        TokenizerParts parts;
        parts.model = readModel();
        parts.normalizer = makeNormalizer(small("normalizer"), path_);
        const Json preTokenizer = small("pre_tokenizer");
        parts.preTokenizer = makePreTokenizer(preTokenizer, path_);
        const Json decoder = small("decoder");
        parts.decoder = makeTokenDecoder(decoder, path_);
        parts.isByteLevel = usesByteLevel(preTokenizer) || usesByteLevel(decoder);
        return parts;
    }

    std::vector<AddedToken> readAdded() const
    {
        std::vector<AddedToken> result;
        for (const Json& token : small("added_tokens")) {
            const Json& id = jsonField(token, "id");
            if (!jsonField(token, "content").is_string() || !id.is_number_unsigned() || id.get<uint64_t>() > static_cast<uint64_t>(kMaxId))
                refuse("an added token lacks its id or content");
            const bool isSpecial = jsonFlag(token, "special", false);
            result.push_back({id.get<TokenId>(), jsonText(token, "content"), isSpecial, jsonFlag(token, "normalized", !isSpecial),
                jsonFlag(token, "lstrip", false), jsonFlag(token, "rstrip", false), jsonFlag(token, "single_word", false)});
        }
        return result;
    }

    /// A part as Json; null when it is missing.
    Json small(const char* key) const
    {
        dom::element element;
        if (root_[key].get(element) != simdjson::SUCCESS)
            return {};
        return parseJson(simdjson::minify(element), path_);
    }
    const std::string& path() const { return path_; }

private:
    [[noreturn]] void refuse(const std::string& what) const { refuseTokenizer(path_, what); }

    static bool usesByteLevel(const Json& part)
    {
        if (jsonText(part, "type") == "ByteLevel")
            return true;
        for (const char* list : {"pretokenizers", "decoders"})
            for (const Json& step : jsonField(part, list))
                if (usesByteLevel(step))
                    return true;
        return false;
    }

    bool flag(const dom::object& object, const char* key) const
    {
        bool value = false;
        return object[key].get(value) == simdjson::SUCCESS && value;
    }

    std::string text(const dom::object& object, const char* key) const
    {
        std::string_view value;
        return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
    }

    std::unique_ptr<Bpe> readModel() const
    {
        dom::object model;
        if (root_["model"].get(model) != simdjson::SUCCESS)
            refuse("it has no \"model\"");
        dom::element merges;
        const bool hasMerges = model["merges"].get(merges) == simdjson::SUCCESS;
        // Old files leave the type out; only BPE has merges.
        std::string type = text(model, "type");
        if (type.empty() && hasMerges)
            type = "BPE";
        if (type != "BPE")
            refuse("tokenizers of kind \"" + type + "\" are not supported, only BPE");
        for (const char* key : {"continuing_subword_prefix", "end_of_word_suffix"})
            if (!text(model, key).empty())
                refuse(std::string("its model uses \"") + key + "\", which is not supported");
        Vocabulary vocabulary = readVocabulary(model);
        BpeOptions options;
        if (const std::string unknown = text(model, "unk_token"); !unknown.empty())
            options.unknown = vocabulary.find(unknown);
        options.fusesUnknown = flag(model, "fuse_unk");
        options.hasByteFallback = flag(model, "byte_fallback");
        options.ignoresMerges = flag(model, "ignore_merges");
        auto bpe = std::make_unique<Bpe>(std::move(vocabulary), options);
        if (hasMerges)
            readMerges(merges, *bpe);
        return bpe;
    }

    Vocabulary readVocabulary(const dom::object& model) const
    {
        dom::object entries;
        if (model["vocab"].get(entries) != simdjson::SUCCESS)
            refuse("its model has no \"vocab\"");
        Vocabulary vocabulary;
        vocabulary.reserve(entries.size(), bytes_.size() / 4);
        for (const auto& [token, value] : entries) {
            int64_t id = -1;
            if (value.get(id) != simdjson::SUCCESS || id < 0 || id > kMaxId)
                refuse("the id of \"" + std::string(token) + "\" is not a number from 0 to " + std::to_string(kMaxId));
            vocabulary.add(token, static_cast<TokenId>(id));
        }
        return vocabulary;
    }

    void readMerges(const dom::element& element, Bpe& bpe) const
    {
        dom::array merges;
        if (element.get(merges) != simdjson::SUCCESS)
            refuse("its merges are not a list");
        bpe.reserveMerges(merges.size());
        for (const dom::element& merge : merges) {
            std::string_view left, right, line;
            dom::array pair;
            if (merge.get(line) == simdjson::SUCCESS) {
                const size_t space = line.find(' ');
                left = line.substr(0, space);
                right = space == std::string_view::npos ? "" : line.substr(space + 1);
            } else if (merge.get(pair) != simdjson::SUCCESS || pair.size() != 2 || pair.at(0).get(left) != simdjson::SUCCESS
                || pair.at(1).get(right) != simdjson::SUCCESS) {
                refuse("a merge is neither \"a b\" nor [\"a\", \"b\"]");
            }
            if (left.empty() || right.empty() || !bpe.addMerge(left, right))
                refuse("the merge of \"" + std::string(left) + "\" and \"" + std::string(right) + "\" is not in its vocabulary");
        }
    }

    std::string path_;
    std::string bytes_;
    dom::parser parser_;
    dom::object root_;
};

/// The first of tokenizer_config.json and special_tokens_map.json that has the token; text or {"content": …}.
std::string specialToken(const Json& config, const Json& map, const char* key)
{
    for (const Json* source : {&config, &map}) {
        const Json& value = jsonField(*source, key);
        if (value.is_string())
            return value.get<std::string>();
        if (const std::string content = jsonText(value, "content"); !content.empty())
            return content;
    }
    return "";
}

Json readIfThere(const std::filesystem::path& path)
{
    std::error_code problem;
    return std::filesystem::exists(path, problem) ? readJsonFile(toUtf8(path)) : Json::object();
}

std::optional<TokenId> find(const TokenizerParts& parts, const TokenizerState& state, const std::string& token)
{
    for (const AddedToken& added : state.added)
        if (added.content == token)
            return added.id;
    return token.empty() ? std::nullopt : parts.model->vocabulary().find(token);
}

/// The small files beside the tokenizer.
struct TokenizerSettings {
    Json config, map, added;
};

void readSpecialTokens(const TokenizerParts& parts, const TokenizerSettings& settings, TokenizerState& state)
{
    const auto read = [&](std::optional<TokenId>& token, const char* key) {
        if (const auto named = find(parts, state, specialToken(settings.config, settings.map, key)))
            token = named;
    };
    read(state.bos, "bos_token");
    read(state.eos, "eos_token");
    read(state.pad, "pad_token");
}

/// The tokens that the config asks for around a text; nullopt where it says nothing.
std::optional<PostProcessor> postProcessorOf(const Json& config, const TokenizerState& state)
{
    if (!jsonField(config, "add_bos_token").is_boolean() && !jsonField(config, "add_eos_token").is_boolean())
        return std::nullopt;
    PostProcessor result;
    if (jsonFlag(config, "add_bos_token", false) && state.bos)
        result.before = {*state.bos};
    if (jsonFlag(config, "add_eos_token", false) && state.eos)
        result.behind = {*state.eos};
    return result;
}

std::shared_ptr<const Tokenizer> loadJson(const std::string& path, const TokenizerSettings& settings)
{
    const TokenizerFile file(path);
    auto parts = std::make_shared<TokenizerParts>(file.readParts());
    TokenizerState state;
    state.added = file.readAdded();
    readSpecialTokens(*parts, settings, state);
    const auto configured = postProcessorOf(settings.config, state);
    state.postProcessor = configured ? *configured : makePostProcessor(file.small("post_processor"), path);
    return std::make_shared<HfTokenizer>(std::move(parts), std::move(state));
}

void addToken(std::vector<AddedToken>& tokens, const AddedToken& token)
{
    for (AddedToken& known : tokens)
        if (known.content == token.content || known.id == token.id) {
            known = token;
            return;
        }
    tokens.push_back(token);
}

/// Tokens that were added to a sentencepiece model, from wherever the folder names them.
void readAddedTokens(const TokenizerSettings& settings, const std::string& folder, std::vector<AddedToken>& tokens)
{
    const auto idIn = [&](const Json& value, const std::string& text) -> TokenId {
        if (value.is_number_unsigned() && value.get<uint64_t>() <= static_cast<uint64_t>(kMaxId))
            return value.get<TokenId>();
        if (!text.empty() && text.size() < 9 && text.find_first_not_of("0123456789") == std::string::npos)
            return static_cast<TokenId>(std::stol(text));
        refuseTokenizer(folder, "an added token lacks its id");
    };
    for (const auto& [content, id] : settings.added.items())
        addToken(tokens, {.id = idIn(id, ""), .content = content, .isSpecial = true});
    for (const auto& [id, token] : jsonField(settings.config, "added_tokens_decoder").items()) {
        const bool isSpecial = jsonFlag(token, "special", false);
        addToken(tokens, {idIn(Json(), id), jsonText(token, "content"), isSpecial, jsonFlag(token, "normalized", !isSpecial), jsonFlag(token, "lstrip", false),
            jsonFlag(token, "rstrip", false), jsonFlag(token, "single_word", false)});
    }
}

std::shared_ptr<const Tokenizer> loadSentencePiece(const std::string& path, const TokenizerSettings& settings)
{
    SentencePieceParts read = readSentencePieceTokenizer(path);
    auto parts = std::make_shared<TokenizerParts>(std::move(read.parts));
    TokenizerState state;
    state.added = std::move(read.added);
    state.bos = read.bos;
    state.eos = read.eos;
    state.pad = read.pad;
    readAddedTokens(settings, path, state.added);
    readSpecialTokens(*parts, settings, state);
    if (const auto configured = postProcessorOf(settings.config, state))
        state.postProcessor = *configured;
    else if (state.bos)
        state.postProcessor.before = {*state.bos};
    return std::make_shared<HfTokenizer>(std::move(parts), std::move(state));
}

} // namespace

std::shared_ptr<const Tokenizer> Tokenizer::load(const std::string& folder)
{
    const std::filesystem::path path = toPath(folder);
    std::error_code problem;
    if (!std::filesystem::is_directory(path, problem))
        throw Error(Text(LK_TEXT("There is no model folder at %1."), folder), Text(LK_TEXT("Check the path: it names a folder with tokenizer.json in it.")));
    const TokenizerSettings settings{readIfThere(path / "tokenizer_config.json"), readIfThere(path / "special_tokens_map.json"), readIfThere(path / "added_tokens.json")};
    if (std::filesystem::exists(path / "tokenizer.json", problem))
        return loadJson(toUtf8(path / "tokenizer.json"), settings);
    if (std::filesystem::exists(path / "tokenizer.model", problem))
        return loadSentencePiece(toUtf8(path / "tokenizer.model"), settings);
    throw Error(Text(LK_TEXT("The model folder %1 has neither tokenizer.json nor tokenizer.model."), folder),
        Text(LK_TEXT("Copy that file too. A folder with vocab.json and merges.txt alone gets one when transformers' AutoTokenizer reads and saves it.")));
}

} // namespace lorikeet

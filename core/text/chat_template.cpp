#include "core/text/chat_template.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/resources.h"
#include "core/base/strings.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace lorikeet {
namespace {

constexpr std::string_view kContent = "{content}";

[[noreturn]] void failTemplate(const std::string& file, const std::string& what)
{
    throw Error(Text(LK_TEXT("The template file %1 is damaged: %2."), file, what), Text(LK_TEXT("Install Lorikeet again.")), ExitCode::Bug);
}

std::vector<TemplatePiece> readPieces(const YAML::Node& node, const std::string& file)
{
    std::vector<TemplatePiece> pieces;
    if (!node)
        return pieces;
    if (!node.IsSequence())
        failTemplate(file, "a list of pieces is expected");
    for (const YAML::Node& piece : node) {
        if (piece.IsScalar()) {
            pieces.push_back({TemplatePiece::Kind::Text, piece.as<std::string>()});
            continue;
        }
        const std::string token = piece["token"].as<std::string>();
        if (token != "bos" && token != "eos")
            failTemplate(file, "unknown token " + token);
        pieces.push_back({token == "bos" ? TemplatePiece::Kind::Bos : TemplatePiece::Kind::Eos, {}});
    }
    return pieces;
}

ChatTemplate parseTemplate(const std::string& name, const std::string& file)
{
    try {
        const YAML::Node root = YAML::Load(readFile(file));
        static const std::set<std::string> known{"prefix", "system", "user", "assistant", "observation", "default_system", "stop_words", "replace_eos",
            "efficient_eos", "system_in_user", "image_token", "thought_start", "thought_end", "function", "user_picture_first", "text_end", "tool_format", "model_types", "markers",
            "differs"};
        for (const auto& entry : root)
            if (!known.contains(entry.first.as<std::string>()))
                failTemplate(file, "unknown key " + entry.first.as<std::string>());
        ChatTemplate result;
        result.name = name;
        result.prefix = readPieces(root["prefix"], file);
        result.system = readPieces(root["system"], file);
        result.user = readPieces(root["user"], file);
        result.assistant = readPieces(root["assistant"], file);
        result.observation = root["observation"] ? readPieces(root["observation"], file) : result.user;
        result.function = root["function"] ? readPieces(root["function"], file) : result.assistant;
        result.userPictureFirst = readPieces(root["user_picture_first"], file);
        result.textEnd = root["text_end"].as<std::string>("");
        result.toolFormat = root["tool_format"].as<std::string>("default");
        result.modelTypes = root["model_types"].as<std::vector<std::string>>(std::vector<std::string>());
        result.markers = root["markers"].as<std::vector<std::string>>(std::vector<std::string>());
        result.differenceNote = Text(root["differs"].as<std::string>(""));
        result.defaultSystem = root["default_system"].as<std::string>("");
        result.stopWords = root["stop_words"].as<std::vector<std::string>>(std::vector<std::string>());
        result.replacesEos = root["replace_eos"].as<bool>(false);
        result.hasEfficientEos = root["efficient_eos"].as<bool>(false);
        result.putsSystemInUser = root["system_in_user"].as<bool>(false);
        result.imageToken = root["image_token"].as<std::string>("");
        result.thoughtStart = root["thought_start"].as<std::string>("");
        result.thoughtEnd = root["thought_end"].as<std::string>("");
        if (result.user.empty() || result.assistant.empty())
            failTemplate(file, "user and assistant are needed");
        return result;
    } catch (const YAML::Exception& error) {
        failTemplate(file, error.what());
    }
}

std::string filled(const std::string& piece, const std::string& content)
{
    const size_t at = piece.find(kContent);
    if (at == std::string::npos)
        return piece;
    return piece.substr(0, at) + content + piece.substr(at + kContent.size());
}

/// Each piece is tokenized on its own.
void appendPieces(std::vector<TokenId>& ids, const std::vector<TemplatePiece>& pieces, const std::string& content, const Tokenizer& tokenizer)
{
    for (const TemplatePiece& piece : pieces) {
        if (piece.kind == TemplatePiece::Kind::Text) {
            const std::vector<TokenId> more = tokenizer.encode(filled(piece.text, content));
            ids.insert(ids.end(), more.begin(), more.end());
        } else if (const auto id = piece.kind == TemplatePiece::Kind::Bos ? tokenizer.bosId() : tokenizer.eosId()) {
            ids.push_back(*id);
        }
    }
}

bool isAnswer(Role role)
{
    return role == Role::Assistant || role == Role::Function;
}

bool isReasoning(const ChatTemplate& chatTemplate)
{
    return !chatTemplate.thoughtStart.empty();
}

/// The answer without its thoughts and without the line breaks that then begin it.
std::string withoutThoughts(const ChatTemplate& chatTemplate, const std::string& answer)
{
    std::string rest;
    size_t from = 0;
    while (true) {
        const size_t begin = answer.find(chatTemplate.thoughtStart, from);
        const size_t end = begin == std::string::npos ? begin : answer.find(chatTemplate.thoughtEnd, begin + chatTemplate.thoughtStart.size());
        if (end == std::string::npos)
            break;
        rest.append(answer, from, begin - from);
        from = end + chatTemplate.thoughtEnd.size();
    }
    rest.append(answer, from);
    return rest.substr(std::min(rest.find_first_not_of('\n'), rest.size()));
}

/// An answer without a thought gets an empty one: learned, or at the end of the prompt.
void addEmptyThought(const ChatTemplate& chatTemplate, const Tokenizer& tokenizer, const std::string& answer, const TurnOptions& options, EncodedTurn& turn)
{
    if (answer.find(trim(chatTemplate.thoughtStart)) != std::string::npos || answer.find(trim(chatTemplate.thoughtEnd)) != std::string::npos)
        return;
    const std::vector<TokenId> thought = tokenizer.encode(chatTemplate.thoughtStart + chatTemplate.thoughtEnd);
    if (options.enablesThinking)
        turn.answer.insert(turn.answer.begin(), thought.begin(), thought.end());
    else
        turn.prompt.insert(turn.prompt.end(), thought.begin(), thought.end());
}

} // namespace

ChatTemplate loadTemplate(const std::string& name)
{
    const std::vector<std::string> names = templateNames();
    if (std::find(names.begin(), names.end(), name) == names.end()) {
        const auto nearest = nearestWord(name, names);
        throw Error(Text(LK_TEXT("There is no template \"%1\"."), name),
            nearest ? Text(LK_TEXT("Did you mean \"%1\"? \"auto\" takes the one that fits the model."), *nearest)
                    : Text(LK_TEXT("Take \"auto\", or one of these: %1."), join(names, ", ")));
    }
    return parseTemplate(name, resourcePath("templates/" + name + ".yaml"));
}

std::vector<std::string> templateNames()
{
    std::vector<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(toPath(resourcePath("templates"))))
        if (entry.path().extension() == ".yaml")
            names.push_back(toUtf8(entry.path().stem()));
    std::sort(names.begin(), names.end());
    return names;
}

std::vector<EncodedTurn> encodeTurns(const ChatTemplate& chatTemplate, const Tokenizer& tokenizer, const RenderedConversation& conversation, const TurnOptions& options)
{
    const bool hasSystem = conversation.system && !conversation.system->empty();
    const std::string systemText = (hasSystem ? *conversation.system : chatTemplate.defaultSystem) + conversation.toolsText.value_or("");
    const bool writesSystem = !systemText.empty() || conversation.toolsText;
    std::vector<EncodedTurn> turns;
    EncodedTurn turn;
    for (size_t i = 0; i < conversation.messages.size(); ++i) {
        const Message& message = conversation.messages[i];
        if (isAnswer(message.role)) {
            const bool isLast = i + 1 == conversation.messages.size();
            const bool dropsThoughts = !options.enablesThinking || (options.dropsEarlierThoughts && !isLast);
            const std::string answer = isReasoning(chatTemplate) && dropsThoughts ? withoutThoughts(chatTemplate, message.content) : message.content;
            appendPieces(turn.answer, message.role == Role::Function ? chatTemplate.function : chatTemplate.assistant, answer, tokenizer);
            if (isReasoning(chatTemplate) && (isLast || !options.onlyLastThinks))
                addEmptyThought(chatTemplate, tokenizer, answer, options, turn);
            turns.push_back(std::move(turn));
            turn = {};
            continue;
        }
        std::string content = message.content;
        if (i == 0) {
            appendPieces(turn.prompt, chatTemplate.prefix, {}, tokenizer);
            if (writesSystem && chatTemplate.putsSystemInUser && !chatTemplate.system.empty())
                content = filled(chatTemplate.system.front().text, systemText) + content;
            else if (writesSystem)
                appendPieces(turn.prompt, chatTemplate.system, systemText, tokenizer);
        }
        const bool beginsWithPicture = i < conversation.beginsWithPicture.size() && conversation.beginsWithPicture[i] && !chatTemplate.userPictureFirst.empty();
        appendPieces(turn.prompt,
            message.role == Role::Observation ? chatTemplate.observation : beginsWithPicture ? chatTemplate.userPictureFirst : chatTemplate.user, content, tokenizer);
    }
    return turns;
}

std::vector<TokenId> stopIds(const ChatTemplate& chatTemplate, const Tokenizer& tokenizer)
{
    std::vector<TokenId> ids;
    const auto add = [&](std::optional<TokenId> id) {
        if (id && std::find(ids.begin(), ids.end(), *id) == ids.end())
            ids.push_back(*id);
    };
    add(tokenizer.eosId());
    for (const std::string& word : chatTemplate.stopWords)
        add(tokenizer.idOf(word));
    return ids;
}

} // namespace lorikeet

#include "core/data/formats/captions.h"
#include "core/base/strings.h"
#include "core/data/formats/row_reader.h"

namespace lorikeet {
namespace {

bool refuseText(const RowInHand& row, const std::string& column)
{
    return row.refuse("row.type", Text(LK_TEXT("Example %1: \"%2\" must be text."), row.number(), column), LK_TEXT("Write it in quotation marks."));
}

/// [[question, answer], …] of earlier turns.
bool readHistory(const RowInHand& row, Sample& sample)
{
    const Json* history = row.history();
    if (history == nullptr)
        return true;
    const bool isList = history->is_array();
    for (size_t i = 0; isList && i < history->size(); ++i) {
        const Json& turn = (*history)[i];
        if (!turn.is_array() || turn.size() != 2 || !turn[0].is_string() || !turn[1].is_string())
            return row.refuse("row.type", Text(LK_TEXT("Example %1: turn %2 of \"%3\" is not a pair of question and answer."), row.number(), i + 1,
                                  *row.description.columns.history),
                LK_TEXT("Write [[\"question\", \"answer\"], …]."));
        sample.messages.push_back({Role::User, turn[0].get<std::string>()});
        sample.messages.push_back({Role::Assistant, turn[1].get<std::string>()});
    }
    return isList || refuseText(row, *row.description.columns.history);
}

bool readSystem(const RowInHand& row, Sample& sample)
{
    const Json* system = row.column(row.description.columns.system);
    if (system == nullptr)
        return true;
    if (!system->is_string())
        return refuseText(row, *row.description.columns.system);
    if (!system->get_ref<const std::string&>().empty()) // Nothing is what a column has where others need one.
        sample.system = system->get<std::string>();
    return true;
}

/// The text in a column of our own; "" where there is none.
std::string ownText(const RowInHand& row, const char* name)
{
    const auto found = row.json.find(name);
    return found == row.json.end() || !found->is_string() || row.isForeign(name) ? "" : found->get<std::string>();
}

/// A whole conversation in a cell or value of our own exports, for what has no columns; empty where there is none.
std::vector<Message> conversationOf(const RowInHand& row)
{
    std::vector<Message> messages;
    const std::string text = ownText(row, kConversationColumn);
    const Json list = text.empty() ? Json() : Json::parse(text, nullptr, false);
    if (!list.is_array())
        return {};
    for (const Json& turn : list) {
        const bool isTurn = turn.is_object() && turn.contains("role") && turn["role"].is_string() && turn.contains("content") && turn["content"].is_string();
        const auto role = isTurn ? roleFromName(turn["role"].get_ref<const std::string&>()) : std::nullopt;
        if (!role)
            return {};
        messages.push_back({*role, turn["content"].get<std::string>()});
    }
    return messages;
}

/// A flat row: the question may be left out, the answer not be there yet.
bool readTableRow(const RowInHand& row, std::string question, Sample& sample)
{
    const DatasetColumns& columns = row.description.columns;
    if (!readSystem(row, sample))
        return false;
    if (std::string rejected = ownText(row, kRejectedColumn); !rejected.empty())
        sample.rejectedAnswer = std::move(rejected);
    if (auto conversation = conversationOf(row); !conversation.empty()) {
        sample.messages = std::move(conversation);
        return true;
    }
    std::string answer;
    if (const Json* value = row.column(columns.response)) {
        // Labels may be numbers; several captions come as a list: the first stands for all.
        if (value->is_array() && value->size() > 1)
            row.issues.push_back({Severity::Note, "answer.several", row.file, row.row,
                Text(LK_TEXT("Example %1 has %2 texts in \"%3\"; the first is used."), row.number(), value->size(), *columns.response),
                LK_TEXT("To train with all of them, write a row for each.")});
        const Json& first = value->is_array() && !value->empty() ? value->front() : *value;
        if (first.is_structured())
            return refuseText(row, *columns.response);
        answer = first.is_string() ? trim(first.get_ref<const std::string&>()) : first.dump();
    }
    if (question.empty() && row.pictureColumn() != nullptr)
        question = kCaptionPrompt;
    if (question.empty()) { // Nothing but a text.
        if (answer.empty() || columns.images || columns.prompt || !sample.messages.empty())
            return row.refuse("row.column", Text(LK_TEXT("Example %1 has neither a picture nor a question."), row.number()), LK_TEXT("Complete the row, or leave it out."));
        sample.messages.push_back({Role::User, std::move(answer)});
        sample.isText = true;
        return true;
    }
    sample.messages.push_back({Role::User, std::move(question)});
    sample.messages.push_back({Role::Assistant, std::move(answer)});
    return true;
}

} // namespace

bool readAlpacaRow(const RowInHand& row, Sample& sample)
{
    const DatasetColumns& columns = row.description.columns;
    if (!readHistory(row, sample))
        return false;
    std::string question;
    for (const auto& name : {columns.prompt, columns.query}) {
        const Json* part = row.column(name);
        if (part == nullptr)
            continue;
        if (!part->is_string())
            return refuseText(row, *name);
        const std::string& text = part->get_ref<const std::string&>();
        if (!text.empty())
            question += (question.empty() ? "" : "\n") + text;
    }
    if (row.description.isTable)
        return readTableRow(row, std::move(question), sample);
    if (columns.prompt && row.column(columns.prompt) == nullptr && question.empty())
        return row.refuse("row.column", Text(LK_TEXT("Example %1 has no column \"%2\" (the question)."), row.number(), *columns.prompt),
            LK_TEXT("Name the right column under \"columns\" in dataset_info.json, or complete the row."));
    if (!columns.response && sample.messages.empty() && !row.description.isRanking) { // plain text
        sample.messages.push_back({Role::User, std::move(question)});
        sample.isText = true;
        return true;
    }
    if (!readSystem(row, sample))
        return false;
    if (row.description.isRanking) {
        sample.messages.push_back({Role::User, std::move(question)});
        return readPair(row, sample);
    }
    const Json* answer = row.column(columns.response);
    if (answer == nullptr)
        return row.refuse("row.column", Text(LK_TEXT("Example %1 has no column \"%2\" (the answer)."), row.number(), columns.response.value_or("output")),
            LK_TEXT("Name the right column under \"columns\" in dataset_info.json, or complete the row."));
    if (!answer->is_string())
        return refuseText(row, *columns.response);
    sample.messages.push_back({Role::User, std::move(question)});
    sample.messages.push_back({Role::Assistant, answer->get<std::string>()});
    return true;
}

} // namespace lorikeet

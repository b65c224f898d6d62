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
    const Json* history = row.column(row.description.columns.history);
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
    if (columns.prompt && row.column(columns.prompt) == nullptr && question.empty())
        return row.refuse("row.column", Text(LK_TEXT("Example %1 has no column \"%2\" (the question)."), row.number(), *columns.prompt),
            LK_TEXT("Name the right column under \"columns\" in dataset_info.json, or complete the row."));
    if (!columns.response && sample.messages.empty()) { // plain text
        sample.messages.push_back({Role::User, std::move(question)});
        sample.isText = true;
        return true;
    }
    const Json* answer = row.column(columns.response);
    if (answer == nullptr)
        return row.refuse("row.column", Text(LK_TEXT("Example %1 has no column \"%2\" (the answer)."), row.number(), columns.response.value_or("output")),
            LK_TEXT("Name the right column under \"columns\" in dataset_info.json, or complete the row."));
    if (!answer->is_string())
        return refuseText(row, *columns.response);
    sample.messages.push_back({Role::User, std::move(question)});
    sample.messages.push_back({Role::Assistant, answer->get<std::string>()});
    if (const Json* system = row.column(columns.system)) {
        if (!system->is_string())
            return refuseText(row, *columns.system);
        sample.system = system->get<std::string>();
    }
    return true;
}

} // namespace lorikeet

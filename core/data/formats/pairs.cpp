#include "core/data/formats/row_reader.h"

namespace lorikeet {
namespace {

/// An answer as text, or as a message object of a conversation.
bool readAnswer(const RowInHand& row, const std::optional<std::string>& name, const char* fallback, std::string& answer)
{
    const Json* value = row.column(name);
    if (value == nullptr)
        return row.refuse("row.column", Text(LK_TEXT("Example %1 has no column \"%2\" (an answer of the pair)."), row.number(), name.value_or(fallback)),
            LK_TEXT("Name the right column under \"columns\" in dataset_info.json (chosen, rejected), or complete the row."));
    if (value->is_string()) {
        answer = value->get<std::string>();
        return true;
    }
    // Some files repeat the whole conversation: its last message is the answer.
    const Json* message = value->is_array() && !value->empty() ? &value->back() : value;
    Message read;
    if (!readMessage(row, *message, 1, read))
        return false;
    if (read.role != Role::Assistant && read.role != Role::Function)
        return row.refuse("roles.order", Text(LK_TEXT("Example %1: \"%2\" is not from the assistant."), row.number(), *name), LK_TEXT("Correct the row."));
    answer = std::move(read.content);
    return true;
}

} // namespace

/// {"conversations": […], "chosen": answer, "rejected": answer}
bool readPair(const RowInHand& row, Sample& sample)
{
    std::string chosen, rejected;
    if (!readAnswer(row, row.description.columns.chosen, "chosen", chosen) || !readAnswer(row, row.description.columns.rejected, "rejected", rejected))
        return false;
    sample.messages.push_back({Role::Assistant, std::move(chosen)});
    sample.rejectedAnswer = std::move(rejected);
    return true;
}

} // namespace lorikeet

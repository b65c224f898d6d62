#include "core/data/formats/sniff.h"

#include "core/base/error.h"
#include "core/base/strings.h"

#include <algorithm>

namespace lorikeet {

std::optional<std::string> sniffImageColumn(const Json& row)
{
    for (const char* name : {"images", "image"})
        if (row.contains(name))
            return name;
    return std::nullopt;
}

/// {"messages": [{"role": "user", "content": …}, …]}
bool sniffMessages(const Json& row, DatasetDescription& description)
{
    for (const char* column : {"messages", "conversations"}) {
        const auto found = row.find(column);
        if (found == row.end() || !found->is_array() || found->empty() || !(*found)[0].is_object() || !(*found)[0].contains("role"))
            continue;
        description.formatting = Formatting::ShareGpt;
        description.columns.messages = column;
        description.tags = {.role = "role", .content = "content", .user = "user", .assistant = "assistant", .observation = "tool",
            .function = "function", .system = "system"};
        return true;
    }
    return false;
}

/// {"instruction": …, "input": …, "output": …}
bool sniffAlpaca(const Json& row, DatasetDescription& description)
{
    for (const auto& [prompt, response] : {std::pair{"instruction", "output"}, {"question", "answer"}, {"prompt", "response"}}) {
        if (!row.contains(prompt) || !row.contains(response))
            continue;
        description.formatting = Formatting::Alpaca;
        description.columns.prompt = prompt;
        description.columns.response = response;
        if (row.contains("history"))
            description.columns.history = "history";
        return true;
    }
    return false;
}

/// {"text": …}
bool sniffText(const Json& row, DatasetDescription& description)
{
    if (!row.contains("text") || !row["text"].is_string())
        return false;
    description = plainTextDescription(description.name, description.fileName);
    return true;
}

DatasetDescription plainTextDescription(const std::string& name, const std::string& file)
{
    DatasetDescription description;
    description.name = name;
    description.fileName = file;
    description.columns = {.prompt = "text", .query = {}, .response = {}, .history = {}, .messages = {}, .system = {}, .tools = {}, .images = {}};
    return description;
}

DatasetDescription sniffRows(const std::vector<std::string_view>& rows, const std::string& file, const std::string& datasetName)
{
    constexpr size_t kLookedAt = 20;
    DatasetDescription description;
    description.name = datasetName;
    description.fileName = file;
    bool isKnown = false;
    std::string columns;
    for (size_t i = 0; i < std::min(rows.size(), kLookedAt); ++i) {
        const Json row = Json::parse(rows[i], nullptr, false);
        if (!row.is_object())
            continue;
        if (!isKnown && (sniffMessages(row, description) || sniffLlava(row, description) || sniffAlpaca(row, description) || sniffText(row, description)))
            isKnown = true;
        if (columns.empty())
            for (const auto& item : row.items())
                columns += (columns.empty() ? "" : ", ") + item.key();
        // Text-only rows may come first.
        if (!description.columns.images)
            description.columns.images = sniffImageColumn(row);
        if (!description.columns.system && row.contains("system"))
            description.columns.system = "system";
        if (!description.columns.tools && row.contains("tools"))
            description.columns.tools = "tools";
    }
    if (!isKnown)
        throw Error(Text(LK_TEXT("%1 has no form that is known here; its columns are: %2."), file, columns.empty() ? "-" : columns),
            LK_TEXT("Known are conversations (LLaVA, ShareGPT), messages (OpenAI), instruction/output (alpaca) and plain text (text). Describe other columns in a "
                    "dataset_info.json."));
    return description;
}

} // namespace lorikeet

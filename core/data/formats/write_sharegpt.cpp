#include "core/data/formats/write_sharegpt.h"

#include "core/data/formats/row_reader.h"

#include <algorithm>

namespace lorikeet {
namespace {

struct UsedColumns {
    bool images = false;
    bool system = false;
    bool tools = false;
};

UsedColumns usedColumns(const std::vector<const Sample*>& samples)
{
    UsedColumns used;
    for (const Sample* sample : samples) {
        used.images |= !sample->images.empty();
        used.system |= sample->system.has_value();
        used.tools |= !sample->tools.empty();
    }
    return used;
}

bool areTexts(const std::vector<const Sample*>& samples)
{
    return !samples.empty() && std::all_of(samples.begin(), samples.end(), [](const Sample* sample) { return sample->isText; });
}

std::string writeTextLines(const std::vector<const Sample*>& samples)
{
    std::string result;
    for (const Sample* sample : samples)
        result += toJsonLine({{kSampleIdColumn, sample->id}, {"text", sample->messages.front().content}}) + "\n";
    return result;
}

} // namespace

std::string writeShareGptLines(const std::vector<const Sample*>& samples)
{
    if (areTexts(samples))
        return writeTextLines(samples);
    const UsedColumns used = usedColumns(samples);
    std::string result;
    for (const Sample* sample : samples) {
        OrderedJson messages = OrderedJson::array();
        for (const Message& message : sample->messages)
            messages.push_back({{"role", roleName(message.role)}, {"content", message.content}});
        OrderedJson row{{kSampleIdColumn, sample->id}, {"messages", std::move(messages)}};
        // Every row has every column: readers that build a table want the same ones throughout.
        if (used.images)
            row["images"] = sample->images;
        if (used.system)
            row["system"] = sample->system ? OrderedJson(*sample->system) : OrderedJson(nullptr);
        if (used.tools)
            row["tools"] = sample->tools;
        result += toJsonLine(row) + "\n";
    }
    return result;
}

OrderedJson describeShareGptFile(const std::string& fileName, const std::vector<const Sample*>& samples)
{
    if (areTexts(samples))
        return {{"file_name", fileName}, {"columns", {{"prompt", "text"}}}};
    const UsedColumns used = usedColumns(samples);
    OrderedJson columns{{"messages", "messages"}};
    if (used.images)
        columns["images"] = "images";
    if (used.system)
        columns["system"] = "system";
    if (used.tools)
        columns["tools"] = "tools";
    const OrderedJson tags{{"role_tag", "role"}, {"content_tag", "content"}, {"user_tag", roleName(Role::User)},
        {"assistant_tag", roleName(Role::Assistant)}, {"observation_tag", roleName(Role::Observation)},
        {"function_tag", roleName(Role::Function)}};
    return {{"file_name", fileName}, {"formatting", "sharegpt"}, {"columns", std::move(columns)}, {"tags", tags}};
}

} // namespace lorikeet

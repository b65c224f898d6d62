#include "core/data/formats/sniff.h"

namespace lorikeet {

/// {"id": …, "image": "a.jpg" or [..], "conversations": [{"from": "human", "value": "<image>\n…"}, {"from": "gpt", …}]}
bool sniffLlava(const Json& row, DatasetDescription& description)
{
    for (const char* column : {"conversations", "messages"}) {
        const auto found = row.find(column);
        if (found == row.end() || !found->is_array() || found->empty() || !(*found)[0].is_object() || !(*found)[0].contains("from"))
            continue;
        description.formatting = Formatting::ShareGpt;
        description.columns.messages = column;
        description.tags = {};
        return true;
    }
    return false;
}

} // namespace lorikeet

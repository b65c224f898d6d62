#include "core/data/formats/dataset_writer.h"

namespace lorikeet {
namespace {

class AlpacaWriter : public DatasetWriter {
public:
    std::optional<Text> refusal(const Sample& sample) const override
    {
        for (const Message& message : sample.messages)
            if (message.role == Role::Function || message.role == Role::Observation)
                return Text(LK_TEXT("Alpaca's form has no calls of tools."));
        if (!sample.isText && (sample.messages.size() < 2 || sample.messages.size() % 2 != 0))
            return Text(LK_TEXT("Alpaca's form holds questions with answers only."));
        return std::nullopt;
    }

    OrderedJson row(const Sample& sample, const UsedColumns& used) const override
    {
        if (used.kind == RowKind::Texts)
            return textRow(sample, used);
        OrderedJson row{{kSampleIdColumn, sample.id}};
        const size_t last = sample.messages.size() - 2;
        row["instruction"] = sample.messages[last].content;
        row["input"] = "";
        if (used.kind == RowKind::Pairs) {
            row["chosen"] = sample.messages[last + 1].content;
            row["rejected"] = *sample.rejectedAnswer;
        } else {
            row["output"] = sample.messages[last + 1].content;
        }
        if (used.history) {
            row["history"] = OrderedJson::array();
            for (size_t i = 0; i + 1 < last + 1; i += 2)
                row["history"].push_back({sample.messages[i].content, sample.messages[i + 1].content});
        }
        if (used.images)
            row["images"] = sample.images;
        if (used.system)
            row["system"] = sample.system.value_or("");
        used.writeCommon(sample, row);
        return row;
    }

    OrderedJson describe(const std::string& fileName, const UsedColumns& used) const override
    {
        if (used.kind == RowKind::Texts)
            return describeTexts(fileName, used);
        OrderedJson columns{{"prompt", "instruction"}, {"query", "input"}};
        if (used.kind == RowKind::Pairs) {
            columns["chosen"] = "chosen";
            columns["rejected"] = "rejected";
        } else {
            columns["response"] = "output";
        }
        for (const auto& [isUsed, name] : {std::pair{used.history, "history"}, {used.images, "images"}, {used.system, "system"}, {used.tools, "tools"}})
            if (isUsed)
                columns[name] = name;
        OrderedJson result{{"file_name", fileName}};
        if (used.kind == RowKind::Pairs)
            result["ranking"] = true;
        result["columns"] = std::move(columns);
        return result;
    }
};

} // namespace

std::unique_ptr<DatasetWriter> makeAlpacaWriter()
{
    return std::make_unique<AlpacaWriter>();
}

} // namespace lorikeet

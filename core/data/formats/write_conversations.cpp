#include "core/data/formats/dataset_writer.h"
#include "core/data/formats/other_columns.h"

namespace lorikeet {
namespace {

/// How a format spells a conversation.
struct Style {
    const char* messages;
    const char* role;
    const char* content;
    const char* user;
    const char* assistant;
    const char* images;
    bool hasId;
};
constexpr Style kMessages{"messages", "role", "content", "user", "assistant", "images", false};
constexpr Style kShareGpt{"conversations", "from", "value", "human", "gpt", "images", false};
constexpr Style kLlava{"conversations", "from", "value", "human", "gpt", "image", true};

class ConversationWriter : public DatasetWriter {
public:
    explicit ConversationWriter(const Style& style) : style_(style) {}

    std::optional<Text> refusal(const Sample& sample) const override
    {
        if (style_.hasId && (sample.isText || sample.rejectedAnswer))
            return Text(LK_TEXT("LLaVA's form holds conversations only."));
        return std::nullopt;
    }

    OrderedJson row(const Sample& sample, const UsedColumns& used) const override
    {
        if (used.kind == RowKind::Texts)
            return textRow(sample, used);
        OrderedJson row = OrderedJson::object();
        if (style_.hasId)
            row["id"] = idOf(sample, used);
        row[kSampleIdColumn] = sample.id;
        const bool isPair = used.kind == RowKind::Pairs;
        const size_t turns = isPair && !sample.messages.empty() ? sample.messages.size() - 1 : sample.messages.size();
        OrderedJson messages = OrderedJson::array();
        for (size_t i = 0; i < turns; ++i)
            messages.push_back(turn(roleWord(sample.messages[i].role), sample.messages[i].content));
        row[style_.messages] = std::move(messages);
        if (isPair) {
            row["chosen"] = turn(style_.assistant, sample.messages.back().content);
            row["rejected"] = turn(style_.assistant, *sample.rejectedAnswer);
        }
        if (used.images)
            row[style_.images] = pictures(sample, used);
        if (used.system)
            row["system"] = sample.system.value_or("");
        used.writeCommon(sample, row);
        return row;
    }

    OrderedJson describe(const std::string& fileName, const UsedColumns& used) const override
    {
        if (used.kind == RowKind::Texts)
            return describeTexts(fileName, used);
        OrderedJson columns{{"messages", style_.messages}};
        if (used.kind == RowKind::Pairs) {
            columns["chosen"] = "chosen";
            columns["rejected"] = "rejected";
        }
        if (used.images)
            columns["images"] = style_.images;
        if (used.system)
            columns["system"] = "system";
        if (used.tools)
            columns["tools"] = "tools";
        // No system_tag: the system prompt is a column, so that every row has the same turns.
        const OrderedJson tags{{"role_tag", style_.role}, {"content_tag", style_.content}, {"user_tag", style_.user}, {"assistant_tag", style_.assistant},
            {"observation_tag", roleName(Role::Observation)}, {"function_tag", functionWord()}};
        OrderedJson result{{"file_name", fileName}, {"formatting", "sharegpt"}};
        if (used.kind == RowKind::Pairs)
            result["ranking"] = true;
        result["columns"] = std::move(columns);
        result["tags"] = tags;
        return result;
    }

private:
    const char* functionWord() const { return style_.role == kMessages.role ? "function" : "function_call"; }

    const char* roleWord(Role role) const
    {
        return role == Role::User ? style_.user : role == Role::Assistant ? style_.assistant : role == Role::Function ? functionWord() : roleName(role);
    }

    /// The row's own id where it has one. Ids of a file are of one type.
    static OrderedJson idOf(const Sample& sample, const UsedColumns& used)
    {
        const OtherColumn* own = used.findOther("id");
        const std::string* kept = own == nullptr ? nullptr : findColumn(sample, "id");
        if (kept == nullptr || kept->empty())
            return sample.id;
        return own->rows == used.rows ? own->valueIn(sample) : OrderedJson(columnText(*kept));
    }

    OrderedJson turn(const char* role, const std::string& content) const { return {{style_.role, role}, {style_.content, content}}; }

    /// LLaVA writes one picture as text, but a column is of one type throughout.
    OrderedJson pictures(const Sample& sample, const UsedColumns& used) const
    {
        if (!style_.hasId || used.severalImages)
            return sample.images;
        return sample.images.empty() ? OrderedJson(nullptr) : OrderedJson(sample.images.front());
    }

    const Style& style_;
};

} // namespace

std::unique_ptr<DatasetWriter> makeMessagesWriter()
{
    return std::make_unique<ConversationWriter>(kMessages);
}

std::unique_ptr<DatasetWriter> makeShareGptWriter()
{
    return std::make_unique<ConversationWriter>(kShareGpt);
}

std::unique_ptr<DatasetWriter> makeLlavaWriter()
{
    return std::make_unique<ConversationWriter>(kLlava);
}

} // namespace lorikeet

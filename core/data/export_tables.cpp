#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/strings.h"
#include "core/data/export_writers.h"
#include "core/data/formats/csv.h"
#include "core/data/formats/dataset_writer.h"
#include "core/data/formats/table_columns.h"
#include "core/data/snapshot.h"

#include <map>

namespace lorikeet {
namespace {

/// Whether question and answer hold the whole conversation, as a table's reader puts it together again.
bool isPlain(const Sample& sample)
{
    return !sample.isText && sample.messages.size() == 2 && sample.messages[0].role == Role::User && sample.messages[1].role == Role::Assistant
        && countPlaceholders(sample.messages[0].content) == sample.images.size() && !sample.messages[0].content.empty()
        && trim(sample.messages[1].content) == sample.messages[1].content;
}

std::string conversationJson(const Sample& sample)
{
    OrderedJson list = OrderedJson::array();
    for (const Message& message : sample.messages)
        list.push_back({{"role", roleName(message.role)}, {"content", message.content}});
    return toJsonLine(list);
}

std::string picturesCell(const Sample& sample)
{
    return sample.images.empty() ? "" : sample.images.size() == 1 && !sample.images[0].starts_with('[') ? sample.images[0] : toJsonLine(OrderedJson(sample.images));
}

constexpr const char* kPictureColumn = "file_name";

std::string cellText(const OrderedJson& value)
{
    return value.is_string() ? value.get<std::string>() : value.is_null() ? "" : toJsonLine(value);
}

class Table {
public:
    explicit Table(const std::vector<const Sample*>& samples) : used_(UsedColumns::of(samples))
    {
        for (const Sample* sample : samples) {
            hasConversations_ |= !isPlain(*sample);
            hasRejected_ |= sample->rejectedAnswer.has_value();
        }
        keepMeanings(samples);
    }

    std::string header() const
    {
        std::vector<std::string> names;
        const OrderedJson columns = cells({});
        for (const auto& item : columns.items())
            names.push_back(item.key());
        return csvLine(std::move(names));
    }

    std::string row(const Sample& sample) const
    {
        std::vector<std::string> texts;
        const OrderedJson columns = cells(sample);
        for (const auto& item : columns.items())
            texts.push_back(cellText(item.value()));
        return csvLine(std::move(texts));
    }

    /// Columns with what the row has in them; the same columns for every sample.
    OrderedJson cells(const Sample& sample) const
    {
        const bool plain = isPlain(sample);
        const Message* answer = answerOf(sample);
        OrderedJson cells = OrderedJson::object();
        cells[kPictureColumn] = picturesCell(sample);
        cells["question"] = plain ? sample.messages[0].content : "";
        cells["answer"] = answer == nullptr ? "" : answer->content;
        cells[kSampleIdColumn] = sample.id;
        if (used_.system)
            cells["system"] = sample.system.value_or("");
        if (hasConversations_)
            cells[kConversationColumn] = plain ? "" : conversationJson(sample);
        if (hasRejected_)
            cells[kRejectedColumn] = sample.rejectedAnswer.value_or("");
        used_.writeCommon(sample, cells);
        return cells;
    }
    const UsedColumns& used() const { return used_; }
    /// Further columns that are left out, as a reader would look for pictures in them.
    const std::vector<std::string>& mistaken() const { return mistaken_; }

private:
    /// Readers find a table's columns by name and content. Those of the data's own must not come back as system prompts, tags, tools or pictures.
    void keepMeanings(const std::vector<const Sample*>& samples)
    {
        const auto isOther = [&](const std::string& name) { return used_.findOther(name) != nullptr; };
        used_.tools |= isOther("tools");
        for (;;) {
            const ColumnMapping mapping = asRead(samples);
            used_.system |= isOther(mapping.system); // An empty column of ours goes first.
            used_.own.tags |= isOther(mapping.tags);
            if (mapping.picture == kPictureColumn || !isOther(mapping.picture))
                return;
            mistaken_.push_back(mapping.picture);
            std::erase_if(used_.others, [&](const OtherColumn& column) { return column.name == mapping.picture; });
        }
    }

    ColumnMapping asRead(const std::vector<const Sample*>& samples) const
    {
        constexpr size_t kLookedAt = 30; // As many rows as a reader looks at.
        std::vector<std::string> columns;
        const OrderedJson header = cells({});
        for (const auto& item : header.items())
            if (!isOwnColumn(item.key()) || item.key() == kTagsColumn)
                columns.push_back(item.key());
        std::vector<Json> rows;
        for (size_t i = 0; i < std::min(samples.size(), kLookedAt); ++i) {
            const OrderedJson row = cells(*samples[i]);
            Json& texts = rows.emplace_back(Json::object());
            for (const auto& item : row.items())
                texts[item.key()] = cellText(item.value());
        }
        return findColumns(columns, rows);
    }

    UsedColumns used_;
    std::vector<std::string> mistaken_;
    bool hasConversations_ = false;
    bool hasRejected_ = false;
};

/// Why a table has no place for a sample; nullopt = it has.
std::optional<Text> refusal(const Sample& sample)
{
    if (sample.isText)
        return Text(LK_TEXT("A table here holds pictures and questions; this is a plain text."));
    if (sample.rejectedAnswer && sample.rejectedAnswer->empty())
        return Text(LK_TEXT("An empty cell in a table means no worse answer; this preference pair has an empty one."));
    return std::nullopt;
}

} // namespace

std::string csvLine(std::vector<std::string> cells)
{
    for (std::string& cell : cells)
        cell = csvField(cell);
    return join(cells, ",").append("\r\n");
}

bool writeCsvExport(ExportTask& task)
{
    std::map<std::string, std::vector<const Sample*>> datasets;
    for (const OutgoingSample& outgoing : task.samples) {
        if (const auto why = refusal(outgoing.sample))
            task.result.leftOut.push_back(leftOut(outgoing, *why));
        else
            datasets[outgoing.sample.dataset].push_back(&outgoing.sample);
    }
    std::set<std::string> usedNames;
    for (const auto& [name, samples] : datasets) {
        const Table table(samples);
        os::OutputFile file(toUtf8(toPath(task.folder) / toPath(freeFileName(fileNameFor(name.empty() ? "data" : name), ".csv", usedNames))));
        file.write("\xEF\xBB\xBF" + table.header()); // Spreadsheets take a file without the mark for an old encoding.
        for (const Sample* sample : samples) {
            file.write(table.row(*sample));
            if (++task.result.samples % 1024 == 0 && !task.progress(task.result.samples))
                return false;
        }
        file.close();
        reportLostColumns(table.used(), samples, [&](const Sample& sample) { return table.cells(sample); }, task.result);
        for (const std::string& column : table.mistaken())
            task.result.lostColumns.push_back({Severity::Warning, "export.column", samples.front()->file, -1,
                Text(LK_TEXT("Column \"%1\" stays behind: who reads the table would take it for the pictures."), column), LK_TEXT("Export as ShareGPT or LLaVA to keep it.")});
    }
    return true;
}

} // namespace lorikeet

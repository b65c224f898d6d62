#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/strings.h"
#include "core/data/export_writers.h"
#include "core/data/formats/captions.h"
#include "core/data/formats/csv.h"
#include "core/data/formats/dataset_writer.h"
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

std::string lineOf(std::vector<std::string> cells)
{
    for (std::string& cell : cells)
        cell = csvField(cell);
    return join(cells, ",").append("\r\n");
}

class Table {
public:
    explicit Table(const std::vector<const Sample*>& samples) : used_(UsedColumns::of(samples))
    {
        for (const Sample* sample : samples) {
            hasConversations_ |= !isPlain(*sample);
            hasRejected_ |= sample->rejectedAnswer.has_value();
        }
    }

    std::string header() const
    {
        std::vector<std::string> names;
        const OrderedJson columns = cells({});
        for (const auto& item : columns.items())
            names.push_back(item.key());
        return lineOf(names);
    }

    std::string row(const Sample& sample) const
    {
        std::vector<std::string> texts;
        const OrderedJson columns = cells(sample);
        for (const auto& item : columns.items())
            texts.push_back(item.value().is_string() ? item.value().get<std::string>() : item.value().is_null() ? "" : toJsonLine(item.value()));
        return lineOf(texts);
    }

    /// Columns with what the row has in them; the same columns for every sample.
    OrderedJson cells(const Sample& sample) const
    {
        const bool plain = isPlain(sample);
        const Message* answer = answerOf(sample);
        OrderedJson cells = OrderedJson::object();
        cells["file_name"] = picturesCell(sample);
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

private:
    UsedColumns used_;
    bool hasConversations_ = false;
    bool hasRejected_ = false;
};

} // namespace

bool writeCsvExport(ExportTask& task)
{
    std::map<std::string, std::vector<const Sample*>> datasets;
    for (const OutgoingSample& outgoing : task.samples) {
        if (outgoing.sample.isText)
            task.result.leftOut.push_back(leftOut(outgoing, LK_TEXT("A table here holds pictures and questions; this is a plain text.")));
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
    }
    return true;
}

bool writeSidecarExport(ExportTask& task)
{
    const bool isListing = task.pictures.how() != ExportPictures::Copied;
    std::string listing = "file_name,caption_file\r\n";
    for (const OutgoingSample& outgoing : task.samples) {
        const Sample& sample = outgoing.sample;
        const Message* answer = answerOf(sample);
        if (sample.images.size() != 1 || sample.messages.size() != 2 || answer == nullptr || sample.rejectedAnswer) {
            task.result.leftOut.push_back(leftOut(outgoing, LK_TEXT("A text file beside a picture holds one caption of one picture.")));
            continue;
        }
        const std::string path = task.pictures.freePath(sample.images[0], sample.imagesAsWritten.empty() ? "" : sample.imagesAsWritten[0], "");
        try {
            if (!isListing)
                task.pictures.copy(sample.images[0], path);
        } catch (const Error& error) {
            if (error.code() == ExitCode::Io)
                throw;
            task.result.leftOut.push_back(leftOut(outgoing, error.message()));
            continue;
        }
        const std::string text = path.substr(0, path.rfind('.')) + ".txt";
        // Two pictures may differ in their ending alone.
        const std::string caption = task.captionNames.insert(text).second ? text : path + ".txt";
        const std::string target = task.folder + "/" + caption;
        makeFolders(toUtf8(toPath(target).parent_path()));
        os::OutputFile file(target);
        file.write(answer->content + "\n");
        if (isListing)
            listing.append(lineOf({task.pictures.place(sample.images[0], ""), caption}));
        if (++task.result.samples % 64 == 0 && !task.progress(task.result.samples))
            return false;
    }
    if (isListing)
        writeFileAtomically(task.folder + "/pictures.csv", listing);
    return true;
}

} // namespace lorikeet

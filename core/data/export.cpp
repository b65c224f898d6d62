#include "core/data/export.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/data/dataset_info.h"
#include "core/data/export_writers.h"
#include "core/data/formats/dataset_writer.h"
#include "core/data/snapshot.h"

#include <algorithm>

namespace lorikeet {
namespace fs = std::filesystem;
namespace {

std::unique_ptr<DatasetWriter> writerFor(ExportFormat format)
{
    return format == ExportFormat::Alpaca ? makeAlpacaWriter() : format == ExportFormat::Llava ? makeLlavaWriter() : makeShareGptWriter();
}

/// Where to, absolute; never onto something.
std::string freeFolder(const std::string& folder)
{
    std::error_code error;
    std::string whole = toUtf8(fs::absolute(toPath(folder)).lexically_normal());
    while (whole.size() > 1 && whole.ends_with('/'))
        whole.pop_back();
    const bool isThere = fs::exists(fs::symlink_status(toPath(whole), error));
    if (folder.empty() || (isThere && !(fs::is_directory(toPath(whole), error) && fs::is_empty(toPath(whole), error))))
        throw Error(Text(LK_TEXT("The export needs a new folder; %1 is there already."), folder.empty() ? "\"\"" : whole), LK_TEXT("Choose another name."));
    return whole;
}

/// Copies with the paths that the export will hold; what can't come along is left out.
std::optional<std::vector<OutgoingSample>> prepare(const std::vector<const Sample*>& samples, const ExportOptions& options, ExportedPictures& pictures, ExportResult& result,
    const std::function<bool(size_t, size_t)>& progress)
{
    std::vector<OutgoingSample> prepared;
    prepared.reserve(samples.size());
    for (size_t i = 0; i < samples.size(); ++i) {
        if (progress && i % 64 == 0 && !progress(i, 2 * samples.size()))
            return std::nullopt;
        OutgoingSample outgoing{*samples[i], i};
        try {
            // Sidecars put pictures beside their texts themselves.
            for (size_t k = 0; k < outgoing.sample.images.size() && options.format != ExportFormat::Sidecars; ++k)
                outgoing.sample.images[k] = pictures.place(samples[i]->images[k], k < samples[i]->imagesAsWritten.size() ? samples[i]->imagesAsWritten[k] : "");
        } catch (const Error& error) {
            if (error.code() == ExitCode::Io)
                throw;
            result.leftOut.push_back(leftOut(outgoing, error.message()));
            continue;
        }
        prepared.push_back(std::move(outgoing));
    }
    return prepared;
}

} // namespace

const std::vector<ExportFormatInfo>& exportFormats()
{
    static const std::vector<ExportFormatInfo> kFormats{
        {ExportFormat::ShareGpt, "sharegpt", LK_TEXT("ShareGPT"), LK_TEXT("Conversations of any length with pictures, for LLaMA-Factory and most trainers. Everything comes along but very long values of further columns.")},
        {ExportFormat::Llava, "llava", LK_TEXT("LLaVA"), LK_TEXT("Conversations as LLaVA's own programs read them, a picture by name. Plain texts and preference pairs stay behind.")},
        {ExportFormat::Alpaca, "alpaca", LK_TEXT("Alpaca"), LK_TEXT("Instruction and output in columns, for LLaMA-Factory and text trainers. Calls of tools stay behind.")},
        {ExportFormat::Csv, "csv", LK_TEXT("Table (CSV)"), LK_TEXT("A table for a spreadsheet: picture, question, answer, tags. Opens here again. Plain texts stay behind.")},
        {ExportFormat::Sidecars, "sidecars", LK_TEXT("Pictures with text files"), LK_TEXT("A .txt caption beside each picture, for image trainers. Questions, system prompts, tags, reviews and further columns stay behind.")}};
    return kFormats;
}

std::optional<ExportFormat> exportFormatFromName(const std::string& name)
{
    for (const ExportFormatInfo& info : exportFormats())
        if (name == info.name)
            return info.format;
    return std::nullopt;
}

std::optional<ExportResult> exportDataset(const std::vector<const Sample*>& samples, const ExportOptions& options, const std::function<bool(size_t, size_t)>& progress)
{
    ExportResult result;
    result.folder = freeFolder(options.folder);
    FolderTransaction transaction(result.folder);
    ExportedPictures pictures(options.pictures, transaction.temporaryPath(), result.folder);
    auto prepared = prepare(samples, options, pictures, result, progress);
    if (!prepared)
        return std::nullopt;
    ExportTask task{*prepared, transaction.temporaryPath(), pictures, result,
        [&](size_t done) { return !progress || progress(samples.size() + done, 2 * samples.size()); }};
    const bool isDone = options.format == ExportFormat::Csv ? writeCsvExport(task)
        : options.format == ExportFormat::Sidecars          ? writeSidecarExport(task)
                                                            : writeRowExport(task, options.format);
    if (!isDone)
        return std::nullopt;
    if (result.samples == 0)
        throw Error(Text(LK_TEXT("None of the %1 examples can be exported in this form."), samples.size()),
            result.leftOut.empty() ? Text(LK_TEXT("Choose some examples.")) : result.leftOut.front().message);
    result.pictures = pictures.copied();
    transaction.commit();
    return result;
}

bool writeRowExport(ExportTask& task, ExportFormat format)
{
    const auto writer = writerFor(format);
    std::vector<std::pair<std::string, std::vector<const Sample*>>> datasets; // In order of appearance.
    for (const OutgoingSample& outgoing : task.samples) {
        if (const auto why = writer->refusal(outgoing.sample)) {
            task.result.leftOut.push_back(leftOut(outgoing, *why));
            continue;
        }
        auto found = std::find_if(datasets.begin(), datasets.end(), [&](const auto& dataset) { return dataset.first == outgoing.sample.dataset; });
        if (found == datasets.end())
            found = datasets.insert(datasets.end(), {outgoing.sample.dataset, {}});
        found->second.push_back(&outgoing.sample);
    }
    OrderedJson info = OrderedJson::object();
    std::set<std::string> usedFiles{DatasetInfo::kFileName};
    std::set<std::string> usedNames; // A dataset may be called like another one's pairs.
    bool isCancelled = false;
    for (const auto& [name, samples] : datasets) {
        for (const NamedPart& part : partsOf(name.empty() ? "data" : name, samples)) {
            const UsedColumns used = UsedColumns::of(part.samples);
            const std::string partName = freeFileName(part.name, "", usedNames);
            const std::string file = freeFileName(fileNameFor(partName), ".json", usedFiles);
            writeRows(toUtf8(toPath(task.folder) / toPath(file)), RowLayout::List, *writer, part.samples, used, [&](size_t done) {
                isCancelled = !task.progress(task.result.samples + done);
                return !isCancelled;
            });
            if (isCancelled)
                return false;
            info[partName] = writer->describe(file, used);
            reportLostColumns(used, part.samples, [&](const Sample& sample) { return writer->row(sample, used); }, task.result);
            task.result.samples += part.samples.size();
        }
    }
    writeFileAtomically(toUtf8(toPath(task.folder) / DatasetInfo::kFileName), toPrettyJson(info));
    return true;
}

Issue leftOut(const OutgoingSample& outgoing, const Text& why)
{
    return {Severity::Warning, "export.left_out", outgoing.sample.file, outgoing.sample.row, why, LK_TEXT("It is left out of the export."), outgoing.index};
}

} // namespace lorikeet

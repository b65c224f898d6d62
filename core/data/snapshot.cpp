#include "core/data/snapshot.h"

#include "core/base/file.h"
#include "core/data/dataset_info.h"
#include "core/data/formats/dataset_writer.h"

namespace lorikeet {

std::string fileNameFor(const std::string& name)
{
    std::string result;
    for (char c : name) {
        const bool isPlain = static_cast<unsigned char>(c) >= 0x80 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')
            || c == '_' || c == '-' || c == '.';
        if (isPlain)
            result += c;
        else if (!result.empty() && result.back() != '-')
            result += '-';
    }
    while (!result.empty() && (result.front() == '.' || result.front() == '-'))
        result.erase(0, 1);
    while (!result.empty() && (result.back() == '.' || result.back() == '-'))
        result.pop_back();
    return result.empty() ? "data" : result;
}

std::string freeFileName(const std::string& base, const std::string& ending, std::set<std::string>& used)
{
    std::string name = base + ending;
    for (int i = 2; !used.insert(name).second; ++i)
        name = base + "-" + std::to_string(i) + ending;
    return name;
}

namespace {

void writeEmpty(const std::string& folder, const std::string& name, const DatasetWriter& writer, std::set<std::string>& usedNames, OrderedJson& info)
{
    const std::string fileName = freeFileName(fileNameFor(name), ".jsonl", usedNames);
    writeFileAtomically(toUtf8(toPath(folder) / toPath(fileName)), "");
    info[name] = writer.describe(fileName, {});
}

} // namespace

void writeSnapshot(const std::string& folder, const std::vector<NamedSamples>& datasets)
{
    FolderTransaction transaction(folder);
    OrderedJson info = OrderedJson::object();
    std::set<std::string> usedNames{DatasetInfo::kFileName};
    const auto writer = makeMessagesWriter();
    for (const NamedSamples& dataset : datasets) {
        std::vector<const Sample*> samples;
        for (const Sample& sample : dataset.samples)
            samples.push_back(&sample);
        for (const NamedPart& part : partsOf(dataset.name, samples)) {
            const UsedColumns used = UsedColumns::of(part.samples);
            const RowLayout layout = layoutFor(part.samples, used);
            const std::string fileName = freeFileName(fileNameFor(part.name), layout == RowLayout::List ? ".json" : ".jsonl", usedNames);
            writeRows(toUtf8(toPath(transaction.temporaryPath()) / toPath(fileName)), layout, *writer, part.samples, used);
            info[part.name] = writer->describe(fileName, used);
        }
        if (samples.empty()) // Its name must stay known.
            writeEmpty(transaction.temporaryPath(), dataset.name, *writer, usedNames, info);
    }
    writeFileAtomically(toUtf8(toPath(transaction.temporaryPath()) / DatasetInfo::kFileName), toPrettyJson(info));
    transaction.commit();
}

} // namespace lorikeet

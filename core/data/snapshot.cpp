#include "core/data/snapshot.h"

#include "core/base/file.h"
#include "core/data/dataset_info.h"
#include "core/data/formats/write_sharegpt.h"

#include <set>

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

void writeSnapshot(const std::string& folder, const std::vector<NamedSamples>& datasets)
{
    FolderTransaction transaction(folder);
    OrderedJson info = OrderedJson::object();
    std::set<std::string> usedNames;
    for (const NamedSamples& dataset : datasets) {
        std::vector<const Sample*> samples;
        for (const Sample& sample : dataset.samples)
            samples.push_back(&sample);
        const std::string base = fileNameFor(dataset.name);
        std::string fileName = base + ".jsonl";
        for (int i = 2; !usedNames.insert(fileName).second; ++i)
            fileName = base + "-" + std::to_string(i) + ".jsonl";
        writeFileAtomically(toUtf8(toPath(transaction.temporaryPath()) / toPath(fileName)), writeShareGptLines(samples));
        info[dataset.name] = describeShareGptFile(fileName, samples);
    }
    writeFileAtomically(toUtf8(toPath(transaction.temporaryPath()) / DatasetInfo::kFileName), toPrettyJson(info));
    transaction.commit();
}

} // namespace lorikeet

#include "core/data/formats/dataset_writer.h"

#include "core/base/os.h"

#include <algorithm>

namespace lorikeet {

RowKind rowKindOf(const Sample& sample)
{
    return sample.rejectedAnswer ? RowKind::Pairs : sample.isText ? RowKind::Texts : RowKind::Conversations;
}

UsedColumns UsedColumns::of(const std::vector<const Sample*>& samples)
{
    UsedColumns used;
    used.kind = samples.empty() ? RowKind::Conversations : rowKindOf(*samples.front());
    for (const Sample* sample : samples) {
        used.images |= !sample->images.empty();
        used.severalImages |= sample->images.size() > 1;
        used.system |= sample->system && !sample->system->empty();
        used.tools |= !sample->tools.empty();
        used.history |= sample->messages.size() > 2;
        used.own.add(*sample);
        for (const auto& [name, value] : sample->columns)
            if (std::find(used.others.begin(), used.others.end(), name) == used.others.end() && used.others.size() < 64)
                used.others.push_back(name);
    }
    return used;
}

void UsedColumns::writeCommon(const Sample& sample, OrderedJson& row) const
{
    if (tools)
        row["tools"] = sample.tools;
    own.write(sample, row);
    for (const std::string& name : others) {
        if (row.contains(name) || isOwnColumn(name))
            continue;
        const auto found = std::find_if(sample.columns.begin(), sample.columns.end(), [&](const auto& column) { return column.first == name; });
        row[name] = found == sample.columns.end() ? std::string() : found->second;
    }
}

void writeRows(const std::string& path, RowLayout layout, const DatasetWriter& writer, const std::vector<const Sample*>& samples, const UsedColumns& used,
    const std::function<bool(size_t)>& progress)
{
    constexpr size_t kPieceBytes = size_t{1} << 20;
    os::OutputFile file(path);
    std::string piece = layout == RowLayout::List ? "[\n" : "";
    for (size_t i = 0; i < samples.size(); ++i) {
        piece += toJsonLine(writer.row(*samples[i], used));
        piece += layout == RowLayout::List && i + 1 < samples.size() ? ",\n" : "\n";
        if (piece.size() < kPieceBytes)
            continue;
        file.write(piece);
        piece.clear();
        if (progress && !progress(i + 1))
            return;
    }
    file.write(piece + (layout == RowLayout::List ? "]\n" : ""));
    file.close();
}

RowLayout layoutFor(const std::vector<const Sample*>& samples, const UsedColumns& used)
{
    constexpr size_t kFirstBytes = size_t{1} << 20;
    size_t bytes = 0;
    for (const Sample* sample : samples) {
        if (!used.images || !sample->images.empty())
            return RowLayout::Lines;
        for (const Message& message : sample->messages)
            bytes += message.content.size();
        if (bytes > kFirstBytes)
            break;
    }
    return bytes > kFirstBytes ? RowLayout::List : RowLayout::Lines;
}

std::vector<NamedPart> partsOf(const std::string& name, const std::vector<const Sample*>& samples)
{
    std::vector<NamedPart> parts{{name, {}}, {name + "_pairs", {}}, {name + "_texts", {}}};
    for (const Sample* sample : samples) {
        const RowKind kind = rowKindOf(*sample);
        parts[kind == RowKind::Conversations ? 0 : kind == RowKind::Pairs ? 1 : 2].samples.push_back(sample);
    }
    if (parts[0].samples.empty()) // A dataset of texts keeps its name.
        parts[2].name = name;
    std::erase_if(parts, [](const NamedPart& part) { return part.samples.empty(); });
    return parts;
}

} // namespace lorikeet

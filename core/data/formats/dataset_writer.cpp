#include "core/data/formats/dataset_writer.h"

#include "core/base/os.h"
#include "core/data/formats/other_columns.h"

#include <algorithm>

namespace lorikeet {
namespace {

/// As readers of tables tell types apart: all numbers are one.
OrderedJson::value_t typeOf(const OrderedJson& value)
{
    return value.is_number() ? OrderedJson::value_t::number_float : value.type();
}

} // namespace

void OtherColumn::add(const Sample& sample, const std::string& kept)
{
    if (kept.empty()) {
        ++tooLong;
        return;
    }
    const OrderedJson::value_t found = typeOf(columnJson(kept));
    type = first == nullptr || type == found ? found : OrderedJson::value_t::string;
    first = first == nullptr ? &sample : first;
    ++rows;
}

OrderedJson OtherColumn::valueIn(const Sample& sample) const
{
    const bool isText = type == OrderedJson::value_t::string;
    const std::string* kept = findColumn(sample, name);
    if (kept == nullptr || kept->empty())
        return isText ? OrderedJson("") : OrderedJson(nullptr);
    return isText ? OrderedJson(columnText(*kept)) : columnJson(*kept);
}

RowKind rowKindOf(const Sample& sample)
{
    return sample.rejectedAnswer ? RowKind::Pairs : sample.isText ? RowKind::Texts : RowKind::Conversations;
}

UsedColumns UsedColumns::of(const std::vector<const Sample*>& samples)
{
    UsedColumns used;
    used.rows = samples.size();
    used.kind = samples.empty() ? RowKind::Conversations : rowKindOf(*samples.front());
    for (const Sample* sample : samples) {
        used.images |= !sample->images.empty();
        used.severalImages |= sample->images.size() > 1;
        used.system |= sample->system && !sample->system->empty();
        used.tools |= !sample->tools.empty();
        used.history |= sample->messages.size() > 2;
        used.own.add(*sample);
        used.addOthers(*sample);
    }
    return used;
}

void UsedColumns::addOthers(const Sample& sample)
{
    bool hasFurther = false;
    for (const auto& [name, kept] : sample.columns) {
        auto found = std::find_if(others.begin(), others.end(), [&](const OtherColumn& column) { return column.name == name; });
        const bool isFurther = name == kFurtherColumns || (found == others.end() && others.size() == kMaxColumns);
        hasFurther |= isFurther;
        if (isFurther)
            continue;
        if (found == others.end())
            found = others.insert(found, OtherColumn{.name = name});
        found->add(sample, kept);
    }
    furtherRows += hasFurther ? 1 : 0;
}

const OtherColumn* UsedColumns::findOther(const std::string& name) const
{
    const auto found = std::find_if(others.begin(), others.end(), [&](const OtherColumn& column) { return column.name == name && column.first != nullptr; });
    return found == others.end() ? nullptr : &*found;
}

void UsedColumns::writeCommon(const Sample& sample, OrderedJson& row) const
{
    if (tools)
        row["tools"] = sample.tools;
    own.write(sample, row);
    for (const OtherColumn& column : others)
        if (column.first != nullptr && !row.contains(column.name) && !isOwnColumn(column.name))
            row[column.name] = column.valueIn(sample);
}

OrderedJson textRow(const Sample& sample, const UsedColumns& used)
{
    OrderedJson row{{kSampleIdColumn, sample.id}, {"text", sample.messages.front().content}};
    if (used.images)
        row["images"] = sample.images;
    used.writeCommon(sample, row);
    return row;
}

OrderedJson describeTexts(const std::string& fileName, const UsedColumns& used)
{
    OrderedJson columns{{"prompt", "text"}};
    if (used.images)
        columns["images"] = "images";
    if (used.tools)
        columns["tools"] = "tools";
    return {{"file_name", fileName}, {"columns", std::move(columns)}};
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

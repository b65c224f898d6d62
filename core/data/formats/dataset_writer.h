#pragma once
/// @file Samples as rows of the formats that LLaMA-Factory reads, each with its description for dataset_info.json.

#include "core/base/json.h"
#include "core/base/text.h"
#include "core/data/formats/own_columns.h"
#include "core/data/sample.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

/// What kind of rows a file holds; one file holds one kind.
enum class RowKind { Conversations, Pairs, Texts };
RowKind rowKindOf(const Sample& sample);

/// A column of the data's own. Its values are of one type in all rows, as readers of tables need it: text where they differ.
struct OtherColumn {
    std::string name;
    const Sample* first = nullptr; ///< That has a value; null = none was kept, and the column isn't written.
    size_t rows = 0;               ///< Samples that have a value …
    size_t tooLong = 0;            ///< … and whose value was too long to be kept.
    OrderedJson::value_t type = OrderedJson::value_t::null;

    void add(const Sample& sample, const std::string& kept);
    OrderedJson valueIn(const Sample& sample) const;
};

/// Which columns some sample of a file needs. Every row has all of them: readers of tables take the columns from the first rows.
struct UsedColumns {
    size_t rows = 0;
    RowKind kind = RowKind::Conversations;
    bool images = false;
    bool severalImages = false;
    bool system = false;
    bool tools = false;
    bool history = false; ///< More than one question.
    OwnColumns own;
    std::vector<OtherColumn> others;
    size_t furtherRows = 0; ///< Samples with columns that are not among them: too many, or with long names.

    static UsedColumns of(const std::vector<const Sample*>& samples);
    /// Null where no sample has a value there.
    const OtherColumn* findOther(const std::string& name) const;
    /// Appends the columns that every format writes alike: tools, own and other ones.
    void writeCommon(const Sample& sample, OrderedJson& row) const;

private:
    void addOthers(const Sample& sample);
};

/// Of a file of plain texts, which every format writes alike.
OrderedJson textRow(const Sample& sample, const UsedColumns& used);
OrderedJson describeTexts(const std::string& fileName, const UsedColumns& used);

class DatasetWriter {
public:
    virtual ~DatasetWriter() = default;
    /// Why the format has no place for a sample; nullopt = it has.
    virtual std::optional<Text> refusal(const Sample&) const { return std::nullopt; }
    virtual OrderedJson row(const Sample& sample, const UsedColumns& used) const = 0;
    /// The entry of dataset_info.json, file_name first.
    virtual OrderedJson describe(const std::string& fileName, const UsedColumns& used) const = 0;
};

/// `messages` with role and content: what snapshots are written in.
std::unique_ptr<DatasetWriter> makeMessagesWriter();
/// `conversations` with from and value, `images`.
std::unique_ptr<DatasetWriter> makeShareGptWriter();
/// The same with `id` and `image`.
std::unique_ptr<DatasetWriter> makeLlavaWriter();
/// instruction, input, output, history.
std::unique_ptr<DatasetWriter> makeAlpacaWriter();

enum class RowLayout { Lines, List };
/// Writes a JSON Lines file, or a list with a row a line. @param progress called with the rows done now and then; false ends early.
/// @throws Error with ExitCode::Io.
void writeRows(const std::string& path, RowLayout layout, const DatasetWriter& writer, const std::vector<const Sample*>& samples, const UsedColumns& used,
    const std::function<bool(size_t)>& progress = {});
/// Lines, unless pictures begin so late that a reader which takes the columns from the first megabytes would miss them.
RowLayout layoutFor(const std::vector<const Sample*>& samples, const UsedColumns& used);

/// A dataset's samples by kind, with the name of each part: NAME, NAME_pairs, and NAME_texts where texts stand beside conversations.
struct NamedPart {
    std::string name;
    std::vector<const Sample*> samples;
};
std::vector<NamedPart> partsOf(const std::string& name, const std::vector<const Sample*>& samples);

} // namespace lorikeet

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

/// Which columns some sample of a file needs. Every row has all of them: readers of tables take the columns from the first rows.
struct UsedColumns {
    RowKind kind = RowKind::Conversations;
    bool images = false;
    bool severalImages = false;
    bool system = false;
    bool tools = false;
    bool history = false; ///< More than one question.
    OwnColumns own;
    std::vector<std::string> others; ///< Names of Sample::columns.

    static UsedColumns of(const std::vector<const Sample*>& samples);
    /// Appends the columns that every format writes alike: tools, own and other ones.
    void writeCommon(const Sample& sample, OrderedJson& row) const;
};

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

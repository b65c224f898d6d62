#pragma once
/// @file A data file of any form to samples: JSON lists, JSON Lines, CSV, TSV, COCO captions, plain text.

#include "core/data/dataset.h"
#include "core/data/dataset_info.h"
#include "core/data/media_path.h"

#include <functional>

namespace lorikeet {

inline constexpr size_t kMaxListedIssues = 10'000; ///< Of one file; further ones are counted.

struct DataFile {
    std::string path;                              ///< Absolute.
    std::string datasetName;
    const DatasetDescription* description = nullptr; ///< Null = found by content.
    const ImportOptions& options;
    size_t maxRows = 0;                            ///< Only the first ones; 0 = all.
};

/// Whether a file's name ends like a data file's (.json, .jsonl, .csv, .tsv), or like one that is refused by name (.parquet …).
bool isDataFileName(const std::string& path);
/// @throws Error naming a form that is not read (parquet, arrow, Excel …) and what to do.
void refuseForeignFile(const std::string& path);

/// Appends the file's samples, issues and how it was read to `result`; rows are parsed on all cores, a few megabytes at a time.
/// @throws Error when the file as a whole can't be read.
void readDataFileInto(Dataset& result, const DataFile& file, const MediaPaths& media);

/// What a file holds, from its first bytes.
struct FileForm {
    enum class Kind { JsonList, JsonLines, Csv, Text, Coco };
    Kind kind = Kind::Text;
    std::string member;                ///< JsonList: the key that holds it in the object at the top; "" = the file is the list.
    char delimiter = ',';              ///< Csv
    bool hasHeader = true;             ///< Csv
    std::vector<std::string> columns;  ///< Csv
    std::string decodeFrom;            ///< Encoding of the whole file where it must be turned into UTF-8 first; "" = none.
};
/// @throws Error when it is none of them, or its encoding must be chosen first.
FileForm findForm(const DataFile& file, DatasetSource& source);

/// COCO captions: one sample a caption. Two passes over the file: pictures, then captions.
void readCocoInto(Dataset& result, const DataFile& file, const FileForm& form, const MediaPaths& media);

/// Rows of one file, in batches: read, then appended with their numbers.
struct ReadRow {
    std::optional<Sample> sample;
    std::vector<Issue> issues;
    bool hasImageColumn = false;
};
/// Appends batches to the dataset until maxRows; counts issues.
class RowCollector {
public:
    RowCollector(Dataset& result, const DataFile& file) : result_(result), file_(file), first_(result.samples.size()) {}
    /// False when there is no use in going on: enough rows, or far too many that are unusable.
    bool take(std::vector<ReadRow>& rows);
    void take(std::vector<Issue> issues);
    /// Says how many issues were not listed.
    void finish();
    size_t samples() const { return result_.samples.size() - first_; }
    size_t rows() const { return rows_; }

private:
    Dataset& result_;
    const DataFile& file_;
    size_t first_;
    size_t rows_ = 0;
    size_t issues_ = 0;
    bool gaveUp_ = false;
};

} // namespace lorikeet

#pragma once
/// @file All samples of one or several datasets, and what is wrong with them.

#include "core/config/run_options.h"
#include "core/data/import_options.h"
#include "core/data/issue.h"
#include "core/data/sample.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

inline constexpr size_t kAllCaptions = static_cast<size_t>(-1);

/// Neighbouring samples of a picture folder whose captions are not read yet: their answers are empty until then (formats/captions.h).
struct PendingCaptions {
    size_t begin = 0;               ///< Index in Dataset::samples of the first.
    std::string encoding;           ///< Chosen for captions that are not UTF-8, or "".
    std::vector<std::string> files; ///< One a sample; "" = it has none.
    size_t firstRow = 0;            ///< Row of the first one in its folder.
};

/// How a data file or a folder of pictures was read.
struct DatasetSource {
    std::string path;
    std::string format;               ///< "captions", "metadata", "csv", "tsv", "table", "llava", "sharegpt", "messages", "alpaca", "coco", "text"
    std::string encoding = "UTF-8";   ///< That it was read in; "" = part of it could not be read, see guess.
    std::string guess;                ///< Where text is not UTF-8: what it looks like …
    std::string strangeText;          ///< … and some of its bytes, for a preview.
    std::vector<std::string> columns; ///< Of a table.
    std::optional<ColumnMapping> mapping; ///< Of a table: which column is taken for what.
    bool isPairs = false;             ///< Preference pairs.
};

struct Dataset {
    std::vector<Sample> samples;
    std::vector<DatasetSource> sources;   ///< In the order read.
    std::vector<PendingCaptions> pending; ///< Only where a number of first captions was asked for.
    std::vector<Issue> issues; ///< Found while reading: broken rows, wrong roles, missing columns, not UTF-8 …

    /// The datasets named in options.data.dataset (or evalDataset) through dataset_dir/dataset_info.json; a name that is a path is
    /// recognised by its content. @throws Error when a dataset, its file or dataset_info.json is missing or unreadable as a whole.
    /// Preference pairs, which supervised training can't use, are refused unless `takesPairs`.
    static Dataset open(const DataOptions& options, const std::vector<std::string>& names, bool takesPairs = false);
    /// A file or folder whose format is found by content: JSON and JSON Lines of every kind, CSV, COCO captions, a picture folder with
    /// captions or metadata, or a folder with dataset_info.json (all its datasets). Of several files, broken ones are findings; beside
    /// pictures they count only where they tell of pictures. Ids are unique.
    static Dataset openPath(const std::string& path, const ImportOptions& options = {}, size_t firstCaptions = kAllCaptions);
    /// Puts another one's samples, issues and pending captions behind those here.
    void append(Dataset other);
};

/// Which samples train and which are held out.
struct Split {
    std::vector<size_t> train;
    std::vector<size_t> eval;
};
/// Seeded by our own rule; stable across machines. valSize <= 1 a share, > 1 a count; samples that share a picture stay on one side.
Split splitDataset(const Dataset& dataset, double valSize, int64_t seed);
/// A permutation of 0..n-1 that depends on (seed, epoch) alone.
std::vector<size_t> shuffledOrder(size_t n, int64_t seed, int64_t epoch);

enum class CheckDepth { Headers, FullDecode };
/// Rules over every sample (pictures, placeholders, roles, answers); in parallel; issues in row order. `progress(done, total)` may return
/// false to cancel: the result is empty then.
std::vector<Issue> checkSamples(const std::vector<Sample>& samples, bool modelSeesPictures, CheckDepth depth,
    const std::function<bool(size_t, size_t)>& progress = {});

} // namespace lorikeet

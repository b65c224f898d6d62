#pragma once
/// @file What the export formats share: pictures that come along, and samples that are left out.

#include "core/data/export.h"
#include "core/data/formats/dataset_writer.h"

#include <set>
#include <unordered_map>

namespace lorikeet {

/// Places pictures in the export and says how its files name them. Each picture is copied once.
class ExportedPictures {
public:
    /// @param folder where files are written now. @param finalFolder where they will be.
    ExportedPictures(ExportPictures how, std::string folder, std::string finalFolder) : how_(how), folder_(std::move(folder)), finalFolder_(std::move(finalFolder)) {}
    /// The path as the export writes it. @throws Error when the picture can't be copied.
    std::string place(const std::string& picture, const std::string& asWritten);
    ExportPictures how() const { return how_; }
    size_t copied() const { return copied_; }
    /// A free path below `folder` (with its `/`, or "") for a picture, near to how it was called: no `..`, no roots. Pictures of one name get
    /// numbers, so that their paths sort in the order of the calls.
    std::string freePath(const std::string& picture, const std::string& asWritten, const std::string& folder);
    void copy(const std::string& picture, const std::string& relative);

private:
    ExportPictures how_;
    std::string folder_;
    std::string finalFolder_;
    std::unordered_map<std::string, std::string> placed_;
    std::set<std::string> used_;
    size_t copied_ = 0;
};

/// A sample on its way out, with pictures as the export names them.
struct OutgoingSample {
    Sample sample;
    size_t index; ///< In what was given.
};

struct ExportTask {
    std::vector<OutgoingSample>& samples;
    std::string folder; ///< Where to write.
    ExportedPictures& pictures;
    ExportResult& result;
    std::function<bool(size_t)> progress; ///< Rows done; false = cancel.
};

/// A table a dataset: DATASET.csv. False when cancelled.
bool writeCsvExport(ExportTask& task);
/// A text file a picture; adds to lostColumns what of the samples it can't hold. False when cancelled.
bool writeSidecarExport(ExportTask& task);
/// Files of DatasetWriter with dataset_info.json. False when cancelled.
bool writeRowExport(ExportTask& task, ExportFormat format);

/// A line of a table, with its end.
std::string csvLine(std::vector<std::string> cells);

Issue leftOut(const OutgoingSample& sample, const Text& why);
/// Adds to lostColumns what rows written with these columns haven't got.
void reportLostColumns(const UsedColumns& used, const std::vector<const Sample*>& samples, const std::function<OrderedJson(const Sample&)>& row, ExportResult& result);

} // namespace lorikeet

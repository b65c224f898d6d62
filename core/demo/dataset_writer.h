#pragma once
/// @file Rows and pictures of the generated datasets: first planned, then drawn on all cores, then written.

#include "core/base/json.h"
#include "core/demo/draw.h"
#include "core/demo/demo.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet::demo {

struct PlannedPicture {
    std::string file;            ///< Relative to the data folder.
    std::optional<size_t> digit; ///< Else a close-up, else `scene` is drawn.
    bool isCloseUp = false;      ///< Of scene.first.
    Scene scene;
    PictureFormat format = PictureFormat::Jpeg;
    int orientation = 1;
};

struct PlannedDataset {
    std::string name;
    OrderedJson description; ///< Its entry in dataset_info.json, without file_name.
    OrderedJson rows = OrderedJson::array();
};

/// Draws and writes every picture, then the datasets as NAME.json with one row a line, then dataset_info.json.
/// Picture i is drawn with Random(seed, i), so the number of threads changes nothing. @throws Error with ExitCode::Io.
void writeData(const std::string& folder, uint64_t seed, const std::vector<PlannedPicture>& pictures,
    const std::vector<PlannedDataset>& datasets, const Progress& progress);

} // namespace lorikeet::demo

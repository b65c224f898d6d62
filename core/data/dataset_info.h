#pragma once
/// @file dataset_info.json in LLaMA-Factory's form.

#include "core/base/json.h"

#include <optional>
#include <string>
#include <vector>

namespace lorikeet {

/// Column names; an unset one is not read.
struct DatasetColumns {
    std::optional<std::string> prompt = "instruction";
    std::optional<std::string> query = "input";
    std::optional<std::string> response = "output";
    std::optional<std::string> history;
    std::optional<std::string> messages = "conversations";
    std::optional<std::string> system;
    std::optional<std::string> tools;
    std::optional<std::string> images;
    std::optional<std::string> videos;
    std::optional<std::string> audios;
    std::optional<std::string> chosen;
    std::optional<std::string> rejected;
    std::optional<std::string> ktoTag;
    std::optional<std::string> tags; ///< Ours: of a table, words to find samples by.
};

struct DatasetTags {
    std::optional<std::string> role = "from";
    std::optional<std::string> content = "value";
    std::optional<std::string> user = "human";
    std::optional<std::string> assistant = "gpt";
    std::optional<std::string> observation = "observation";
    std::optional<std::string> function = "function_call";
    std::optional<std::string> system = "system";
};

enum class Formatting { Alpaca, ShareGpt };

struct DatasetDescription {
    std::string name;
    std::string fileName; ///< File or folder, as written.
    Formatting formatting = Formatting::Alpaca;
    DatasetColumns columns;
    DatasetTags tags;
    std::optional<int64_t> numSamples;
    bool isFromHub = false;  ///< Lies on a hub or in a cloud; source names the key.
    std::string source;
    bool isRanking = false;
    bool isOpenAi = false;   ///< Calls of tools as OpenAI writes them.
    bool isTable = false;    ///< Flat rows: a picture needs no mark in the question, a question none at all.
};

class DatasetInfo {
public:
    static constexpr const char* kFileName = "dataset_info.json";

    /// @throws Error naming file, dataset and key when it is missing or malformed.
    static DatasetInfo read(const std::string& folder);
    /// Whether there is one in the folder.
    static bool isIn(const std::string& folder);

    const std::string& path() const { return path_; }
    const std::vector<DatasetDescription>& datasets() const { return datasets_; }
    const DatasetDescription* find(const std::string& name) const;
    /// @throws Error naming the nearest name and the file; also for a dataset that lies on a hub or is of a kind that is not read.
    const DatasetDescription& usable(const std::string& name) const;
    /// The same, and an Error for preference pairs, which supervised training can't use.
    const DatasetDescription& trainable(const std::string& name) const;

private:
    std::string path_;
    std::vector<DatasetDescription> datasets_;
};

} // namespace lorikeet

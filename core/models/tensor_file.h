#pragma once
/// @file safetensors files as tensors: reading by map or by copy, atomic writing, shards. Engine only.

#include "core/models/safetensors_header.h"
#include "core/nn/torch.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lorikeet {

/// One open .safetensors file. The header is checked against the file's size before anything is mapped.
class TensorFile {
public:
    /// @throws Error naming the file when it can't be read or isn't a sound safetensors file.
    static std::shared_ptr<const TensorFile> open(const std::string& path);
    ~TensorFile();
    TensorFile(const TensorFile&) = delete;
    TensorFile& operator=(const TensorFile&) = delete;

    const std::string& path() const { return path_; }
    const SafetensorsHeader& header() const { return header_; }
    bool has(const std::string& name) const { return header_.find(name) != nullptr; }
    /// @throws Error naming the file when there is no such tensor.
    const StoredTensor& find(const std::string& name) const;

    /// The tensor in `dtype` in memory of its own. @throws Error naming file and tensor.
    torch::Tensor read(const std::string& name, torch::ScalarType dtype) const;
    /// As stored.
    torch::Tensor read(const std::string& name) const;
    /// The file's own pages (never write to them) where the stored type is `dtype` and the offset is 64-byte aligned; else as read().
    torch::Tensor map(const std::string& name, torch::ScalarType dtype) const;

private:
    explicit TensorFile(std::string path);
    struct Mapping;
    std::string path_;
    int descriptor_ = -1;
    SafetensorsHeader header_;
    mutable std::shared_ptr<Mapping> mapping_;
};

/// The weights of a model folder: one file, or the shards that its index names.
class WeightFolder {
public:
    /// @throws Error naming the missing file or shard; pickle files are refused unread.
    explicit WeightFolder(const std::string& folder);

    const std::map<std::string, StoredTensor>& tensors() const { return list_.tensors; }
    const std::string& folder() const { return folder_; }
    /// The open file that holds a tensor.
    const TensorFile& fileOf(const std::string& name) const { return *files_.at(list_.tensors.at(name).file); }

private:
    std::string folder_;
    ModelFiles list_;
    std::map<std::string, std::shared_ptr<const TensorFile>> files_; ///< By path.
};

using TensorList = std::vector<std::pair<std::string, torch::Tensor>>;

/// Writes a temporary file, fsyncs it, renames it. Data begins at a multiple of 64 bytes, so that maps can be used in place.
/// @throws Error with ExitCode::Io (an older file of that name is intact).
void writeTensors(const std::string& path, const TensorList& tensors, const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

/// model.safetensors, or model-00001-of-0000N.safetensors with model.safetensors.index.json where one file would pass the limit.
/// @param maxShardBytes 0 = no limit @throws Error with ExitCode::Io.
void writeModelTensors(const std::string& folder, const TensorList& tensors, uint64_t maxShardBytes);

} // namespace lorikeet

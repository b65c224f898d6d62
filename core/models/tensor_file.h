#pragma once
/// @file safetensors files as tensors: reading by map or by copy, atomic writing, shards. Engine only.

#include <torch/torch.h>

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace lorikeet {

/// Where a tensor lies.
struct StoredTensor {
    torch::ScalarType dtype = torch::kFloat32;
    std::vector<int64_t> shape;
    uint64_t offset = 0; ///< From the file's start.
    uint64_t bytes = 0;
};

/// One open .safetensors file. The header is checked against the file's size before anything is mapped.
class TensorFile {
public:
    /// @throws Error naming the file when it can't be read or isn't a sound safetensors file.
    static std::shared_ptr<const TensorFile> open(const std::string& path);
    ~TensorFile();
    TensorFile(const TensorFile&) = delete;
    TensorFile& operator=(const TensorFile&) = delete;

    const std::string& path() const { return path_; }
    const std::map<std::string, StoredTensor>& tensors() const { return tensors_; }
    const std::map<std::string, std::string>& metadata() const { return metadata_; }
    bool has(const std::string& name) const { return tensors_.contains(name); }

    /// The tensor in `dtype` in memory of its own. @throws Error naming file and tensor.
    torch::Tensor read(const std::string& name, torch::ScalarType dtype) const;
    /// As stored.
    torch::Tensor read(const std::string& name) const;
    /// The file's own pages (never write to them) where the stored type is `dtype` and the offset is 64-byte aligned; else as read().
    torch::Tensor map(const std::string& name, torch::ScalarType dtype) const;

private:
    explicit TensorFile(std::string path);
    const StoredTensor& find(const std::string& name) const;

    struct Mapping;
    std::string path_;
    int descriptor_ = -1;
    std::map<std::string, StoredTensor> tensors_;
    std::map<std::string, std::string> metadata_;
    mutable std::shared_ptr<Mapping> mapping_;
};

/// The weights of a model folder: model.safetensors, or the shards that model.safetensors.index.json names.
class WeightFolder {
public:
    /// @throws Error naming the missing file or shard; pickle files (.bin, .pt) are refused unread with a way to convert them.
    explicit WeightFolder(const std::string& folder);

    std::vector<std::string> names() const;
    bool has(const std::string& name) const { return files_.contains(name); }
    /// The file that holds a tensor. @throws Error when none does.
    const TensorFile& fileOf(const std::string& name) const;
    const std::string& folder() const { return folder_; }

private:
    std::string folder_;
    std::map<std::string, std::shared_ptr<const TensorFile>> files_; ///< By tensor name.
};

using TensorList = std::vector<std::pair<std::string, torch::Tensor>>;

/// Writes a temporary file, fsyncs it, renames it. Data begins at a multiple of 64 bytes, so that maps can be used in place.
/// @throws Error with ExitCode::Io (an older file of that name is intact).
void writeTensors(const std::string& path, const TensorList& tensors, const std::map<std::string, std::string>& metadata = {{"format", "pt"}});

/// model.safetensors, or model-00001-of-0000N.safetensors with model.safetensors.index.json where one file would pass the limit.
/// @param maxShardBytes 0 = no limit @throws Error with ExitCode::Io.
void writeModelTensors(const std::string& folder, const TensorList& tensors, uint64_t maxShardBytes);

} // namespace lorikeet

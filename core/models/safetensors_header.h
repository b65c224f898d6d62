#pragma once
/// @file What lies in a .safetensors file: names, types, shapes and places. Every malformed header is refused.

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lorikeet {

struct StoredTensor {
    std::string name;  ///< As in the file.
    std::string file;  ///< Path of the file.
    std::string dtype; ///< "F32", "BF16", "F16", "I64" …
    std::vector<int64_t> shape;
    uint64_t begin = 0; ///< First byte in the file (absolute).
    uint64_t end = 0;   ///< One past the last byte in the file.
    uint64_t bytes() const { return end - begin; }
    int64_t elements() const;
};

struct SafetensorsHeader {
    std::string file;
    uint64_t fileSize = 0;
    uint64_t dataStart = 0;
    std::vector<StoredTensor> tensors; ///< In the order of their bytes.
    std::map<std::string, std::string> metadata;
    const StoredTensor* find(const std::string& name) const;
};

/// Largest JSON header that is read.
inline constexpr uint64_t kMaxSafetensorsHeader = 100'000'000;

/// Reads the header of a file; the tensors' bytes are not touched.
/// @throws Error naming the file and what is wrong (the reference implementation's name of the problem in brackets).
SafetensorsHeader readSafetensorsHeader(const std::string& path);
/// The same from the JSON text alone. @param fileSize size of the whole file: 8 + json.size() + data.
SafetensorsHeader parseSafetensorsHeader(std::string_view json, uint64_t fileSize, const std::string& path);

/// Bits an element, 0 when the type is unknown.
int storedTypeBits(std::string_view dtype);

/// All tensors of a model folder by their names in the files.
struct ModelFiles {
    std::map<std::string, StoredTensor> tensors;
    std::vector<std::string> files;
    uint64_t bytes = 0; ///< Of all tensors.
};

/// Follows model.safetensors.index.json, else takes model.safetensors, else the folder's only .safetensors file.
/// @throws Error naming the missing shard or tensor; quantised weights, GGUF and
/// pickles (.bin, .pt, .pth; unread) are refused.
ModelFiles listModelTensors(const std::string& folder);

} // namespace lorikeet

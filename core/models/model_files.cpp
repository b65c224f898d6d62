#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/models/safetensors_header.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace lorikeet {
namespace {

namespace fs = std::filesystem;

/// GPTQ, AWQ, bitsandbytes and their like: integers in place of weights, with tables beside them.
bool isQuantised(const StoredTensor& tensor)
{
    static constexpr std::array kTables{".qweight", ".qzeros", ".g_idx", ".scales", ".SCB", ".absmax", ".quant_map", ".weight_packed", ".weight_scale", ".weight_scale_inv"};
    static constexpr std::array kPlain{"F64", "F32", "F16", "BF16", "I64", "BOOL"};
    return std::ranges::any_of(kTables, [&](const char* table) { return tensor.name.ends_with(table); })
        || std::ranges::none_of(kPlain, [&](const char* dtype) { return tensor.dtype == dtype; });
}

void addTensors(ModelFiles& files, const std::string& path)
{
    files.files.push_back(path);
    for (StoredTensor& tensor : readSafetensorsHeader(path).tensors) {
        if (isQuantised(tensor))
            throw Error(Text(LK_TEXT("%1: the tensor %2 (stored as %3) belongs to quantised weights, which can't be used."), path, tensor.name, tensor.dtype),
                Text(LK_TEXT("Take the float32, float16 or bfloat16 version of this model.")));
        files.bytes += tensor.bytes();
        const std::string name = tensor.name;
        const std::string file = tensor.file;
        const auto [place, isNew] = files.tensors.emplace(name, std::move(tensor));
        if (!isNew)
            throw Error(Text(LK_TEXT("The tensor \"%1\" stands in both %2 and %3."), name, place->second.file, file),
                Text(LK_TEXT("Copy the model folder again; two versions seem to be mixed.")));
    }
}

ModelFiles followIndex(const fs::path& index)
{
    const std::string indexName = toUtf8(index);
    const Json json = readJsonFile(indexName);
    const auto map = json.is_object() ? json.find("weight_map") : json.end();
    if (!json.is_object() || map == json.end() || !map->is_object() || map->empty())
        throw Error(Text(LK_TEXT("%1 has no \"weight_map\"."), indexName), Text(LK_TEXT("Copy the model folder again.")));
    ModelFiles files;
    for (const auto& [tensor, shard] : map->items()) {
        const std::string name = shard.is_string() ? shard.get<std::string>() : "";
        const std::string path = toUtf8(index.parent_path() / toPath(name));
        if (name.empty() || name.find('/') != std::string::npos || name.find('\\') != std::string::npos)
            throw Error(Text(LK_TEXT("%1 names a file outside the folder for \"%2\"."), indexName, tensor), Text(LK_TEXT("Copy the model folder again.")));
        if (!name.ends_with(".safetensors"))
            throw Error(Text(LK_TEXT("%1 names %2, which is not a .safetensors file."), indexName, name),
                Text(LK_TEXT("Convert the model to safetensors with transformers' save_pretrained first.")));
        if (!fs::exists(toPath(path)))
            throw Error(Text(LK_TEXT("The weight file %1 is missing; %2 names it."), path, indexName), Text(LK_TEXT("Copy or download that file too.")));
        if (std::find(files.files.begin(), files.files.end(), path) == files.files.end())
            addTensors(files, path);
    }
    for (const auto& [tensor, shard] : map->items())
        if (!files.tensors.contains(tensor))
            throw Error(Text(LK_TEXT("%1 lacks the tensor \"%2\", which %3 promises."), toUtf8(index.parent_path() / toPath(shard.get<std::string>())), tensor, indexName),
                Text(LK_TEXT("Copy or download that file again.")));
    return files;
}

} // namespace

ModelFiles listModelTensors(const std::string& folder)
{
    const fs::path path = toPath(folder);
    std::error_code problem;
    if (!fs::is_directory(path, problem))
        throw Error(Text(LK_TEXT("There is no model folder at %1."), folder), Text(LK_TEXT("Check model_name_or_path.")));
    if (fs::exists(path / "model.safetensors.index.json", problem))
        return followIndex(path / "model.safetensors.index.json");
    ModelFiles files;
    if (fs::exists(path / "model.safetensors", problem)) {
        addTensors(files, toUtf8(path / "model.safetensors"));
        return files;
    }
    std::vector<std::string> candidates;
    std::string pickle, gguf;
    for (const auto& entry : fs::directory_iterator(path)) {
        const std::string extension = toUtf8(entry.path().extension());
        const std::string name = toUtf8(entry.path().filename());
        if (extension == ".safetensors" && !name.starts_with("adapter_") && !name.starts_with("optimizer"))
            candidates.push_back(toUtf8(entry.path()));
        if (extension == ".bin" || extension == ".pt" || extension == ".pth" || extension == ".ckpt")
            pickle = toUtf8(entry.path());
        if (extension == ".gguf")
            gguf = toUtf8(entry.path());
    }
    if (candidates.size() == 1) {
        addTensors(files, candidates.front());
        return files;
    }
    if (candidates.empty() && !pickle.empty())
        throw Error(Text(LK_TEXT("%1 holds weights as a Python pickle, which can run any program when opened, so it was not read."), pickle),
            Text(LK_TEXT("Take the model's safetensors version, or convert it on a machine you trust with transformers' save_pretrained.")));
    if (candidates.empty() && !gguf.empty())
        throw Error(Text(LK_TEXT("%1 holds the weights in the GGUF form of llama.cpp, which can't be used."), gguf),
            Text(LK_TEXT("Take the model's safetensors version: a folder with config.json and .safetensors files.")));
    if (candidates.empty())
        throw Error(Text(LK_TEXT("The model folder %1 has no weights: no model.safetensors."), folder), Text(LK_TEXT("Copy the whole model folder, with all its .safetensors files.")));
    throw Error(Text(LK_TEXT("The model folder %1 has several .safetensors files but no model.safetensors.index.json."), folder),
        Text(LK_TEXT("Copy the index file too; it says which tensor lies in which file.")));
}

} // namespace lorikeet

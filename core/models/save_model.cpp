#include "core/models/save_model.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/models/tensor_file.h"
#include "core/nn/linear.h"

#include <algorithm>
#include <array>
#include <filesystem>

namespace lorikeet {
namespace {

namespace fs = std::filesystem;

constexpr std::array kSideFiles{"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.model", "vocab.json", "merges.txt",
    "added_tokens.json", "preprocessor_config.json", "processor_config.json", "video_preprocessor_config.json", "chat_template.jinja",
    "chat_template.json", "generation_config.json"};

/// Its files; nothing where there is no such folder.
void copyFolder(const fs::path& from, const fs::path& to)
{
    if (!fs::is_directory(from))
        return;
    makeFolders(toUtf8(to));
    for (const auto& entry : fs::directory_iterator(from))
        if (entry.is_regular_file())
            writeFileAtomically(toUtf8(to / entry.path().filename()), readFile(toUtf8(entry.path())));
}

const char* dtypeName(torch::ScalarType dtype)
{
    return dtype == torch::kBFloat16 ? "bfloat16" : dtype == torch::kHalf ? "float16" : "float32";
}

/// Every dtype key that is there gets the new name; one is added at the top where there is none.
Json withDtype(Json config, torch::ScalarType dtype)
{
    for (auto* section : {&config, config.contains("text_config") ? &config["text_config"] : nullptr, config.contains("vision_config") ? &config["vision_config"] : nullptr}) {
        if (section == nullptr || !section->is_object())
            continue;
        for (const char* key : {"dtype", "torch_dtype"}) {
            if (section->contains(key))
                (*section)[key] = dtypeName(dtype);
        }
    }
    if (!config.contains("torch_dtype"))
        config["dtype"] = dtypeName(dtype);
    return config;
}

} // namespace

torch::ScalarType dtypeByName(const std::string& name)
{
    if (name == "float32" || name == "fp32")
        return torch::kFloat32;
    if (name == "bfloat16" || name == "bf16")
        return torch::kBFloat16;
    if (name == "float16" || name == "fp16")
        return torch::kHalf;
    throw Error(Text(LK_TEXT("'%1' isn't a number type that can be used"), name), LK_TEXT("Use float32, bfloat16 or float16."));
}

torch::ScalarType storedDtype(const Json& config)
{
    for (const char* key : {"dtype", "torch_dtype"}) {
        if (config.contains(key) && config.at(key).is_string())
            return dtypeByName(config.at(key).get<std::string>());
    }
    return torch::kFloat32;
}

void copySideFiles(const std::string& fromFolder, const std::string& toFolder)
{
    makeFolders(toFolder);
    copyFolder(toPath(fromFolder) / "additional_chat_templates", toPath(toFolder) / "additional_chat_templates");
    for (const char* name : kSideFiles) {
        const auto from = toPath(fromFolder) / name;
        if (fs::exists(from))
            writeFileAtomically(toUtf8(toPath(toFolder) / name), readFile(toUtf8(from)));
    }
}

void saveModel(const std::string& folder, const LoadedModel& loaded, const SaveOptions& options)
{
    const torch::NoGradGuard noGrad;
    const auto dtype = options.dtype.value_or(storedDtype(loaded.config));
    TensorList tensors;
    for (const auto& item : loaded.model->named_parameters()) {
        TORCH_CHECK(item.key().find(".lora_") == std::string::npos, "saveModel: ", item.key(), " isn't merged");
        tensors.emplace_back(loaded.family->nameInFile(item.key()), item.value().to(dtype));
    }
    std::sort(tensors.begin(), tensors.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    makeFolders(folder);
    writeModelTensors(folder, tensors, options.maxShardBytes);
    writeFileAtomically(toUtf8(toPath(folder) / "config.json"), toPrettyJson(OrderedJson(withDtype(loaded.config, dtype))));
    copySideFiles(loaded.folder, folder);
}

} // namespace lorikeet

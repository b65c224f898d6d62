#include "core/models/adapter.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/models/tensor_file.h"
#include "core/nn/linear.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <regex>
#include <set>
#include <sstream>

namespace lorikeet {
namespace {

namespace fs = std::filesystem;

constexpr const char* kConfigFile = "adapter_config.json";
constexpr const char* kWeightsFile = "adapter_model.safetensors";
constexpr double kSameAlpha = 1e-9; // alphas that differ by rounding alone
constexpr std::string_view kPrefix = "base_model.model.";

std::string inFolder(const std::string& folder, const char* file) { return toUtf8(toPath(folder) / file); }

[[noreturn]] void unusable(const std::string& path, const std::string& why)
{
    throw Error(Text(LK_TEXT("The adapter %1 can't be used: %2"), path, why), LK_TEXT("Choose a LoRA adapter that PEFT or Lorikeet wrote."));
}

/// Keys that change what the adapter computes and aren't built.
void refuseUnknownKinds(const Json& config, const std::string& path)
{
    if (config.value("peft_type", "LORA") != "LORA")
        unusable(path, "peft_type " + config.value("peft_type", ""));
    if (config.value("fan_in_fan_out", false))
        unusable(path, "fan_in_fan_out");
    if (config.value("bias", "none") != "none")
        unusable(path, "bias");
}

/// alpha_pattern: each key is a regular expression for the end of a module path; the first that fits counts.
void applyAlphaPattern(Adapter& adapter, const OrderedJson& pattern, const std::string& path, const ModelFamily& family)
{
    for (auto& [module, pair] : adapter.pairs) {
        for (const auto& [key, alpha] : pattern.items()) {
            // A key that is a whole path may be from before transformers v5.
            std::string plain = key;
            std::erase_if(plain, [](char c) { return c == '^' || c == '\\'; });
            const auto whole = moduleOf(family.moduleName(plain + ".weight"));
            try {
                const bool fits = whole == module || std::regex_match(module, std::regex("(.*\\.)?(" + key + ")"));
                if (!fits)
                    continue;
            } catch (const std::regex_error& problem) {
                unusable(path, "alpha_pattern: '" + key + "' isn't a regular expression that can be used: " + problem.what());
            }
            if (!alpha.is_number())
                unusable(path, "alpha_pattern: " + key + " is no number");
            pair.alpha = alpha.get<double>();
            break;
        }
    }
}

void readConfig(Adapter& adapter, const std::string& path)
{
    const Json config = readJsonFile(path);
    try {
        refuseUnknownKinds(config, path);
        adapter.rank = config.at("r").get<int>();
        adapter.alpha = config.at("lora_alpha").get<double>();
        adapter.dropout = config.value("lora_dropout", 0.0);
        adapter.isRankStabilised = config.value("use_rslora", false);
        adapter.isDora = config.value("use_dora", false);
        if (config.contains("base_model_name_or_path") && config.at("base_model_name_or_path").is_string())
            adapter.baseModel = config.at("base_model_name_or_path").get<std::string>();
        if (config.contains("modules_to_save") && config.at("modules_to_save").is_array())
            adapter.modulesToSave = config.at("modules_to_save").get<std::vector<std::string>>();
    } catch (const Json::exception& problem) {
        unusable(path, problem.what());
    }
    if (adapter.rank < 1)
        unusable(path, "r = " + std::to_string(adapter.rank));
}

/// `X.lora_A.weight`, `X.lora_A.default.weight`, `X.lora_A` -> X; "" when the key isn't of this kind.
std::string moduleOfKey(const std::string& key, const std::string& kind)
{
    const auto at = (key + ".").rfind("." + kind + ".");
    return at == std::string::npos ? std::string() : key.substr(0, at);
}

void erasePart(std::string& name, std::string_view part)
{
    if (const auto at = name.find(part); at != std::string::npos)
        name.erase(at, part.size());
}

void readPairs(Adapter& adapter, const TensorFile& file, const ModelFamily& family)
{
    const auto v5 = [&](const std::string& module) { return moduleOf(family.moduleName(module + ".weight")); };
    for (const auto& stored : file.header().tensors) {
        const auto& key = stored.name;
        if (!key.starts_with(kPrefix))
            unusable(file.path(), "tensor " + key);
        auto name = key.substr(kPrefix.size());
        if (const auto a = moduleOfKey(name, "lora_A"); !a.empty())
            adapter.pairs[v5(a)].a = file.read(key, torch::kFloat32);
        else if (const auto b = moduleOfKey(name, "lora_B"); !b.empty())
            adapter.pairs[v5(b)].b = file.read(key, torch::kFloat32);
        else if (const auto m = moduleOfKey(name, "lora_magnitude_vector"); !m.empty())
            adapter.pairs[v5(m)].magnitude = file.read(key, torch::kFloat32);
        else if (name.find("lora_") != std::string::npos)
            unusable(file.path(), "tensor " + key);
        else {
            erasePart(name, ".modules_to_save.default");
            erasePart(name, ".modules_to_save");
            adapter.saved[family.moduleName(name)] = file.read(key, torch::kFloat32);
        }
    }
    if (adapter.pairs.empty())
        unusable(file.path(), "it holds no LoRA weights");
    for (const auto& [path, pair] : adapter.pairs) {
        if (!pair.a.defined() || !pair.b.defined())
            unusable(file.path(), "half of the pair of " + path + " is missing");
        if (pair.magnitude.defined() != adapter.isDora)
            unusable(file.path(), path + (adapter.isDora ? " lacks lora_magnitude_vector, but use_dora is true" : " has lora_magnitude_vector, but use_dora is false"));
    }
}

std::string shapes(const torch::Tensor& a, const torch::Tensor& b)
{
    std::ostringstream text;
    text << a.sizes() << ", " << b.sizes();
    return text.str();
}

[[noreturn]] void otherBase(const std::string& folder, const Adapter& adapter, const LoadedModel& loaded, const std::string& why)
{
    throw Error(Text(LK_TEXT("The adapter %1 was made for another base model (%2), not for %3: %4"), folder, adapter.baseModel, loaded.folder, why),
        LK_TEXT("Choose the base model that the adapter was trained on."));
}

/// The path that the adapter names may have moved; where it is there and plainly another model, say so.
void checkBasePath(const Adapter& adapter, const LoadedModel& loaded, const std::string& folder)
{
    std::error_code ignored;
    const auto named = toPath(adapter.baseModel);
    if (adapter.baseModel.empty() || !named.is_absolute() || !fs::exists(named / "config.json", ignored) || fs::equivalent(named, toPath(loaded.folder), ignored))
        return;
    const auto weights = [&](const fs::path& root) {
        const auto size = fs::file_size(root / "model.safetensors", ignored);
        return ignored ? uintmax_t{0} : size;
    };
    if (readModelConfig(adapter.baseModel) != loaded.config || weights(named) != weights(toPath(loaded.folder)))
        otherBase(folder, adapter, loaded, "config.json");
}

/// A module path as a regular expression for itself alone.
std::string escaped(const std::string& path)
{
    std::string pattern = "^";
    for (const char c : path)
        pattern += c == '.' ? std::string("\\.") : std::string(1, c);
    return pattern;
}

/// Short names where they hit exactly these modules, else whole paths (a bare q_proj would hit a CLIP tower too).
std::vector<std::string> targetModules(const Adapter& adapter, const std::vector<ParameterInfo>& parameters)
{
    std::set<std::string> names, paths;
    for (const auto& [path, pair] : adapter.pairs) {
        paths.insert(path);
        names.insert(path.substr(path.rfind('.') + 1));
    }
    std::vector<std::string> modules;
    for (const auto& parameter : parameters)
        modules.push_back(moduleOf(parameter.name));
    const auto hit = matchModules(modules, {names.begin(), names.end()});
    if (std::set<std::string>(hit.begin(), hit.end()) == paths)
        return {names.begin(), names.end()};
    return {paths.begin(), paths.end()};
}

} // namespace

Adapter readAdapter(const std::string& folder, const ModelFamily& family)
{
    Adapter adapter;
    if (!fs::exists(toPath(inFolder(folder, kConfigFile))))
        throw Error(Text(LK_TEXT("%1 has no adapter_config.json"), folder), LK_TEXT("Choose the folder of a LoRA adapter."));
    readConfig(adapter, inFolder(folder, kConfigFile));
    if (!fs::exists(toPath(inFolder(folder, kWeightsFile))) && fs::exists(toPath(inFolder(folder, "adapter_model.bin"))))
        throw Error(Text(LK_TEXT("%1 holds its weights as a pickle file (%2), which is never opened: such files can run programs"), folder, "adapter_model.bin"),
            LK_TEXT("Save the adapter again with save_pretrained(…, safe_serialization=True)."));
    readPairs(adapter, *TensorFile::open(inFolder(folder, kWeightsFile)), family);
    const auto config = OrderedJson::parse(readFile(inFolder(folder, kConfigFile))); // readConfig() has read it as JSON already
    if (const auto pattern = config.find("alpha_pattern"); pattern != config.end() && pattern->is_object())
        applyAlphaPattern(adapter, *pattern, inFolder(folder, kConfigFile), family);
    return adapter;
}

std::map<std::string, torch::Tensor> attachAdapter(LoadedModel& loaded, const Adapter& adapter, const std::string& folder)
{
    checkBasePath(adapter, loaded, folder);
    const auto linear = linearModules(*loaded.model);
    auto parameters = loaded.model->named_parameters();
    for (const auto& [path, pair] : adapter.pairs) {
        const auto found = linear.find(path);
        if (found == linear.end() && parameters.contains(path + ".weight"))
            unusable(folder, "its " + path + " is a convolution or an embedding, where only linear layers can be adapted");
        if (found == linear.end())
            otherBase(folder, adapter, loaded, path);
        const auto& weight = found->second->weight;
        if (pair.a.dim() != 2 || pair.b.dim() != 2 || pair.a.size(1) != weight.size(1) || pair.b.size(0) != weight.size(0) || pair.a.size(0) != pair.b.size(1))
            otherBase(folder, adapter, loaded, path + " " + shapes(pair.a, pair.b));
        if (pair.magnitude.defined() && (pair.magnitude.dim() != 1 || pair.magnitude.size(0) != weight.size(0)))
            otherBase(folder, adapter, loaded, path + ".lora_magnitude_vector");
    }
    std::map<std::string, torch::Tensor> replaced;
    for (const auto& [name, value] : adapter.saved) {
        auto* parameter = parameters.find(name);
        if (parameter == nullptr || parameter->sizes() != value.sizes())
            otherBase(folder, adapter, loaded, name);
    }
    for (const auto& [name, value] : adapter.saved) {
        auto* parameter = parameters.find(name);
        replaced[name] = parameter->detach();
        parameter->set_data(value.to(parameter->device(), parameter->scalar_type(), /*non_blocking=*/false, /*copy=*/true));
    }
    for (const auto& [path, pair] : adapter.pairs) {
        auto* layer = linear.at(path);
        const auto device = layer->weight.device();
        // Copies: training must not write into the Adapter that somebody else holds.
        const auto copy = [&](const torch::Tensor& tensor) { return tensor.defined() ? tensor.to(device, torch::kFloat32, false, true) : tensor; };
        const auto scale = loraScale(static_cast<int>(pair.a.size(0)), pair.alpha.value_or(adapter.alpha), adapter.isRankStabilised);
        layer->setLora(copy(pair.a), copy(pair.b), scale, adapter.dropout, copy(pair.magnitude));
    }
    return replaced;
}

void detachAdapter(LoadedModel& loaded, const std::map<std::string, torch::Tensor>& replaced)
{
    auto parameters = loaded.model->named_parameters();
    for (const auto& [name, value] : replaced)
        parameters[name].set_data(value);
    for (const auto& [path, layer] : linearModules(*loaded.model))
        layer->removeLora();
}

Adapter adapterOf(const TrainableModel& trained, const LoraOptions& options)
{
    Adapter adapter;
    adapter.rank = options.rank;
    adapter.alpha = options.effectiveAlpha();
    adapter.dropout = options.dropout;
    adapter.isRankStabilised = options.useRslora;
    adapter.baseModel = toUtf8(fs::absolute(toPath(trained.folder)).lexically_normal());
    adapter.modulesToSave = trained.plan.modulesToSave;
    for (const auto& [path, layer] : linearModules(*trained.model)) {
        if (!layer->hasLora())
            continue;
        const auto rank = static_cast<int>(layer->loraA().size(0)); // a continued adapter keeps its own
        const double alpha = layer->loraScale() * (options.useRslora ? std::sqrt(rank) : rank);
        if (adapter.pairs.empty()) {
            adapter.rank = rank;
            adapter.alpha = alpha;
        }
        auto& pair = adapter.pairs[path] = {.a = layer->loraA().detach(), .b = layer->loraB().detach()};
        if (std::abs(alpha - adapter.alpha) > kSameAlpha * adapter.alpha)
            pair.alpha = alpha;
        if (layer->magnitude().defined())
            pair.magnitude = layer->magnitude().detach();
        adapter.isDora = pair.magnitude.defined();
    }
    for (const auto& item : trained.model->named_parameters()) {
        if (trained.plan.trains(item.key()))
            adapter.saved[item.key()] = item.value().detach();
    }
    return adapter;
}

void writeAdapter(const std::string& folder, const Adapter& adapter, const std::vector<ParameterInfo>& parameters)
{
    TensorList tensors;
    auto ranks = OrderedJson::object(), alphas = OrderedJson::object();
    const std::string prefix(kPrefix);
    for (const auto& [path, pair] : adapter.pairs) {
        tensors.emplace_back(prefix + path + ".lora_A.weight", pair.a);
        tensors.emplace_back(prefix + path + ".lora_B.weight", pair.b);
        if (pair.magnitude.defined())
            tensors.emplace_back(prefix + path + ".lora_magnitude_vector", pair.magnitude);
        if (pair.a.size(0) != adapter.rank)
            ranks[escaped(path)] = pair.a.size(0);
        if (pair.alpha)
            alphas[escaped(path)] = *pair.alpha;
    }
    for (const auto& [name, value] : adapter.saved)
        tensors.emplace_back(prefix + name, value);
    makeFolders(folder);
    writeTensors(inFolder(folder, kWeightsFile), tensors);

    OrderedJson config;
    config["peft_type"] = "LORA";
    config["task_type"] = "CAUSAL_LM";
    config["auto_mapping"] = nullptr;
    config["base_model_name_or_path"] = adapter.baseModel;
    config["revision"] = nullptr;
    config["inference_mode"] = true;
    config["r"] = adapter.rank;
    config["lora_alpha"] = adapter.alpha == std::floor(adapter.alpha) ? OrderedJson(static_cast<int64_t>(adapter.alpha)) : OrderedJson(adapter.alpha);
    config["rank_pattern"] = std::move(ranks);
    config["alpha_pattern"] = std::move(alphas);
    config["lora_dropout"] = adapter.dropout;
    config["target_modules"] = targetModules(adapter, parameters);
    config["modules_to_save"] = adapter.modulesToSave.empty() ? OrderedJson(nullptr) : OrderedJson(adapter.modulesToSave);
    config["bias"] = "none";
    config["fan_in_fan_out"] = false;
    config["init_lora_weights"] = true;
    config["use_rslora"] = adapter.isRankStabilised;
    config["use_dora"] = adapter.isDora;
    writeFileAtomically(inFolder(folder, kConfigFile), toPrettyJson(config));
}

} // namespace lorikeet

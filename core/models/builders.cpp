#include "core/models/builders.h"

#include "core/base/error.h"
#include "core/models/adapter.h"
#include "core/models/gemma3/model.h"
#include "core/models/llava/model.h"
#include "core/models/llava_next/model.h"
#include "core/models/qwen2_5_vl/model.h"
#include "core/models/qwen2_vl/model.h"
#include "core/models/qwen3_vl/model.h"
#include "core/models/smolvlm/model.h"
#include "core/models/tensor_file.h"
#include "core/models/text_model.h"
#include "core/nn/dora.h"
#include "core/nn/linear.h"

#include <cmath>
#include <set>

namespace lorikeet {
namespace {

using Builder = std::shared_ptr<CausalLm> (*)(const Json&, const torch::TensorOptions&);

template <typename Model>
std::shared_ptr<CausalLm> build(const Json& config, const torch::TensorOptions& options)
{
    return std::make_shared<Model>(config, options);
}

/// One line a family.
const std::map<std::string, Builder>& builders()
{
    static const std::map<std::string, Builder> kBuilders{
        {"llama", build<TextForCausalLm>},
        {"mistral", build<TextForCausalLm>},
        {"qwen2", build<TextForCausalLm>},
        {"qwen3", build<TextForCausalLm>},
        {"gemma3_text", build<TextForCausalLm>},
        {"llava", build<LlavaForConditionalGeneration>},
        {"qwen2_vl", build<Qwen2VlForConditionalGeneration>},
        {"qwen2_5_vl", build<Qwen25VlForConditionalGeneration>},
        {"qwen3_vl", build<Qwen3VlForConditionalGeneration>},
        {"llava_next", build<LlavaNextForConditionalGeneration>},
        {"gemma3", build<Gemma3ForConditionalGeneration>},
        {"smolvlm", build<SmolVlmForConditionalGeneration>},
        {"idefics3", build<SmolVlmForConditionalGeneration>},
    };
    return kBuilders;
}

/// Buffers that old checkpoints carry and nobody needs, and the head of a tied model.
bool isSurplusByDesign(const std::string& name, bool hasHead)
{
    return name.ends_with("rotary_emb.inv_freq") || name.ends_with("position_ids") || (!hasHead && name == "lm_head.weight");
}

torch::Tensor loadOne(const TensorFile& file, const std::string& stored, const torch::Tensor& parameter, const LoadOptions& options, bool isTrained)
{
    const auto& shape = file.find(stored).shape;
    if (parameter.sizes() != torch::IntArrayRef(shape)) {
        std::ostringstream is, wanted;
        is << torch::IntArrayRef(shape);
        wanted << parameter.sizes();
        throw Error(Text(LK_TEXT("%1: tensor %2 has the shape %3, but config.json asks for %4"), file.path(), stored, is.str(), wanted.str()),
            LK_TEXT("config.json and the weights belong to different models: copy or download the folder again."));
    }
    if (isTrained)
        return file.read(stored, options.trainedDtype).to(options.device);
    return file.map(stored, options.computeDtype).to(options.device);
}

} // namespace

bool hasBuilder(const ModelFamily& family) { return builders().contains(family.name()); }

std::shared_ptr<CausalLm> buildModel(const Json& config, const ModelFamily& family, const torch::TensorOptions& options)
{
    const auto found = builders().find(family.name());
    LK_ASSERT(found != builders().end());
    try {
        auto model = found->second(config, options);
        model->eval();
        return model;
    } catch (const Json::exception& problem) {
        throw Error(Text(LK_TEXT("config.json can't be used: %1"), problem.what()), LK_TEXT("Take the model's original config.json."));
    }
}

void loadWeights(CausalLm& model, const WeightFolder& weights, const ModelFamily& family, const LoadOptions& options)
{
    model.setComputeDtype(options.computeDtype);
    auto parameters = model.named_parameters();
    std::set<std::string> missing;
    for (const auto& item : parameters)
        missing.insert(item.key());
    const bool hasHead = parameters.contains("lm_head.weight");
    for (const auto& [stored, place] : weights.tensors()) {
        const auto name = family.moduleName(stored);
        auto* parameter = parameters.find(name);
        const auto& file = weights.fileOf(stored);
        if (parameter == nullptr) {
            if (isSurplusByDesign(name, hasHead))
                continue;
            throw Error(Text(LK_TEXT("%1: tensor %2 has no place in a model of this config.json"), file.path(), stored),
                LK_TEXT("config.json and the weights belong to different models, or the weights are quantised: take the plain model."));
        }
        const bool isTrained = options.isTrained && options.isTrained(name);
        parameter->set_data(loadOne(file, stored, *parameter, options, isTrained));
        parameter->requires_grad_(isTrained);
        missing.erase(name);
    }
    if (!missing.empty())
        throw Error(Text(LK_TEXT("%1: tensor %2 is missing"), weights.folder(), family.nameInFile(*missing.begin())),
            LK_TEXT("The model folder is incomplete: copy or download it again."));
}

LoadedModel loadModel(const std::string& folder, const LoadOptions& options)
{
    LoadedModel loaded{.folder = folder, .config = readModelConfig(folder), .family = nullptr, .model = nullptr};
    loaded.family = &familyFor(loaded.config, folder);
    const WeightFolder weights(folder);
    loaded.model = buildModel(loaded.config, *loaded.family);
    loadWeights(*loaded.model, weights, *loaded.family, options);
    return loaded;
}

std::map<std::string, nn::Linear*> linearModules(torch::nn::Module& model)
{
    std::map<std::string, nn::Linear*> found;
    for (const auto& item : model.named_modules()) {
        if (auto* linear = dynamic_cast<nn::Linear*>(item.value().get()))
            found[item.key()] = linear;
    }
    return found;
}

double loraScale(int rank, double alpha, bool isRankStabilised) { return alpha / (isRankStabilised ? std::sqrt(rank) : static_cast<double>(rank)); }

namespace {

void trainLora(nn::Linear& layer)
{
    for (auto tensor : {layer.loraA(), layer.loraB(), layer.magnitude()})
        if (tensor.defined())
            tensor.requires_grad_(true);
}

} // namespace

void applyLora(CausalLm& model, const std::vector<std::string>& modules, const LoraOptions& options, int64_t seed)
{
    auto generator = torch::make_generator<torch::CPUGeneratorImpl>(static_cast<uint64_t>(seed));
    const auto linear = linearModules(model);
    for (const auto& path : modules) {
        auto* layer = linear.at(path);
        const auto in = layer->weight.size(1), out = layer->weight.size(0);
        const double bound = 1.0 / std::sqrt(static_cast<double>(in));
        const auto device = layer->weight.device();
        auto a = torch::empty({options.rank, in}).uniform_(-bound, bound, generator).to(device);
        auto b = torch::zeros({out, options.rank}, torch::TensorOptions(torch::kFloat32).device(device));
        const auto scale = loraScale(options.rank, options.effectiveAlpha(), options.useRslora);
        layer->setLora(a, b, scale, options.dropout, options.useDora ? nn::doraNorm(layer->weight, a, b, scale).to(torch::kFloat32) : torch::Tensor());
        trainLora(*layer);
    }
}

void mergeLora(CausalLm& model)
{
    const torch::NoGradGuard noGrad;
    for (const auto& [path, layer] : linearModules(model)) {
        if (!layer->hasLora())
            continue;
        const auto product = torch::mm(layer->loraB().to(torch::kFloat32), layer->loraA().to(torch::kFloat32));
        auto merged = layer->weight.to(torch::kFloat32) + product * layer->loraScale();
        if (layer->magnitude().defined())
            merged *= (layer->magnitude() / nn::doraNorm(layer->weight, layer->loraA(), layer->loraB(), layer->loraScale())).unsqueeze(1);
        layer->weight.set_data(merged.to(layer->weight.scalar_type()));
        layer->removeLora();
    }
}

TrainableModel loadForTraining(const RunOptions& options, torch::Device device, torch::ScalarType computeDtype)
{
    const auto& folder = options.model.modelNameOrPath;
    const auto config = readModelConfig(folder);
    const auto plan = planTraining(options, familyFor(config, folder).parameters(config));
    TrainableModel result{loadModel(folder, {.device = device, .computeDtype = computeDtype, .isTrained = [&](const auto& name) { return plan.trains(name); },
                                                  .trainedDtype = options.model.pureBf16 ? torch::kBFloat16 : torch::kFloat32}), plan};

    auto adapters = options.model.adapterNameOrPath;
    const bool continues = options.method.finetuningType == "lora" && !options.lora.createNewAdapter && !adapters.empty();
    const auto mergedCount = adapters.size() - (continues ? 1 : 0);
    for (size_t i = 0; i < mergedCount; ++i) {
        attachAdapter(result, readAdapter(adapters[i], *result.family), adapters[i]);
        mergeLora(*result.model);
    }
    if (continues) {
        const auto adapter = readAdapter(adapters.back(), *result.family);
        attachAdapter(result, adapter, adapters.back());
        result.plan.loraModules.clear();
        for (const auto& [path, pair] : adapter.pairs) {
            trainLora(*linearModules(*result.model).at(path));
            result.plan.loraModules.push_back(path);
        }
    } else {
        applyLora(*result.model, plan.loraModules, options.lora, options.train.seed);
    }
    return result;
}

void initialiseWeights(CausalLm& model, int64_t seed, torch::ScalarType dtype)
{
    auto generator = torch::make_generator<torch::CPUGeneratorImpl>(static_cast<uint64_t>(seed));
    for (auto& item : model.named_parameters()) {
        const auto& name = item.key();
        const bool isNorm = name.find("norm") != std::string::npos;
        auto values = torch::empty(item.value().sizes());
        if (isNorm && name.ends_with(".weight"))
            values.fill_(1.0);
        else if (name.ends_with(".bias"))
            values.zero_();
        else
            values.normal_(0.0, 0.02, generator);
        item.value().set_data(values.to(dtype));
    }
    model.setComputeDtype(dtype);
}

} // namespace lorikeet

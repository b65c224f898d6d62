#include "core/base/error.h"
#include "core/base/file.h"
#include "core/models/decoder_config.h"
#include "core/models/family.h"
#include "core/models/gemma3/family.h"
#include "core/models/llama/family.h"
#include "core/models/llava/family.h"
#include "core/models/llava_next/family.h"
#include "core/models/mistral/family.h"
#include "core/models/qwen2/family.h"
#include "core/models/qwen2_5_vl/family.h"
#include "core/models/qwen2_vl/family.h"
#include "core/models/qwen3/family.h"
#include "core/models/qwen3_vl/family.h"
#include "core/models/smolvlm/family.h"

#include <filesystem>

namespace lorikeet {
namespace {

std::string supportedNames()
{
    std::string names;
    for (const ModelFamily* family : families())
        names += (names.empty() ? "" : ", ") + family->name();
    return names;
}

} // namespace

const std::vector<const ModelFamily*>& families()
{
    static const std::vector<const ModelFamily*> list{
        &llamaFamily(),
        &mistralFamily(),
        &qwen2Family(),
        &qwen3Family(),
        &gemma3TextFamily(),
        &llavaFamily(),
        &qwen2VlFamily(),
        &qwen25VlFamily(),
        &qwen3VlFamily(),
        &llavaNextFamily(),
        &gemma3Family(),
        &smolVlmFamily(),
        &idefics3Family(),
    };
    return list;
}

const ModelFamily& familyFor(const Json& config, const std::string& folder)
{
    for (const ModelFamily* family : families())
        if (family->matches(config))
            return *family;
    const Json type = config.is_object() ? config.value("model_type", Json()) : Json();
    const std::string shown = type.is_string() ? type.get<std::string>() : "";
    const std::string file = toUtf8(toPath(folder) / "config.json");
    throw Error(shown.empty() ? Text(LK_TEXT("%1 has no model_type, so the kind of model is unknown."), file)
                              : Text(LK_TEXT("%1: models of type \"%2\" are not supported."), file, shown),
        Text(LK_TEXT("Choose a model of one of these types: %1."), supportedNames()));
}

Json readModelConfig(const std::string& folder)
{
    const auto path = toPath(folder);
    std::error_code problem;
    if (!std::filesystem::is_directory(path, problem))
        throw Error(Text(LK_TEXT("There is no model folder at %1."), folder), Text(LK_TEXT("Check model_name_or_path: it names a folder with config.json in it.")));
    const auto file = path / "config.json";
    if (!std::filesystem::exists(file, problem))
        throw Error(Text(LK_TEXT("The model folder %1 has no config.json."), folder),
            Text(LK_TEXT("Choose the folder that holds config.json, the tokenizer and the .safetensors files.")));
    Json config = readJsonFile(toUtf8(file));
    if (!config.is_object())
        throw Error(Text(LK_TEXT("%1 is not a JSON object."), toUtf8(file)), Text(LK_TEXT("Take the file as the model's publisher ships it.")));
    if (const Json quantised = config.value("quantization_config", Json()); !quantised.is_null()) {
        const Json method = quantised.is_object() ? quantised.value("quant_method", Json()) : Json();
        throw Error(Text(LK_TEXT("%1: the weights are quantised (%2), which can't be used."), toUtf8(file), method.is_string() ? method.get<std::string>() : "quantization_config"),
            Text(LK_TEXT("Take the float32, float16 or bfloat16 version of this model.")));
    }
    return config;
}

std::optional<DecoderConfig> ModelFamily::decoder(const ConfigReader&, Missing) const
{
    return std::nullopt;
}

std::vector<TokenPlace> ImageProcessor::tokenPlaces(Size upright) const
{
    const ImagePlan plan = this->plan(upright);
    const int rows = plan.grid[1] / plan.joined, columns = plan.grid[2] / plan.joined;
    std::vector<TokenPlace> places;
    for (int whole = rows * columns; whole < plan.tokens; ++whole)
        places.push_back({TokenPlace::Kind::Whole, 0, 0});
    for (int cell = 0; cell < rows * columns; ++cell)
        places.push_back({TokenPlace::Kind::Cell, cell / columns, cell % columns});
    return places;
}

DesignText ModelFamily::designText() const
{
    const Text language = LK_TEXT("Reads the tokens from left to right and writes the answer, one token after the other.");
    if (!seesPictures())
        return {LK_TEXT("Language model"), LK_TEXT("Text only: there is nothing that could look at a picture."), {}, {}, {}, language};
    return {LK_TEXT("Vision-language model"), LK_TEXT("A tower that looks at pictures, a translator, and a language model that answers."),
        LK_TEXT("Cuts the picture into patches and turns each into numbers that say what is to be seen there."), LK_TEXT("Projector"),
        LK_TEXT("Translates the tower's numbers into tokens that the language model reads like words."), language};
}

std::vector<std::vector<int64_t>> ModelFamily::positionIds(const Json&, const std::vector<int32_t>&, const PixelData&) const
{
    return {};
}

} // namespace lorikeet

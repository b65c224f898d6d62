#include "support/tiny_model.h"

#include "support/cli_runner.h"

#include "core/base/file.h"
#include "core/models/family.h"

#include <QDir>
#include <QFile>

#include <cstring>
#include <random>

namespace lorikeet::test {
namespace {

Json tinyLlamaConfig()
{
    return {{"model_type", "llama"}, {"architectures", {"LlamaForCausalLM"}}, {"hidden_size", 32}, {"intermediate_size", 48},
        {"num_hidden_layers", 2}, {"num_attention_heads", 4}, {"num_key_value_heads", 2}, {"vocab_size", 1024}, {"rms_norm_eps", 1e-5},
        {"rope_theta", 10000.0}, {"max_position_embeddings", 2048}, {"tie_word_embeddings", false}, {"bos_token_id", 1},
        {"eos_token_id", 2}, {"hidden_act", "silu"}, {"torch_dtype", "float32"}};
}

Json tinyLlavaConfig()
{
    const Json vision = {{"model_type", "clip_vision_model"}, {"hidden_size", 32}, {"intermediate_size", 64}, {"num_hidden_layers", 3},
        {"num_attention_heads", 4}, {"image_size", 56}, {"patch_size", 14}, {"projection_dim", 32}, {"hidden_act", "quick_gelu"}};
    return {{"model_type", "llava"}, {"architectures", {"LlavaForConditionalGeneration"}}, {"text_config", tinyLlamaConfig()},
        {"vision_config", vision}, {"image_token_index", 4}, {"vision_feature_layer", -2}, {"vision_feature_select_strategy", "default"},
        {"projector_hidden_act", "gelu"}, {"tie_word_embeddings", false}, {"torch_dtype", "float32"}};
}

void writeJson(const QString& path, const Json& json)
{
    writeText(path, QByteArray::fromStdString(json.dump(2)));
}

void copyTokenizer(const QString& folder)
{
    for (const char* name : {"tokenizer.json", "tokenizer_config.json"}) {
        const QString from = QStringLiteral(LORIKEET_FIXTURES "/golden/tokenizer/%1").arg(name);
        QFile::remove(folder + '/' + name);
        if (!QFile::copy(from, folder + '/' + name))
            qFatal("can't copy %s", qPrintable(from));
    }
}

} // namespace

void writeRandomWeights(const QString& folder, const Json& config, unsigned seed)
{
    const ModelFamily& family = familyFor(config, folder.toStdString());
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0.0F, 0.05F);
    OrderedJson header;
    std::string data;
    for (const ParameterInfo& parameter : family.parameters(config)) {
        size_t count = 1;
        for (const int64_t side : parameter.shape)
            count *= static_cast<size_t>(side);
        const bool isNorm = parameter.name.find("norm") != std::string::npos || parameter.name.find("layrnorm") != std::string::npos;
        const bool isNormWeight = isNorm && parameter.name.ends_with(".weight");
        std::vector<float> values(count);
        for (float& value : values)
            value = isNormWeight ? 1.0F : normal(random);
        const size_t begin = data.size();
        data.resize(begin + count * sizeof(float));
        std::memcpy(data.data() + begin, values.data(), count * sizeof(float));
        header[family.nameInFile(parameter.name)] = {{"dtype", "F32"}, {"shape", parameter.shape}, {"data_offsets", {begin, data.size()}}};
    }
    std::string text = header.dump();
    text.resize((text.size() + 7) / 8 * 8, ' ');
    std::string bytes(8, '\0');
    const uint64_t length = text.size();
    std::memcpy(bytes.data(), &length, sizeof(length));
    writeFileAtomically((folder + "/model.safetensors").toStdString(), bytes + text + data);
}

QString makeTinyLlama(const QString& folder, unsigned seed)
{
    QDir().mkpath(folder);
    writeJson(folder + "/config.json", tinyLlamaConfig());
    copyTokenizer(folder);
    writeRandomWeights(folder, tinyLlamaConfig(), seed);
    return folder;
}

QString makeTinyLlava(const QString& folder, unsigned seed)
{
    QDir().mkpath(folder);
    writeJson(folder + "/config.json", tinyLlavaConfig());
    writeJson(folder + "/preprocessor_config.json",
        {{"image_processor_type", "CLIPImageProcessor"}, {"do_resize", true}, {"size", {{"shortest_edge", 56}}}, {"resample", 3},
            {"do_center_crop", true}, {"crop_size", {{"height", 56}, {"width", 56}}}, {"do_rescale", true}, {"rescale_factor", 1.0 / 255.0},
            {"do_normalize", true}, {"image_mean", {0.48145466, 0.4578275, 0.40821073}}, {"image_std", {0.26862954, 0.26130258, 0.27577711}},
            {"do_convert_rgb", true}});
    copyTokenizer(folder);
    writeRandomWeights(folder, tinyLlavaConfig(), seed);
    return folder;
}

} // namespace lorikeet::test

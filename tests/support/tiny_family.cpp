#include "support/tiny_family.h"

#include "support/cli_runner.h"
#include "support/tiny_model.h"

#include <QDir>

#include <functional>
#include <map>
#include <vector>

namespace lorikeet::test {
namespace {

constexpr int kBytes = 256;
const std::vector<std::string> kSpecials{"<s>", "</s>", "<unk>", "<pad>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|vision_start|>", "<|vision_end|>",
    "<|image_pad|>", "<|video_pad|>", "<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<image_soft_token>", "<end_of_image>",
    "<fake_token_around_image>", "<global-img>", "<end_of_utterance>", "<row_1_col_1>", "<row_1_col_2>", "<row_2_col_1>", "<row_2_col_2>", "<image>", "<bos>",
    "<eos>"};
constexpr int kVocabulary = 288;

int token(const std::string& text)
{
    const auto found = std::find(kSpecials.begin(), kSpecials.end(), text);
    if (found == kSpecials.end())
        qFatal("the tiny tokenizer has no %s", text.c_str());
    return kBytes + static_cast<int>(found - kSpecials.begin());
}

/// GPT-2's letter for a byte.
std::string byteLetter(int byte, int& strangers)
{
    const bool isPlain = (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
    const int code = isPlain ? byte : 256 + strangers++;
    return QString(QChar(code)).toStdString();
}

Json tokenizerJson()
{
    Json vocabulary = Json::object(), added = Json::array();
    for (int byte = 0, strangers = 0; byte < kBytes; ++byte)
        vocabulary[byteLetter(byte, strangers)] = byte;
    for (const auto& text : kSpecials)
        added.push_back({{"id", token(text)}, {"content", text}, {"single_word", false}, {"lstrip", false}, {"rstrip", false}, {"normalized", false},
            {"special", true}});
    const Json byteLevel{{"type", "ByteLevel"}, {"add_prefix_space", false}, {"trim_offsets", true}, {"use_regex", true}};
    return {{"version", "1.0"}, {"truncation", nullptr}, {"padding", nullptr}, {"added_tokens", added}, {"normalizer", nullptr}, {"pre_tokenizer", byteLevel},
        {"post_processor", nullptr}, {"decoder", byteLevel},
        {"model", {{"type", "BPE"}, {"dropout", nullptr}, {"unk_token", nullptr}, {"continuing_subword_prefix", nullptr}, {"end_of_word_suffix", nullptr},
                      {"fuse_unk", false}, {"byte_fallback", false}, {"ignore_merges", false}, {"vocab", vocabulary}, {"merges", Json::array()}}}};
}

Json with(Json base, const Json& changes)
{
    base.update(changes);
    return base;
}

Json text(const char* type, const Json& changes = Json::object())
{
    return with({{"model_type", type}, {"hidden_size", 32}, {"intermediate_size", 48}, {"num_hidden_layers", 2}, {"num_attention_heads", 4},
                    {"num_key_value_heads", 2}, {"vocab_size", kVocabulary}, {"rms_norm_eps", 1e-5}, {"rope_theta", 10000.0},
                    {"max_position_embeddings", 1024}, {"tie_word_embeddings", false}, {"bos_token_id", token("<s>")}, {"eos_token_id", token("</s>")},
                    {"hidden_act", "silu"}, {"torch_dtype", "float32"}},
        changes);
}

const Json kClip = {{"image_mean", {0.48145466, 0.4578275, 0.40821073}}, {"image_std", {0.26862954, 0.26130258, 0.27577711}}, {"do_rescale", true},
    {"rescale_factor", 1.0 / 255.0}, {"do_normalize", true}, {"do_convert_rgb", true}, {"do_resize", true}, {"resample", 3}};

TinyFamily llava()
{
    const Json vision = {{"model_type", "clip_vision_model"}, {"hidden_size", 24}, {"intermediate_size", 40}, {"num_hidden_layers", 3},
        {"num_attention_heads", 3}, {"image_size", 28}, {"patch_size", 14}, {"projection_dim", 24}, {"hidden_act", "quick_gelu"}};
    return {{{"model_type", "llava"}, {"text_config", text("llama")}, {"vision_config", vision}, {"image_token_index", token("<image>")},
                {"vision_feature_layer", -2}, {"vision_feature_select_strategy", "default"}, {"projector_hidden_act", "gelu"},
                {"tie_word_embeddings", false}, {"torch_dtype", "float32"}},
        with(kClip, {{"image_processor_type", "CLIPImageProcessor"}, {"size", {{"shortest_edge", 28}}}, {"do_center_crop", true},
                        {"crop_size", {{"height", 28}, {"width", 28}}}})};
}

TinyFamily llavaNext()
{
    auto family = llava();
    const Json pinpoints = Json::array({Json::array({28, 56}), Json::array({56, 28}), Json::array({56, 56})});
    family.config.update({{"model_type", "llava_next"}, {"image_grid_pinpoints", pinpoints}, {"use_image_newline_parameter", true}});
    family.preprocessor.update({{"image_processor_type", "LlavaNextImageProcessor"}, {"image_grid_pinpoints", pinpoints}});
    return family;
}

/// Qwen2-VL and its successors: patches 4 wide, pictures of up to 1,000 pixels.
TinyFamily grid(const char* type, const Json& textChanges, const Json& vision)
{
    const Json rope{{"rope_type", "default"}, {"rope_theta", 10000.0}, {"mrope_section", {2, 1, 1}}};
    return {{{"model_type", type}, {"text_config", text((std::string(type) + "_text").c_str(), with({{"rope_parameters", rope}}, textChanges))},
                {"vision_config", with({{"depth", 2}, {"num_heads", 4}, {"patch_size", 4}, {"temporal_patch_size", 2}, {"spatial_merge_size", 2},
                                           {"in_channels", 3}, {"model_type", type}},
                                      vision)},
                {"image_token_id", token("<|image_pad|>")}, {"video_token_id", token("<|video_pad|>")}, {"vision_start_token_id", token("<|vision_start|>")},
                {"vision_end_token_id", token("<|vision_end|>")}, {"tie_word_embeddings", false}, {"torch_dtype", "float32"}},
        with(kClip, {{"image_processor_type", "Qwen2VLImageProcessor"}, {"patch_size", 4}, {"temporal_patch_size", 2}, {"merge_size", 2},
                        {"min_pixels", 300}, {"max_pixels", 1000}, {"size", {{"shortest_edge", 300}, {"longest_edge", 1000}}}})};
}

TinyFamily qwen2Vl() { return grid("qwen2_vl", Json::object(), {{"embed_dim", 32}, {"hidden_size", 32}, {"mlp_ratio", 2}, {"hidden_act", "quick_gelu"}}); }

TinyFamily qwen25Vl()
{
    return grid("qwen2_5_vl", Json::object(), {{"hidden_size", 32}, {"intermediate_size", 48}, {"out_hidden_size", 32}, {"window_size", 16},
                                                  {"fullatt_block_indexes", {1}}, {"hidden_act", "silu"}});
}

TinyFamily qwen3Vl()
{
    return grid("qwen3_vl", {{"head_dim", 8}}, {{"hidden_size", 32}, {"intermediate_size", 48}, {"out_hidden_size", 32}, {"num_position_embeddings", 16},
                                                   {"deepstack_visual_indexes", {0}}, {"hidden_act", "gelu_pytorch_tanh"}});
}

Json gemma3Text()
{
    return text("gemma3_text", {{"head_dim", 8}, {"query_pre_attn_scalar", 12}, {"sliding_window", 6}, {"num_hidden_layers", 3}, {"hidden_activation", "gelu_pytorch_tanh"},
                                   {"layer_types", {"sliding_attention", "full_attention", "sliding_attention"}}, {"tie_word_embeddings", true},
                                   {"rms_norm_eps", 1e-6}, {"rope_local_base_freq", 700.0}});
}

TinyFamily gemma3()
{
    const Json vision = {{"model_type", "siglip_vision_model"}, {"hidden_size", 24}, {"intermediate_size", 40}, {"num_hidden_layers", 2},
        {"num_attention_heads", 3}, {"image_size", 28}, {"patch_size", 7}, {"vision_use_head", false}, {"hidden_act", "gelu_pytorch_tanh"}};
    return {{{"model_type", "gemma3"}, {"text_config", gemma3Text()}, {"vision_config", vision}, {"mm_tokens_per_image", 4},
                {"image_token_index", token("<image_soft_token>")}, {"boi_token_index", token("<start_of_image>")},
                {"eoi_token_index", token("<end_of_image>")}, {"tie_word_embeddings", true}, {"torch_dtype", "float32"}},
        with(kClip, {{"image_processor_type", "Gemma3ImageProcessor"}, {"size", {{"height", 28}, {"width", 28}}}, {"image_seq_length", 4}, {"resample", 2},
                        {"image_mean", {0.5, 0.5, 0.5}}, {"image_std", {0.5, 0.5, 0.5}}})};
}

/// One line a family.
const std::map<std::string, std::function<TinyFamily()>>& makers()
{
    static const std::map<std::string, std::function<TinyFamily()>> list{
        {"llama", [] { return TinyFamily{text("llama"), {}}; }},
        {"mistral", [] { return TinyFamily{text("mistral", {{"sliding_window", 16}, {"head_dim", 8}}), {}}; }},
        {"qwen2", [] { return TinyFamily{text("qwen2", {{"use_sliding_window", false}, {"tie_word_embeddings", true}}), {}}; }},
        {"qwen3", [] { return TinyFamily{text("qwen3", {{"head_dim", 16}, {"use_sliding_window", false}}), {}}; }},
        {"gemma3_text", [] { return TinyFamily{gemma3Text(), {}}; }},
        {"llava", llava},
        {"llava_next", llavaNext},
        {"qwen2_vl", qwen2Vl},
        {"qwen2_5_vl", qwen25Vl},
        {"qwen3_vl", qwen3Vl},
        {"gemma3", gemma3},
    };
    return list;
}

} // namespace

TinyFamily tinyFamily(const std::string& name)
{
    const auto found = makers().find(name);
    if (found == makers().end())
        qFatal("there is no tiny model of the family %s: add one in tests/support/tiny_family.cpp", name.c_str());
    return found->second();
}

QString makeTinyFamily(const QString& folder, const std::string& name, unsigned seed)
{
    QDir().mkpath(folder);
    const auto family = tinyFamily(name);
    const auto write = [&](const char* file, const Json& json) { writeText(folder + '/' + file, QByteArray::fromStdString(json.dump(2))); };
    write("config.json", family.config);
    write("tokenizer.json", tokenizerJson());
    write("tokenizer_config.json",
        {{"tokenizer_class", "PreTrainedTokenizerFast"}, {"bos_token", "<s>"}, {"eos_token", "</s>"}, {"unk_token", "<unk>"}, {"pad_token", "<pad>"}});
    if (!family.preprocessor.is_null())
        write("preprocessor_config.json", family.preprocessor);
    writeRandomWeights(folder, family.config, seed);
    return folder;
}

} // namespace lorikeet::test

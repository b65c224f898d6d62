#pragma once
/// @file Tiny configurations that tests build models from.

#include "core/base/json.h"

namespace lorikeet::test {

inline Json tinyLlama()
{
    return Json::parse(R"({"model_type": "llama", "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "rms_norm_eps": 1e-5, "max_position_embeddings": 64, "torch_dtype": "float32"})");
}

/// 9 features a picture, image token 60.
inline Json tinyLlava()
{
    Json config = Json::parse(R"({"model_type": "llava", "image_token_index": 60, "vision_feature_layer": -2,
        "vision_config": {"model_type": "clip_vision_model", "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 3,
            "num_attention_heads": 3, "image_size": 12, "patch_size": 4}})");
    config["text_config"] = tinyLlama();
    return config;
}

/// 10 features a picture of 12 x 12 pixels: an overview and one tile of 2 x 2 patches, two line ends. Image token 60.
inline Json tinyLlavaNext()
{
    Json config = tinyLlava();
    config["model_type"] = "llava_next";
    config["vision_config"]["patch_size"] = 6;
    config["image_grid_pinpoints"] = {{12, 12}, {24, 12}};
    return config;
}

/// 9 features a picture, image token 60; windows shorter than a picture.
inline Json tinyGemma3()
{
    return Json::parse(R"({"model_type": "gemma3", "image_token_index": 60, "mm_tokens_per_image": 9,
        "text_config": {"model_type": "gemma3_text", "vocab_size": 64, "hidden_size": 32, "intermediate_size": 48, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 10, "query_pre_attn_scalar": 12, "sliding_window": 5,
            "layer_types": ["sliding_attention", "full_attention"]},
        "vision_config": {"model_type": "siglip_vision_model", "hidden_size": 24, "intermediate_size": 40, "num_hidden_layers": 2,
            "num_attention_heads": 3, "image_size": 12, "patch_size": 4}})");
}

} // namespace lorikeet::test

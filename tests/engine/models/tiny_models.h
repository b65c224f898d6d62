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

} // namespace lorikeet::test

"""Qwen2 and 2.5: bias on q, k, v; tied or not; a window from some layer on."""

import torch
from transformers import Qwen2Config, Qwen2ForCausalLM

from family import Case, Family
from tiny import text_keys

YARN_ROPE = {"rope_type": "yarn", "rope_theta": 1000000.0, "factor": 4.0, "original_max_position_embeddings": 64}


def config(**changes):
    return Qwen2Config(**text_keys(**{"rms_norm_eps": 1e-6, **changes}))


class Qwen2(Family):
    NAME = "qwen2"
    MODEL = Qwen2ForCausalLM
    TEMPLATE = "qwen"
    STOPS = ("<|im_end|>",)
    CASES = {
        "qwen2-base": Case(config(), exports=True),
        "qwen2-odd": Case(config(hidden_size=70, num_attention_heads=7, num_key_value_heads=1)),
        "qwen2-wide": Case(config(hidden_size=64, intermediate_size=176, num_hidden_layers=2, num_attention_heads=8, num_key_value_heads=4)),
        "qwen2-mha-old": Case(config(num_key_value_heads=4, sliding_window=8, use_sliding_window=False), old_config=True),
        "qwen2-window": Case(config(use_sliding_window=True, sliding_window=12, max_window_layers=1)),
        "qwen2-window-old": Case(config(use_sliding_window=True, sliding_window=9, max_window_layers=2), old_config=True),
        "qwen2-yarn": Case(config(rope_parameters=YARN_ROPE)),
        "qwen2-tied-fp16": Case(config(tie_word_embeddings=True), dtype=torch.float16, old_config=True, exports=True),
        "qwen2-bf16-shards": Case(config(), dtype=torch.bfloat16, shards="60KB"),
    }


FAMILY = Qwen2()

"""Qwen3: no bias, a norm on each query and key head, heads of their own width."""

import torch
from transformers import Qwen3Config, Qwen3ForCausalLM

from family import Case, Family
from tiny import text_keys


def config(**changes):
    return Qwen3Config(**text_keys(**{"rms_norm_eps": 1e-6, "head_dim": 16, **changes}))


class Qwen3(Family):
    NAME = "qwen3"
    MODEL = Qwen3ForCausalLM
    TEMPLATE = "qwen3_nothink"
    STOPS = ("<|im_end|>",)
    CASES = {
        "qwen3-base": Case(config(), exports=True),
        "qwen3-odd": Case(config(hidden_size=50, num_attention_heads=9, num_key_value_heads=3, head_dim=10)),
        "qwen3-wide": Case(config(hidden_size=64, intermediate_size=176, num_hidden_layers=2, num_attention_heads=8, num_key_value_heads=1, head_dim=12)),
        "qwen3-mha-old": Case(config(num_key_value_heads=4), old_config=True),
        "qwen3-window": Case(config(use_sliding_window=True, sliding_window=12, max_window_layers=1, attention_bias=True)),
        "qwen3-linear": Case(config(rope_parameters={"rope_type": "linear", "rope_theta": 1000000.0, "factor": 2.0})),
        "qwen3-tied-fp16": Case(config(tie_word_embeddings=True), dtype=torch.float16, old_config=True),
        "qwen3-bf16-shards": Case(config(), dtype=torch.bfloat16, shards="60KB"),
    }


FAMILY = Qwen3()

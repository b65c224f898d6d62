"""Mistral: a sliding window that is shorter than every text here, or none."""

import torch
from transformers import MistralConfig, MistralForCausalLM

from family import Case, Family
from tiny import text_keys


def config(**changes):
    return MistralConfig(**text_keys(**{"sliding_window": 16, "head_dim": None, **changes}))


class Mistral(Family):
    NAME = "mistral"
    MODEL = MistralForCausalLM
    TEMPLATE = "mistral"
    CASES = {
        "mistral-base": Case(config(), exports=True),
        "mistral-odd": Case(config(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, head_dim=10, sliding_window=7)),
        "mistral-wide": Case(config(hidden_size=64, intermediate_size=176, num_hidden_layers=2, num_attention_heads=8, num_key_value_heads=1,
                                    sliding_window=None)),
        "mistral-mha-old": Case(config(num_key_value_heads=4, sliding_window=33), old_config=True),
        "mistral-linear": Case(config(rope_parameters={"rope_type": "linear", "rope_theta": 20000.0, "factor": 3.0})),
        "mistral-tied-fp16": Case(config(tie_word_embeddings=True), dtype=torch.float16),
        "mistral-bf16-shards": Case(config(), dtype=torch.bfloat16, shards="60KB", old_config=True),
    }


FAMILY = Mistral()

"""Qwen2.5-VL: the tower attends in windows, norms by RMS and gates its mlp."""

import torch
from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

from families.qwen2_vl import TOKENS, QwenVl, rope, text_keys
from family import Case


def config(text=None, vision=None, **changes):
    keys = dict(depth=4, hidden_size=48, intermediate_size=72, out_hidden_size=48, num_heads=4, patch_size=4, window_size=16, fullatt_block_indexes=[1, 3])
    keys.update(vision or {})
    return Qwen2_5_VLConfig(text_config=text or text_keys(), vision_config=keys, **TOKENS, **changes)


class Qwen25Vl(QwenVl):
    NAME = "qwen2_5_vl"
    MODEL = Qwen2_5_VLForConditionalGeneration
    SECTION = [2, 3, 1]
    CASES = {
        "qwen2_5_vl-base": Case(config(), exports=True),
        "qwen2_5_vl-odd": Case(config(text_keys(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, rope_parameters=rope(1, 1, 1)),
                                      dict(hidden_size=36, num_heads=3, out_hidden_size=54, patch_size=5, window_size=30, fullatt_block_indexes=[2]))),
        "qwen2_5_vl-tied": Case(config(text_keys(), tie_word_embeddings=True)),
        "qwen2_5_vl-old-hub": Case(config(), old_config=True),
        "qwen2_5_vl-v5": Case(config(text_keys(num_key_value_heads=4)), names="v5", dtype=torch.float16),
        "qwen2_5_vl-bf16-shards": Case(config(), dtype=torch.bfloat16, shards="60KB"),
    }
    ADAPTERS = {"qwen2_5_vl-base tower too": ("qwen2_5_vl-base", dict(r=4, lora_alpha=16, target_modules=["q_proj", "qkv", "down_proj"]))}


FAMILY = Qwen25Vl()

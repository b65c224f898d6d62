"""Llama 2 and 3: rope scaling, tied embeddings, head counts, storage."""

import torch
from transformers import LlamaForCausalLM

from family import Case, Family
from tiny import llama_config

LLAMA3_ROPE = {"rope_type": "llama3", "rope_theta": 10000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
               "original_max_position_embeddings": 64}
YARN_ROPE = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 64}


class Llama(Family):
    NAME = "llama"
    MODEL = LlamaForCausalLM
    CASES = {
        "llama-gqa": Case(llama_config(), exports=True),
        "llama-mha": Case(llama_config(num_key_value_heads=4)),
        "llama-tied": Case(llama_config(tie_word_embeddings=True)),
        "llama-rope3": Case(llama_config(rope_parameters=LLAMA3_ROPE)),
        "llama-linear": Case(llama_config(rope_parameters={"rope_type": "linear", "rope_theta": 5000.0, "factor": 2.0})),
        "llama-dynamic": Case(llama_config(max_position_embeddings=48, rope_parameters={"rope_type": "dynamic", "rope_theta": 10000.0, "factor": 2.0}),
                              length_decides=True),
        "llama-yarn": Case(llama_config(rope_parameters=YARN_ROPE)),
        "llama-odd": Case(llama_config(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, head_dim=10, attention_bias=True)),
        "llama-wide-old": Case(llama_config(hidden_size=64, intermediate_size=176, num_hidden_layers=2, num_attention_heads=8, num_key_value_heads=1,
                                            mlp_bias=True, rope_parameters=LLAMA3_ROPE), old_config=True),
        "llama-mha-old": Case(llama_config(num_key_value_heads=4, rope_parameters={**YARN_ROPE, "attention_factor": 1.1, "beta_fast": 16, "truncate": False}),
                              old_config=True),
        "llama-fp16": Case(llama_config(tie_word_embeddings=True), dtype=torch.float16, exports=True),
        "llama-bf16-shards": Case(llama_config(), dtype=torch.bfloat16, shards="60KB"),
    }
    ADAPTERS = {"llama-gqa list": ("llama-gqa", dict(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"]))}

    def old_config(self, config):
        super().old_config(config)
        if config["num_key_value_heads"] == config["num_attention_heads"]:
            config.pop("num_key_value_heads")  # Llama 1 and 2 have no such key


FAMILY = Llama()

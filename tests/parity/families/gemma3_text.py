"""Gemma 3's text model alone."""

from transformers import Gemma3ForCausalLM

from family import Case, Family
from families.gemma3 import scaled_rope, text_config
import tiny
import torch


class Gemma3Text(Family):
    NAME = "gemma3_text"
    MODEL = Gemma3ForCausalLM
    TEMPLATE = "gemma3"
    STOPS = ("<end_of_turn>",)
    CASES = {
        "gemma3-text": Case(text_config(rope_parameters=scaled_rope()), exports=True),
        "gemma3-text-untied-bf16": Case(text_config(tie_word_embeddings=False, num_attention_heads=3, num_key_value_heads=1), dtype=torch.bfloat16),
    }

    def randomise(self, model, seed):
        """The norms multiply by 1 + weight."""
        tiny.randomise(model, seed)
        with torch.no_grad():
            for name, p in model.named_parameters():
                if name.endswith("norm.weight"):
                    p.sub_(1)


FAMILY = Gemma3Text()

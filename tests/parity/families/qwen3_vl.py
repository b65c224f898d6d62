"""Qwen3-VL: learned positions in the tower, features of its layers in the first layers of the language model, interleaved positions."""

import torch
from transformers import Qwen3VLConfig, Qwen3VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

import tiny
from families.qwen2_vl import TOKENS, GridFamily, rope
from family import Case


def text_keys(**changes):
    """Heads 20 wide: 10 frequencies, another width than hidden_size / heads."""
    return tiny.text_keys(**{"head_dim": 20, "rope_parameters": rope(4, 3, 3, mrope_interleaved=True), **changes})


def config(text=None, vision=None, **changes):
    keys = dict(depth=4, hidden_size=48, intermediate_size=72, out_hidden_size=48, num_heads=4, patch_size=4, num_position_embeddings=36,
                deepstack_visual_indexes=[0, 2])
    keys.update(vision or {})
    return Qwen3VLConfig(text_config=text or text_keys(), vision_config=keys, **TOKENS, **changes)


class Qwen3Vl(GridFamily):
    NAME = "qwen3_vl"
    MODEL = Qwen3VLForConditionalGeneration
    TEMPLATE = "qwen3_vl_nothink"
    CASES = {
        "qwen3_vl-base": Case(config(), exports=True),
        "qwen3_vl-odd": Case(config(text_keys(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, head_dim=14, attention_bias=True,
                                              rope_parameters=rope(3, 2, 2, mrope_interleaved=True)),
                                    dict(hidden_size=36, num_heads=3, out_hidden_size=54, patch_size=5, num_position_embeddings=49,
                                         deepstack_visual_indexes=[1, 2, 3]))),
        "qwen3_vl-tied": Case(config(tie_word_embeddings=True)),
        "qwen3_vl-old": Case(config(), old_config=True),
        "qwen3_vl-v5": Case(config(text_keys(num_key_value_heads=4)), names="v5", dtype=torch.float16),
        "qwen3_vl-bf16-shards": Case(config(), dtype=torch.bfloat16, shards="60KB"),
    }
    ADAPTERS = {"qwen3_vl-base tower too": ("qwen3_vl-base", dict(r=4, lora_alpha=16, target_modules=["q_proj", "qkv", "linear_fc1"]))}

    def processor(self, case):
        vision = case.config.vision_config
        return Qwen2VLImageProcessorPil(size={"shortest_edge": self.LIMITS[0], "longest_edge": self.LIMITS[1]}, patch_size=vision.patch_size,
                                        temporal_patch_size=vision.temporal_patch_size, merge_size=vision.spatial_merge_size,
                                        image_mean=[0.5] * 3, image_std=[0.5] * 3)

    def old_config(self, config):
        text, vision = config["text_config"], config["vision_config"]
        parameters = text.pop("rope_parameters")
        text["rope_theta"] = parameters.pop("rope_theta")
        text["rope_scaling"] = parameters
        vision.pop("rope_parameters", None)
        for part in (config, text, vision):
            if "dtype" in part:
                part["torch_dtype"] = part.pop("dtype")


FAMILY = Qwen3Vl()

"""Gemma 3 with pictures: SigLIP tower, pooled features, two-way attention inside a picture, sliding layers with their own angles."""

import json

import torch
from transformers import Gemma3Config, Gemma3ForConditionalGeneration, Gemma3TextConfig, SiglipVisionConfig
from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil

import tiny
from family import LINEAR, Case, Family

SOFT, BEGIN, END = "<image_soft_token>", "<start_of_image>", "<end_of_image>"
SOFT_ID = tiny.IMAGE_ID  # above every other token, so that it may lie beyond the embedding's rows


def text_config(**changes):
    """The window is shorter than a picture."""
    keys = tiny.text_keys(num_hidden_layers=4, head_dim=16, query_pre_attn_scalar=24, sliding_window=6, rms_norm_eps=1e-6,
                          layer_types=["sliding_attention", "sliding_attention", "full_attention", "sliding_attention"])
    keys.update(changes)
    return Gemma3TextConfig(**keys)


def vision_config(**changes):
    keys = dict(hidden_size=48, intermediate_size=72, num_hidden_layers=3, num_attention_heads=4, image_size=42, patch_size=7, vision_use_head=False)
    keys.update(changes)
    return SiglipVisionConfig(**keys)


def gemma_config(text=None, vision=None, **changes):
    keys = dict(text_config=text or text_config(), vision_config=vision or vision_config(), mm_tokens_per_image=9, image_token_index=SOFT_ID,
                boi_token_index=tiny.token(BEGIN), eoi_token_index=tiny.token(END))
    keys.update(changes)
    return Gemma3Config(**keys)


def scaled_rope():
    return {"full_attention": {"rope_type": "linear", "factor": 8.0, "rope_theta": 50000.0}, "sliding_attention": {"rope_type": "default", "rope_theta": 700.0}}


class Gemma3(Family):
    NAME = "gemma3"
    MODEL = Gemma3ForConditionalGeneration
    IMAGE, IMAGE_TOKEN = BEGIN, SOFT
    TEMPLATE = "gemma3"
    STOPS = ("<end_of_turn>",)
    TARGETS = rf".*language_model.*\.({LINEAR})"
    image_id = SOFT_ID
    CASES = {
        "gemma3-default": Case(gemma_config(text=text_config(rope_parameters=scaled_rope())), old_config=True, exports=True),
        "gemma3-head-untied": Case(gemma_config(text=text_config(num_attention_heads=3, num_key_value_heads=1, head_dim=10, attention_bias=True),
                                                vision=vision_config(vision_use_head=True, num_attention_heads=3, image_size=20, patch_size=5),
                                                mm_tokens_per_image=4, tie_word_embeddings=False)),
        "gemma3-soft-token-beyond-vocabulary-bf16-hub": Case(gemma_config(text=text_config(vocab_size=SOFT_ID)), dtype=torch.bfloat16, names="hub"),
        "gemma3-v5": Case(gemma_config(text=text_config(sliding_window=4096, layer_types=None)), names="v5"),
    }

    def randomise(self, model, seed):
        """The language model's norms multiply by 1 + weight."""
        tiny.randomise(model, seed)
        with torch.no_grad():
            for name, p in model.named_parameters():
                if name.endswith("norm.weight") and ("language_model" in name or "mm_soft_emb_norm" in name):
                    p.sub_(1)

    def write_tokenizer(self, folder):
        """The soft token changes its number with <image>."""
        tiny.write_tokenizer(folder)
        path = folder / "tokenizer.json"
        tokenizer = json.loads(path.read_text())
        swap = {SOFT: "<image>", "<image>": SOFT}
        for token in tokenizer["added_tokens"]:
            token["content"] = swap.get(token["content"], token["content"])
        path.write_text(json.dumps(tokenizer))

    def processor(self, case):
        side = case.config.vision_config.image_size
        return Gemma3ImageProcessorPil(size={"height": side, "width": side})

    def see_all(self, folder, config, images):
        return {"pixel_values": Gemma3ImageProcessorPil.from_pretrained(folder)(images=images, return_tensors="pt")["pixel_values"]}

    def expand(self, text, config, pictures, inputs):
        return text.replace(BEGIN, f"\n\n{BEGIN}{SOFT * config.mm_tokens_per_image}{END}\n\n")

    def extras(self, ids, config):
        return {"token_type_ids": (ids == SOFT_ID).long()}

    def hooks(self, model):
        core = next(m for m in model.modules() if type(m).__name__ == "Gemma3Model")
        return {"vis.embed": core.vision_tower.embeddings, "proj.out": core.multi_modal_projector,
                **{f"vis.layer.{i}": layer for i, layer in enumerate(core.vision_tower.encoder.layers)}}

    def hub_name(self, name):
        return name.replace("vision_tower.", "vision_tower.vision_model.")

    def old_config(self, config):
        text = config["text_config"]
        rope = text.pop("rope_parameters")
        text["rope_local_base_freq"] = rope["sliding_attention"]["rope_theta"]
        text["rope_theta"] = rope["full_attention"].pop("rope_theta")
        text["rope_scaling"] = rope["full_attention"]
        text.pop("layer_types")
        text.pop("_sliding_window_pattern", None)
        text["sliding_window_pattern"] = 3
        super().old_config(config)

    def old_module(self, path):
        for new, old in (("model.language_model.", "language_model.model."), ("model.vision_tower.", "vision_tower.vision_model."),
                         ("model.multi_modal_projector", "multi_modal_projector"), ("lm_head", "language_model.lm_head")):
            if path.startswith(new):
                return old + path[len(new):]
        return path


FAMILY = Gemma3()

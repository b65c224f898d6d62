"""Qwen2-VL: pictures of any size, positions in rows and columns. Qwen2.5-VL and Qwen3-VL go through the same checks in their own files."""

import torch
from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration
from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil

import tiny
from family import LINEAR, Case, Family

START, PAD, END = "<|vision_start|>", "<|image_pad|>", "<|vision_end|>"
TOKENS = dict(image_token_id=tiny.token(PAD), video_token_id=tiny.token("<|video_pad|>"), vision_start_token_id=tiny.token(START),
              vision_end_token_id=tiny.token(END))


def rope(*section, **changes):
    return {"rope_type": "default", "rope_theta": 10000.0, "mrope_section": list(section), **changes}


def text_keys(**changes):
    """Heads 12 wide: 6 frequencies."""
    return tiny.text_keys(**{"rope_parameters": rope(2, 3, 1), **changes})


def config(text=None, vision=None, **changes):
    vision = {**dict(depth=3, embed_dim=48, hidden_size=48, mlp_ratio=2, num_heads=4, patch_size=4), **(vision or {})}
    return Qwen2VLConfig(text_config=text or text_keys(), vision_config=vision, **TOKENS, **changes)


class GridFamily(Family):
    """A tower that takes a grid of patches."""

    IMAGE = PAD
    TEMPLATE = "qwen2_vl"
    STOPS = ("<|im_end|>",)
    TARGETS = rf".*language_model.*\.({LINEAR})"
    SIZES = [(61, 40), (33, 90)]
    LIMITS = (300, 2_000)  # of a picture's area

    def processor(self, case):
        vision = case.config.vision_config
        return Qwen2VLImageProcessorPil(size={"shortest_edge": self.LIMITS[0], "longest_edge": self.LIMITS[1]}, patch_size=vision.patch_size,
                                        temporal_patch_size=vision.temporal_patch_size, merge_size=vision.spatial_merge_size)

    def see_all(self, folder, config, images):
        seen = Qwen2VLImageProcessorPil.from_pretrained(folder)(images=images, return_tensors="pt")
        return {"pixel_values": seen["pixel_values"], "image_grid_thw": seen["image_grid_thw"]}

    def expand(self, text, config, pictures, inputs):
        """Pads alone: the rendered text of these models has its marks around the placeholder."""
        parts = text.split(PAD)
        cells = (inputs["image_grid_thw"].prod(1) // config.vision_config.spatial_merge_size**2).tolist()
        return "".join(part + PAD * count for part, count in zip(parts, cells + [0]))

    def extras(self, ids, config):
        return {"mm_token_type_ids": (ids == config.image_token_id).int()}

    def positions(self, model, inputs):
        core = next(m for m in model.modules() if hasattr(m, "get_rope_index"))
        keys = {k: inputs.get(k) for k in ("image_grid_thw", "attention_mask")}
        return core.get_rope_index(inputs["input_ids"], mm_token_type_ids=inputs["mm_token_type_ids"], **keys)[0]

    def hooks(self, model):
        visual = next(m.visual for m in model.modules() if hasattr(m, "visual") and hasattr(m.visual, "blocks"))
        return {"vis.embed": visual.patch_embed, "proj.out": visual.merger, **{f"vis.layer.{i}": block for i, block in enumerate(visual.blocks)}}


class QwenVl(GridFamily):
    """Qwen2-VL and Qwen2.5-VL: their old configs are flat."""

    def randomise(self, model, seed):
        """The merger's norm is called ln_q: it would hush the tower at a tenth."""
        super().randomise(model, seed)
        with torch.no_grad():
            for name, p in model.named_parameters():
                if name.endswith("ln_q.weight"):
                    p.add_(1.0)

    def old_config(self, config):
        text = config.pop("text_config")
        super().old_config({"text_config": text})
        parameters = text.pop("rope_scaling", {})
        text["rope_scaling"] = {"type": "mrope", "mrope_section": parameters.get("mrope_section") or self.SECTION}
        for key in ("model_type", "dtype", "torch_dtype"):
            text.pop(key, None)
        for key, value in text.items():
            if key not in config or config[key] is None or key == "tie_word_embeddings":
                config[key] = value if key != "tie_word_embeddings" else bool(config.get(key) or value)
        vision = config["vision_config"]
        vision.pop("rope_parameters", None)
        vision["in_chans"] = vision.pop("in_channels")
        vision["model_type"] = self.NAME
        config["torch_dtype"] = config.pop("dtype", "float32")

    def old_module(self, path):
        for new, old in (("model.language_model.", "model."), ("model.visual.", "visual.")):
            if path.startswith(new):
                return old + path[len(new):]
        return path


class Qwen2Vl(QwenVl):
    NAME = "qwen2_vl"
    MODEL = Qwen2VLForConditionalGeneration
    SECTION = [2, 3, 1]
    CASES = {
        "qwen2_vl-base": Case(config(), exports=True),
        "qwen2_vl-odd": Case(config(text_keys(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, rope_parameters=rope(1, 1, 1)),
                                    dict(embed_dim=36, num_heads=3, hidden_size=54, patch_size=5, mlp_ratio=3))),
        "qwen2_vl-tied": Case(config(text_keys(), tie_word_embeddings=True)),
        "qwen2_vl-old-hub": Case(config(), old_config=True),
        "qwen2_vl-v5": Case(config(text_keys(num_key_value_heads=4)), names="v5", dtype=torch.float16),
        "qwen2_vl-bf16-shards": Case(config(), dtype=torch.bfloat16, shards="60KB"),
    }
    ADAPTERS = {
        "qwen2_vl-base tower too": ("qwen2_vl-base", dict(r=4, lora_alpha=16, target_modules=["q_proj", "qkv", "attn.proj", "fc2"])),
        "qwen2_vl-base saved merger": ("qwen2_vl-base", dict(r=4, lora_alpha=8, target_modules=QwenVl.TARGETS, modules_to_save=["merger", "lm_head"])),
    }


FAMILY = Qwen2Vl()

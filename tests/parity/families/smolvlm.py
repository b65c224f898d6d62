"""SmolVLM: SigLIP tower over tiles, pixel shuffle, llama."""

import torch
from transformers import SmolVLMConfig, SmolVLMForConditionalGeneration
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil
from transformers.models.smolvlm.processing_smolvlm import get_image_prompt_string

from family import LINEAR, Case, Family
from tiny import IMAGE_ID, llama_config

FENCE, WHOLE = "<fake_token_around_image>", "<global-img>"


def vision_keys(**changes):
    keys = dict(hidden_size=48, intermediate_size=72, num_hidden_layers=3, num_attention_heads=4, image_size=28, patch_size=7)
    keys.update(changes)
    return keys


def smol_keys(text=None, vision=None, **changes):
    keys = dict(text_config=(text or llama_config()).to_dict(), vision_config=vision or vision_keys(), image_token_id=IMAGE_ID, scale_factor=2)
    keys.update(changes)
    return keys


class SmolVlm(Family):
    NAME = "smolvlm"
    MODEL = SmolVLMForConditionalGeneration
    PROCESSOR = SmolVLMImageProcessorPil
    IMAGE = "<image>"
    TEMPLATE = "smolvlm"
    STOPS = ("<end_of_utterance>",)
    TARGETS = rf".*text_model.*\.({LINEAR})"
    SIZES = [(61, 40), (20, 19)]
    CASES = {
        "smolvlm-default": Case(SmolVLMConfig(**smol_keys()), old_config=True, exports=True, options={"edge": 56}),
        # 9 patches a side: a table of 27 is laid over it with fp32's rounding
        "smolvlm-odd-tied": Case(SmolVLMConfig(**smol_keys(text=llama_config(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, head_dim=10),
                                                           vision=vision_keys(num_attention_heads=3, image_size=81, patch_size=3), scale_factor=3,
                                                           tie_word_embeddings=True)), options={"edge": 40, "tile": 27}),
        "smolvlm-whole-bf16": Case(SmolVLMConfig(**smol_keys(vision=vision_keys(image_size=27 * 4, patch_size=4), scale_factor=3)), dtype=torch.bfloat16, seed=5, options={"edge": 70, "splits": False}),
    }

    def processor(self, case):
        side = case.options.get("tile", case.config.vision_config.image_size)
        return self.PROCESSOR(size={"longest_edge": case.options["edge"]}, max_image_size={"longest_edge": side},
                              do_image_splitting=case.options.get("splits", True))

    def see(self, folder, config, samples):
        """Tiles a sample; samples without pictures hold zeros only."""
        processor = self.PROCESSOR.from_pretrained(folder)
        if not any(samples):
            return {}
        seen = dict(processor([pictures for pictures in samples if pictures], return_row_col_info=True, return_tensors="pt"))
        self.grids = [grid for rows, columns in zip(seen.pop("rows"), seen.pop("cols")) for grid in zip(rows, columns)]
        place = iter(range(len(samples)))
        rows = [next(place) if pictures else None for pictures in samples]
        return {key: torch.stack([torch.zeros_like(value[0]) if row is None else value[row] for row in rows]) for key, value in seen.items()}

    def expand(self, text, config, pictures, inputs):
        side = inputs["pixel_values"].shape[-1]
        tokens = (side // config.vision_config.patch_size // config.scale_factor) ** 2
        parts = text.split(self.IMAGE)
        return parts[0] + "".join(get_image_prompt_string(rows, columns, tokens, FENCE, self.IMAGE, WHOLE) + rest
                                  for (rows, columns), rest in zip(self.grids, parts[1:]))

    def hooks(self, model):
        core = next(m for m in model.modules() if type(m).__name__.endswith("Model") and hasattr(m, "connector"))
        return {"vis.embed": core.vision_model.embeddings, "proj.out": core.connector,
                **{f"vis.layer.{i}": layer for i, layer in enumerate(core.vision_model.encoder.layers)}}


FAMILY = SmolVlm()

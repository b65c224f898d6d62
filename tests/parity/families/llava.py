"""LLaVA-1.5: CLIP tower, two-layer projector, llama."""

import torch
from transformers import CLIPVisionConfig, LlavaConfig, LlavaForConditionalGeneration
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

from family import LINEAR, Case, Family
from tiny import IMAGE_ID, llama_config


def vision_config(**changes):
    keys = dict(hidden_size=48, intermediate_size=72, num_hidden_layers=4, num_attention_heads=4, image_size=28, patch_size=7,
                initializer_range=0.08)
    keys.update(changes)
    return CLIPVisionConfig(**keys)


def llava_config(text=None, vision=None, **changes):
    keys = dict(text_config=text or llama_config(), vision_config=vision or vision_config(), image_token_index=IMAGE_ID,
                vision_feature_layer=-2, vision_feature_select_strategy="default", image_seq_length=16)
    keys.update(changes)
    return LlavaConfig(**keys)


LANGUAGE = rf".*language_model.*\.({LINEAR})"


class Llava(Family):
    NAME = "llava"
    MODEL = LlavaForConditionalGeneration
    IMAGE = "<image>"
    TARGETS = LANGUAGE
    CASES = {
        "llava-default": Case(llava_config(), old_config=True, exports=True, kinds=("forward", "adapter", "trajectory", "packed", "stage1", "generation")),
        "llava-full": Case(llava_config(vision_feature_select_strategy="full", vision_feature_layer=-1, image_seq_length=17)),
        "llava-layers": Case(llava_config(vision_feature_layer=[-2, 1], vision=vision_config(num_attention_heads=3))),
        "llava-bf16-hub": Case(llava_config(), dtype=torch.bfloat16, names="hub"),
        "llava-fp16-v5": Case(llava_config(text=llama_config(tie_word_embeddings=True), multimodal_projector_bias=False), dtype=torch.float16, names="v5"),
    }
    ADAPTERS = {
        "llava-default tower too": ("llava-default", dict(r=4, lora_alpha=16, target_modules=["q_proj", "v_proj"])),
        "llava-default regex rslora": ("llava-default", dict(r=8, lora_alpha=16, use_rslora=True, target_modules=LANGUAGE)),
        "llava-default saved modules": ("llava-default", dict(r=4, lora_alpha=8, target_modules=LANGUAGE, modules_to_save=["multi_modal_projector", "lm_head"])),
    }

    def processor(self, case):
        return CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28})

    def see_all(self, folder, config, images):
        return {"pixel_values": CLIPImageProcessorPil.from_pretrained(folder)(images=images, return_tensors="pt")["pixel_values"]}

    def expand(self, text, config, pictures, inputs):
        return text.replace(self.IMAGE, self.IMAGE * config.image_seq_length)

    def hooks(self, model):
        core = next(m for m in model.modules() if type(m).__name__ == "LlavaModel")
        return {"vis.embed": core.vision_tower.embeddings, "proj.out": core.multi_modal_projector,
                **{f"vis.layer.{i}": layer for i, layer in enumerate(core.vision_tower.encoder.layers)}}

    def hub_name(self, name):
        return name.replace("vision_tower.", "vision_tower.vision_model.")

    def old_module(self, path):
        for new, old in (("model.language_model.", "language_model.model."), ("model.vision_tower.", "vision_tower.vision_model."),
                         ("model.multi_modal_projector", "multi_modal_projector"), ("lm_head", "language_model.lm_head")):
            if path.startswith(new):
                return old + path[len(new):]
        return path


FAMILY = Llava()

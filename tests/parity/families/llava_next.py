"""LLaVA-NeXT: LLaVA over tiles, with line ends between rows of features."""

import torch
from transformers import CLIPVisionConfig, LlavaNextConfig, LlavaNextForConditionalGeneration, MistralConfig
from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil

from family import LINEAR, Case, Family
from tiny import IMAGE_ID, llama_config, text_keys

PINPOINTS = [[28, 56], [56, 28], [56, 56], [84, 28], [28, 84]]


def vision_config(**changes):
    keys = dict(hidden_size=48, intermediate_size=72, num_hidden_layers=3, num_attention_heads=4, image_size=28, patch_size=7,
                initializer_range=0.08)
    keys.update(changes)
    return CLIPVisionConfig(**keys)


def next_config(text=None, vision=None, **changes):
    keys = dict(text_config=text or llama_config(), vision_config=vision or vision_config(), image_token_index=IMAGE_ID,
                image_grid_pinpoints=PINPOINTS, image_seq_length=16)
    keys.update(changes)
    return LlavaNextConfig(**keys)


LANGUAGE = rf".*language_model.*\.({LINEAR})"


class LlavaNext(Family):
    NAME = "llava_next"
    MODEL = LlavaNextForConditionalGeneration
    IMAGE = "<image>"
    TEMPLATE = "llava_next"
    TARGETS = LANGUAGE
    CASES = {
        "llava-next-default": Case(next_config(), old_config=True, exports=True),
        "llava-next-odd": Case(next_config(text=llama_config(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, head_dim=10),
                                           vision=vision_config(num_attention_heads=3, image_size=21, patch_size=3), vision_feature_layer=[-2, 1],
                                           image_grid_pinpoints=[[42, 21], [21, 63], [42, 42]], tie_word_embeddings=True)),
        "llava-next-mistral-bf16-hub": Case(next_config(text=MistralConfig(**text_keys(), sliding_window=None, head_dim=16)), dtype=torch.bfloat16,
                                            names="hub"),
        "llava-next-fp16-v5": Case(next_config(multimodal_projector_bias=False, vision_feature_layer=-1), dtype=torch.float16, names="v5"),
    }

    def processor(self, case):
        side = case.config.vision_config.image_size
        return LlavaNextImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side},
                                          image_grid_pinpoints=case.config.image_grid_pinpoints)

    def see_all(self, folder, config, images):
        return dict(LlavaNextImageProcessorPil.from_pretrained(folder)(images=images, return_tensors="pt"))

    def expand(self, text, config, pictures, inputs):
        from types import SimpleNamespace

        from transformers.models.llava_next.processing_llava_next import LlavaNextProcessor
        counter = SimpleNamespace(image_processor=SimpleNamespace(image_grid_pinpoints=config.image_grid_pinpoints),
                                  patch_size=config.vision_config.patch_size, num_additional_image_tokens=1)
        counter._get_unpadded_features = lambda *a: LlavaNextProcessor._get_unpadded_features(counter, *a)
        side = config.vision_config.image_size
        parts = text.split(self.IMAGE)
        result = parts[0]
        for picture, rest in zip(pictures, parts[1:]):
            count = LlavaNextProcessor._get_number_of_features(counter, picture.height, picture.width, side, side) - 1
            result += self.IMAGE * count + rest
        return result

    def hooks(self, model):
        core = next(m for m in model.modules() if type(m).__name__ == "LlavaNextModel")
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


FAMILY = LlavaNext()

"""What a file in families/ says about its family. A text family sets NAME, MODEL and CASES; the rest is for families that see pictures.

A file families/<name>.py ends with `FAMILY = TheClass()`. NAME is the name that lorikeet-cli gives the family.
"""

import importlib
import pathlib
from dataclasses import dataclass, field

import torch
from PIL import Image

import tiny

LINEAR = "q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj"


@dataclass
class Case:
    """One checkpoint."""
    config: object                    # a transformers config
    dtype: torch.dtype = torch.float32  # of the files; what is computed is fp32
    shards: str = "5GB"
    names: str = "saved"              # saved (as transformers' save_pretrained writes) | hub | v5 (module names)
    old_config: bool = False          # config.json with the keys of before transformers 5
    seed: int | None = None           # of the weights; None = from the name
    length_decides: bool = False      # dynamic rope: the longest text changes every token, so a batch isn't its samples, nor the cache recomputation
    exports: bool = False             # merged folders are checked too (slower)
    kinds: tuple = ("forward", "adapter", "trajectory", "packed", "generation")
    options: dict = field(default_factory=dict)  # for the family's own use


class Family:
    NAME = ""
    MODEL = None                      # class with a language head
    CASES: dict[str, Case] = {}
    ADAPTERS: dict[str, tuple] = {}   # further adapters: claim -> (case, keys of LoraConfig)
    TEMPLATE = "llava"                # for conversations; its special tokens are in tiny.SPECIALS
    STOPS = ("</s>",)                 # tokens that end an answer under that template
    TARGETS = rf".*\.({LINEAR})"      # PEFT's regular expression for the language model's linear layers
    IMAGE = ""                        # the placeholder of one picture in rendered text; "" = a text family
    IMAGE_TOKEN = ""                  # the token that features replace; "" = IMAGE
    SIZES = [(61, 40), (33, 90)]      # of the two pictures of the probed text, width and height
    ROW_SIZES = [(60, 44), (61, 43), (44, 62)]  # of the three pictures of the trained rows

    @property
    def sees_pictures(self):
        return bool(self.IMAGE)

    @property
    def image_id(self):
        return tiny.token(self.IMAGE_TOKEN or self.IMAGE)

    def randomise(self, model, seed):
        tiny.randomise(model, seed)

    def write_tokenizer(self, folder):
        tiny.write_tokenizer(folder)

    def processor(self, case):
        """transformers' image processor of this case, with save_pretrained."""
        raise NotImplementedError

    def write_processor(self, folder, case):
        self.processor(case).save_pretrained(folder)

    def see(self, folder, config, samples):
        """Model inputs (pixel_values …) of a batch: samples = for each sample its list of PIL pictures. {} where there is none."""
        images = [image for pictures in samples for image in pictures]
        return self.see_all(folder, config, images) if images else {}

    def see_all(self, folder, config, images):
        raise NotImplementedError

    def expand(self, text, config, pictures, inputs):
        """The text with each IMAGE replaced by what the family's own processor makes of it."""
        raise NotImplementedError

    def extras(self, ids, config):
        """Inputs that follow from the ids [B,T] alone: token_type_ids, mm_token_type_ids."""
        return {}

    def positions(self, model, inputs):
        """Position ids as lorikeet-cli writes them, [1,T] or [3,1,T]."""
        return torch.arange(inputs["input_ids"].shape[1])[None]

    def hooks(self, model):
        """{"vis.embed" | "vis.layer.N" | "proj.out": module, or (module, function of its output)}"""
        return {}

    def hub_name(self, name):
        """From a name that save_pretrained writes to that of published files."""
        return name

    def old_config(self, config):
        """Changes config (a dict of config.json) to the keys of before transformers 5."""
        for part in (config, config.get("text_config", {}), config.get("vision_config", {})):
            if "dtype" in part:
                part["torch_dtype"] = part.pop("dtype")
            if "rope_parameters" in part:
                rope = part.pop("rope_parameters")
                part["rope_theta"] = rope.pop("rope_theta")
                rope["type"] = rope.pop("rope_type", "default")
                if rope["type"] != "default":
                    part["rope_scaling"] = rope
            part.pop("layer_types", None)
            if "hidden_size" in part and part.get("head_dim") == part["hidden_size"] // part["num_attention_heads"]:
                part.pop("head_dim")

    def old_module(self, path):
        """From a v5 module path to the one that PEFT wrote before transformers 4.52."""
        return path


    def open(self, paths):
        return [Image.open(p).convert("RGB") for p in paths]


def all_families():
    """Every file in families/, by name."""
    found = {}
    for path in sorted((pathlib.Path(__file__).parent / "families").glob("*.py")):
        family = importlib.import_module(f"families.{path.stem}").FAMILY
        assert family.NAME == path.stem, f"{path.name} says {family.NAME}"
        found[family.NAME] = family
    return found

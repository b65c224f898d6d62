#!/usr/bin/env python3
"""The starters' weights as parts: starts them at random, and takes a trained model apart again.

    parts.py random OUT_FOLDER [SEED]         language, vision, projector_random and projector_aligned with random numbers
    parts.py split MODEL_FOLDER OUT_FOLDER    language, vision and projector_aligned of a trained LLaVA folder, in bfloat16

Part of the recipe in make_starters.sh; needs torch, transformers and safetensors. projector_random is what vision-starter, the model of
lesson 2, begins with.
"""
import json
import math
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import LlavaConfig, LlavaForConditionalGeneration

RESOURCES = pathlib.Path(__file__).resolve().parents[2] / "resources" / "starters"
LANGUAGE = "language_model."


def save_parts(tensors, out, projector):
    tensors = {name: tensor.to(torch.bfloat16).contiguous() for name, tensor in tensors.items()}
    parts = {
        "language": {name.removeprefix(LANGUAGE): tensor for name, tensor in tensors.items() if name.startswith(LANGUAGE)},
        "vision": {name: tensor for name, tensor in tensors.items() if name.startswith("vision_tower.")},
        projector: {name: tensor for name, tensor in tensors.items() if name.startswith("multi_modal_projector.")},
    }
    assert sum(len(part) for part in parts.values()) == len(tensors), "a tensor belongs to no part"
    out.mkdir(parents=True, exist_ok=True)
    for name, part in parts.items():
        save_file(part, out / f"{name}.safetensors", metadata={"format": "pt"})
        print(f"{name}: {sum(tensor.numel() for tensor in part.values()):,} numbers")


def saved_names(name):
    """The names that files carry, from those of the modules."""
    for module, file in (("model.language_model.", "language_model.model."), ("lm_head.", "language_model.lm_head."),
                         ("model.vision_tower.", "vision_tower.vision_model."), ("model.", "")):
        if name.startswith(module):
            return file + name.removeprefix(module)
    return name


def cosine_patches(width, patch):
    """[width, 3, patch, patch]: the lowest frequencies of a cosine transform, in grey and in two colour differences. The grey and
    coloured means are made weaker, since a pale background has large ones."""
    pixel = torch.arange(patch) + 0.5
    waves = torch.stack([torch.cos(torch.pi * pixel * k / patch) * math.sqrt((2 if k else 1) / patch) for k in range(patch)])
    order = sorted(((y, x) for y in range(patch) for x in range(patch)), key=lambda f: (f[0] ** 2 + f[1] ** 2, f))
    grey, red_blue, green = (torch.tensor(c) / math.sqrt(sum(v * v for v in c)) for c in ([1.0, 1, 1], [1.0, 0, -1], [1.0, -2, 1]))
    coloured = 28
    filters = [(c, f) for f in order[:coloured] for c in (grey, red_blue, green)]
    filters += [(grey, f) for f in order[coloured:coloured + width - len(filters)]]
    weight = torch.stack([c[:, None, None] * torch.outer(waves[y], waves[x]) for c, (y, x) in filters]) * 0.3
    weight[:3] *= 0.3
    return weight


def random_model(seed):
    """As transformers starts a new model, with two changes that let so narrow a model see after some 500 steps instead of several
    thousand: matrices about 1 / sqrt(width) (its 0.02 is meant for wider models), and patches that begin as a cosine transform."""
    torch.manual_seed(seed)
    config = LlavaConfig(**json.loads((RESOURCES / "picture" / "config.json").read_text()))
    model = LlavaForConditionalGeneration(config).float()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            is_tower_matrix = "vision_tower" in name and "position_embedding" not in name
            if weight.ndim == 2 and not is_tower_matrix:
                weight.normal_(0, 0.08)
            if "patch_embedding" in name:
                weight.copy_(cosine_patches(weight.shape[0], weight.shape[-1]))
    return {saved_names(name): tensor for name, tensor in model.state_dict().items()}


def main():
    match sys.argv[1:]:
        case ["random", out, *seed]:
            number = int(seed[0]) if seed else 0
            # Other numbers than those that the aligned projector begins with: a trained one stays near its beginning.
            save_parts(random_model(number + 1000), pathlib.Path(out), "projector_random")
            save_parts(random_model(number), pathlib.Path(out), "projector_aligned")
        case ["split", model, out]:
            save_parts({name: tensor for file in sorted(pathlib.Path(model).glob("model*.safetensors")) for name, tensor in load_file(file).items()},
                       pathlib.Path(out), "projector_aligned")
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

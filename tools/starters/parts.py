#!/usr/bin/env python3
"""The starters' weights as parts: starts them at random, and takes a trained model apart again.

    parts.py random OUT_FOLDER [SEED]         language, vision, projector_random and projector_aligned with random numbers
    parts.py split MODEL_FOLDER OUT_FOLDER    language, vision and projector_aligned of a trained LLaVA folder, in bfloat16
    parts.py unified OUT_FOLDER [SEED]        unified: Qwen2-VL's design with the language model of OUT_FOLDER and a tower of random numbers
    parts.py whole MODEL_FOLDER OUT_FOLDER    unified: a trained Qwen2-VL folder in bfloat16

Part of the recipe in make_starters.sh; needs torch, transformers and safetensors. projector_random is what vision-starter, the model of
lesson 2, begins with.
"""
import json
import math
import pathlib
import sys

import torch
from safetensors.torch import load_file, save_file
from transformers import LlavaConfig, LlavaForConditionalGeneration, Qwen2VLConfig, Qwen2VLForConditionalGeneration

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


def save_whole(tensors, out):
    tensors = {whole_names(name): tensor.to(torch.bfloat16).contiguous() for name, tensor in tensors.items()}
    save_file(tensors, out / "unified.safetensors", metadata={"format": "pt"})
    print(f"unified: {sum(tensor.numel() for tensor in tensors.values()):,} numbers")


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
    coloured = max(28, -(-(width - patch * patch) // 2))
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


def moved_rows(rows):
    """Rows of the common vocabulary in the unified one's order (make_unified_tokenizer.py): five special tokens fewer, eight markers more.
    The marker that ends an answer begins as the old end of an answer, the others as small copies of the beginning's."""
    specials, pieces = 5, 722
    moved = rows[1:2].repeat(rows.shape[0], 1) * 0.5 + torch.randn(rows.shape) * 0.02
    moved[:pieces] = rows[specials:specials + pieces]
    moved[pieces + 2] = rows[2]
    return moved


def unified_model(seed, language):
    """A tower and a merger of random numbers (see random_model) before a language model that knows the words already."""
    torch.manual_seed(seed)
    config = Qwen2VLConfig(**json.loads((RESOURCES / "unified" / "config.json").read_text()))
    model = Qwen2VLForConditionalGeneration(config).float()
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "patch_embed" in name:
                filters = cosine_patches(weight.shape[0], weight.shape[-1])
                weight.copy_(filters[:, :, None].repeat(1, 1, weight.shape[2], 1, 1) / weight.shape[2])
            elif "merger.mlp" in name and weight.ndim == 2:
                weight.normal_(0, 0.04)
            elif "visual" in name and weight.ndim == 2:
                weight.normal_(0, 0.05)
            elif "language_model" in name or name.startswith("lm_head"):
                if name.endswith("_proj.bias"):
                    weight.zero_()
                    continue
                source = language[name.replace("model.language_model.", "model.")].float()
                weight.copy_(moved_rows(source) if "embed_tokens" in name or "lm_head" in name else source)
    return model.state_dict()


def whole_names(name):
    """The names that transformers saves, from those of the modules."""
    return name.replace("model.visual.", "visual.").replace("model.language_model.", "model.")


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
        case ["unified", out, *seed]:
            language = load_file(pathlib.Path(out) / "language.safetensors")
            save_whole(unified_model(int(seed[0]) if seed else 0, language), pathlib.Path(out))
        case ["whole", model, out]:
            save_whole({name: tensor for file in sorted(pathlib.Path(model).glob("model*.safetensors")) for name, tensor in load_file(file).items()},
                       pathlib.Path(out))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()

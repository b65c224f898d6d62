#!/usr/bin/env python3
"""Writes tests/fixtures/tiles: how transformers' LLaVA-NeXT, Gemma 3 and SmolVLM processors cut pictures, and digests of the pixels they make.

Run with transformers 5.23.0 and Pillow 13.0.0 (its order of passes decides pixels); the results are committed.
"""
import hashlib
import json
import pathlib
import random
from types import SimpleNamespace

import numpy as np
from PIL import Image, ImageOps
from transformers.models.gemma3.image_processing_pil_gemma3 import Gemma3ImageProcessorPil
from transformers.models.llava_next.image_processing_pil_llava_next import LlavaNextImageProcessorPil
from transformers.models.llava_next.processing_llava_next import LlavaNextProcessor
from transformers.models.smolvlm.image_processing_pil_smolvlm import SmolVLMImageProcessorPil
from transformers.models.smolvlm.processing_smolvlm import get_image_prompt_string

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
PICTURES = ["clip/tiny.png", "clip/wide.png", "clip/tall.png", "clip/odd.png", "clip/large.png", "pictures/grey.png", "pictures/palette.png",
            "pictures/rgb.png", "pictures/orientation_6.png"]
SHAPES = [(1, 1), (1, 40), (40, 1), (336, 336), (335, 337), (672, 672), (640, 480), (480, 640), (1000, 300), (300, 1000), (1920, 1080), (1080, 1920),
          (4000, 3000), (768, 767), (3, 5), (97, 61), (100, 99), (2000, 150), (511, 513)]


def shapes(seed, count, largest):
    generator = random.Random(seed)
    return SHAPES + [(generator.randint(2, largest), generator.randint(2, largest)) for _ in range(count)]


def opened(name):
    return ImageOps.exif_transpose(Image.open(FIXTURES / name)).convert("RGB")


def digest(pixels):
    return hashlib.sha256(np.ascontiguousarray(pixels, dtype=np.float32).tobytes()).hexdigest()


def write(name, settings):
    path = FIXTURES / "tiles" / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    parts = []
    for setting in settings:
        cases = {kind: "[\n" + ",\n".join(json.dumps(case) for case in setting[kind]) + "\n]" for kind in ("layouts", "pictures")}
        parts.append('{"patch": %d, "scale": %d, "preprocessor": %s,\n"layouts": %s,\n"pictures": %s}' % (
            setting["patch"], setting.get("scale", 1), json.dumps(setting["preprocessor"]), cases["layouts"], cases["pictures"]))
    path.write_text("[\n" + ",\n".join(parts) + "\n]\n")
    print(name, sum(len(s["layouts"]) for s in settings), "layouts,", sum(len(s["pictures"]) for s in settings), "pictures")


def llava_next(side, patch, pinpoints, with_pictures, resample=3):
    config = {"size": {"shortest_edge": side}, "crop_size": {"height": side, "width": side}, "image_grid_pinpoints": pinpoints, "resample": resample}
    processor = LlavaNextImageProcessorPil(**config)
    counter = SimpleNamespace(image_processor=processor, patch_size=patch, num_additional_image_tokens=1)
    counter._get_unpadded_features = lambda *a: LlavaNextProcessor._get_unpadded_features(counter, *a)
    layouts = []
    for width, height in shapes(side, 150, 5 * side):
        try:
            tokens = LlavaNextProcessor._get_number_of_features(counter, height, width, side, side) - 1
        except TypeError:  # no resolution keeps a pixel
            tokens = 0
        layouts.append({"size": [width, height], "tokens": tokens})
    pictures = []
    for name in PICTURES if with_pictures else []:
        out = processor(opened(name), return_tensors="np")
        pictures.append({"picture": name, "shape": list(out["pixel_values"].shape), "sizes": out["image_sizes"].tolist(), "pixels": digest(out["pixel_values"])})
    return {"patch": patch, "preprocessor": {"image_processor_type": "LlavaNextImageProcessor", **config}, "layouts": layouts, "pictures": pictures}


def gemma3(side, patch, tokens):
    config = {"size": {"height": side, "width": side}, "resample": 2}
    processor = Gemma3ImageProcessorPil(**config)
    pictures = []
    for name in PICTURES:
        pixels = processor(opened(name), return_tensors="np")["pixel_values"]
        pictures.append({"picture": name, "shape": list(pixels.shape), "pixels": digest(pixels)})
    return {"patch": patch, "preprocessor": {"image_processor_type": "Gemma3ImageProcessor", **config},
            "layouts": [{"size": [w, h], "tokens": tokens} for w, h in SHAPES], "pictures": pictures}


def smolvlm(edge, side, patch, scale, sizes, splits=True, **more):
    config = {"size": {"longest_edge": edge}, "max_image_size": {"longest_edge": side}, "do_image_splitting": splits, "resample": 1, **more}
    processor = SmolVLMImageProcessorPil(**config)
    tokens = (side // patch // scale) ** 2

    def seen(image):
        return processor([[image]], return_tensors="np", return_row_col_info=True)

    layouts = []
    for width, height in sizes:
        out = seen(Image.new("RGB", (width, height), (200, 10, 90)))
        rows, columns = out["rows"][0][0], out["cols"][0][0]
        text = get_image_prompt_string(rows, columns, tokens, "<fake_token_around_image>", "<image>", "<global-img>")
        layouts.append({"size": [width, height], "tokens": text.count("<image>"), "tiles": [rows, columns], "text": hashlib.sha256(text.encode()).hexdigest()})
    pictures = []
    for name in PICTURES if side < 100 else []:
        pixels = seen(opened(name))["pixel_values"][0]
        pictures.append({"picture": name, "shape": list(pixels.shape), "pixels": digest(pixels)})
    return {"patch": patch, "scale": scale, "preprocessor": {"image_processor_type": "SmolVLMImageProcessor", **config}, "layouts": layouts, "pictures": pictures}


def main():
    pinpoints = [[336, 672], [672, 336], [672, 672], [1008, 336], [336, 1008]]
    odd = [[28, 56], [84, 28], [56, 56], [28, 112], [56, 84]]
    write("llava_next", [llava_next(336, 14, pinpoints, False), llava_next(28, 7, odd, True), llava_next(21, 3, [[42, 21], [21, 63], [63, 63]], True, resample=2)])
    write("gemma3", [gemma3(28, 7, 4), gemma3(20, 5, 16)])
    small = shapes(5, 60, 300)
    settings = [smolvlm(112, 28, 7, 2, [s for s in small if max(s) < 1500]), smolvlm(45, 18, 3, 3, small[:12]), smolvlm(40, 24, 6, 2, small[:12], splits=False),
                smolvlm(1456, 364, 14, 2, [(640, 480), (300, 1000), (1000, 999), (97, 61), (1, 40)]), smolvlm(56, 28, 7, 4, small[:12], do_resize=False)]
    write("smolvlm", settings)


if __name__ == "__main__":
    main()

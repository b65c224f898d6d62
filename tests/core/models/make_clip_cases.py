#!/usr/bin/env python3
"""Writes tests/fixtures/clip: small pictures, and what transformers' CLIP and LLaVA image processors make of them.

Run with transformers 5.23.0 and Pillow 13.0.0 (its order of passes decides pixels); the results are committed.
Pictures are converted to RGB first, as LLaMA-Factory does, which drops alpha; handed the alpha, transformers 5.23 would lay it on white.
"""
import base64
import json
import pathlib

import numpy as np
from PIL import Image, ImageOps
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
from transformers.models.llava.image_processing_pil_llava import LlavaImageProcessorPil

FIXTURES = pathlib.Path(__file__).resolve().parents[2] / "fixtures"
SETTINGS = {
    "edge_and_crop": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 14}, "crop_size": {"height": 14, "width": 14}},
    "numbers": {"feature_extractor_type": "CLIPFeatureExtractor", "size": 20, "crop_size": 14, "do_convert_rgb": True},
    "padded": {"image_processor_type": "LlavaImageProcessor", "do_pad": True, "size": {"shortest_edge": 14}, "crop_size": {"height": 14, "width": 14}},
    "not_padded": {"image_processor_type": "LlavaImageProcessorFast", "do_pad": False, "size": {"shortest_edge": 16}, "crop_size": 14},
    "stretched": {"image_processor_type": "CLIPImageProcessor", "size": {"height": 14, "width": 14}, "do_center_crop": False, "resample": 2},
    "only_cropped": {"image_processor_type": "CLIPImageProcessor", "do_resize": False, "crop_size": {"height": 14, "width": 14}},
    "smaller_than_crop": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 9}, "crop_size": {"height": 14, "width": 14}, "resample": 1},
    "half": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 14}, "crop_size": {"height": 14, "width": 14}, "image_mean": [0.5, 0.5, 0.5], "image_std": [0.5, 0.5, 0.5]},
    "not_normalised": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 14}, "crop_size": {"height": 14, "width": 14}, "do_normalize": False},
    "not_rescaled": {"image_processor_type": "CLIPImageProcessor", "size": {"shortest_edge": 14}, "crop_size": {"height": 14, "width": 14}, "do_rescale": False,
                     "image_mean": [120.0, 110.0, 100.0], "image_std": [60.0, 61.0, 62.0]},
}


def make_pictures(folder):
    generator = np.random.default_rng(3)
    for name, (height, width) in {"one": (1, 1), "tiny": (3, 5), "wide": (4, 90), "tall": (90, 3), "odd": (61, 97), "large": (150, 133)}.items():
        noise = generator.integers(0, 256, (height, width, 3), dtype=np.uint8)
        Image.fromarray(noise).save(folder / f"{name}.png")


def main():
    folder = FIXTURES / "clip"
    folder.mkdir(parents=True, exist_ok=True)
    make_pictures(folder)
    pictures = [f"clip/{path.name}" for path in sorted(folder.glob("*.png"))]
    pictures += [f"pictures/{name}" for name in ("grey.png", "palette.png", "palette_transparent.png", "grey_alpha.png", "orientation_6.png", "bilevel.png")]
    cases = []
    for setting, config in SETTINGS.items():
        kind = LlavaImageProcessorPil if config.get("image_processor_type", "").startswith("Llava") else CLIPImageProcessorPil
        processor = kind(**{key: value for key, value in config.items() if not key.endswith("_type")})
        for picture in pictures:
            image = ImageOps.exif_transpose(Image.open(FIXTURES / picture)).convert("RGB")
            image.info.pop("transparency", None)
            pixels = np.asarray(processor(image, return_tensors="np")["pixel_values"], dtype=np.float32)
            assert pixels.shape == (1, 3, 14, 14), (setting, picture, pixels.shape)
            cases.append({"setting": setting, "picture": picture, "pixels": base64.b64encode(pixels.tobytes()).decode()})
    lines = ",\n".join(json.dumps(case) for case in cases)
    (folder / "cases.json").write_text('{"settings": ' + json.dumps(SETTINGS) + ',\n"cases": [\n' + lines + "\n]}\n")
    print(len(cases), "cases")


if __name__ == "__main__":
    main()

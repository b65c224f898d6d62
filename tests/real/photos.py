#!/usr/bin/env python3
"""Copies the photographs that scikit-image and scikit-learn ship, with captions, into a picture folder.

    photos.py DIR [--model FOLDER]

DIR gets fourteen pictures with a .txt caption beside each; DIR.yaml, beside it, is a short run on them. Nothing is downloaded. FOLDER is the model
to start from: models/aligned-starter of the sample project beside DIR if it isn't named.
"""
import argparse
import pathlib
import shutil

import skimage
import sklearn

SKIMAGE = pathlib.Path(skimage.__file__).parent / "data"
SKLEARN = pathlib.Path(sklearn.__file__).parent / "datasets" / "images"

CAPTIONS = {
    SKIMAGE / "astronaut.png": "A smiling astronaut in an orange space suit sits in front of an American flag and a model of the space shuttle.",
    SKIMAGE / "camera.png": "A man in a dark coat looks through a camera on a tripod in a wide field.",
    SKIMAGE / "chelsea.png": "The face of a tabby cat with green eyes, seen from close by.",
    SKIMAGE / "coffee.png": "A red cup of espresso stands on a saucer with a spoon on a wooden table.",
    SKIMAGE / "rocket.jpg": "A white rocket stands on its launch pad between four lightning towers at dusk.",
    SKIMAGE / "moon.png": "Small craters and dark hills on the grey surface of the Moon.",
    SKIMAGE / "hubble_deep_field.jpg": "Hundreds of small galaxies shine in a black sky.",
    SKIMAGE / "motorcycle_left.png": "A red and black motorcycle is parked in a garage in front of shelves full of boxes.",
    SKIMAGE / "coins.png": "Twenty-four old coins lie in four rows on a dark background.",
    SKIMAGE / "brick.png": "A pavement of long grey bricks with light joints.",
    SKIMAGE / "grass.png": "Short dry grass, seen from above, in black and white.",
    SKIMAGE / "gravel.png": "Many small sharp-edged stones of light and dark grey.",
    SKLEARN / "china.jpg": "A three-storey Chinese tower with red columns stands among trees above a misty lake.",
    SKLEARN / "flower.jpg": "An orange dahlia in full bloom before dark green leaves.",
}

RUN = """# title: Describe photographs
# summary: Fourteen real photographs with captions. Far too few to learn from: it shows that real pictures open, check and train.

model_name_or_path: {model}
template: llava
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all
dataset_dir: .
dataset: {folder}
val_size: 4
cutoff_len: 256
per_device_train_batch_size: 2
learning_rate: 1.0e-3
num_train_epochs: 4
lr_scheduler_type: cosine
seed: 7
output_dir: {folder}-run
logging_steps: 1
save_steps: 10
"""


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--model", type=pathlib.Path)
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    for picture, caption in CAPTIONS.items():
        shutil.copyfile(picture, folder / picture.name)
        (folder / picture.name).with_suffix(".txt").write_text(caption + "\n", encoding="utf-8")
    model = (arguments.model or folder.parent / "sample" / "models" / "aligned-starter").resolve()
    (folder.parent / f"{folder.name}.yaml").write_text(RUN.format(model=model, folder=folder), encoding="utf-8")
    print(f"{folder}: {len(CAPTIONS)} photographs with captions; {folder}.yaml trains on them")


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""Writes scikit-learn's 1,797 scanned handwritten digits as pictures with questions, and a run that teaches them.

    digits.py DIR [--model FOLDER]

DIR gets pictures/, digits_train.json (1,400 rows) and digits_test.json (397), both as LLaVA writes them, dataset_info.json and digits.yaml.
FOLDER is the model to start from: models/aligned-starter of the sample project beside DIR if it isn't named. Then:

    lorikeet-cli train DIR/digits.yaml
    lorikeet-cli evaluate DIR/digits.yaml --checkpoint DIR/runs/digits
"""
import argparse
import json
import pathlib

import numpy
from PIL import Image
from sklearn.datasets import load_digits

WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
TRAIN = 1400
SIDE = 96

RUN = """# title: Read handwritten digits
# summary: 1,400 scanned digits teach it to answer "Which digit is this?"; 397 others show how well.
#
# Everything learns here, the vision tower too: it has seen drawn digits, but never handwriting.

model_name_or_path: {model}
template: llava
stage: sft
do_train: true
finetuning_type: full
freeze_vision_tower: false
freeze_multi_modal_projector: false
dataset_dir: .
dataset: digits_train
eval_dataset: digits_test
cutoff_len: 256
per_device_train_batch_size: 16
compute_dtype: float32
learning_rate: 5.0e-4
num_train_epochs: 8
lr_scheduler_type: cosine
warmup_ratio: 0.05
seed: 7
eval_strategy: steps
eval_steps: 200
max_new_tokens: 8
output_dir: runs/digits
logging_steps: 10
save_steps: 350
"""


def write_rows(folder, name, rows):
    (folder / f"{name}.json").write_text("[\n" + ",\n".join(json.dumps(row) for row in rows) + "\n]\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--model", default="../sample/models/aligned-starter")
    arguments = parser.parse_args()
    folder = arguments.folder
    (folder / "pictures").mkdir(parents=True, exist_ok=True)
    digits = load_digits()
    rows = []
    for index in numpy.random.RandomState(0).permutation(len(digits.images)):
        picture = f"pictures/digit-{index:04}.png"
        grey = Image.fromarray((digits.images[index] / 16 * 255).astype(numpy.uint8))
        grey.resize((SIDE, SIDE), Image.Resampling.BICUBIC).save(folder / picture)
        rows.append({"id": f"digit-{index:04}", "image": picture,
                     "conversations": [{"from": "human", "value": "<image>\nWhich digit is this?"}, {"from": "gpt", "value": WORDS[digits.target[index]]}]})
    write_rows(folder, "digits_train", rows[:TRAIN])
    write_rows(folder, "digits_test", rows[TRAIN:])
    columns = {"messages": "conversations", "images": "image"}
    info = {name: {"file_name": f"{name}.json", "formatting": "sharegpt", "columns": columns} for name in ("digits_train", "digits_test")}
    (folder / "dataset_info.json").write_text(json.dumps(info, indent=2) + "\n", encoding="utf-8")
    (folder / "digits.yaml").write_text(RUN.format(model=arguments.model), encoding="utf-8")
    print(f"{folder}: {TRAIN} digits to learn from, {len(rows) - TRAIN} to test with")


if __name__ == "__main__":
    main()

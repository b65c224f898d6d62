"""Lorikeet and transformers + PEFT on the same Qwen2-VL, data and machine, one after the other: `peer_qwen2_vl.py LORIKEET_CLI [--steps N]`.

A Qwen2-VL with random weights and the real vocabulary's size: language model 512 x 8 over 151,936 tokens (tied), tower 384 x 6, one picture of
448 x 448 pixels = 256 tokens in a sample of 1,024, of which 124 are learned; batch 1, LoRA r 8 on the language layers, fp32, 2 threads.
Prints seconds a step, real tokens a second, peak resident memory and the time to the first step of both, and the ratios.
"""

import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

START = time.time()
VOCAB, PLAIN, LENGTH, LEARNED, SIDE = 151936, 151643, 1024, 124, 448
MARKERS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|object_ref_start|>", "<|object_ref_end|>", "<|box_start|>", "<|box_end|>", "<|quad_start|>",
           "<|quad_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"]
RANK, SEED = 8, 1
LANGUAGE = r".*language_model.*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)"


def make_model(model):
    import torch
    from transformers import Qwen2VLConfig, Qwen2VLForConditionalGeneration
    torch.manual_seed(SEED)
    number = {token: PLAIN + i for i, token in enumerate(MARKERS)}
    config = Qwen2VLConfig(
        text_config=dict(vocab_size=VOCAB, hidden_size=512, intermediate_size=1376, num_hidden_layers=8, num_attention_heads=8, num_key_value_heads=8,
                         max_position_embeddings=4096, rope_parameters={"rope_type": "default", "rope_theta": 1e6, "mrope_section": [8, 12, 12]},
                         bos_token_id=number["<|endoftext|>"], eos_token_id=number["<|im_end|>"], pad_token_id=number["<|endoftext|>"]),
        vision_config=dict(depth=6, embed_dim=384, num_heads=6, hidden_size=512, mlp_ratio=4, patch_size=14, spatial_merge_size=2, temporal_patch_size=2),
        image_token_id=number["<|image_pad|>"], video_token_id=number["<|video_pad|>"], vision_start_token_id=number["<|vision_start|>"],
        vision_end_token_id=number["<|vision_end|>"], tie_word_embeddings=True)
    net = Qwen2VLForConditionalGeneration(config)
    print(f"{sum(p.numel() for p in net.parameters()) / 1e6:.1f} M parameters")
    net.save_pretrained(model)


def make_tokenizer(model):
    """Every letter is one token; the rest of the vocabulary is filled with pairs and triples that no text of the data holds."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocabulary = {c: i for i, c in enumerate(alphabet)}
    for first in alphabet:
        for second in alphabet:
            for third in ("", *alphabet[:2]):
                if len(vocabulary) < PLAIN:
                    vocabulary.setdefault(first + second + third, len(vocabulary))
    tokenizer = Tokenizer(models.BPE(vocab=vocabulary, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(MARKERS)
    assert tokenizer.token_to_id("<|image_pad|>") == PLAIN + MARKERS.index("<|image_pad|>")
    tokenizer.save(str(model / "tokenizer.json"))
    (model / "tokenizer_config.json").write_text(json.dumps(
        {"tokenizer_class": "PreTrainedTokenizerFast", "eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}))


def make_data(folder, samples):
    import numpy as np
    from PIL import Image
    data = folder / "data"
    data.mkdir()
    rng = np.random.default_rng(SEED)
    rows = []
    letters = lambda n: "".join(chr(97 + int(x)) for x in rng.integers(0, 26, n))
    # The template's own text, letter by letter, and its markers; the answer's end marker and line break are learned too.
    template = len("system\nYou are a helpful assistant.\n" + "user\n" + "\n" + "assistant\n") + 7
    for i in range(samples):
        Image.fromarray(rng.integers(0, 256, (SIDE, SIDE, 3), dtype=np.uint8)).save(data / f"{i}.png")
        question = LENGTH - LEARNED - (SIDE // 28) ** 2 - template
        rows.append({"messages": [{"role": "user", "content": "<image>" + letters(question)},
                                  {"role": "assistant", "content": letters(LEARNED - 2)}], "images": [f"{i}.png"]})
    (data / "rows.json").write_text(json.dumps(rows))
    (data / "dataset_info.json").write_text(json.dumps({"rows": {
        "file_name": "rows.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
        "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}}))


def make_folder(folder, samples):
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
    model = folder / "model"
    model.mkdir()
    make_model(model)
    make_tokenizer(model)
    Qwen2VLImageProcessorPil(size={"shortest_edge": 3136, "longest_edge": 12845056}).save_pretrained(model)
    make_data(folder, samples)
    settings = dict(model_name_or_path="model", stage="sft", do_train=True, finetuning_type="lora", lora_rank=RANK, dataset="rows", dataset_dir="data",
                    template="qwen2_vl", output_dir="out", per_device_train_batch_size=1, learning_rate=1e-4, num_train_epochs=100, compute_dtype="float32",
                    cutoff_len=LENGTH, threads=2, save_strategy="no", probe_count=0, vision_feature_cache=False)
    (folder / "run.yaml").write_text("\n".join(f"{k}: {json.dumps(v)}" for k, v in settings.items()) + "\n")


def peer(folder, steps):
    """The reference's own training steps, in a process of its own."""
    import torch
    torch.set_num_threads(2)
    from peft import LoraConfig, get_peft_model
    from PIL import Image
    from transformers import Qwen2VLForConditionalGeneration
    from transformers.models.qwen2_vl.image_processing_pil_qwen2_vl import Qwen2VLImageProcessorPil
    model = Qwen2VLForConditionalGeneration.from_pretrained(folder / "model", dtype=torch.float32)
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=LANGUAGE)).train()
    processor = Qwen2VLImageProcessorPil.from_pretrained(folder / "model")
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4, fused=True)
    encoded = [json.loads(line) for line in (folder / "encoded.jsonl").read_text().splitlines()]
    image = PLAIN + MARKERS.index("<|image_pad|>")
    tokens = seconds = 0
    first = None
    for step in range(steps):
        chosen = step % len(encoded)
        begin = time.time()
        ids = torch.tensor([encoded[chosen]["input_ids"]])
        labels = torch.tensor([encoded[chosen]["labels"]])
        seen = processor(images=[Image.open(folder / "data" / f"{chosen}.png").convert("RGB")], return_tensors="pt")
        loss = model(input_ids=ids, attention_mask=torch.ones_like(ids), labels=labels, mm_token_type_ids=(ids == image).int(),
                     pixel_values=seen["pixel_values"], image_grid_thw=seen["image_grid_thw"]).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss.item()
        first = first or time.time() - START
        if step > 0:
            tokens += ids.numel()
            seconds += time.time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds_per_step": seconds / (steps - 1), "tokens_per_second": tokens / seconds, "peak_rss_mib": peak, "seconds_to_first_step": first}))


def measured(command):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "2"})
    if done.returncode != 0:
        sys.exit(f"{command} failed:\n{done.stderr[-3000:]}")
    text = done.stdout
    return json.loads(text[text.index("{"):])


def check_shape(encoded):
    for line in encoded.splitlines():
        sample = json.loads(line)
        learned = sum(label != -100 for label in sample["labels"])
        assert len(sample["input_ids"]) == LENGTH and learned == LEARNED, (len(sample["input_ids"]), learned)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--steps", type=int, default=10)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--keep", help="Folder to make the model in and keep")
    arguments = parser.parse_args()
    if arguments.peer:
        return peer(pathlib.Path(arguments.peer), arguments.steps)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.keep or temporary)
        if not (folder / "run.yaml").exists():
            folder.mkdir(parents=True, exist_ok=True)
            make_folder(folder, samples=4)
        run = str(folder / "run.yaml")
        encoded = subprocess.run([arguments.cli, "encode", run], capture_output=True, text=True, check=True).stdout
        (folder / "encoded.jsonl").write_text(encoded)
        check_shape(encoded)
        print(f"load average before: {os.getloadavg()[0]:.2f} on {os.cpu_count()} cores")
        ours = measured([arguments.cli, "bench", run, "--steps", str(arguments.steps), "--json"])
        theirs = measured([sys.executable, __file__, arguments.cli, "--steps", str(arguments.steps), "--peer", str(folder)])
    print(f"{'':24}{'Lorikeet':>12}{'peer':>12}{'ratio':>8}")
    for key, better in (("seconds_per_step", "less"), ("tokens_per_second", "more"), ("peak_rss_mib", "less"), ("seconds_to_first_step", "less")):
        ratio = ours[key] / theirs[key] if better == "more" else theirs[key] / ours[key]
        print(f"{key:24}{ours[key]:12.2f}{theirs[key]:12.2f}{ratio:7.2f}x")


if __name__ == "__main__":
    main()

"""Lorikeet and transformers + PEFT on the same model, data and machine, one after the other: `peer_llava.py LORIKEET_CLI [--steps N]`.

A LLaVA of 37.8 M parameters with random weights (CLIP 224/14, 384 x 6; Llama 512 x 8, vocabulary 1,024), 256 image tokens a sample and
40 to 120 text tokens of which the last two thirds are learned, batch 2, LoRA r 8 on the language layers, fp32, 2 threads.
Prints real (unpadded) tokens a second, peak resident memory and the time to the first step of both, and the ratios.
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
IMAGE, IMAGE_ID, VOCAB = "<image>", 1000, 1024
BATCH, RANK, SEED = 2, 8, 1
LANGUAGE = r".*language_model.*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)"


def make_folder(folder, samples):
    """Model, tokenizer, processor and data; every text character is one token."""
    import numpy as np
    import torch
    from PIL import Image
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
    torch.manual_seed(SEED)
    model = folder / "model"
    model.mkdir()
    config = LlavaConfig(
        text_config=LlamaConfig(vocab_size=VOCAB, hidden_size=512, intermediate_size=1376, num_hidden_layers=8, num_attention_heads=8,
                                max_position_embeddings=1024, bos_token_id=256, eos_token_id=257, pad_token_id=258),
        vision_config=CLIPVisionConfig(hidden_size=384, intermediate_size=1536, num_hidden_layers=6, num_attention_heads=6, image_size=224, patch_size=14),
        image_token_index=IMAGE_ID, image_seq_length=256)
    net = LlavaForConditionalGeneration(config)
    print(f"{sum(p.numel() for p in net.parameters()) / 1e6:.1f} M parameters")
    net.save_pretrained(model)
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[]))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(["<s>", "</s>", "<pad>"] + [f"<r{i}>" for i in range(IMAGE_ID - 259)] + [IMAGE])
    assert tokenizer.token_to_id(IMAGE) == IMAGE_ID
    tokenizer.add_tokens(["A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, and polite answers to the user's questions."])
    tokenizer.save(str(model / "tokenizer.json"))
    (model / "tokenizer_config.json").write_text(json.dumps({"tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>"}))
    CLIPImageProcessorPil(size={"shortest_edge": 224}, crop_size={"height": 224, "width": 224}).save_pretrained(model)
    data = folder / "data"
    data.mkdir()
    rng = np.random.default_rng(SEED)
    rows = []
    for i in range(samples):
        Image.fromarray(rng.integers(0, 256, (240, 320, 3), dtype=np.uint8)).save(data / f"{i}.png")
        length = int(rng.integers(40, 121))
        question = max(1, length // 3 - 19)  # the template's own words count as unlearned text too
        letters = lambda n: "".join(chr(97 + int(x)) for x in rng.integers(0, 26, n))
        rows.append({"messages": [{"role": "user", "content": IMAGE + letters(question)},
                                  {"role": "assistant", "content": letters(max(1, length * 2 // 3 - 1))}], "images": [f"{i}.png"]})
    (data / "rows.json").write_text(json.dumps(rows))
    (data / "dataset_info.json").write_text(json.dumps({"rows": {
        "file_name": "rows.json", "formatting": "sharegpt", "columns": {"messages": "messages", "images": "images"},
        "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}}))
    settings = dict(model_name_or_path="model", stage="sft", do_train=True, finetuning_type="lora", lora_rank=RANK, dataset="rows", dataset_dir="data",
                    template="llava", output_dir="out", per_device_train_batch_size=BATCH, learning_rate=1e-4, num_train_epochs=100, compute_dtype="float32",
                    threads=2, save_strategy="no", probe_count=0, vision_feature_cache=False)
    (folder / "run.yaml").write_text("\n".join(f"{k}: {json.dumps(v)}" for k, v in settings.items()) + "\n")


def peer(folder, steps):
    """The reference's own training steps, in a process of its own."""
    import torch
    torch.set_num_threads(2)
    from peft import LoraConfig, get_peft_model
    from PIL import Image
    from transformers import LlavaForConditionalGeneration
    from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil
    model = LlavaForConditionalGeneration.from_pretrained(folder / "model", dtype=torch.float32)
    model = get_peft_model(model, LoraConfig(r=RANK, lora_alpha=2 * RANK, target_modules=LANGUAGE)).train()
    processor = CLIPImageProcessorPil.from_pretrained(folder / "model")
    optimizer = torch.optim.AdamW([p for p in model.parameters() if p.requires_grad], lr=1e-4, fused=True)
    encoded = [json.loads(line) for line in (folder / "encoded.jsonl").read_text().splitlines()]
    tokens = seconds = 0
    first = None
    for step in range(steps):
        chosen = [(BATCH * step + j) % len(encoded) for j in range(BATCH)]
        begin = time.time()
        length = max(len(encoded[i]["input_ids"]) for i in chosen)
        pad = lambda values, value: values + [value] * (length - len(values))
        ids = torch.tensor([pad(encoded[i]["input_ids"], 258) for i in chosen])
        labels = torch.tensor([pad(encoded[i]["labels"], -100) for i in chosen])
        mask = torch.tensor([pad([1] * len(encoded[i]["input_ids"]), 0) for i in chosen])
        pixels = processor(images=[Image.open(folder / "data" / f"{i}.png").convert("RGB") for i in chosen], return_tensors="pt")["pixel_values"]
        loss = model(input_ids=ids, attention_mask=mask, pixel_values=pixels, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in model.parameters() if p.requires_grad], 1.0)
        optimizer.step()
        optimizer.zero_grad()
        loss.item()
        first = first or time.time() - START
        if step > 0:
            tokens += int(mask.sum())
            seconds += time.time() - begin
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"tokens_per_second": tokens / seconds, "peak_rss_mib": peak, "seconds_to_first_step": first}))


def measured(command):
    done = subprocess.run(command, capture_output=True, text=True, env={**os.environ, "OMP_NUM_THREADS": "2"})
    if done.returncode != 0:
        sys.exit(f"{command} failed:\n{done.stderr[-3000:]}")
    text = done.stdout
    return json.loads(text[text.index("{"):])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli")
    parser.add_argument("--steps", type=int, default=20)
    parser.add_argument("--peer", help=argparse.SUPPRESS)
    parser.add_argument("--keep", help="Folder to make the model in and keep")
    arguments = parser.parse_args()
    if arguments.peer:
        return peer(pathlib.Path(arguments.peer), arguments.steps)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(arguments.keep or temporary)
        if not (folder / "run.yaml").exists():
            folder.mkdir(parents=True, exist_ok=True)
            make_folder(folder, samples=40)
        run = str(folder / "run.yaml")
        encoded = subprocess.run([arguments.cli, "encode", run], capture_output=True, text=True, check=True).stdout
        (folder / "encoded.jsonl").write_text(encoded)
        ours = measured([arguments.cli, "bench", run, "--steps", str(arguments.steps), "--json"])
        theirs = measured([sys.executable, __file__, arguments.cli, "--steps", str(arguments.steps), "--peer", str(folder)])
    print(f"{'':24}{'Lorikeet':>12}{'peer':>12}{'ratio':>8}")
    for key, better in (("tokens_per_second", "more"), ("peak_rss_mib", "less"), ("seconds_to_first_step", "less")):
        ratio = ours[key] / theirs[key] if better == "more" else theirs[key] / ours[key]
        print(f"{key:24}{ours[key]:12.2f}{theirs[key]:12.2f}{ratio:7.2f}x")


if __name__ == "__main__":
    main()

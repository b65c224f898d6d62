"""Holds lorikeet-cli against transformers and PEFT on tiny random models: `run_parity.py LORIKEET_CLI [CASE …]`.

Tolerances are those of the noise between the reference's own attention implementations, with room.
"""

import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import warnings

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
warnings.filterwarnings("ignore")

import torch

torch.set_num_threads(2)
from peft import LoraConfig, PeftModel, get_peft_model
from PIL import Image
from safetensors.torch import load_file
from transformers import LlamaForCausalLM, LlavaForConditionalGeneration
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import make_models as mm

TOLERANCES = [("pixel_values", 1e-6), ("vis.", 1e-4), ("proj.out", 1e-4), ("logits", 3e-4), ("loss", 5e-5), ("grad.", 1e-4)]
EXACT = ("input_ids", "labels", "position_ids")
TRAJECTORY = 1e-4

failures = []
checks = 0


def check(claim, ok, detail=""):
    global checks
    checks += 1
    if not ok:
        failures.append(f"{claim}: {detail}")
        print(f"  FAIL {claim}: {detail}", flush=True)


def lorikeet(*arguments, **kwargs):
    done = subprocess.run([CLI, *map(str, arguments)], capture_output=True, text=True, **kwargs)
    if done.returncode != 0:
        raise RuntimeError(f"lorikeet-cli {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout


def probe(folder, sample, *more):
    out = folder / "probe.safetensors"
    lorikeet("probe", "--model", folder, "--sample", sample, "--out", out, *more)
    return load_file(out)


def compare(claim, expected, got):
    check(claim, set(expected) <= set(got), f"missing {sorted(set(expected) - set(got))[:5]}")
    gradients = {n for n in got if n.startswith("grad.")} - set(expected)
    check(claim, not gradients, f"gradients that the reference doesn't have: {sorted(gradients)[:5]}")
    for name, want in expected.items():
        have = got.get(name)
        if have is None:
            continue
        if tuple(have.shape) != tuple(want.shape):
            check(f"{claim} {name}", False, f"shape {tuple(have.shape)}, expected {tuple(want.shape)}")
        elif name in EXACT:
            check(f"{claim} {name}", torch.equal(have, want), "differs")
        else:
            tolerance = next(t for prefix, t in TOLERANCES if name.startswith(prefix))
            error = (have.float() - want.float()).abs().max().item()
            check(f"{claim} {name}", error <= tolerance, f"off by {error:.2e}, allowed {tolerance:.0e}")
            worst = WORST.setdefault(next(p for p, _ in TOLERANCES if name.startswith(p)), [0.0, ""])
            if error > worst[0]:
                worst[:] = [error, f"{claim} {name}"]


WORST = {}


def forward_case(root, name):
    folder, model = mm.make_model(root, name)
    sample, inputs, labels = mm.make_sample(folder, model, seed=1)
    compare(name, mm.reference(model, inputs, labels), probe(folder, sample, "--gradients", ".*"))


def trained_like_peft(model, config):
    """A PEFT model whose B is no longer zero."""
    peft_model = get_peft_model(copy.deepcopy(model), config)
    generator = torch.Generator().manual_seed(5)
    with torch.no_grad():
        for n, p in peft_model.named_parameters():
            if "lora_B" in n:
                p.copy_(0.05 * torch.randn(p.shape, generator=generator))
            elif "modules_to_save" in n:
                p.add_(0.01 * torch.randn(p.shape, generator=generator))
    return peft_model.eval()


LANGUAGE = r".*language_model.*\.(q_proj|k_proj|v_proj|o_proj|gate_proj|up_proj|down_proj)"
ADAPTERS = {
    "llama-gqa list": ("llama-gqa", dict(r=4, lora_alpha=8, target_modules=["q_proj", "v_proj", "down_proj"])),
    "llava-default tower too": ("llava-default", dict(r=4, lora_alpha=16, target_modules=["q_proj", "v_proj"])),
    "llava-default regex rslora": ("llava-default", dict(r=8, lora_alpha=16, use_rslora=True, target_modules=LANGUAGE)),
    "llava-default saved modules": ("llava-default", dict(r=4, lora_alpha=8, target_modules=LANGUAGE, modules_to_save=["multi_modal_projector", "lm_head"])),
}


def adapter_case(root, claim):
    name, keys = ADAPTERS[claim]
    folder, model = mm.make_model(root / claim.replace(" ", "-"), name)
    sample, inputs, labels = mm.make_sample(folder, model, seed=2)
    model.name_or_path = str(folder)
    peft_model = trained_like_peft(model, LoraConfig(**keys))
    adapter = folder / "adapter"
    peft_model.save_pretrained(adapter)
    expected = mm.reference(peft_model, inputs, labels)
    want = {k: v for k, v in expected.items() if not k.startswith("grad.") or "lora_" in k}
    compare(f"PEFT adapter, {claim}", want, probe(folder, sample, "--adapter", adapter, "--gradients", "lora_"))
    merged = folder / "merged"
    lorikeet("export", "--model", folder, "--adapter", adapter, "--out", merged)
    again = type(model).from_pretrained(merged).eval()
    with torch.no_grad():
        error = (again(**inputs).logits - expected["logits"]).abs().max().item()
    check(f"merged folder in transformers, {claim}", error <= 3e-4, f"logits off by {error:.2e}")
    check(f"merged folder is complete, {claim}", (merged / "tokenizer.json").exists() and (merged / "config.json").exists())


def write_dataset(folder, is_llava):
    """Two conversations of different length; every step of the run is both of them."""
    data = folder / "data"
    data.mkdir()
    rows = []
    for i, answer in enumerate(["a red circle.", "two green squares and a small blue star, far apart."]):
        row = {"messages": [{"role": "user", "content": (mm.IMAGE if is_llava else "") + f"What is in picture {i}?"},
                            {"role": "assistant", "content": answer}]}
        if is_llava:
            mm.picture(data / f"{i}.png", 60 + i, 44 - i, i)
            row["images"] = [f"{i}.png"]
        rows.append(row)
    (data / "rows.json").write_text(json.dumps(rows))
    columns = {"messages": "messages", **({"images": "images"} if is_llava else {})}
    (data / "dataset_info.json").write_text(json.dumps({"rows": {
        "file_name": "rows.json", "formatting": "sharegpt", "columns": columns,
        "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}}))
    return data


def batch_of(folder, run, data, is_llava):
    """The run's own ids and labels, padded right, as transformers takes them."""
    rows = [json.loads(line) for line in lorikeet("encode", run).splitlines()]
    length = max(len(r["input_ids"]) for r in rows)
    pad = lambda values, value: values + [value] * (length - len(values))
    batch = {"input_ids": torch.tensor([pad(r["input_ids"], 259) for r in rows]),
             "attention_mask": torch.tensor([pad([1] * len(r["input_ids"]), 0) for r in rows])}
    labels = torch.tensor([pad(r["labels"], -100) for r in rows])
    if is_llava:
        processor = CLIPImageProcessorPil.from_pretrained(folder)
        images = [Image.open(data / f"{i}.png").convert("RGB") for i in range(len(rows))]
        batch["pixel_values"] = processor(images=images, return_tensors="pt")["pixel_values"]
    return batch, labels


def write_run(folder, data, out, **keys):
    settings = dict(model_name_or_path=str(folder), stage="sft", do_train=True, dataset="rows", dataset_dir=str(data), template="llava",
                    output_dir=str(out), overwrite_output_dir=True, per_device_train_batch_size=2, gradient_accumulation_steps=1,
                    learning_rate=mm.LEARNING_RATE, weight_decay=mm.WEIGHT_DECAY, lr_scheduler_type="constant", max_steps=mm.STEPS,
                    num_train_epochs=mm.STEPS, logging_steps=1, save_strategy="no", compute_dtype="float32", max_grad_norm=1.0, probe_count=0)
    settings.update(keys)
    path = folder / f"{out.name}.yaml"
    path.write_text("\n".join(f"{k}: {json.dumps(v)}" for k, v in settings.items()) + "\n")
    return path


def losses_of(out):
    lines = [json.loads(line) for line in (out / "trainer_log.jsonl").read_text().splitlines()]
    return [line["loss"] for line in lines if "event" not in line and "loss" in line]


# what trains by name of parameter
FULL = {"finetuning_type": "full", "freeze_vision_tower": False, "freeze_multi_modal_projector": False, "freeze_language_model": False}
TRAJECTORIES = {
    "llama-gqa full": ("llama-gqa", FULL, lambda n: True),
    "llama-tied full": ("llama-tied", FULL, lambda n: True),
    "llama-gqa lora": ("llama-gqa", {"finetuning_type": "lora"}, None),
    "llava-default full": ("llava-default", FULL, lambda n: True),
    "llava-default stage 1": ("llava-default", {"finetuning_type": "full", "freeze_vision_tower": True, "freeze_multi_modal_projector": False,
                                                "freeze_language_model": True}, lambda n: "multi_modal_projector" in n),
    "llava-default lora": ("llava-default", {"finetuning_type": "lora"}, None),
    "llava-bf16-hub lora": ("llava-bf16-hub", {"finetuning_type": "lora"}, None),
}


def trajectory_case(root, claim):
    name, keys, trains = TRAJECTORIES[claim]
    is_llava = name.startswith("llava")
    folder, model = mm.make_model(root / claim.replace(" ", "-"), name)
    data = write_dataset(folder, is_llava)
    out = folder / "run"
    if trains is None:
        model.name_or_path = str(folder)
        targets = LANGUAGE if is_llava else ["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj", "down_proj"]
        start = trained_like_peft(model, LoraConfig(r=4, lora_alpha=8, target_modules=targets))
        start.save_pretrained(folder / "start")
        keys = {**keys, "adapter_name_or_path": str(folder / "start"), "lora_rank": 4, "lora_alpha": 8}
        model = start
    else:
        for n, p in model.named_parameters():
            p.requires_grad_(trains(n))
    run = write_run(folder, data, out, **keys)
    batch, labels = batch_of(folder, run, data, is_llava)
    expected = mm.trajectory(model, batch, labels)
    lorikeet("train", run)
    got = losses_of(out)
    check(f"trajectory {claim}", len(got) == len(expected), f"{len(got)} losses logged")
    error = max((abs(a - b) for a, b in zip(expected, got)), default=1.0)
    check(f"trajectory {claim}", error <= TRAJECTORY, f"off by {error:.2e}: {got} / {expected}")
    worst = WORST.setdefault("trajectory", [0.0, ""])
    if error > worst[0]:
        worst[:] = [error, claim]
    if trains is None:
        written_adapter(folder, out, name, batch, claim)


def written_adapter(folder, out, name, batch, claim):
    """What the run saved gives PEFT the logits that Lorikeet has."""
    cls = LlavaForConditionalGeneration if name.startswith("llava") else LlamaForCausalLM
    base = cls.from_pretrained(folder, dtype=torch.float32)
    loaded = PeftModel.from_pretrained(base, out).eval()
    ids = batch["input_ids"][:1]
    with torch.no_grad():
        inputs = {"pixel_values": batch["pixel_values"][:1]} if "pixel_values" in batch else {}
        ids = ids[:, :int(batch["attention_mask"][0].sum())]
        want = loaded(input_ids=ids, **inputs).logits
    sample = folder / "again.json"
    images = [str(folder / "data" / "0.png")] if inputs else []
    sample.write_text(json.dumps({"input_ids": ids[0].tolist(), "images": images}))
    got = probe(folder, sample, "--adapter", out)["logits"]
    error = (got - want).abs().max().item()
    check(f"adapter written here, in PEFT, {claim}", error <= 3e-4, f"logits off by {error:.2e}")


def main():
    wanted = sys.argv[2:]
    started = time.time()
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        for kind, names, action in (("forward", mm.CASES, forward_case), ("adapter", ADAPTERS, adapter_case),
                                    ("trajectory", TRAJECTORIES, trajectory_case)):
            for name in names:
                if wanted and name not in wanted and kind not in wanted:
                    continue
                print(f"{kind} {name} ({time.time() - started:.0f} s)", flush=True)
                try:
                    action(root / kind, name)
                except Exception as problem:  # one broken case must not hide the others; it fails the run
                    check(f"{kind} {name}", False, f"{type(problem).__name__}: {problem}")
    for key, (error, where) in WORST.items():
        print(f"worst {key:14} {error:.2e}  {where}")
    print(f"{checks} checks, {len(failures)} failed, {time.time() - started:.0f} s")
    return 1 if failures or checks == 0 else 0


if __name__ == "__main__":
    CLI = sys.argv[1]
    sys.exit(main())

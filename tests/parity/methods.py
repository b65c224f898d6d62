"""Training methods beside plain LoRA and full tuning, over every family's exported cases: one function a method, each given a Checkpoint.

Nothing here knows a family.
"""

import copy
import json

import torch
from peft import LoraConfig, PeftModel

import reference

RANK, ALPHA = 4, 8


def dora_model(checkpoint, **keys):
    """A PEFT model with DoRA whose B isn't zero and whose magnitudes aren't the weights' own norms."""
    settings = dict(r=RANK, lora_alpha=ALPHA, target_modules=checkpoint.family.TARGETS, use_dora=True)
    model = reference.with_adapter(checkpoint.model, LoraConfig(**{**settings, **keys}))
    generator = torch.Generator().manual_seed(6)
    with torch.no_grad():
        for name, p in model.named_parameters():
            if "lora_magnitude_vector" in name:
                p.mul_(1 + 0.2 * torch.rand(p.shape, generator=generator))
    return model


def adapter_tensors(checkpoint, model, claim, name):
    """PEFT's adapter here: every tensor and every gradient of it; merged, in transformers."""
    folder = checkpoint.folder / name
    model.save_pretrained(folder)
    sample, inputs, labels = reference.make_sample(checkpoint.folder, checkpoint.family, checkpoint.model, seed=3)
    expected = reference.tensors_of(checkpoint.family, model, inputs, labels)
    want = {k: v for k, v in expected.items() if not k.startswith("grad.") or "lora_" in k}
    got = checkpoint.lorikeet.probe(checkpoint.folder, sample, "--adapter", folder, "--gradients", "lora_")
    checkpoint.report.tensors(f"{claim}, {checkpoint.name}", want, got)
    checkpoint.logits("DoRA, patterns", f"{claim}, {checkpoint.name}", got["logits"], expected["logits"])
    merged = checkpoint.folder / f"{name}-merged"
    checkpoint.lorikeet("export", "--model", checkpoint.folder, "--adapter", folder, "--out", merged)
    again = type(checkpoint.model).from_pretrained(merged, dtype=torch.float32).eval()
    with torch.no_grad():
        checkpoint.logits("merged", f"{claim}, merged, {checkpoint.name}", again(**inputs).logits, expected["logits"])


def dora(checkpoint):
    start = dora_model(checkpoint)
    adapter_tensors(checkpoint, start, "DoRA", "dora-start")
    batch, labels = checkpoint.batch(checkpoint.data())
    run = checkpoint.run("dora", finetuning_type="lora", use_dora=True, adapter_name_or_path=str(checkpoint.folder / "dora-start"), lora_rank=RANK,
                         lora_alpha=ALPHA)
    checkpoint.follow("DoRA, patterns", f"trajectory DoRA, {checkpoint.name}", start, run, batch, labels)
    here_to_peft(checkpoint, "dora", "DoRA written here, in PEFT")


def here_to_peft(checkpoint, name, claim):
    """An adapter that a run saved, in PEFT: no key left over, the same logits."""
    out = checkpoint.folder / name
    loaded = PeftModel.from_pretrained(copy.deepcopy(checkpoint.model), out).eval()
    sample, inputs = checkpoint.first_row()
    with torch.no_grad():
        want = loaded(**inputs).logits
    checkpoint.logits("here → PEFT", f"{claim}, {checkpoint.name}", checkpoint.lorikeet.probe(checkpoint.folder, sample, "--adapter", out)["logits"], want)


def patterns(checkpoint):
    """rank_pattern and alpha_pattern, read; a run that goes on from them saves them again."""
    keys = dict(r=RANK, lora_alpha=ALPHA, target_modules=checkpoint.family.TARGETS, rank_pattern={"q_proj": 6, r"layers\.0\.mlp\.up_proj": 2},
                alpha_pattern={"q_proj": 3, "down_proj": 20})
    start = reference.with_adapter(checkpoint.model, LoraConfig(**keys))
    adapter_tensors(checkpoint, start, "patterns", "patterns-start")
    batch, labels = checkpoint.batch(checkpoint.data())
    run = checkpoint.run("patterns", finetuning_type="lora", adapter_name_or_path=str(checkpoint.folder / "patterns-start"))
    checkpoint.follow("DoRA, patterns", f"trajectory with patterns, {checkpoint.name}", start, run, batch, labels)
    written = json.loads((checkpoint.folder / "patterns" / "adapter_config.json").read_text())
    checkpoint.report.check(f"patterns are saved again, {checkpoint.name}", written["rank_pattern"] and written["alpha_pattern"], str(written))
    here_to_peft(checkpoint, "patterns", "patterns written here, in PEFT")


METHODS = (dora, patterns)


def check(checkpoint):
    for method in METHODS:
        method(checkpoint)

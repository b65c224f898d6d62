"""Training methods beside plain LoRA and full tuning, over every family's exported cases: one function a method, each given a Checkpoint.

Nothing here knows a family.
"""

import copy
import json

import torch
from peft import LoraConfig, PeftModel
from peft.optimizers import create_loraplus_optimizer
from safetensors.torch import load_file
from tokenizers import Tokenizer

import reference
from report import TRAJECTORY

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


def packing(checkpoint):
    """Neat packing learns as the samples alone do; plain packing (text) as transformers does with one row whose positions restart."""
    rows = checkpoint.data()
    full = dict(finetuning_type="full", freeze_vision_tower=False, freeze_multi_modal_projector=False, freeze_language_model=False)
    batch, labels = checkpoint.batch(rows)
    run = checkpoint.run("neat", neat_packing=True, **full)
    steps = checkpoint.follow("packed", f"trajectory neat packing, {checkpoint.name}", checkpoint.model, run, batch, labels)
    for index, loss in steps[0]["samples"]:
        with torch.no_grad():
            alone, answer = checkpoint.batch([rows[index]])
            want = checkpoint.model(**alone, labels=answer).loss.item()
        checkpoint.report.measure("packed", f"sample {index} in a packed row, {checkpoint.name}", abs(loss - want), 5e-5)
    checkpoint.report.check(f"losses a sample, packed, {checkpoint.name}", len(steps[0]["samples"]) == len(rows), str(steps[0]["samples"]))
    if checkpoint.family.sees_pictures:
        return
    run = checkpoint.run("plain", packing=True, **full)
    row = json.loads(checkpoint.lorikeet("encode", run, "--packed").splitlines()[0])
    order = sorted(range(len(rows)), key=lambda i: (len(rows[i]["input_ids"]), i), reverse=True)
    checkpoint.report.exact("ids, labels, positions", f"packed ids, {checkpoint.name}", row["input_ids"], [t for i in order for t in rows[i]["input_ids"]])
    checkpoint.report.exact("ids, labels, positions", f"packed labels, {checkpoint.name}", row["labels"], [t for i in order for t in rows[i]["labels"]])
    positions = [t for i in order for t in range(len(rows[i]["input_ids"]))]
    checkpoint.report.exact("ids, labels, positions", f"packed positions, {checkpoint.name}", sum(row["position_ids"], []), positions)
    batch = {"input_ids": torch.tensor([row["input_ids"]]), "position_ids": torch.tensor([positions]), "attention_mask": torch.ones(1, len(positions), dtype=torch.long)}
    checkpoint.follow("packed", f"trajectory plain packing, {checkpoint.name}", checkpoint.model, run, batch, torch.tensor([row["labels"]]))


TEXTS = ["The first text is of middling length.", "", "Short.", "çà et là, 是的: a text with letters of more than one byte.", "</s> inside", "The last."]
BLOCK = 23


def plain_text(checkpoint):
    """stage: pt: rows of one long text, exact; the trajectory is that of transformers on them."""
    folder = checkpoint.folder / "texts"
    folder.mkdir()
    (folder / "a.txt").write_text("\n".join(TEXTS[:3]) + "\n", encoding="utf-8")
    (folder / "b.jsonl").write_text("".join(json.dumps({"body": text}) + "\n" for text in TEXTS[3:]))
    (folder / "dataset_info.json").write_text(json.dumps({"a": {"file_name": "a.txt", "columns": {"prompt": "text"}},
                                                          "b": {"file_name": "b.jsonl", "columns": {"prompt": "body"}}}))
    keys = dict(stage="pt", dataset=["a", "b"], dataset_dir=str(folder), finetuning_type="full", freeze_vision_tower=False,
                freeze_multi_modal_projector=False, freeze_language_model=False, per_device_train_batch_size=100, template="default")
    tokenizer = Tokenizer.from_file(str(checkpoint.folder / "tokenizer.json"))
    encoded = [tokenizer.encode(text + "</s>", add_special_tokens=False).ids for text in TEXTS]
    stream = [token for ids in encoded for token in ids]
    want = [stream[i:i + BLOCK] for i in range(0, len(stream) - BLOCK + 1, BLOCK)]
    run = checkpoint.run("pt", cutoff_len=BLOCK, **keys)
    got = [json.loads(line) for line in checkpoint.lorikeet("encode", run, "--packed").splitlines()]
    checkpoint.report.exact("ids, labels, positions", f"rows of plain text, {checkpoint.name}", [r["input_ids"] for r in got], want)
    checkpoint.report.exact("ids, labels, positions", f"labels of plain text, {checkpoint.name}", [r["labels"] for r in got], want)
    ids = torch.tensor(want)
    extras = checkpoint.family.extras(ids, checkpoint.model.config) if checkpoint.family.sees_pictures else {}
    checkpoint.follow("packed", f"trajectory plain text, {checkpoint.name}", checkpoint.model, run, {"input_ids": ids, **extras}, ids)
    run = checkpoint.run("pt-rows", cutoff_len=BLOCK, packing=False, **keys)
    got = [json.loads(line) for line in checkpoint.lorikeet("encode", run).splitlines()]
    checkpoint.report.exact("ids, labels, positions", f"texts unpacked, {checkpoint.name}", [r["input_ids"] for r in got], [ids[:BLOCK] for ids in encoded])


def sixteen_bits(checkpoint):
    """bf16 with fp32 master weights of what trains against transformers under autocast. The noise of bfloat16 itself is measured as the
    distance of that reference from its own fp32 run; a path that rounds in other places must stay within twice that (and 0.003)."""
    start = dora_model(checkpoint, use_dora=False)
    start.save_pretrained(checkpoint.folder / "bf16-start")
    batch, labels = checkpoint.batch(checkpoint.data())
    run = checkpoint.run("bf16", finetuning_type="lora", adapter_name_or_path=str(checkpoint.folder / "bf16-start"), compute_dtype="bfloat16")
    exact = reference.trajectory(copy.deepcopy(start), batch, labels)
    rounded = copy.deepcopy(start)
    for p in rounded.parameters():
        if not p.requires_grad:
            p.data = p.data.to(torch.bfloat16)
    with torch.autocast("cpu", torch.bfloat16, cache_enabled=False):  # weights change between the steps
        expected = reference.trajectory(rounded, batch, labels)
    checkpoint.lorikeet("train", run)
    losses = [step["loss"] for step in checkpoint.steps(run)]
    floor = max(abs(a - b) for a, b in zip(expected, exact))
    checkpoint.report.check(f"bf16, {checkpoint.name}", len(losses) == len(expected), f"{len(losses)} losses logged")
    error = max(abs(a - b) for a, b in zip(expected, losses))
    checkpoint.report.measure("bf16", f"bf16 trajectory (reference is {floor:.1e} from its fp32), {checkpoint.name}", error, max(3e-3, 2 * floor))
    checkpoint.report.check(f"bf16 learns, {checkpoint.name}", losses[-1] < losses[0] - 0.05, str(losses))
    stored_dtype(checkpoint)


def stored_dtype(checkpoint):
    """A 16-bit folder, tuned in full, is saved in 16 bits again."""
    folder = checkpoint.folder.with_name(checkpoint.folder.name + "-stored16")
    checkpoint.lorikeet("export", "--model", checkpoint.folder, "--out", folder, "--dtype", "bfloat16")
    for name, keys in (("masters", {}), ("pure", {"pure_bf16": True})):
        run = checkpoint.run(f"stored16-{name}", model_name_or_path=str(folder), compute_dtype="auto", finetuning_type="full", max_steps=2,
                             **(keys or {"bf16": True}))
        checkpoint.lorikeet("train", run)
        losses = [step["loss"] for step in checkpoint.steps(run)]
        out = checkpoint.folder / run.stem
        types = {t.dtype for f in out.glob("*.safetensors") for t in load_file(f).values()}
        checkpoint.report.check(f"{name} are saved as stored, {checkpoint.name}", types == {torch.bfloat16}, str(types))
        checkpoint.report.check(f"{name} learn, {checkpoint.name}", losses[1] < losses[0], str(losses))


def lora_plus(checkpoint):
    """PEFT's own LoRA+ optimizer, over DoRA so that there are vectors too."""
    ratio = 8.0
    start = dora_model(checkpoint)
    start.save_pretrained(checkpoint.folder / "plus-start")
    batch, labels = checkpoint.batch(checkpoint.data())
    run = checkpoint.run("plus", finetuning_type="lora", use_dora=True, loraplus_lr_ratio=ratio, adapter_name_or_path=str(checkpoint.folder / "plus-start"))
    optimizer = create_loraplus_optimizer(start, torch.optim.AdamW, lr=reference.LEARNING_RATE, loraplus_lr_ratio=ratio,
                                          loraplus_weight_decay=reference.WEIGHT_DECAY)
    expected = []
    for _ in range(reference.STEPS):
        loss = start(**batch, labels=labels).loss
        expected.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for p in start.parameters() if p.requires_grad], 1.0)
        optimizer.step()
    checkpoint.lorikeet("train", run)
    losses = [step["loss"] for step in checkpoint.steps(run)]
    checkpoint.report.check(f"LoRA+, {checkpoint.name}", len(losses) == len(expected), f"{len(losses)} losses logged")
    error = max(abs(a - b) for a, b in zip(expected, losses))
    checkpoint.report.measure("DoRA, patterns", f"trajectory LoRA+, {checkpoint.name}", error, TRAJECTORY)


METHODS = (dora, patterns, lora_plus, packing, plain_text, sixteen_bits)


def check(checkpoint):
    for method in METHODS:
        method(checkpoint)

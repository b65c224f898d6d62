"""What transformers and PEFT compute: the model folders, tensors, trajectories and texts that Lorikeet is held against."""

import copy
import json
import re

import torch
from peft import get_peft_model
from safetensors.torch import save_file, load_file
from tokenizers import Tokenizer

import tiny

LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.01
STEPS = 10


def make_model(folder, family, name):
    """Writes the checkpoint; returns the model that computes in fp32 what its files hold."""
    case = family.CASES[name]
    folder.mkdir(parents=True)
    torch.manual_seed(len(name))
    model = family.MODEL(copy.deepcopy(case.config))
    family.randomise(model, sum(map(ord, name)) if case.seed is None else case.seed)
    model.to(case.dtype).save_pretrained(folder, max_shard_size=case.shards)
    if case.dtype != torch.float32:  # rotary frequencies were never rounded
        model = family.MODEL.from_pretrained(folder, dtype=torch.float32)
    family.write_tokenizer(folder)
    if family.sees_pictures:
        family.write_processor(folder, case)
    if case.names == "hub":
        rename(folder, family.hub_name)
    elif case.names == "v5":
        tied = {"lm_head.weight"} if is_tied(model) else set()
        save_file({k: v.to(case.dtype).contiguous() for k, v in model.state_dict().items() if k not in tied}, folder / "model.safetensors",
                  metadata={"format": "pt"})
    if case.old_config:
        path = folder / "config.json"
        config = json.loads(path.read_text())
        family.old_config(config)
        path.write_text(json.dumps(config))
    return model.eval()


def is_tied(model):
    return model.get_output_embeddings().weight is model.get_input_embeddings().weight


def rename(folder, mapping):
    path = folder / "model.safetensors"
    save_file({mapping(k): v for k, v in load_file(path).items()}, path, metadata={"format": "pt"})


def make_sample(folder, family, model, seed):
    """A text with pictures of two shapes (or none), labels on its last two thirds. Returns its file, the model's inputs, labels."""
    text = "<s>Question: what is seen? " + (f"{family.IMAGE} and {family.IMAGE} " if family.sees_pictures else "") + \
        f"Answer {seed}: two things, çà et là, 是的.</s>"
    sample = {"text": text, "images": []}
    inputs = {}
    expanded = text
    if family.sees_pictures:
        for i, (w, h) in enumerate(family.SIZES):
            path = folder / f"picture{seed}{i}.png"
            tiny.picture(path, w, h, seed * 7 + i)
            sample["images"].append(str(path))
        pictures = family.open(sample["images"])
        inputs = family.see(folder, model.config, [pictures])
        expanded = family.expand(text, model.config, pictures, inputs)
    ids = Tokenizer.from_file(str(folder / "tokenizer.json")).encode(expanded, add_special_tokens=False).ids
    start = len(ids) - 2 * len(ids) // 3
    hidden = {family.image_id} if family.sees_pictures else set()
    labels = [-100] * start + [-100 if i in hidden else i for i in ids[start:]]
    sample["labels"] = labels
    path = folder / f"sample{seed}.json"
    path.write_text(json.dumps(sample))
    inputs["input_ids"] = torch.tensor([ids])
    inputs.update(family.extras(inputs["input_ids"], model.config))
    return path, inputs, torch.tensor([labels])


def forget_lengths(model):
    """Dynamic rope remembers the longest text that it ever saw; Lorikeet looks at the text at hand."""
    for module in model.modules():
        if hasattr(module, "original_inv_freq") and getattr(module, "rope_type", "") == "dynamic":
            module.inv_freq = module.original_inv_freq
            module.max_seq_len_cached = module.original_max_seq_len


def logits_of(model, inputs):
    forget_lengths(model)
    with torch.no_grad():
        return model(**inputs).logits


def merged_logits(peft_model, dtype, inputs):
    """Of PEFT's own merge, its weights rounded as a folder of that type stores them."""
    merged = copy.deepcopy(peft_model).merge_and_unload().eval()
    with torch.no_grad():
        for p in merged.parameters():
            p.copy_(p.to(dtype).float())
    return logits_of(merged, inputs)


def v5_path(name):
    """A PEFT model's parameter under the base model's module path."""
    return name.replace("base_model.model.", "").replace(".default", "").replace(".base_layer", "")


def tensors_of(family, model, inputs, labels):
    """Every tensor that `probe` writes, under the same names."""
    tensors = {"input_ids": inputs["input_ids"], "labels": labels, "position_ids": family.positions(model, inputs)}
    tensors.update({k: inputs[k] for k in ("pixel_values", "image_grid_thw", "image_sizes") if k in inputs})
    handles = []
    if family.sees_pictures:
        for key, place in family.hooks(model).items():
            module, view = place if isinstance(place, tuple) else (place, lambda out: out)
            keep = lambda _, __, out, key=key, view=view: tensors.__setitem__(key, view(out[0] if isinstance(out, tuple) else out).detach().clone())
            handles.append(module.register_forward_hook(keep))
    model.zero_grad()
    forget_lengths(model)
    out = model(**inputs, labels=labels)
    out.loss.backward()
    tensors["logits"] = out.logits.detach()
    tensors["loss"] = out.loss.detach().reshape(1)
    for name, p in model.named_parameters():
        if p.grad is not None:
            tensors["grad." + v5_path(name)] = p.grad.clone()
    for handle in handles:
        handle.remove()
    return tensors


def with_adapter(model, config):
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


def decayed(model):
    """The Hugging Face Trainer's rule: not the parameters of a LayerNorm, nor what is called a bias or a norm."""
    norms = tuple(name + "." for name, module in model.named_modules() if isinstance(module, torch.nn.LayerNorm))
    spared = re.compile(r"bias|layernorm|rmsnorm|(?:^|\.)norm(?:$|\.)|_norm(?:$|\.)")
    return {name for name, _ in model.named_parameters() if not name.startswith(norms) and not spared.search(name.lower())}


def trajectory(model, batch, labels):
    """Losses of ten AdamW steps with clipping on one batch."""
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    decays = decayed(model)
    groups = [{"params": [p for n, p in named if n in decays], "weight_decay": WEIGHT_DECAY},
              {"params": [p for n, p in named if n not in decays], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    forget_lengths(model)
    for _ in range(STEPS):
        loss = model(**batch, labels=labels).loss
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for _, p in named], 1.0)
        optimizer.step()
    return losses


def trajectory_floor(model, batch, labels):
    """How far the losses move when the start weights are nudged by 1e-7: what no implementation can be held to."""
    plain = trajectory(copy.deepcopy(model), batch, labels)
    worst = 0.0
    for seed in range(3):
        nudged = copy.deepcopy(model)
        generator = torch.Generator().manual_seed(seed)
        with torch.no_grad():
            for p in nudged.parameters():
                p.mul_(1 + 1e-7 * torch.randn(p.shape, generator=generator))
        worst = max(worst, *(abs(a - b) for a, b in zip(plain, trajectory(nudged, batch, labels))))
    return worst


def greedy(family, model, ids, pictures, count, cached=False):
    """[(likeliest token, its lead over the second)], everything computed anew for each token; `cached`: by transformers' own cache."""
    ids = torch.tensor([ids])
    made, cache = [], None
    forget_lengths(model)
    with torch.no_grad():
        for _ in range(count):
            given = ids if cache is None else ids[:, -1:]
            out = model(input_ids=given, **pictures, **family.extras(given, model.config), use_cache=cached, past_key_values=cache)
            cache = out.past_key_values if cached else None
            best = out.logits[0, -1].topk(2)
            made.append((best.indices[0].item(), (best.values[0] - best.values[1]).item()))
            ids = torch.cat([ids, best.indices[None, :1]], 1)
    return made


def loss_of_each(model, batch, labels):
    """The mean loss of every row of a padded batch."""
    logits = logits_of(model, batch)
    return [torch.nn.functional.cross_entropy(row[:-1], answer[1:]).item() for row, answer in zip(logits, labels)]

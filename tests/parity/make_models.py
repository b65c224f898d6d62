"""Makes tiny random models with transformers and PEFT, and the tensors that they compute: what run_parity.py holds Lorikeet against."""

import json
import os
import pathlib

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import (CLIPVisionConfig, LlamaConfig, LlamaForCausalLM, LlavaConfig, LlavaForConditionalGeneration)
from transformers.models.clip.image_processing_pil_clip import CLIPImageProcessorPil

VOCAB = 320
IMAGE = "<image>"
IMAGE_ID = 300
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.01
STEPS = 10


def write_tokenizer(folder):
    """256 bytes, then special tokens: every text has ids and none needs merges."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    vocab = {c: i for i, c in enumerate(alphabet)}
    tokenizer = Tokenizer(models.BPE(vocab=vocab, merges=[], unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    specials = ["<s>", "</s>", "<unk>", "<pad>"] + [f"<r{i}>" for i in range(IMAGE_ID - 260)] + [IMAGE]
    tokenizer.add_special_tokens(specials)
    assert tokenizer.token_to_id(IMAGE) == IMAGE_ID
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", tokenizer.token_to_id("<s>"))])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}))
    return tokenizer


def text_config(**changes):
    keys = dict(vocab_size=VOCAB, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
                max_position_embeddings=512, rms_norm_eps=1e-5, initializer_range=0.08, bos_token_id=256, eos_token_id=257, pad_token_id=259)
    keys.update(changes)
    return LlamaConfig(**keys)


def vision_config(**changes):
    keys = dict(hidden_size=48, intermediate_size=72, num_hidden_layers=4, num_attention_heads=4, image_size=28, patch_size=7,
                initializer_range=0.08)
    keys.update(changes)
    return CLIPVisionConfig(**keys)


def llava_config(text=None, vision=None, **changes):
    keys = dict(text_config=text or text_config(), vision_config=vision or vision_config(), image_token_index=IMAGE_ID,
                vision_feature_layer=-2, vision_feature_select_strategy="default", image_seq_length=16)
    keys.update(changes)
    return LlavaConfig(**keys)


def randomise(model, seed):
    """Biases and norms too: zeros and ones would hide mistakes."""
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in model.named_parameters():
            noise = torch.randn(p.shape, generator=generator)
            if "norm" in name and name.endswith("weight"):
                p.copy_(1 + 0.1 * noise)
            elif name.endswith("bias"):
                p.copy_(0.05 * noise)
            else:
                p.copy_(0.08 * noise)


LLAMA3_ROPE = {"rope_type": "llama3", "rope_theta": 10000.0, "factor": 8.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
               "original_max_position_embeddings": 64}
YARN_ROPE = {"rope_type": "yarn", "rope_theta": 10000.0, "factor": 4.0, "original_max_position_embeddings": 64}

# name -> (config, options)
CASES = {
    "llama-gqa": (text_config(), {}),
    "llama-mha": (text_config(num_key_value_heads=4), {}),
    "llama-tied": (text_config(tie_word_embeddings=True), {}),
    "llama-rope3": (text_config(rope_parameters=LLAMA3_ROPE), {}),
    "llama-linear": (text_config(rope_parameters={"rope_type": "linear", "rope_theta": 5000.0, "factor": 2.0}), {}),
    "llama-yarn": (text_config(rope_parameters=YARN_ROPE), {}),
    "llama-odd": (text_config(hidden_size=54, num_attention_heads=9, num_key_value_heads=3, head_dim=10, attention_bias=True), {}),
    "llama-bf16-shards": (text_config(), {"dtype": torch.bfloat16, "shards": "60KB"}),
    "llava-default": (llava_config(), {"old_config": True}),
    "llava-full": (llava_config(vision_feature_select_strategy="full", vision_feature_layer=-1, image_seq_length=17), {}),
    "llava-layers": (llava_config(vision_feature_layer=[-2, 1], vision=vision_config(num_attention_heads=3)), {}),
    "llava-bf16-hub": (llava_config(), {"dtype": torch.bfloat16, "hub_names": True}),
    "llava-fp16-v5": (llava_config(text=text_config(tie_word_embeddings=True), multimodal_projector_bias=False), {"dtype": torch.float16, "v5_names": True}),
}


def rename(folder, mapping):
    path = folder / "model.safetensors"
    tensors = load_file(path)
    save_file({mapping(k): v for k, v in tensors.items()}, path, metadata={"format": "pt"})


def hub_name(name):
    return name.replace("vision_tower.", "vision_tower.vision_model.")


def v5_name(name):
    if name.startswith("language_model.lm_head."):
        return name.removeprefix("language_model.")
    if name.startswith("language_model.model."):
        return "model.language_model." + name.removeprefix("language_model.model.")
    return "model." + name


def make_old_config(folder):
    """The keys that files had before transformers 5."""
    path = folder / "config.json"
    config = json.loads(path.read_text())
    for part in (config, config.get("text_config", {}), config.get("vision_config", {})):
        if "dtype" in part:
            part["torch_dtype"] = part.pop("dtype")
        if "rope_parameters" in part:
            part["rope_theta"] = part.pop("rope_parameters")["rope_theta"]
    path.write_text(json.dumps(config))


def make_model(root, name):
    config, options = CASES[name]
    folder = root / name
    folder.mkdir(parents=True)
    torch.manual_seed(len(name))
    cls = LlavaForConditionalGeneration if name.startswith("llava") else LlamaForCausalLM
    model = cls(config)
    randomise(model, seed=sum(map(ord, name)))
    model.to(options.get("dtype", torch.float32)).save_pretrained(folder, max_shard_size=options.get("shards", "5GB"))
    if "dtype" in options:  # 16-bit storage is computed in fp32, with rotary frequencies that were never rounded
        model = cls.from_pretrained(folder, dtype=torch.float32)
    write_tokenizer(folder)
    if name.startswith("llava"):
        CLIPImageProcessorPil(size={"shortest_edge": 28}, crop_size={"height": 28, "width": 28}).save_pretrained(folder)
    if options.get("hub_names"):
        rename(folder, hub_name)
    if options.get("v5_names"):
        rename(folder, v5_name)
    if options.get("old_config"):
        make_old_config(folder)
    model.eval()
    return folder, model


def picture(path, width, height, seed):
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    small.resize((width, height), Image.BICUBIC).save(path)


def make_sample(folder, model, seed):
    """A text with pictures of two shapes (or none), labels on its last two thirds."""
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    is_llava = "vision_config" in json.loads((folder / "config.json").read_text())
    text = "<s>Question: what is seen? " + (f"{IMAGE} and {IMAGE} " if is_llava else "") + f"Answer {seed}: two things, çà et là, 是的.</s>"
    sample = {"text": text, "images": []}
    inputs = {}
    expanded = text
    if is_llava:
        processor = CLIPImageProcessorPil.from_pretrained(folder)
        for i, (w, h) in enumerate([(61, 40), (33, 90)]):
            path = folder / f"picture{seed}{i}.png"
            picture(path, w, h, seed * 7 + i)
            sample["images"].append(str(path))
        images = [Image.open(p).convert("RGB") for p in sample["images"]]
        inputs["pixel_values"] = processor(images=images, return_tensors="pt")["pixel_values"]
        expanded = text.replace(IMAGE, IMAGE * model.config.image_seq_length)
    ids = tokenizer.encode(expanded, add_special_tokens=False).ids
    labels = [-100] * (len(ids) - 2 * len(ids) // 3) + ids[len(ids) - 2 * len(ids) // 3:]
    labels = [-100 if i == IMAGE_ID else i for i in labels]
    sample["labels"] = labels
    path = folder / f"sample{seed}.json"
    path.write_text(json.dumps(sample))
    inputs["input_ids"] = torch.tensor([ids])
    return path, inputs, torch.tensor([labels])


def reference(model, inputs, labels):
    """Every tensor that `probe` writes, under the same names."""
    tensors = {"input_ids": inputs["input_ids"], "labels": labels, "position_ids": torch.arange(labels.shape[1])[None]}
    hooks = []
    keep = lambda key: lambda module, args, out: tensors.__setitem__(key, (out[0] if isinstance(out, tuple) else out).detach().clone())
    if "pixel_values" in inputs:
        tensors["pixel_values"] = inputs["pixel_values"]
        core = next(m for m in model.modules() if type(m).__name__ == "LlavaModel")
        hooks.append(core.vision_tower.embeddings.register_forward_hook(keep("vis.embed")))
        for i, layer in enumerate(core.vision_tower.encoder.layers):
            hooks.append(layer.register_forward_hook(keep(f"vis.layer.{i}")))
        hooks.append(core.multi_modal_projector.register_forward_hook(keep("proj.out")))
    model.zero_grad()
    out = model(**inputs, labels=labels)
    out.loss.backward()
    tensors["logits"] = out.logits.detach()
    tensors["loss"] = out.loss.detach().reshape(1)
    for name, p in model.named_parameters():
        if p.grad is not None:
            tensors["grad." + name.replace("base_model.model.", "").replace(".default", "").replace(".base_layer", "")] = p.grad.clone()
    for hook in hooks:
        hook.remove()
    return tensors


def decays(name):
    """The Hugging Face Trainer's rule: no decay for biases and norms."""
    return not (name.endswith("bias") or "norm" in name or "layrnorm" in name)


def trajectory(model, batch, labels):
    """Losses of ten AdamW steps with clipping on one batch."""
    named = [(n, p) for n, p in model.named_parameters() if p.requires_grad]
    groups = [{"params": [p for n, p in named if decays(n)], "weight_decay": WEIGHT_DECAY},
              {"params": [p for n, p in named if not decays(n)], "weight_decay": 0.0}]
    optimizer = torch.optim.AdamW(groups, lr=LEARNING_RATE, betas=(0.9, 0.999), eps=1e-8)
    losses = []
    for _ in range(STEPS):
        loss = model(**batch, labels=labels).loss
        losses.append(loss.item())
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_([p for _, p in named], 1.0)
        optimizer.step()
    return losses

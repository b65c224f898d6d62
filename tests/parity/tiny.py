"""Parts of tiny random models: tokenizer, weights, pictures. Nothing here knows a family."""

import json

import numpy as np
import torch
from PIL import Image
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, processors
from transformers import LlamaConfig

VOCAB = 320
BOS, EOS, UNK, PAD = 256, 257, 258, 259
IMAGE_ID = 300
SPECIALS = ["<s>", "</s>", "<unk>", "<pad>", "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<|vision_start|>", "<|vision_end|>", "<|image_pad|>",
            "<|video_pad|>", "<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<image_soft_token>", "<end_of_image>",
            "<fake_token_around_image>", "<global-img>", "<end_of_utterance>", *(f"<row_{r}_col_{c}>" for r in range(1, 5) for c in range(1, 5)),
            "<|eot_id|>", "<|start_header_id|>", "<|end_header_id|>"]
SPECIALS += [f"<r{i}>" for i in range(IMAGE_ID - 256 - len(SPECIALS))] + ["<image>"]


def token(text):
    """The id of a special token; the same in every tiny model."""
    return 256 + SPECIALS.index(text)


def write_tokenizer(folder):
    """256 bytes, then special tokens: every text has ids and none needs merges."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    tokenizer = Tokenizer(models.BPE(vocab={c: i for i, c in enumerate(alphabet)}, merges=[], unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.add_special_tokens(SPECIALS)
    assert tokenizer.token_to_id("<image>") == IMAGE_ID
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", special_tokens=[("<s>", BOS)])
    tokenizer.save(str(folder / "tokenizer.json"))
    (folder / "tokenizer_config.json").write_text(json.dumps({
        "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>", "unk_token": "<unk>", "pad_token": "<pad>"}))


def text_keys(**changes):
    """Keys that the configs of most language models take."""
    keys = dict(vocab_size=VOCAB, hidden_size=48, intermediate_size=80, num_hidden_layers=3, num_attention_heads=4, num_key_value_heads=2,
                max_position_embeddings=512, rms_norm_eps=1e-5, initializer_range=0.08, bos_token_id=BOS, eos_token_id=EOS, pad_token_id=PAD)
    keys.update(changes)
    return keys


def llama_config(**changes):
    return LlamaConfig(**text_keys(**changes))


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


def picture(path, width, height, seed):
    rng = np.random.default_rng(seed)
    small = Image.fromarray(rng.integers(0, 256, (6, 8, 3), dtype=np.uint8))
    small.resize((width, height), Image.BICUBIC).save(path)

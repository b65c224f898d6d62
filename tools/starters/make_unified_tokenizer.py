#!/usr/bin/env python3
"""The unified starter's tokenizer: the pieces of the common one, with Qwen2's way of cutting text and its marker tokens at the end.

    make_unified_tokenizer.py COMMON.json OUT.json

Part of the recipe in make_starters.sh. Piece i of the common tokenizer becomes piece i - 5, since its five special tokens are left out;
parts.py moves the rows of the embedding the same way.
"""
import json
import sys

DROPPED = ["<unk>", "<s>", "</s>", "<pad>", "<image>"]
MARKERS = ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|vision_start|>", "<|vision_end|>", "<|vision_pad|>", "<|image_pad|>", "<|video_pad|>"]
CUT = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")


def main():
    common, out = sys.argv[1:]
    with open(common, encoding="utf-8") as file:
        tokenizer = json.load(file)
    vocabulary = tokenizer["model"]["vocab"]
    assert [vocabulary[token] for token in DROPPED] == list(range(len(DROPPED)))
    pieces = {piece: number - len(DROPPED) for piece, number in vocabulary.items() if piece not in DROPPED}
    tokenizer["model"]["vocab"] = dict(sorted(pieces.items(), key=lambda item: item[1]))
    tokenizer["added_tokens"] = [
        {"id": len(pieces) + i, "content": token, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
        for i, token in enumerate(MARKERS)]
    tokenizer["normalizer"] = {"type": "NFC"}
    tokenizer["pre_tokenizer"] = {"type": "Sequence", "pretokenizers": [
        {"type": "Split", "pattern": {"Regex": CUT}, "behavior": "Isolated", "invert": False},
        {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}]}
    with open(out, "w", encoding="utf-8") as file:
        json.dump(tokenizer, file, ensure_ascii=False, indent=1)
        file.write("\n")
    print(f"{out}: {len(pieces) + len(MARKERS)} tokens")


if __name__ == "__main__":
    main()

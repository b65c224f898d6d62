#!/usr/bin/env python3
"""Learns the starters' byte-level BPE from the texts of generated datasets.

    make_tokenizer.py OUT.json DATA.json [DATA.json …]

Part of the recipe in make_starters.sh; needs the package `tokenizers`.
"""
import json
import re
import sys

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers

VOCABULARY = 768
SPECIAL = ["<unk>", "<s>", "</s>", "<pad>", "<image>"]
SYSTEM = ("A chat between a curious user and an artificial intelligence assistant. The assistant gives helpful, detailed, "
          "and polite answers to the user's questions.")


def texts(paths):
    for path in paths:
        with open(path, encoding="utf-8") as file:
            for row in json.load(file):
                turns = row.get("messages") or row.get("conversations")
                if turns:
                    for turn in turns:
                        text = (turn.get("content") or turn.get("value")).replace("<image>", "").strip()
                        yield f"USER: {text} ASSISTANT:" if turn.get("role", turn.get("from")) in ("user", "human") else text
                else:
                    yield f"USER: {row['instruction']} ASSISTANT:"
                    yield row["output"]
    for _ in range(4000):  # words of every conversation become one token each
        yield SYSTEM
        yield "Which digit is this?"


def without_chinese_words(strings):
    """No merge crosses a Chinese character: Chinese has no spaces that would keep phrases apart."""
    for text in strings:
        yield from re.findall(r"[\u3000-\u9fff\uff00-\uffef]|[^\u3000-\u9fff\uff00-\uffef]+", text)


def main():
    out, *paths = sys.argv[1:]
    tokenizer = Tokenizer(models.BPE(unk_token=None))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(vocab_size=VOCABULARY, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False,
                                  special_tokens=[AddedToken(token, special=True, normalized=False) for token in SPECIAL])
    tokenizer.train_from_iterator(without_chinese_words(texts(paths)), trainer)
    tokenizer.save(out)
    print(f"{out}: {tokenizer.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()

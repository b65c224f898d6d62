#!/usr/bin/env python3
"""Writes tests/fixtures/tokenizers: small tokenizers of every supported kind, and what the `tokenizers` package makes of awkward texts.

Run with tokenizers 0.23.3 whenever a kind is added; the results are committed.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "parity"))
from awkward_texts import TEXTS, random_texts
from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers

QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
LLAMA3 = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
CORPUS = [
    "The quick brown fox jumps over the lazy dog. It's what we'll see, isn't it? They've said I'd go; you're here.",
    "A red circle is left of the small blue square; there are three green triangles in the picture.",
    "What is in the picture? Describe the image in one sentence. How many are there? Answer with a number: 1234567890.",
    "def main():\n    for i in range(10):\n        print(i, 'hello')\n    return {\"a\": [1, 2, 3]}\n",
    "图片里有什么？一个红色的圆形在蓝色的正方形左边。你好，世界！",
    "日本語のテキストです。これは何ですか。ありがとう。",
    "Привет, мир! Как дела? Что изображено на картинке?",
    "Ένα μικρό κόκκινο τετράγωνο. مرحبا بالعالم. שלום עולם. नमस्ते दुनिया. สวัสดีชาวโลก",
    "Café, naïve, façade, Zürich, Ångström, crème brûlée, El Niño, smörgåsbord.",
] * 4
def bpe(tokenizer, vocab_size, specials, alphabet=None, **trainer):
    tokenizer.train_from_iterator(CORPUS, trainers.BpeTrainer(vocab_size=vocab_size, special_tokens=specials, show_progress=False,
                                                             initial_alphabet=alphabet or [], **trainer))
    return tokenizer


def byte_level(pre_tokenizer, vocab_size, specials, normalizer=None, **model):
    tokenizer = Tokenizer(models.BPE(**model))
    if normalizer:
        tokenizer.normalizer = normalizer
    tokenizer.pre_tokenizer = pre_tokenizer
    tokenizer.decoder = decoders.ByteLevel()
    return bpe(tokenizer, vocab_size, specials, sorted(pre_tokenizers.ByteLevel.alphabet()))


def with_bytes(tokenizer, **model):
    """Byte tokens behind the special ones, as sentencepiece has them."""
    data = json.loads(tokenizer.to_str())
    vocab = data["model"]["vocab"]
    specials = [token["id"] for token in data["added_tokens"]]
    first = max(specials) + 1
    shifted = {token: (index if index < first else index + 256) for token, index in vocab.items()}
    shifted.update({f"<0x{byte:02X}>": first + byte for byte in range(256)})
    data["model"]["vocab"] = dict(sorted(shifted.items(), key=lambda item: item[1]))
    data["model"].update(model)
    return data


def sentencepiece_decoder(strip):
    steps = [decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()]
    return decoders.Sequence(steps + ([decoders.Strip(content=" ", left=1)] if strip else []))


def qwen():
    pre = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer = byte_level(pre, 700, [], normalizers.NFC())
    tokenizer.add_special_tokens([AddedToken(t, special=True, normalized=False) for t in ("<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>")])
    tokenizer.post_processor = processors.ByteLevel(trim_offsets=False)
    return json.loads(tokenizer.to_str())


def llama3():
    pre = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(LLAMA3), "isolated"), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    tokenizer = byte_level(pre, 900, [], ignore_merges=True)
    tokenizer.add_special_tokens(["<s>", "</s>", "<image>"])
    data = json.loads(tokenizer.to_str())
    # A word that is in the vocabulary but that no merges lead to.
    data["model"]["vocab"]["Ġpicture"] = max(token["id"] for token in data["added_tokens"]) + 1
    data["model"]["merges"] = [merge for merge in data["model"]["merges"] if "".join(merge) not in ("Ġpicture",)]
    tokenizer = Tokenizer.from_str(json.dumps(data))
    bos = tokenizer.token_to_id("<s>")
    tokenizer.post_processor = processors.Sequence([processors.ByteLevel(trim_offsets=False),
                                                   processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", bos)])])
    return json.loads(tokenizer.to_str())


def smollm():
    pre = pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=True)])
    return json.loads(byte_level(pre, 650, ["<|endoftext|>", "<|im_start|>", "<|im_end|>", "<image>"]).to_str())


def gpt2_prefix():
    tokenizer = byte_level(pre_tokenizers.ByteLevel(add_prefix_space=True, use_regex=True), 600, ["<s>", "<pad>", "</s>", "<unk>", "<image>"])
    tokenizer.post_processor = processors.RobertaProcessing(("</s>", 2), ("<s>", 0))
    data = json.loads(tokenizer.to_str())
    data["model"]["merges"] = [" ".join(merge) for merge in data["model"]["merges"]]
    return data


def deepseek():
    pre = pre_tokenizers.Sequence([
        pre_tokenizers.Split(Regex(r"[\r\n]"), "isolated"), pre_tokenizers.Split(Regex(r"\s?\p{L}+"), "isolated"), pre_tokenizers.Split(Regex(r"\s?\p{P}+"), "isolated"),
        pre_tokenizers.Split(Regex("[一-龥ࠀ-一가-퟿]+"), "isolated"), pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    return json.loads(byte_level(pre, 650, ["<s>", "</s>", "<image>"], normalizers.Sequence([])).to_str())


def legacy_sentencepiece():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Sequence([normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")])
    bpe(tokenizer, 500, ["<unk>", "<s>", "</s>"], max_token_length=12, limit_alphabet=120)
    data = with_bytes(tokenizer)
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.add_special_tokens([AddedToken("<image>", special=True, normalized=False), AddedToken("<pad>", special=True, normalized=False)])
    tokenizer.decoder = sentencepiece_decoder(True)
    tokenizer.post_processor = processors.TemplateProcessing(single="<s> $A", pair="<s> $A <s> $B", special_tokens=[("<s>", 1)])
    return json.loads(tokenizer.to_str())


def metaspace(scheme, split, byte_fallback, fuse_unk):
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=fuse_unk))
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme=scheme, split=split)
    bpe(tokenizer, 420, ["<unk>", "<s>", "</s>"], limit_alphabet=90)
    data = with_bytes(tokenizer, byte_fallback=True) if byte_fallback else json.loads(tokenizer.to_str())
    tokenizer = Tokenizer.from_str(json.dumps(data))
    tokenizer.add_special_tokens([AddedToken("<image>", special=True, normalized=False)])
    tokenizer.decoder = sentencepiece_decoder(scheme != "never") if byte_fallback else decoders.Metaspace(replacement="▁", prepend_scheme=scheme, split=split)
    return json.loads(tokenizer.to_str())


def gemma():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>", fuse_unk=True, byte_fallback=True))
    tokenizer.normalizer = normalizers.Replace(" ", "▁")
    tokenizer.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    bpe(tokenizer, 500, ["<pad>", "</s>", "<s>", "<unk>"], max_token_length=10, limit_alphabet=110)
    tokenizer = Tokenizer.from_str(json.dumps(with_bytes(tokenizer)))
    tokenizer.add_special_tokens(["<image>"])
    tokenizer.add_tokens([AddedToken("\n\n", normalized=False), AddedToken("  ", normalized=False)])
    tokenizer.decoder = sentencepiece_decoder(False)
    return json.loads(tokenizer.to_str())


def awkward_added():
    pre = pre_tokenizers.Sequence([pre_tokenizers.Split("-", "removed"), pre_tokenizers.Split(Regex(r"\s+"), "merged_with_next"), pre_tokenizers.Punctuation("contiguous"),
                                   pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Lowercase(), normalizers.Strip(left=False, right=True)])
    tokenizer = byte_level(pre, 500, ["<s>", "</s>"], normalizer)
    tokenizer.add_special_tokens([AddedToken("<image>", lstrip=True, rstrip=True, normalized=False, special=True)])
    tokenizer.add_tokens([AddedToken("Word", single_word=True, normalized=True), AddedToken("tok", lstrip=True, normalized=False), AddedToken("longtoken", rstrip=True, normalized=False),
                          AddedToken("longtok", normalized=False), AddedToken("The", single_word=True, normalized=False), AddedToken("é", normalized=True)])
    return json.loads(tokenizer.to_str())


def stripped_accents():
    tokenizer = Tokenizer(models.BPE(unk_token="<unk>"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFD(), normalizers.StripAccents(), normalizers.Replace(Regex(r"\d+"), "#"), normalizers.Strip()])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=False)])
    return json.loads(bpe(tokenizer, 300, ["<unk>", "<s>", "</s>", "<image>"], limit_alphabet=60).to_str())


KINDS = {"qwen": qwen, "llama3": llama3, "smollm": smollm, "gpt2_prefix": gpt2_prefix, "deepseek": deepseek, "legacy_sentencepiece": legacy_sentencepiece,
         "metaspace_first": lambda: metaspace("first", False, True, True), "metaspace_always": lambda: metaspace("always", True, False, False),
         "metaspace_never": lambda: metaspace("never", True, False, True), "gemma": gemma, "awkward_added": awkward_added, "stripped_accents": stripped_accents}


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else pathlib.Path(__file__).resolve().parents[2] / "fixtures" / "tokenizers"
    texts = TEXTS + list(random_texts(60))
    for name, make in KINDS.items():
        data = make()
        target = folder / name
        target.mkdir(parents=True, exist_ok=True)
        (target / "tokenizer.json").write_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
        tokenizer = Tokenizer.from_file(str(target / "tokenizer.json"))
        added = {token.content: index for index, token in tokenizer.get_added_tokens_decoder().items()}
        config = {key: token for key, token in (("bos_token", "<s>"), ("eos_token", "</s>"), ("pad_token", "<pad>")) if token in added}
        (target / "tokenizer_config.json").write_text(json.dumps(config))
        cases = []
        for text in texts:
            ids = tokenizer.encode(text, add_special_tokens=False).ids
            cases.append({"text": text, "ids": ids, "special": tokenizer.encode(text).ids, "decoded": tokenizer.decode(ids, skip_special_tokens=False),
                          "skipped": tokenizer.decode(ids, skip_special_tokens=True)})
        lines = ",\n".join(json.dumps(case, ensure_ascii=True, separators=(",", ":")) for case in cases)
        (target / "cases.json").write_text("[\n" + lines + "\n]\n", encoding="utf-8")
        print(f"{name}: {len(cases)} texts, {tokenizer.get_vocab_size()} tokens")


if __name__ == "__main__":
    main()

"""Tokenizers of lorikeet-cli against the `tokenizers` and `sentencepiece` packages, live: `tokenizer_parity.py LORIKEET_CLI`.

Every kind of the fixtures, models that sentencepiece trains here, and real files that ordinary packages ship; no difference is allowed.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import sentencepiece
import tokenizers

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import real_tokenizers as real
from awkward_texts import TEXTS, random_texts

FIXTURES = pathlib.Path(__file__).resolve().parents[1] / "fixtures" / "tokenizers"
ALL_TEXTS = TEXTS + list(random_texts(120))
failures = []
table = []


def lorikeet(folder, values, *flags):
    done = subprocess.run([CLI, "tokenize", "--model", str(folder), *flags], input="\n".join(json.dumps(v) for v in values), capture_output=True, text=True)
    if done.returncode != 0:
        raise RuntimeError(f"tokenize --model {folder} ended with {done.returncode}:\n{done.stderr[-2000:]}")
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def compare(name, folder, texts, encode, decode):
    """Ids of every text, and the text of those ids; the worst thing that can happen is one difference."""
    want = [encode(text) for text in texts]
    got = lorikeet(folder, texts)
    differences = [(t, g, w) for t, g, w in zip(texts, got, want) if g != w]
    want_text = [decode(ids) for ids in want]
    got_text = lorikeet(folder, want, "--decode")
    differences += [(w, g, t) for w, g, t in zip(want, got_text, want_text) if g != t]
    if len(got) != len(want) or len(got_text) != len(want):
        differences.append((name, len(got), len(want)))
    for text, ours, theirs in differences[:3]:
        print(f"  FAIL {name}: {text!r:.200} -> {ours!r:.300} instead of {theirs!r:.300}")
    table.append((name, len(texts), sum(len(ids) for ids in want), len(differences)))
    failures.extend((name, text) for text, _, _ in differences)


def compare_json(name, folder, more_texts=()):
    reference = tokenizers.Tokenizer.from_file(str(folder / "tokenizer.json"))
    compare(name, folder, ALL_TEXTS + list(more_texts), lambda t: reference.encode(t, add_special_tokens=False).ids,
            lambda ids: reference.decode(ids, skip_special_tokens=False))


def compare_sentencepiece(name, folder):
    """Text in which no control piece is written: sentencepiece itself doesn't know them in text."""
    reference = sentencepiece.SentencePieceProcessor(model_file=str(folder / "tokenizer.model"))
    control = [reference.id_to_piece(i) for i in range(reference.get_piece_size()) if reference.is_control(i) or reference.is_unknown(i)]
    texts = [t for t in ALL_TEXTS if not any(piece in t for piece in control)]
    unknown = reference.unk_id()

    def decode(ids):
        # transformers shows an unknown token by its name, sentencepiece by " ⁇ "; compared where there is none
        return reference.decode(ids)

    def encode(text):
        return reference.encode(text)

    without_unknown = [t for t in texts if unknown not in encode(t)]
    compare(f"{name}", folder, without_unknown, encode, decode)
    with_unknown = [t for t in texts if unknown in encode(t)]
    if with_unknown:
        got = lorikeet(folder, with_unknown)
        wrong = [(t, g, encode(t)) for t, g in zip(with_unknown, got) if g != encode(t)]
        for text, ours, theirs in wrong[:3]:
            print(f"  FAIL {name}: {text!r:.200} -> {ours!r:.300} instead of {theirs!r:.300}")
        table.append((f"{name}, unknown characters", len(with_unknown), sum(len(g) for g in got), len(wrong)))
        failures.extend((name, text) for text, _, _ in wrong)
    stretches_between_special_tokens(name, folder, reference, texts)


def stretches_between_special_tokens(name, folder, reference, texts):
    """A special token written in a text is one id, and what stands beside it is encoded by itself."""
    bos = reference.id_to_piece(reference.bos_id())
    pairs = [(texts[i], texts[-1 - i]) for i in range(0, len(texts) // 2, 7)]
    got = lorikeet(folder, [a + bos + b for a, b in pairs])
    wrong = [a for (a, b), ids in zip(pairs, got) if ids != reference.encode(a) + [reference.bos_id()] + reference.encode(b)]
    table.append((f"{name}, special tokens inside", len(pairs), sum(len(g) for g in got), len(wrong)))
    failures.extend((name, text) for text in wrong)


TRAINED = {
    "sentencepiece llama-like": dict(byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, split_digits=True),
    "sentencepiece gemma-like": dict(byte_fallback=True, normalization_rule_name="identity", remove_extra_whitespaces=False, add_dummy_prefix=False,
                                     allow_whitespace_only_pieces=True, user_defined_symbols=["<start_of_turn>", "<end_of_turn>", "\n\n", "▁▁", "▁▁▁▁"]),
    "sentencepiece defaults (nmt_nfkc)": dict(),
    "sentencepiece nfkc_cf, bytes": dict(byte_fallback=True, normalization_rule_name="nfkc_cf"),
    "sentencepiece across words": dict(byte_fallback=True, split_by_whitespace=False, split_by_unicode_script=False, split_by_number=False,
                                       normalization_rule_name="identity", max_sentencepiece_length=24),
    "sentencepiece own symbols": dict(byte_fallback=True, user_defined_symbols=["<image>", "ing", "the", "a b", "的"], control_symbols=["<ctl>"], pad_id=3),
}


def trained_folder(root, number, options):
    folder = root / f"trained{number}"
    folder.mkdir()
    corpus = [line for text in TEXTS for line in text.replace("\x00", "").splitlines() if line.strip()] * 3 + [
        f"The {a} {b} is {c} of the picture." for a in ("red", "green", "small", "large") for b in ("circle", "square", "star", "triangle")
        for c in ("left", "right", "above", "inside")]
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(corpus), model_prefix=str(folder / "tokenizer"), model_type="bpe", vocab_size=1500,
                                             hard_vocab_limit=False, character_coverage=0.98, minloglevel=2, **options)
    return folder


def refusals(root):
    """What can't be read is refused by name."""
    folder = root / "unigram"
    folder.mkdir()
    sentencepiece.SentencePieceTrainer.train(sentence_iterator=iter(["a red circle and a green square", "what is in the picture"] * 20),
                                             model_prefix=str(folder / "tokenizer"), model_type="unigram", vocab_size=40, hard_vocab_limit=False, minloglevel=2)
    whole = (folder / "tokenizer.model").read_bytes()
    cases = {"unigram": (whole, '"unigram"'), "cut short": (whole[:len(whole) // 2], "cut short"), "empty": (b"", "cut short"), "text": (b"IQ== 0\nIg== 1\n", "not a sentencepiece")}
    for name, (content, expected) in cases.items():
        (folder / "tokenizer.model").write_bytes(content)
        done = subprocess.run([CLI, "tokenize", "--model", str(folder)], input='"a"', capture_output=True, text=True)
        ok = done.returncode == 2 and expected in done.stderr and "tokenizer.model" in done.stderr and "hint:" in done.stderr
        table.append((f"refuses a tokenizer.model: {name}", 1, 0, 0 if ok else 1))
        if not ok:
            failures.append((name, done.stderr))
            print(f"  FAIL {name}: {done.returncode} {done.stderr}")


def main():
    for folder in sorted(FIXTURES.iterdir()):
        compare_json(folder.name, folder)
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        chat = ["<|im_start|>user\nWhat is it?<|im_end|>\n<|im_start|>assistant\nA 中文 dog 🐶.<|im_end|>\n", "<｜begin▁of▁sentence｜>User: hi\n\nAssistant:", "\n\nHuman: hi\n\nAssistant:<EOT>"]
        compare_json("real: Qwen2 (dashscope)", real.qwen_folder(root / "qwen"), chat)
        for name in ("deepseek", "anthropic"):
            folder = real.copied_folder(root / name, "litellm", f"litellm_core_utils/tokenizers/{name}_tokenizer.json", "tokenizer.json")
            compare_json(f"real: {name} (litellm)", folder, chat)
        for version in ("tokenizer.model.v1", "mistral_instruct_tokenizer_240323.model.v3"):
            compare_sentencepiece(f"real: Mistral {version}", real.copied_folder(root / version, "mistral_common", f"data/{version}", "tokenizer.model"))
        for number, (name, options) in enumerate(TRAINED.items()):
            compare_sentencepiece(name, trained_folder(root, number, options))
        refusals(root)
    for name, texts, ids, differences in table:
        print(f"{name:55} {texts:5} texts {ids:7} ids  {differences} differences")
    print(f"{len(table)} comparisons, {sum(t for _, t, _, _ in table)} texts, {len(failures)} differences")
    return 1 if failures or len(table) < 20 or len(ALL_TEXTS) < 300 else 0


if __name__ == "__main__":
    CLI = sys.argv[1]
    sys.exit(main())

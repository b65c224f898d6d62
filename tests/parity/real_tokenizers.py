"""Real tokenizer files that ordinary PyPI packages ship, as model folders. The packages' files are read; nothing of them is imported."""
import base64
import functools
import importlib.util
import json
import pathlib

QWEN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def package_file(package, path):
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise RuntimeError(f"the package {package} is not installed; packaging/setup.sh installs tests/requirements-files.txt")
    return pathlib.Path(spec.origin).parent / path


@functools.cache
def visible_bytes():
    """GPT-2's alphabet: each byte as one visible character."""
    visible = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    table = {byte: chr(byte) for byte in visible}
    for number, byte in enumerate(b for b in range(256) if b not in table):
        table[byte] = chr(256 + number)
    return table


def spelled(token):
    table = visible_bytes()
    return "".join(table[byte] for byte in token)


def parents(token, ranks):
    """The two tokens that were merged into this one: what the merges of lower rank leave of its bytes."""
    parts = [bytes([byte]) for byte in token]
    limit = ranks[token]
    while len(parts) > 2:
        best = min(range(len(parts) - 1), key=lambda i: ranks.get(parts[i] + parts[i + 1], limit))
        if ranks.get(parts[best] + parts[best + 1], limit) >= limit:
            break
        parts[best:best + 2] = [parts[best] + parts[best + 1]]
    return parts


def qwen_folder(folder):
    """Qwen2's tokenizer.json from the ranks in dashscope."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / "tokenizer.json"
    ranks = {}
    for line in package_file("dashscope", "resources/qwen.tiktoken").read_bytes().splitlines():
        token, rank = line.split()
        ranks[base64.b64decode(token)] = int(rank)
    merges = []
    for token in sorted(ranks, key=ranks.get):
        if len(token) == 1:
            continue
        pair = parents(token, ranks)
        if len(pair) != 2:
            raise RuntimeError(f"no two tokens make {token!r}")
        merges.append([spelled(pair[0]), spelled(pair[1])])
    added = [{"id": len(ranks) + i, "content": content, "single_word": False, "lstrip": False, "rstrip": False, "normalized": False, "special": True}
             for i, content in enumerate(("<|endoftext|>", "<|im_start|>", "<|im_end|>"))]
    byte_level = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": False, "use_regex": False}
    target.write_text(json.dumps({
        "version": "1.0", "truncation": None, "padding": None, "added_tokens": added, "normalizer": {"type": "NFC"},
        "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
            {"type": "Split", "pattern": {"Regex": QWEN}, "behavior": "Isolated", "invert": False}, byte_level]},
        "post_processor": byte_level, "decoder": {**byte_level, "use_regex": True},
        "model": {"type": "BPE", "dropout": None, "unk_token": None, "continuing_subword_prefix": "", "end_of_word_suffix": "", "fuse_unk": False,
                  "byte_fallback": False, "ignore_merges": False, "vocab": {spelled(t): r for t, r in ranks.items()}, "merges": merges}},
        ensure_ascii=False), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text(json.dumps({"eos_token": "<|im_end|>", "pad_token": "<|endoftext|>"}))
    return folder


def copied_folder(folder, package, path, name):
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(package_file(package, path).read_bytes())
    return folder

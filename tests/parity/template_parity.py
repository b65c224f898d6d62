"""Conversation templates of lorikeet-cli: `template_parity.py LORIKEET_CLI`.

1. Ids and labels of random conversations, for every template and all options, against a second writing of LLaMA-Factory's rules.
2. The text of each template against transformers' apply_chat_template on the forms that models publish (written down in fixtures/chat_templates);
   where they differ, the template's `differs` says so, and template_differences.md lists it.
"""
import concurrent.futures
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
import yaml
from transformers import PreTrainedTokenizerFast

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from awkward_texts import TEXTS
from conversation_rules import IGNORE, TEMPLATES, Rules

ROOT = pathlib.Path(__file__).resolve().parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
TABLE = pathlib.Path(__file__).parent / "template_differences.md"
COMBINATIONS = 5
SAMPLES = 14
failures = []


def fail(claim, detail):
    failures.append(claim)
    print(f"  FAIL {claim}: {detail}", flush=True)


def encode(folder, name, samples, options):
    settings = [f"{key}={str(value).lower() if isinstance(value, bool) else value}" for key, value in options.items()]
    done = subprocess.run([CLI, "encode", "--model", str(folder), "--template", name, *settings], input="\n".join(json.dumps(s) for s in samples),
                          capture_output=True, text=True)
    lines = [line for line in done.stdout.split("\n") if line]
    if done.returncode not in (0, 2) or len(lines) != len(samples):
        raise RuntimeError(f"encode --template {name} {settings} ended with {done.returncode}:\n{done.stderr[-1500:]}")
    return [json.loads(line) for line in lines]


def tokenizer_folders(root):
    """Byte-level and sentencepiece-like: the second shows where pieces are tokenized apart."""
    folders = []
    for name, config in (("qwen", {"eos_token": "<|endoftext|>"}), ("legacy_sentencepiece", {"bos_token": "<s>", "eos_token": "</s>"}),
                         ("gpt2_prefix", {"bos_token": "<s>", "eos_token": "</s>", "pad_token": "<pad>"}), ("smollm", {"bos_token": "<|endoftext|>"})):
        folder = root / name
        folder.mkdir()
        (folder / "tokenizer.json").write_bytes((FIXTURES / "tokenizers" / name / "tokenizer.json").read_bytes())
        (folder / "tokenizer_config.json").write_text(json.dumps(config))
        folders.append(folder)
    return folders


TOOLS = [{"name": "weather", "description": "Tells the weather.", "parameters": {"type": "object", "required": ["city"], "properties": {
    "city": {"type": "string", "description": "Where"}, "unit": {"type": "string", "description": "°", "enum": ["C", "F"]},
    "days": {"type": "array", "items": {"type": "integer"}}}}},
    {"type": "function", "function": {"name": "add", "description": "Adds \"two\" numbers.", "parameters": {"type": "object", "properties": {
        "a": {"type": "number"}, "b": {"type": "number"}}, "required": ["a", "b"]}}}]
CALLS = ['{"name": "weather", "arguments": {"city": "Zürich", "days": [1, 2]}}', '[{"name": "add", "arguments": {"a": 1, "b": 2.5}}, {"name": "weather", "arguments": {}}]',
         '<think>\nlet me see\n</think>\n\n{"name": "add", "arguments": {"a": -1, "b": 1e-3}}']


def conversation(generator):
    def words(most):
        return " ".join(generator.choice(TEXTS) for _ in range(generator.randint(1, most))).replace("\x00", "") or "a"

    messages = []
    has_tools = generator.random() < 0.25
    for _ in range(generator.randint(1, 4)):
        if has_tools and messages and generator.random() < 0.5:
            messages += [{"role": "observation", "content": json.dumps({"value": generator.randint(0, 99)})}]
        else:
            messages += [{"role": "user", "content": ("<image>" if generator.random() < 0.1 else "") + words(4)}]
        thought = generator.choice(["", "", "", "<think>\nhm, " + words(1).replace("think>", "") + "\n</think>\n\n", "<think>\n\n</think>\n\n", "<think>unended "])
        if has_tools and generator.random() < 0.5:
            messages += [{"role": "function", "content": generator.choice(CALLS)}]
        else:
            messages += [{"role": "assistant", "content": thought + words(6)}]
    sample = {"messages": messages, "system": generator.choice(["", "Be brief.", "Sois bref, s'il te plaît.\n"])}
    if has_tools:
        sample["tools"] = json.dumps(generator.choice([TOOLS, TOOLS[:1], []]), ensure_ascii=generator.random() < 0.5)
    return sample


def random_options(generator, efficient):
    options = {"cutoff_len": generator.choice([8, 30, 60, 120, 300, 2048]), "cutoff_rule": generator.choice(["keep_images", "llamafactory"]),
               "mask_history": generator.random() < 0.4, "train_on_prompt": False, "enable_thinking": generator.random() < 0.6, "preserve_thinking": generator.random() < 0.3}
    options["train_on_prompt"] = not options["mask_history"] and not efficient and generator.random() < 0.4
    return options


def compare_rules(job):
    """Differences of one template with one tokenizer and one set of options."""
    name, folder, options, seed = job
    generator = random.Random(seed)
    samples = [conversation(generator) for _ in range(SAMPLES)]
    rules = Rules(name, folder)
    wrong, tokens = [], 0
    for sample, got in zip(samples, encode(folder, name, samples, options)):
        ids, labels = rules.encode(sample, options)
        tokens += len(ids)
        if got["input_ids"] != ids or got["labels"] != labels:
            at = next((i for i, (a, b) in enumerate(zip(got["input_ids"], ids)) if a != b), -1)
            kind = "ids" if got["input_ids"] != ids else "labels"
            wrong.append(f"{kind} differ at {at} of {len(ids)} (got {len(got['input_ids'])}) in {json.dumps(sample)[:400]}; issues {got.get('issues')}")
    return name, folder.name, options, wrong, tokens


def all_rules(root):
    folders = tokenizer_folders(root)
    names = sorted(path.stem for path in (ROOT / "resources" / "templates").glob("*.yaml"))
    if names != sorted(TEMPLATES):
        fail("templates", f"the table has {sorted(set(TEMPLATES) ^ set(names))} not in common with resources/templates")
    generator = random.Random(11)
    jobs = []
    for number, name in enumerate(names):
        for k in range(COMBINATIONS):
            jobs.append((name, folders[(number + k) % len(folders)], random_options(generator, TEMPLATES[name].get("efficient", False)), number * 100 + k))
    conversations = tokens = 0
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, tokenizer, options, wrong, count in pool.map(compare_rules, jobs):
            conversations += SAMPLES
            tokens += count
            for detail in wrong[:1]:
                fail(f"{name} with {tokenizer} {options}: {len(wrong)} of {SAMPLES}", detail)
    print(f"rules: {len(names)} templates, {conversations} conversations, {tokens} tokens compared with labels, {len(failures)} differences")
    if conversations < 1000:
        fail("rules", "too little was compared")


def published(root, entry):
    """A folder with the published form and a tokenizer that knows its tokens."""
    folder = root / ("own-" + entry["name"])
    folder.mkdir()
    specials = ["<|im_start|>", "<|im_end|>", "<|start_header_id|>", "<|end_header_id|>", "<|eot_id|>", "<|begin_of_text|>", "<|end_of_text|>", "<end_of_utterance>",
                "<start_of_turn>", "<end_of_turn>", "<start_of_image>", "<bos>", "<eos>", "<s>", "</s>", "<|vision_start|>", "<|image_pad|>", "<|vision_end|>"]
    tokenizer = PreTrainedTokenizerFast(tokenizer_file=str(FIXTURES / "tokenizers" / "qwen" / "tokenizer.json"), bos_token=entry["bos"], eos_token=entry["eos"],
                                        additional_special_tokens=specials)
    tokenizer.chat_template = (FIXTURES / "chat_templates" / (entry["name"] + ".jinja")).read_text()
    tokenizer.save_pretrained(folder)
    return folder, tokenizer


VARIANTS = {
    "one turn": [("user", "What is it?"), ("assistant", "A dog.")],
    "two turns": [("user", "What is it?"), ("assistant", "A dog."), ("user", "And its colour?"), ("assistant", "Brown.")],
    "system text": [("system", "Be brief."), ("user", "What is it?"), ("assistant", "A dog."), ("user", "And its colour?"), ("assistant", "Brown.")],
    "picture": [("user", "<image>What is it?"), ("assistant", "A dog.")],
}


def own_text(entry, tokenizer, messages):
    """What the model's own template writes, or the sentence with which it refuses."""
    is_typed = "picture" in entry
    turns = []
    for role, content in messages:
        parts = ([{"type": "image"}] if content.startswith("<image>") else []) + [{"type": "text", "text": content.removeprefix("<image>")}]
        turns.append({"role": role, "content": parts if is_typed else content})
    try:
        text = tokenizer.apply_chat_template(turns, tokenize=False)
    except Exception as refusal:  # jinja's TemplateError, raised by the template itself
        return f"refused: {refusal}"
    return text.replace(entry.get("picture", "<image>"), "<image>")


def compare_published(root):
    index = json.loads((FIXTURES / "chat_templates" / "index.json").read_text())
    notes = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")).get("differs", "") for path in (ROOT / "resources" / "templates").glob("*.yaml")}
    rows, differing = [], set()
    for entry in index:
        folder, tokenizer = published(root, entry)
        names = [v for v in VARIANTS if v != "picture" or "picture" in entry]
        samples = []
        for variant in names:
            messages = VARIANTS[variant]
            system = messages[0][1] if messages[0][0] == "system" else ""
            samples.append({"system": system, "messages": [{"role": r, "content": c} for r, c in messages if r != "system"]})
        ours = [tokenizer.backend_tokenizer.decode(got["input_ids"], skip_special_tokens=False) for got in encode(folder, entry["compare"], samples, {})]
        for variant, text in zip(names, ours):
            own = own_text(entry, tokenizer, VARIANTS[variant])
            is_same = own.rstrip("\n") == text.rstrip("\n")
            if not is_same:
                differing.add(entry["compare"])
            rows.append((entry["model"], entry["compare"], variant, is_same, own, text))
    compared = {row[1] for row in rows}
    for name in sorted(compared):
        if (name in differing) != bool(notes[name]):
            example = next((r for r in rows if r[1] == name and not r[3]), None)
            fail(f"differs of {name}", f"it says {notes[name]!r}; the forms {'differ: ' + repr(example[4]) + ' / ' + repr(example[5]) if example else 'are the same'}")
    text = write_table(rows, notes)
    if "--write" in sys.argv:
        TABLE.write_text(text, encoding="utf-8")
    elif TABLE.read_text(encoding="utf-8") != text:
        fail("template_differences.md", "it isn't what the comparison gives; run with --write and look at the change")
    print(f"published forms: {len(index)} models, {len(rows)} conversations, {sum(not r[3] for r in rows)} differ in {len(differing)} of {len(compared)} templates")


def write_table(rows, notes):
    lines = ["# Where built-in templates and the models' own differ", "",
             "Written by `template_parity.py --write`. The built-in ones are LLaMA-Factory's (SmolVLM's and Idefics3's are their own). A final line break doesn't count.", "",
             "| model | template | conversation | same | the model's own | built in |", "|---|---|---|---|---|---|"]
    for model, name, variant, is_same, own, text in rows:
        shown = ["`" + json.dumps(t, ensure_ascii=False).replace("|", "\\|") + "`" for t in (own, text)]
        lines.append(f"| {model} | {name} | {variant} | {'yes' if is_same else '**no**'} | {'' if is_same else shown[0]} | {'' if is_same else shown[1]} |")
    lines += ["", "| template | what the window says |", "|---|---|"] + [f"| {name} | {notes[name]} |" for name in sorted(notes) if notes[name]]
    return "\n".join(lines) + "\n"


def main():
    with tempfile.TemporaryDirectory() as temporary:
        root = pathlib.Path(temporary)
        all_rules(root)
        compare_published(root)
    print(f"{len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    CLI = sys.argv[1]
    sys.exit(main())

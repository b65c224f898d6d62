"""What must be refused, whatever the family: exit 2, the file or tensor named, what to do. Weights in pickles are never opened."""

import json
import pathlib
import pickle
import shutil
import subprocess

import torch
from safetensors.torch import load_file, save_file

import reference


class Trap:
    """Leaves a file behind if anyone unpickles it."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return pathlib.Path.touch, (pathlib.Path(self.path),)


def text_part(config):
    return config.get("text_config") if isinstance(config.get("text_config"), dict) else config


class Refusals:
    def __init__(self, checkpoint):
        self.checkpoint, self.report = checkpoint, checkpoint.report
        self.sample, self.inputs, _ = reference.make_sample(checkpoint.folder, checkpoint.family, checkpoint.model, seed=3)
        self.count = 0

    def copy(self):
        self.count += 1
        folder = self.checkpoint.folder.with_name(f"{self.checkpoint.folder.name}-bad{self.count}")
        folder.mkdir()
        for file in self.checkpoint.folder.iterdir():
            if file.suffix == ".json" or file.name.startswith("model"):
                shutil.copy(file, folder)
        return folder

    def expect(self, what, folder, *named, sample=None, adapter=None):
        command = [self.checkpoint.lorikeet.program, "probe", "--model", folder, "--sample", sample or self.sample, "--out", folder / "out"]
        (folder / "out").unlink(missing_ok=True)
        done = subprocess.run([str(a) for a in command + (["--adapter", adapter] if adapter else [])], capture_output=True, text=True)
        claim = f"{what}, {self.checkpoint.name}"
        self.report.check(claim, done.returncode == 2, f"exit {done.returncode}: {done.stderr[-600:]}")
        lines = done.stderr.strip().splitlines()[-2:]
        is_form = len(lines) == 2 and lines[0].startswith("error: ") and lines[1].startswith("hint: ") and len(lines[1]) > 12
        self.report.check(claim, is_form, f"not an error and a hint: {done.stderr[-600:]}")
        for word in named:
            self.report.check(claim, str(word) in "\n".join(lines), f"doesn't name {word}: {lines}")
        self.report.check(claim, not (folder / "out").exists(), "tensors were written all the same")

    def weights(self, change):
        folder = self.copy()
        path = folder / "model.safetensors"
        tensors = load_file(path)
        change(tensors)
        save_file(tensors, path, metadata={"format": "pt"})
        return folder

    def config(self, change):
        folder = self.copy()
        path = folder / "config.json"
        config = json.loads(path.read_text())
        change(config)
        path.write_text(json.dumps(config))
        return folder

    def all(self):
        self.tensors()
        self.quantised()
        self.pickles()
        self.ids()
        self.adapters()

    def tensors(self):
        names = sorted(load_file(self.checkpoint.folder / "model.safetensors"))
        for name in {names[0], names[-1], next(n for n in names if "down_proj" in n or "fc2" in n)}:
            self.expect("missing tensor", self.weights(lambda t: t.pop(name)), name)
        self.expect("extra tensor", self.weights(lambda t: t.update({"something.else.weight": torch.zeros(2)})), "something.else.weight", "model.safetensors")
        down = next(n for n in names if n.endswith("down_proj.weight") and "visual" not in n and "vision" not in n)
        self.expect("config of another shape", self.config(lambda c: text_part(c).update(intermediate_size=96)), "model.safetensors", "_proj.weight", "96")
        self.expect("tensor of another shape", self.weights(lambda t: t.update({down: torch.zeros(3, 5)})), down, "[3, 5]", "model.safetensors")

    def quantised(self):
        for method in ("gptq", "awq", "bitsandbytes"):
            self.expect(f"{method} weights", self.config(lambda c: c.update(quantization_config={"quant_method": method, "bits": 4})), method, "config.json")
        linear = next(n for n in sorted(load_file(self.checkpoint.folder / "model.safetensors")) if n.endswith("down_proj.weight"))

        def packed(t):
            t[linear.replace(".weight", ".qweight")] = torch.zeros(t.pop(linear).shape, dtype=torch.int32)
        self.expect("packed integers", self.weights(packed), "qweight", "quantised", "model.safetensors")
        self.expect("integer weights", self.weights(lambda t: t.update({linear: t[linear].to(torch.int8)})), linear, "I8", "model.safetensors")

    def pickles(self):
        for name in ("pytorch_model.bin", "model.pt"):
            folder = self.copy()
            (folder / "model.safetensors").unlink()
            sprung = folder / "sprung"
            (folder / name).write_bytes(pickle.dumps(Trap(str(sprung))))
            self.expect("pickled weights", folder, name, "safetensors")
            self.report.check(f"pickle stays shut, {self.checkpoint.name}", not sprung.exists(), "it was opened")
        folder = self.copy()
        (folder / "model.safetensors").rename(folder / "model-Q4_K_M.gguf")
        self.expect("GGUF weights", folder, "model-Q4_K_M.gguf", "GGUF")

    def written(self, name, **keys):
        path = self.checkpoint.folder / f"{name}.json"
        path.write_text(json.dumps(keys))
        return path

    def ids(self):
        folder, family = self.copy(), self.checkpoint.family
        images = json.loads(self.sample.read_text())["images"]
        ids = self.inputs["input_ids"][0].tolist()
        self.expect("id past the vocabulary", folder, "4321", sample=self.written("past", input_ids=[*ids, 4321], images=images))
        self.expect("negative id", folder, "-7", sample=self.written("negative", input_ids=[-7, *ids], images=images))
        if not family.sees_pictures:
            return
        fewer = list(ids)
        fewer.remove(family.image_id)
        self.expect("fewer placeholders than features", folder, "place", sample=self.written("fewer", input_ids=fewer, images=images))
        self.expect("placeholders without pictures", folder, sample=self.written("bare", input_ids=ids))
        plain = [i for i in ids if i != family.image_id]
        self.expect("pictures without placeholders", folder, sample=self.written("plain", input_ids=plain, images=images))

    def adapters(self):
        rank = 4
        linear = next(n for n, m in self.checkpoint.model.named_modules() if n.endswith("layers.0.mlp.up_proj") and "vis" not in n)
        for what, module, width in (("adapter of a wider base", linear, 999), ("adapter of a deeper base", linear.replace("layers.0", "layers.77"), 48)):
            adapter = self.copy() / "adapter"
            adapter.mkdir()
            save_file({f"base_model.model.{module}.lora_A.weight": torch.zeros(rank, width), f"base_model.model.{module}.lora_B.weight": torch.zeros(80, rank)},
                      adapter / "adapter_model.safetensors", metadata={"format": "pt"})
            (adapter / "adapter_config.json").write_text(json.dumps({
                "peft_type": "LORA", "r": rank, "lora_alpha": 8, "target_modules": ["up_proj"], "base_model_name_or_path": "other/base"}))
            self.expect(what, adapter.parent, "adapter", "other/base", module, adapter=adapter)
        adapter = self.copy() / "adapter"
        adapter.mkdir()
        module = next(n for n, m in self.checkpoint.model.named_modules() if n.endswith("embed_tokens"))
        save_file({f"base_model.model.{module}.lora_A.weight": torch.zeros(rank, 48), f"base_model.model.{module}.lora_B.weight": torch.zeros(48, rank)},
                  adapter / "adapter_model.safetensors", metadata={"format": "pt"})
        (adapter / "adapter_config.json").write_text(json.dumps({
            "peft_type": "LORA", "r": rank, "lora_alpha": 8, "target_modules": ["embed_tokens"], "base_model_name_or_path": "other/base"}))
        self.expect("adapter on an embedding", adapter.parent, "adapter", module, "linear", adapter=adapter)

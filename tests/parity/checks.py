"""The checks that every family goes through, by kind. Each takes the task's folder, family, case and report."""

import copy
import json
import os
import subprocess

import torch
from peft import LoraConfig, PeftModel
from safetensors.torch import load_file, save_file

import methods
import reference
import refusals
import tiny
from report import COLUMNS, LOGITS, TRAJECTORY, difference

NEW_TOKENS = 12
OVERFIT_RATE, OVERFIT_STEPS = 3e-3, 100


class Lorikeet:
    """lorikeet-cli, one thread a process."""

    def __init__(self, program):
        self.program = program

    def __call__(self, *arguments):
        environment = {**os.environ, "OMP_NUM_THREADS": "1"}
        done = subprocess.run([self.program, *map(str, arguments)], capture_output=True, text=True, env=environment)
        if done.returncode != 0:
            raise RuntimeError(f"lorikeet-cli {' '.join(map(str, arguments))} ended with {done.returncode}:\n{done.stderr[-2000:]}")
        return done.stdout

    def probe(self, folder, sample, *more):
        out = folder.with_name(folder.name + "-probe.safetensors")
        self("probe", "--model", folder, "--sample", sample, "--out", out, *more)
        return load_file(out)


class Checkpoint:
    """One case of one family on disk and in transformers."""

    def __init__(self, lorikeet, root, family, name, report):
        self.lorikeet, self.family, self.name, self.report = lorikeet, family, name, report
        self.folder = root / name
        self.case = family.CASES[name]
        self.model = reference.make_model(self.folder, family, name)
        self.model.name_or_path = str(self.folder)
        self.rows = None
        self.full_losses = None

    def forward(self):
        sample, inputs, labels = reference.make_sample(self.folder, self.family, self.model, seed=1)
        expected = reference.tensors_of(self.family, self.model, inputs, labels)
        self.report.tensors(self.name, expected, self.lorikeet.probe(self.folder, sample, "--gradients", ".*"))

    def refusal(self):
        refusals.Refusals(self).all()

    def adapter(self, claim=None, **keys):
        """PEFT's adapter here, under new and old module paths; merged, in transformers again."""
        claim = claim or self.name
        keys = keys or dict(r=4, lora_alpha=8, target_modules=self.family.TARGETS)
        sample, inputs, labels = reference.make_sample(self.folder, self.family, self.model, seed=2)
        peft_model = reference.with_adapter(self.model, LoraConfig(**keys))
        folder = self.folder / "adapter"
        peft_model.save_pretrained(folder)
        expected = reference.tensors_of(self.family, peft_model, inputs, labels)
        want = {k: v for k, v in expected.items() if not k.startswith("grad.") or "lora_" in k}
        got = self.lorikeet.probe(self.folder, sample, "--adapter", folder, "--gradients", "lora_")
        self.report.tensors(f"PEFT adapter, {claim}", want, got)
        self.logits("PEFT → here", f"PEFT adapter, {claim}", got["logits"], expected["logits"])
        if self.rename_adapter(folder):
            old = self.lorikeet.probe(self.folder, sample, "--adapter", folder)
            self.logits("PEFT → here", f"PEFT adapter with old module paths, {claim}", old["logits"], expected["logits"])
        if self.case.exports:
            self.merge(folder, inputs, reference.merged_logits(peft_model, self.case.dtype, inputs), claim)

    def rename_adapter(self, folder):
        """Gives the adapter the module paths of before transformers 4.52. False = they are the same."""
        path = folder / "adapter_model.safetensors"
        tensors = load_file(path)
        start = "base_model.model."
        renamed = {start + self.family.old_module(k.removeprefix(start)): v for k, v in tensors.items()}
        save_file(renamed, path, metadata={"format": "pt"})
        return renamed.keys() != tensors.keys()

    def merge(self, adapter, inputs, logits, claim):
        merged = self.folder / "merged"
        self.lorikeet("export", "--model", self.folder, "--adapter", adapter, "--out", merged)
        self.loads("merged", merged, inputs, logits, f"merged folder in transformers, {claim}")

    def loads(self, column, folder, inputs, logits, claim):
        """A folder that Lorikeet wrote, in transformers: the same logits, every tensor known and under the names that save_pretrained writes."""
        again, info = type(self.model).from_pretrained(folder, dtype=torch.float32, output_loading_info=True)
        self.logits(column, claim, reference.logits_of(again.eval(), inputs), logits)
        for key in ("missing_keys", "unexpected_keys", "mismatched_keys"):
            self.report.check(claim, not info[key], f"{key}: {sorted(info[key])[:5]}")
        own = self.folder / "own"
        if not own.exists():
            self.model.save_pretrained(own)
        want, have = ({k for f in place.glob("*.safetensors") for k in load_file(f)} for place in (own, folder))
        self.report.check(f"names, {claim}", have == want, f"{sorted(have ^ want)[:5]}")
        for file in ("tokenizer.json", "config.json", *(("preprocessor_config.json",) if self.family.sees_pictures else ())):
            self.report.check(f"{file}, {claim}", (folder / file).exists(), "missing")

    def logits(self, column, claim, have, want):
        if self.report.check(claim, have.shape == want.shape, f"shape {tuple(have.shape)}, expected {tuple(want.shape)}"):
            self.report.measure(column, claim, difference(have, want), LOGITS)

    # -- training ---------------------------------------------------------------------------------------------------------

    def data(self):
        """Conversations of different length with one, no and two pictures (text families: none); one step of a run is all of them."""
        if self.rows is not None:
            return self.rows
        folder = self.folder / "data"
        folder.mkdir()
        family, rows, used = self.family, [], 0
        answers = ["a red circle.", "nothing at all, it is dark and the lamp is far away from here.", "two green squares and a small blue star."]
        for i, (answer, count) in enumerate(zip(answers, (1, 0, 2))):
            count = count if family.sees_pictures else 0
            row = {"messages": [{"role": "user", "content": "<image>" * count + f"What is in picture {i}?"}, {"role": "assistant", "content": answer}],
                   "images": []}
            for _ in range(count):
                tiny.picture(folder / f"{used}.png", *family.ROW_SIZES[used], used)
                row["images"].append(f"{used}.png")
                used += 1
            if not family.sees_pictures:
                del row["images"]
            rows.append(row)
        self.write_rows(folder, rows)
        run = self.run("encode")
        self.rows = [json.loads(line) for line in self.lorikeet("encode", run).splitlines()]
        for row, given in zip(self.rows, rows):
            row["pictures"] = family.open([folder / name for name in given.get("images", [])])
            row["files"] = [folder / name for name in given.get("images", [])]
            row["prompt"] = given["messages"][0]["content"]
        return self.rows

    def write_rows(self, folder, rows):
        (folder / "rows.json").write_text(json.dumps(rows))
        columns = {"messages": "messages", **({"images": "images"} if self.family.sees_pictures else {})}
        (folder / "dataset_info.json").write_text(json.dumps({"rows": {
            "file_name": "rows.json", "formatting": "sharegpt", "columns": columns,
            "tags": {"role_tag": "role", "content_tag": "content", "user_tag": "user", "assistant_tag": "assistant"}}}))

    def run(self, name, **keys):
        """A RUN.yaml whose every step is the whole data."""
        settings = dict(model_name_or_path=str(self.folder), stage="sft", do_train=True, dataset="rows", dataset_dir=str(self.folder / "data"),
                        template=self.family.TEMPLATE, output_dir=str(self.folder / name), overwrite_output_dir=True, per_device_train_batch_size=3,
                        gradient_accumulation_steps=1, learning_rate=reference.LEARNING_RATE, weight_decay=reference.WEIGHT_DECAY,
                        lr_scheduler_type="constant", max_steps=reference.STEPS, num_train_epochs=reference.STEPS, logging_steps=1, save_strategy="no",
                        compute_dtype="float32", max_grad_norm=1.0, probe_count=0)
        settings.update(keys)
        path = self.folder / f"{name}.yaml"
        path.write_text("\n".join(f"{k}: {json.dumps(v)}" for k, v in settings.items()) + "\n")
        return path

    def batch(self, rows):
        """Rows as lorikeet-cli encodes them, padded right, as transformers takes them."""
        length = max(len(r["input_ids"]) for r in rows)
        pad = lambda values, value: values + [value] * (length - len(values))
        batch = {"input_ids": torch.tensor([pad(r["input_ids"], tiny.PAD) for r in rows])}
        if len(rows) > 1:
            batch["attention_mask"] = torch.tensor([pad([1] * len(r["input_ids"]), 0) for r in rows])
        if self.family.sees_pictures:
            batch.update(self.family.see(self.folder, self.model.config, [r["pictures"] for r in rows]))
            batch.update(self.family.extras(batch["input_ids"], self.model.config))
        return batch, torch.tensor([pad(r["labels"], -100) for r in rows])

    def trajectory(self):
        rows = self.data()
        for row in rows:
            positions = torch.tensor(row["position_ids"])
            positions = positions[None] if positions.dim() == 1 else positions[:, None]
            want = self.family.positions(self.model, self.batch([row])[0])
            self.report.check(f"positions, {self.name}", positions.shape == want.shape, f"shape {tuple(positions.shape)}")
            self.report.exact(COLUMNS[0], f"positions, {self.name}", positions.flatten().tolist(), want.flatten().tolist())
        self.full()
        self.lora()

    def follow(self, column, claim, start, run, batch, labels, expected=None):
        """Ten steps of both; a checkpoint is left out only where its own reference is too restless to be compared."""
        expected = expected or reference.trajectory(copy.deepcopy(start), batch, labels)
        self.lorikeet("train", run)
        steps = self.steps(run)
        losses = [step["loss"] for step in steps]
        self.report.check(claim, len(losses) == len(expected), f"{len(losses)} losses logged")
        error = max((abs(a - b) for a, b in zip(expected, losses)), default=1.0)
        if error > TRAJECTORY and (floor := reference.trajectory_floor(start, batch, labels)) > 3e-5:
            self.report.notes.append(f"left out: {claim}, off by {error:.1e}: transformers itself moves by {floor:.1e} when the start weights are nudged by 1e-7")
        else:
            self.report.measure(column, f"{claim}: {losses} / {expected}" if error > TRAJECTORY else claim, error, TRAJECTORY)
        return steps

    def steps(self, run):
        log = self.folder / run.stem / "trainer_log.jsonl"
        lines = [json.loads(line) for line in log.read_text().splitlines()]
        return [line for line in lines if "event" not in line and "loss" in line]

    def full(self, **keys):
        batch, labels = self.batch(self.data())
        run = self.run("full", finetuning_type="full", freeze_vision_tower=False, freeze_multi_modal_projector=False, freeze_language_model=False)
        self.full_losses = reference.trajectory(copy.deepcopy(self.model), batch, labels)
        steps = self.follow("trajectory full", f"trajectory full, {self.name}", self.model, run, batch, labels, self.full_losses)
        if self.case.length_decides:
            want = reference.loss_of_each(self.model, batch, labels)
        else:
            want = [reference.loss_of_each(self.model, *self.batch([row]))[0] for row in self.data()]
        for index, loss in steps[0]["samples"]:
            self.report.measure("padded batch", f"sample {index} in a padded batch, {self.name}", abs(loss - want[index]), 5e-5)
        self.report.check(f"losses a sample, {self.name}", len(steps[0]["samples"]) == len(self.data()), str(steps[0]["samples"]))
        if self.case.exports:
            self.written_model(run)

    def packed(self):
        """All samples in one row, each blind to the others: the same losses as side by side."""
        batch, labels = self.batch(self.data())
        run = self.run("packed", finetuning_type="full", freeze_vision_tower=False, freeze_multi_modal_projector=False, freeze_language_model=False,
                       per_device_train_batch_size=1, packing=True, neat_packing=True, cutoff_len=2048)
        steps = self.follow("packed", f"packed, {self.name}", self.model, run, batch, labels, self.full_losses)
        self.report.check(f"packed, {self.name}", len(steps[0]["samples"]) == len(self.data()), f"one row holds {steps[0]['samples']}")

    def written_model(self, run):
        """What a full run saved: the same in transformers as here."""
        out = self.folder / run.stem
        sample, inputs = self.first_row()
        self.loads("written model", out, inputs, self.lorikeet.probe(out, sample)["logits"], f"written model in transformers, {self.name}")

    def first_row(self):
        row = self.data()[0]
        sample = self.folder / "again.json"
        sample.write_text(json.dumps({"input_ids": row["input_ids"], "images": [str(f) for f in row["files"]]}))
        return sample, self.batch([row])[0]

    def lora(self):
        """From an adapter of PEFT's, whose B is not zero."""
        start = reference.with_adapter(self.model, LoraConfig(r=4, lora_alpha=8, target_modules=self.family.TARGETS))
        start.save_pretrained(self.folder / "start")
        run = self.run("lora", finetuning_type="lora", adapter_name_or_path=str(self.folder / "start"), lora_rank=4, lora_alpha=8)
        batch, labels = self.batch(self.data())
        self.follow("trajectory LoRA", f"trajectory LoRA, {self.name}", start, run, batch, labels)
        loaded = PeftModel.from_pretrained(copy.deepcopy(self.model), self.folder / "lora").eval()
        sample, inputs = self.first_row()
        want = reference.logits_of(loaded, inputs)
        got = self.lorikeet.probe(self.folder, sample, "--adapter", self.folder / "lora")["logits"]
        self.logits("here → PEFT", f"adapter written here, in PEFT, {self.name}", got, want)

    def stage1(self):
        """Stage 1 of a picture model: only the projector learns."""
        batch, labels = self.batch(self.data())
        start = copy.deepcopy(self.model)
        for n, p in start.named_parameters():
            p.requires_grad_("multi_modal_projector" in n)
        run = self.run("stage1", finetuning_type="full", freeze_vision_tower=True, freeze_multi_modal_projector=False, freeze_language_model=True)
        self.follow("trajectory full", f"trajectory stage 1, {self.name}", start, run, batch, labels)

    def overfit(self):
        """Eight samples are learned by heart; a picture model can tell them apart by their pictures only."""
        folder = self.folder / "eight"
        folder.mkdir()
        rows = []
        for i, answer in enumerate(("red", "green", "blue", "white", "black", "pink", "grey", "brown")):
            question = "<image>Which colour?" if self.family.sees_pictures else f"Which colour is number {i}?"
            rows.append({"messages": [{"role": "user", "content": question}, {"role": "assistant", "content": answer}]})
            if self.family.sees_pictures:
                tiny.picture(folder / f"{i}.png", 48, 48, 100 + i)
                rows[-1]["images"] = [f"{i}.png"]
        self.write_rows(folder, rows)
        run = self.run("overfit", dataset_dir=str(folder), finetuning_type="full", freeze_vision_tower=False, freeze_multi_modal_projector=False,
                       per_device_train_batch_size=8, learning_rate=OVERFIT_RATE, max_steps=OVERFIT_STEPS, num_train_epochs=OVERFIT_STEPS, logging_steps=10)
        self.lorikeet("train", run)
        losses = [step["loss"] for step in self.steps(run)]
        self.report.check(f"overfits eight samples, {self.name}", losses[0] > 1 and losses[-1] < 0.05, f"{losses}")

    def methods(self):
        """DoRA and whatever else methods.py holds."""
        methods.check(self)

    # -- answers ----------------------------------------------------------------------------------------------------------

    def generation(self):
        """With the cache here, computed anew for every token there. Tokens after a tie aren't compared."""
        stops = {tiny.token(text) for text in self.family.STOPS} | {tiny.EOS}
        for index in (0, 1):
            row = self.data()[index]
            claim = f"greedy answer {index}, {self.name}"
            prompt = row["input_ids"][:next(i for i, label in enumerate(row["labels"]) if label != -100)]
            images = [a for f in row["files"] for a in ("--image", f)]
            got = json.loads(self.lorikeet("generate", "--model", self.folder, "--template", self.family.TEMPLATE, "--prompt", row["prompt"], *images,
                                           "--max-new-tokens", NEW_TOKENS, "--temperature", 0, "--dtype", "float32", "--threads", 1, "--json"))["ids"]
            pictures = self.family.see(self.folder, self.model.config, [row["pictures"]]) if row["pictures"] else {}
            wrong = 0
            for i, (want, lead) in enumerate(reference.greedy(self.family, self.model, prompt, pictures, NEW_TOKENS, self.case.length_decides)):
                have = got[i] if i < len(got) else None
                if lead < 1e-3 or (have is None and want in stops):
                    break
                if have != want:
                    wrong = i + 1
                    break
                if want in stops:
                    break
            self.report.measure("greedy, cache", f"{claim}: {got}" if wrong else claim, wrong, 0)

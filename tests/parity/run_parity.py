"""Holds lorikeet-cli against transformers and PEFT on tiny random models: `run_parity.py LORIKEET_CLI [CASE | FAMILY | KIND …]`.

Kinds: forward, adapter, trajectory, packed, stage1, generation; and for each family's first case overfit, methods, refusal (of bad folders).
Tolerances are those of the noise between the reference's own attention implementations, with room.
"""

import concurrent.futures
import json
import multiprocessing
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import traceback
import warnings

os.environ.setdefault("TRANSFORMERS_VERBOSITY", "error")
os.environ.setdefault("HF_HUB_OFFLINE", "1")
warnings.filterwarnings("ignore")

import torch

torch.set_num_threads(1)
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from transformers.utils import logging

logging.disable_progress_bar()
import checks
import report
from family import all_families

KINDS = ("forward", "adapter", "trajectory", "packed", "stage1", "generation", "overfit", "methods", "refusal")
FIRST_CASE_ONLY = ("overfit", "methods", "refusal")
WORKERS = 2
FAMILIES = all_families()


def tasks_for(words):
    """(family, case, kinds or the claim of a further adapter)"""
    kinds = [w for w in words if w in KINDS] or list(KINDS)
    names = [w for w in words if w not in KINDS]
    known = set(FAMILIES) | {name for f in FAMILIES.values() for name in (*f.CASES, *f.ADAPTERS)}
    if unknown := set(names) - known:
        sys.exit(f"no case, family or kind is called {', '.join(sorted(unknown))}; there are {', '.join(sorted(known))}")
    tasks = []
    for family in FAMILIES.values():
        for name, case in family.CASES.items():
            own = [k for k in kinds if k in case.kinds or (k in FIRST_CASE_ONLY and name == next(iter(family.CASES)))]
            if own and (not names or name in names or family.NAME in names):
                tasks.append((family.NAME, name, own))
        for claim, (name, _) in family.ADAPTERS.items():
            if "adapter" in kinds and (not names or claim in names or family.NAME in names):
                tasks.append((family.NAME, name, claim))
    return tasks


def perform(program, root, task):
    """One task in a worker. One broken check must not hide the others; it fails the run."""
    started = time.time()
    family, name, work = FAMILIES[task[0]], task[1], task[2]
    result = report.Report()
    steps = [work] if isinstance(work, str) else work
    try:
        checkpoint = checks.Checkpoint(checks.Lorikeet(program), pathlib.Path(root) / (work.replace(" ", "-") if isinstance(work, str) else "cases"),
                                       family, name, result)
    except Exception:
        result.check(f"making {name}", False, traceback.format_exc(limit=-4))
        return task, result, time.time() - started
    for step in steps:
        try:
            if step in KINDS:
                getattr(checkpoint, step)()
            else:
                checkpoint.adapter(step, **family.ADAPTERS[step][1])
        except Exception:
            result.check(f"{step} {name}", False, traceback.format_exc(limit=-4))
    return task, result, time.time() - started


def supported(program, folder):
    """The families that lorikeet-cli says it takes: its own words to a model that it doesn't know."""
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({"model_type": "nothing_like_this"}))
    said = subprocess.run([program, "inspect", str(folder), "--json"], capture_output=True, text=True).stdout
    problems = json.loads(said)["problems"]
    text = next(p["fix"] for p in problems if "nothing_like_this" in p["message"])
    return set(text.partition(":")[2].strip(" .").split(", "))


def main():
    program, words = sys.argv[1], sys.argv[2:]
    started = time.time()
    total, by_family = report.Report(), {}
    with tempfile.TemporaryDirectory() as root:
        known = supported(program, pathlib.Path(root) / "unknown")
        for name in sorted(known - set(FAMILIES)):
            total.check(f"family {name}", False, f"lorikeet-cli supports it, but there is no tests/parity/families/{name}.py")
        for name in sorted(set(FAMILIES) - known):
            total.check(f"family {name}", False, f"there is a parity file, but lorikeet-cli supports only {sorted(known)}")
        tasks = tasks_for(words)
        with concurrent.futures.ProcessPoolExecutor(WORKERS, mp_context=multiprocessing.get_context("fork")) as pool:
            for done in concurrent.futures.as_completed(pool.submit(perform, program, root, task) for task in tasks):
                (family, name, work), result, seconds = done.result()
                print(f"{time.time() - started:4.0f} s  {work if isinstance(work, str) else name + ': ' + ', '.join(work)} ({result.checks} checks, {seconds:.1f} s)")
                for failure in result.failures:
                    print(f"  FAIL {failure}")
                for note in result.notes:
                    print(f"  NOTE {note}")
                sys.stdout.flush()
                by_family.setdefault(family, report.Report()).add(result)
    for result in by_family.values():
        total.add(result)
    print("\nWorst absolute difference (exact checks: values that differ):\n" + report.table(by_family))
    for family, result in by_family.items():
        for column, (value, where) in result.worst.items():
            if value:
                print(f"worst {family} {column}: {value:.2e}  {where[:160]}")
    for failure in total.failures:
        print(f"FAIL {failure[:600]}")
    for note in total.notes:
        print(f"NOTE {note}")
    print(f"{total.checks} checks, {len(total.failures)} failed, {len(total.notes)} left out, {time.time() - started:.0f} s")
    return 1 if total.failures or total.checks == 0 else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Trains lessons 3 and 4 and the real digits as a user would, and holds the promised figures against what came out.

    lessons.py LORIKEET_CLI [--keep DIR]

Lessons 3 (LLaVA's design) and 4 (Qwen2-VL's): under 10 % exactly right captions on 200 unseen pictures before, at least 80 % and 50 % after.
Digits: at least 90 % of 397 unseen scans of handwritten digits.
Each prints how long training took; on two idle cores that is under 3 minutes.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time


def run(*command):
    started = time.monotonic()
    process = subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)
    if process.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\nended with {process.returncode}:\n{process.stdout[-2000:]}\n{process.stderr[-4000:]}")
    return process.stdout, time.monotonic() - started


def exact_match(cli, yaml, *more):
    return json.loads(run(cli, "evaluate", yaml, "--json", *more)[0])["exact_match"]


def lesson(cli, folder, number, promised):
    (yaml,) = (folder / "sample").glob(f"lessons/{number}-*.yaml")
    before = exact_match(cli, yaml)
    output = folder / f"lesson-{number}"
    _, seconds = run(cli, "train", yaml, f"output_dir={output}")
    after = exact_match(cli, yaml, "--checkpoint", output)
    checkpoints = len(list(output.glob("checkpoint-*")))
    print(f"lesson {number}: {before:.1%} before, {after:.1%} after {seconds:.0f} s; {checkpoints} checkpoints")
    return [(before < 0.10, f"lesson {number} knows too much beforehand"), (after >= promised, f"lesson {number} teaches too little"),
            (checkpoints >= 2, f"lesson {number} leaves too few checkpoints to compare")]


def digits(cli, folder):
    place = folder / "digits"
    script = pathlib.Path(__file__).with_name("digits.py")
    run(sys.executable, script, place, "--model", folder / "sample" / "models" / "aligned-starter")
    before = exact_match(cli, place / "digits.yaml")
    _, seconds = run(cli, "train", place / "digits.yaml")
    after = exact_match(cli, place / "digits.yaml", "--checkpoint", place / "runs" / "digits")
    print(f"digits: {before:.1%} before, {after:.1%} after {seconds:.0f} s")
    return [(after >= 0.90, "the digits are read too badly")]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("cli", type=pathlib.Path)
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = arguments.keep or pathlib.Path(temporary)
        run(arguments.cli, "demo", folder / "sample")
        claims = lesson(arguments.cli, folder, 3, 0.80) + lesson(arguments.cli, folder, 4, 0.50) + digits(arguments.cli, folder)
    failures = [message for is_kept, message in claims if not is_kept]
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main()

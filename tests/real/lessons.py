#!/usr/bin/env python3
"""Trains lesson 3 and the real digits as a user would, and holds the promised figures against what came out.

    lessons.py LORIKEET_CLI [--keep DIR]

Lesson 3: under 10 % exactly right captions on 200 unseen pictures before, at least 80 % after.
Digits: at least 90 % of 397 unseen scans of handwritten digits.
Both print how long training took; on two idle cores that is under 3 minutes each.
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


def lesson_three(cli, folder):
    sample = folder / "sample"
    run(cli, "demo", sample)
    (yaml,) = sample.glob("lessons/3-*.yaml")
    before = exact_match(cli, yaml)
    output = folder / "lesson-3"
    _, seconds = run(cli, "train", yaml, f"output_dir={output}")
    after = exact_match(cli, yaml, "--checkpoint", output)
    checkpoints = len(list(output.glob("checkpoint-*")))
    print(f"lesson 3: {before:.1%} before, {after:.1%} after {seconds:.0f} s; {checkpoints} checkpoints")
    return [(before < 0.10, "lesson 3 knows too much beforehand"), (after >= 0.80, "lesson 3 teaches too little"),
            (checkpoints >= 2, "lesson 3 leaves too few checkpoints to compare")]


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
        claims = lesson_three(arguments.cli, folder) + digits(arguments.cli, folder)
    failures = [message for is_kept, message in claims if not is_kept]
    sys.exit("\n".join(failures) if failures else 0)


if __name__ == "__main__":
    main()

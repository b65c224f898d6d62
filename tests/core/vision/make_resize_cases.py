"""Writes tests/fixtures/resize/cases.txt: what Pillow makes of pictures that a formula gives (the C++ test has the same formula).

Run with Pillow 13.0.0: python make_resize_cases.py
"""
import hashlib
import pathlib
import random

from PIL import Image, __version__

assert __version__.startswith("13."), __version__


def pixels(width, height, seed):
    """Noise for even seeds, blocks with hard edges for odd ones."""
    out = bytearray()
    for y in range(height):
        for x in range(width):
            for c in range(3):
                i = (y * width + x) * 3 + c
                if seed % 2 == 0:
                    out.append((((i + seed) * 2654435761) % 2**32) >> 24)
                else:
                    out.append(255 if (x // (5 + c) + y // 3 + seed) % 2 else 10 * c)
    return bytes(out)


def main():
    rng = random.Random(7)
    sizes = [(37, 29, 37, 29), (64, 48, 64, 20), (64, 48, 20, 48), (1, 1, 9, 5), (9, 5, 1, 1), (3, 200, 7, 11), (200, 3, 11, 7), (100, 400, 99, 30)]
    while len(sizes) < 84:
        big = 260 if rng.random() < 0.3 else 70
        sizes.append(tuple(rng.randint(1, big) for _ in range(4)))
    filters = {0: Image.NEAREST, 1: Image.LANCZOS, 2: Image.BILINEAR, 3: Image.BICUBIC}
    lines = ["# width height new_width new_height filter seed sha256"]
    for seed, (w, h, to_w, to_h) in enumerate(sizes):
        image = Image.frombytes("RGB", (w, h), pixels(w, h, seed))
        for number, pillow in filters.items():
            digest = hashlib.sha256(image.resize((to_w, to_h), pillow).tobytes()).hexdigest()
            lines.append(f"{w} {h} {to_w} {to_h} {number} {seed} {digest}")
    target = pathlib.Path(__file__).parents[2] / "fixtures" / "resize" / "cases.txt"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

"""Writes tests/fixtures/pictures: small pictures in many formats, and manifest.txt: NAME WIDTH HEIGHT SHA-256 of what Pillow decodes
(EXIF applied, then convert("RGB")). Run with Pillow 13.0.0: python make_pictures.py
"""
import hashlib
import io
import pathlib
import struct
import zlib

from PIL import Image, ImageOps, __version__

assert __version__.startswith("13."), __version__
OUT = pathlib.Path(__file__).parents[2] / "fixtures" / "pictures"


def scene(width=24, height=16):
    image = Image.new("RGB", (width, height))
    for y in range(height):
        for x in range(width):
            image.putpixel((x, y), ((x * 11) % 256, (y * 16) % 256, (x * y * 3) % 256 if x > 8 else 240))
    return image


def exif(orientation):
    data = Image.Exif()
    data[0x0112] = orientation
    return data.tobytes()


def png16(width, height, colour_type, channels):
    rows = b""
    for y in range(height):
        rows += b"\0"
        for x in range(width):
            for c in range(channels):
                rows += struct.pack(">H", (x * 2731 + y * 977 + c * 20011) % 65536)

    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 16, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def partial_gif():
    """A 10x8 screen with a 4x3 frame at (5, 2); colour 0 around it."""
    image = Image.new("P", (4, 3))
    image.putpalette([10, 20, 30, 200, 0, 0, 0, 200, 0, 0, 0, 200] + [0] * 756)
    image.putdata([1, 2, 3, 1, 2, 3, 1, 2, 3, 1, 2, 3])
    buffer = io.BytesIO()
    image.save(buffer, "GIF")
    data = bytearray(buffer.getvalue())
    data[6:10] = struct.pack("<HH", 10, 8)
    at = data.index(b"\x2c", 13 + 3 * 2 ** ((data[10] & 7) + 1))
    data[at + 1:at + 5] = struct.pack("<HH", 5, 2)
    return bytes(data)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    for old in OUT.iterdir():
        old.unlink()
    rgb = scene()
    big = scene(61, 43)
    alpha = rgb.copy()
    alpha.putalpha(Image.linear_gradient("L").resize(rgb.size))
    palette = rgb.quantize(16)
    save = lambda image, name, **options: image.save(OUT / name, **options)
    save(big, "rgb_420.jpg", quality=85)
    save(big, "rgb_422.jpg", quality=85, subsampling=1)
    save(big, "rgb_444.jpg", quality=95, subsampling=0)
    save(big, "progressive.jpg", quality=80, progressive=True)
    save(big.convert("L"), "grey.jpg", quality=85)
    save(big.convert("CMYK"), "cmyk.jpg", quality=85)
    save(rgb, "rgb_kept.jpg", quality=90, keep_rgb=True)
    for orientation in range(1, 9):
        save(rgb, f"orientation_{orientation}.jpg", quality=90, exif=exif(orientation))
    save(rgb, "rgb.png")
    save(alpha, "rgba.png")
    save(alpha.convert("LA"), "grey_alpha.png")
    save(rgb.convert("L"), "grey.png")
    save(rgb.convert("1"), "bilevel.png")
    save(palette, "palette.png")
    save(palette, "palette_transparent.png", transparency=3)
    save(rgb, "orientation_6.png", exif=exif(6))
    (OUT / "rgb16.png").write_bytes(png16(9, 7, 2, 3))
    (OUT / "grey16.png").write_bytes(png16(9, 7, 0, 1))
    (OUT / "rgba16.png").write_bytes(png16(9, 7, 6, 4))
    save(rgb, "lossy.webp", quality=80)
    save(rgb, "lossless.webp", lossless=True)
    save(alpha, "alpha.webp", lossless=True, exact=True)
    save(rgb, "orientation_8.webp", lossless=True, exif=exif(8))
    save(rgb, "rgb.bmp")
    save(alpha, "rgba.bmp")
    save(palette, "palette.bmp")
    save(rgb.convert("1"), "bilevel.bmp")
    save(palette, "palette.gif")
    save(palette, "interlaced.gif", interlace=1)
    save(palette, "transparent.gif", transparency=2)
    save(palette, "animated.gif", save_all=True, append_images=[palette.transpose(Image.FLIP_TOP_BOTTOM)])
    (OUT / "partial.gif").write_bytes(partial_gif())
    save(rgb, "rgb.tif")
    save(rgb, "lzw.tif", compression="tiff_lzw")
    save(rgb.convert("L"), "grey.tif")
    save(palette, "palette.tif")
    save(Image.open(OUT / "grey16.png"), "grey16.tif")
    for orientation in (3, 6, 7):
        save(rgb, f"orientation_{orientation}.tif", tiffinfo={274: orientation})
    lines = ["# name width height sha256"]
    for path in sorted(OUT.iterdir()):
        with Image.open(path) as image:
            upright = ImageOps.exif_transpose(image)
            if upright.mode.startswith("I;16"):  # Pillow's convert("RGB") clips these to white; we keep the high byte.
                grey = bytes(value >> 8 for value in upright.get_flattened_data())
                upright = Image.frombytes("L", upright.size, grey)
            upright = upright.convert("RGB")
        lines.append(f"{path.name} {upright.width} {upright.height} {hashlib.sha256(upright.tobytes()).hexdigest()}")
    (OUT / "manifest.txt").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()

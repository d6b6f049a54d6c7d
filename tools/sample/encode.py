"""Encodes raw RGB pictures as JPEG with full-resolution colour. Called by build.ts; needs Pillow.

    /usr/bin/python3 encode.py RAW SIZE QUALITY NAMES

RAW holds the pictures one after another, SIZE x SIZE x 3 bytes each. NAMES is a text file with one
output path a line. JPEG, since lossy WebP stores colour at half the resolution only. Measured on 60 of
the pictures, PSNR at 128 px and once halved to 64 px: JPEG at quality 86 36.6 and 43.5 dB in 4.9 kB an
image, WebP at its best quality, 100, 35.7 and 40.8 dB in 5.7 kB.
"""

import sys

from PIL import Image


def main() -> None:
    raw, size, quality, names = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    with open(names, encoding="utf-8") as file:
        paths = file.read().split("\n")
    with open(raw, "rb") as file:
        for path in paths:
            pixels = file.read(size * size * 3)
            picture = Image.frombytes("RGB", (size, size), pixels)
            picture.save(path, "JPEG", quality=quality, subsampling=0, optimize=True)


if __name__ == "__main__":
    main()

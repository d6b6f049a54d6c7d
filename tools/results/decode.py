"""Decodes image files for data.ts; needs Pillow.

    /usr/bin/python3 decode.py < FILES > PICTURES

FILES is, for each image, its length as a little-endian uint32 and its bytes. PICTURES is, for each,
width and height as uint32 and width * height * 4 bytes of upright RGBA on white. A file that Pillow
cannot read comes out as width and height 0.
"""

import io
import struct
import sys

from PIL import Image, ImageOps


def upright(data: bytes) -> Image.Image:
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(data))).convert("RGBA")
    ground = Image.new("RGBA", picture.size, "white")
    ground.alpha_composite(picture)
    return ground


def main() -> None:
    source, target = sys.stdin.buffer, sys.stdout.buffer
    while head := source.read(4):
        data = source.read(struct.unpack("<I", head)[0])
        try:
            picture = upright(data)
        except (OSError, ValueError):
            target.write(struct.pack("<II", 0, 0))
            continue
        target.write(struct.pack("<II", *picture.size))
        target.write(picture.tobytes())


if __name__ == "__main__":
    main()

"""Decodes the sample collection to raw RGBA pictures. Called by discovery.ts; needs Pillow.

    /usr/bin/python3 decode.py ARCHIVE NAMES

NAMES is a text file with one path inside the archive a line. The pictures go to standard output, one
after another, width x height x 4 bytes each.
"""

import io
import sys
import zipfile

from PIL import Image


def main() -> None:
    archive, names = sys.argv[1], sys.argv[2]
    with open(names, encoding="utf-8") as file:
        paths = file.read().split("\n")
    with zipfile.ZipFile(archive) as zipped:
        for path in paths:
            with Image.open(io.BytesIO(zipped.read(path))) as picture:
                sys.stdout.buffer.write(picture.convert("RGBA").tobytes())


if __name__ == "__main__":
    main()

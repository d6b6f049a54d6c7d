"""Images for training: ImageNette at 64 px and the broad version of the sample classes.

ImageNette comes as a tar of 96 px squares (see --data); it is unpacked once into one uint8 array
[n, 64, 64, 3] in the work directory, reduced with a Lanczos filter. Its images are for research
use: they stay in the work directory and never enter the repository or the pack.

Held-out rule: an image is held out when the first 8 hex digits of the SHA-256 of its file name
(without folder), as a number, are 0 modulo 10. Nothing that is trained here, the judge included,
sees those; they choose and measure.

The broad sample classes are rendered by the sample collection's own command into
<work>/broad/{index.json, <slug>.rgb}; every tenth image of each class is held out. They are
optional: without them the model knows ImageNette's ten classes only.
"""

import hashlib
import io
import json
import os
import tarfile

import numpy as np
from PIL import Image

SIZE = 64
# Folder -> (the name that the page uses, other names for the same thing).
CLASSES = {
    "n01440764": ("tench", ["Tinca tinca"]),
    "n02102040": ("English springer", ["English springer spaniel"]),
    "n02979186": ("cassette player", ["tape player"]),
    "n03000684": ("chain saw", ["chainsaw"]),
    "n03028079": ("church", ["church building"]),
    "n03394916": ("French horn", ["horn"]),
    "n03417042": ("garbage truck", ["dustcart"]),
    "n03425413": ("gas pump", ["gasoline pump", "petrol pump"]),
    "n03445777": ("golf ball", ["golfball"]),
    "n03888257": ("parachute", ["chute"]),
}


def work_dir(path):
    path = os.path.expanduser(path)
    os.makedirs(path, exist_ok=True)
    return path


def is_held_out(file_name):
    return int(hashlib.sha256(file_name.encode()).hexdigest()[:8], 16) % 10 == 0


def load_imagenette(tar_path, work):
    """Returns images uint8 [n, 64, 64, 3], labels int64 [n] (0-9), held_out bool [n]."""
    cache = os.path.join(work, "imagenette-64.npz")
    if not os.path.exists(cache):
        wnids = list(CLASSES)
        images, labels, held = [], [], []
        with tarfile.open(tar_path) as tar:
            for member in sorted((m for m in tar if m.name.endswith((".JPEG", ".jpg"))),
                                 key=lambda m: m.name):
                folder, name = member.name.split("/")[-2:]
                picture = Image.open(io.BytesIO(tar.extractfile(member).read())).convert("RGB")
                images.append(np.asarray(picture.resize((SIZE, SIZE), Image.LANCZOS)))
                labels.append(wnids.index(folder))
                held.append(is_held_out(name))
        np.savez(cache, images=np.stack(images), labels=np.array(labels, np.int64),
                 held=np.array(held))
    stored = np.load(cache)
    return stored["images"], stored["labels"], stored["held"]


def load_broad(work):
    """The broad sample classes: (names, images, labels from 0, held_out); None if not rendered."""
    index = os.path.join(work, "broad", "index.json")
    if not os.path.exists(index):
        return None
    described = json.load(open(index))
    size = described["size"]
    names, images, labels, held = [], [], [], []
    for k, entry in enumerate(described["classes"]):
        raw = np.fromfile(os.path.join(work, "broad", entry["slug"] + ".rgb"), np.uint8)
        pictures = raw.reshape(-1, size, size, 3)
        names.append(entry["name"])
        images.append(pictures)
        labels.append(np.full(len(pictures), k, np.int64))
        held.append(np.arange(len(pictures)) % 10 == 9)
    return names, np.concatenate(images), np.concatenate(labels), np.concatenate(held)


def random_crops(images, rng, smallest=0.8):
    """Light augmentation: a random square of at least `smallest` of the side, resized back, and a
    flip half of the time. uint8 in and out."""
    out = np.empty_like(images)
    for i, picture in enumerate(images):
        side = int(round(SIZE * rng.uniform(smallest, 1.0)))
        x, y = rng.integers(0, SIZE - side + 1, 2)
        view = Image.fromarray(picture).resize((SIZE, SIZE), Image.BICUBIC,
                                               box=(x, y, x + side, y + side))
        out[i] = np.asarray(view)[:, ::-1] if rng.random() < 0.5 else np.asarray(view)
    return out

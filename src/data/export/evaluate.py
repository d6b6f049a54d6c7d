"""Does this set train? A classifier is trained on it and tested on real images that were held out.

    python evaluate.py --data . --test path/to/val --random path/to/train

--data is an export of Stillroom, unzipped, or any folder with a folder of images a class. --test holds
the same classes with the real images that count. --random names real images to draw a set of the same
size from, a new one a repeat: what a distilled set has over it is the improvement over random (IOR).
Where a share of one collection was held out, name it twice and the share:

    python evaluate.py --data . --test path/to/all --random path/to/all --held-out 10

Needs torch and Pillow (numpy too for soft labels). Everything is in this one file.

Protocols: "paper" is what CoDA (arXiv 2512.03844), Minimax and IDC (arXiv 2205.14959) report with;
"dmgd" the same with AdamW; "quick" is Stillroom's own, for ranking sets in minutes on a processor. A
number means something only beside its protocol, network, side and held-out images. Two accuracies are
given: after the last epoch, and the best of all looks on the way, which is what the papers report.

Networks are the papers' with instance normalisation and average pooling. ResNet above 64 pixels pools
by averages where the papers' code takes maxima. Images are cut to their central square and brought to
the side of the set's images (Lanczos), then to the network's side (means over areas), as Stillroom does;
none is enlarged.
"""

import argparse
import functools
import hashlib
import json
import math
import os
import re
import statistics
import sys
import unicodedata

try:
    import torch
    from PIL import Image, ImageOps
    from torch import nn
    from torch.nn import functional
except ImportError as missing:
    sys.exit(f"evaluate.py needs torch and Pillow ({missing}). Install them: pip install torch pillow numpy")

# Of a rule by images a class, the first entry that reaches their number holds; null is for any number.
PROTOCOLS = json.loads("""{
  "paper": {
    "network": {"kind": "resnet-ap", "depth": 10, "width": 64}, "side": 256,
    "epochs": [
      {"upTo": 1, "value": 3000}, {"upTo": 10, "value": 2000}, {"upTo": 50, "value": 1500},
      {"upTo": 200, "value": 1000}, {"upTo": 500, "value": 500}, {"upTo": null, "value": 300}
    ],
    "batch": [{"upTo": null, "value": 64}],
    "byClasses": [
      {"from": 100, "to": 100, "epochsShare": {"numerator": 2, "denominator": 3}},
      {"from": 101, "to": null, "learningRate": 0.1, "weightDecay": 0.0001, "leastBatch": 128}
    ],
    "optimiser": {"kind": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.0005},
    "looks": 100, "repeats": 3
  },
  "dmgd": {
    "network": {"kind": "resnet-ap", "depth": 10, "width": 64}, "side": 224,
    "epochs": [
      {"upTo": 1, "value": 3000}, {"upTo": 10, "value": 2000}, {"upTo": 50, "value": 1500},
      {"upTo": 200, "value": 1000}, {"upTo": 500, "value": 500}, {"upTo": null, "value": 300}
    ],
    "batch": [{"upTo": null, "value": 64}],
    "byClasses": [{"from": 100, "to": 100, "epochsShare": {"numerator": 2, "denominator": 3}}],
    "optimiser": {"kind": "adamw", "learningRate": 0.001, "weightDecay": 0.01},
    "looks": 100, "repeats": 5
  },
  "quick": {
    "network": {"kind": "convnet", "depth": 3, "width": 32}, "side": 32,
    "epochs": [
      {"upTo": 1, "value": 300}, {"upTo": 10, "value": 120}, {"upTo": 50, "value": 24},
      {"upTo": null, "value": 12}
    ],
    "batch": [{"upTo": null, "value": 50}],
    "byClasses": [],
    "optimiser": {"kind": "sgd", "learningRate": 0.01, "momentum": 0.9, "weightDecay": 0.0005},
    "looks": 6, "repeats": 3
  }
}""")
# The same in all of them: a fifth of the rate after 2/3 and after 5/6 of the epochs, and IDC's augmentation.
MILESTONES, RATE_FACTOR = ((2, 3), (5, 6)), 0.2
CROP_SCALE, CROP_RATIO, JITTER, LIGHTING = 0.5, 4 / 3, 0.4, 0.1

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)  # of ImageNet's colours
GREY = (0.299, 0.587, 0.114)
EIGENVALUES = (0.2175, 0.0188, 0.0045)
EIGENVECTORS = ((-0.5675, 0.7192, 0.4009), (-0.5808, -0.0045, -0.814), (-0.5836, -0.6948, 0.4203))

EXTENSIONS = (".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".avif",
              ".pbm", ".pgm", ".pnm", ".ppm")
# What systems and disks leave beside people's files, thumbnails above all; Stillroom lists none of it either.
LEFTOVER = re.compile(
    r"\.|synophoto_thumb_|synoindex_|~\$|found\.\d{3}$|albumart(small\.jpg$|_\{[\da-f-]+\}_)"
    r"|(__macosx|network trash folder|temporary items|thevolumesettingsfolder|\$recycle\.bin|recycler|recycled"
    r"|recycle\.bin|system volume information|_vti_cnf|lost\+found|lost\.dir|@eadir|@tmp|@recycle"
    r"|@recently-snapshot|@__thumb|#recycle|#snapshot|~snapshot|@sharebin|__pycache__|_gsdata_)$", re.IGNORECASE)


# What Pillow says of a damaged picture, and of one of more pixels than it reads.
UNREADABLE = (OSError, ValueError, SyntaxError, Image.DecompressionBombError)


class Problem(Exception):
    """What is wrong and what to do, for a person."""


# --- protocol -----------------------------------------------------------------------------------------


def resolve(preset, per_class, classes):
    """The settings of one training from a preset of PROTOCOLS."""
    def rule(rules):
        return next(r["value"] for r in rules if r["upTo"] is None or per_class <= r["upTo"])

    def holds(change):
        return change["from"] <= classes and (change["to"] is None or classes <= change["to"])

    change = next(filter(holds, preset["byClasses"]), {})
    epochs = rule(preset["epochs"])
    if "epochsShare" in change:
        share = change["epochsShare"]
        epochs = epochs * share["numerator"] // share["denominator"] // 100 * 100
    optimiser = dict(preset["optimiser"])
    optimiser.update({k: change[k] for k in ("learningRate", "weightDecay") if k in change})
    batch = max(rule(preset["batch"]), change.get("leastBatch", 1))
    return {"epochs": epochs, "batch": batch, "optimiser": optimiser, "looks": preset["looks"]}


def learning_rate(first, epoch, epochs):
    """@param epoch counted from 0"""
    return first * RATE_FACTOR ** sum(epoch >= above * epochs // below for above, below in MILESTONES)


# --- images -------------------------------------------------------------------------------------------


def images_below(folder):
    """Paths of the image files in a folder and the folders in it, sorted."""
    found = []
    for place, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not LEFTOVER.match(name)]
        found += [os.path.join(place, name) for name in files
                  if name.lower().endswith(EXTENSIONS) and not LEFTOVER.match(name)]
    return sorted(found)


def class_folders(root, option):
    if not os.path.isdir(root):
        advice = "Unzip it and name the folder." if root.lower().endswith(".zip") else "Check the path."
        raise Problem(f"{option} {root} is no folder. {advice}")
    names = sorted(name for name in os.listdir(root)
                   if os.path.isdir(os.path.join(root, name)) and not LEFTOVER.match(name))
    # Some disks and archives keep accents apart from their letters; the names of a set have them together.
    return {unicodedata.normalize("NFC", name): os.path.join(root, name) for name in names}


class Classes:
    """The classes of the set: a folder each, and by what other names real images may call them."""

    def __init__(self, data):
        self.manifest = None
        inner = os.path.join(data, "train")
        if os.path.isfile(os.path.join(data, "manifest.json")):
            with open(os.path.join(data, "manifest.json"), encoding="utf-8") as file:
                self.manifest = json.load(file)
        # "train" is a vehicle too: a class of that name has images where a split has class folders.
        holds_classes = os.path.isdir(inner) and class_folders(inner, "--data")
        self.root = inner if self.manifest or holds_classes else data
        folders = class_folders(self.root, "--data")
        self.files = {name: images_below(path) for name, path in folders.items()}
        self.names = [name for name, files in self.files.items() if files]
        if len(self.names) < 2:
            raise Problem(f"--data {data} has {len(self.names)} class folders with images, and a classifier "
                          "needs two. Name an unzipped export, or a folder that holds a folder a class.")
        self.others = {name: [name] for name in self.names}
        for entry in (self.manifest or {}).get("classes", []):
            if entry["directory"] in self.others:
                own = entry["folder"].replace("\\", "/").rstrip("/").split("/")[-1]
                self.others[entry["directory"]] += [own, unicodedata.normalize("NFC", entry["name"])]

    def real(self, root, option):
        """Files of real images by class, in this order of the classes."""
        folders = class_folders(root, option)
        by_class, taken = [], {}
        for name in self.names:
            match = next((other for other in self.others[name] if other in folders), None)
            if match in taken:
                raise Problem(f'{option} {root} has one folder, "{match}", for the classes "{taken[match]}" and '
                              f'"{name}". Give each a folder of its own, called as in the set.')
            files = []
            if match is not None:
                taken[match] = name
                files = images_below(folders[match])
            if not files:
                there = ", ".join(list(folders)[:5]) or "no folders"
                raise Problem(f'{option} {root} has no images of the class "{name}"; it has {there}. '
                              "Name a folder with one folder a class, called as in the set.")
            by_class.append(files)
        return by_class


def digest(path):
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


@functools.cache
def shown(path):
    """Names what an image shows: equal for equal upright pixels, whatever file they come from."""
    picture = upright(path)
    return hashlib.sha256(f"{picture.size}".encode() + picture.tobytes()).hexdigest()


def different(files):
    """Of equal pictures the first, as Stillroom counts them."""
    first = {}
    for path in files:
        first.setdefault(shown(path), path)
    return list(first.values())


def held_out(files, percent):
    """The share of a class that Stillroom holds out: by 32 bits of a file's SHA-256, 10 images at least of 50."""
    files = different(files)
    digests = {path: digest(path) for path in files}
    if len(files) < 10:
        return []
    held, images, least = set(), 0, 10 if len(files) >= 50 else 0
    in_order = sorted(set(digests.values()), key=lambda own: (int(own[32:40], 16), own))
    for own in in_order[:-1]:
        if int(own[32:40], 16) / 2 ** 32 >= percent / 100 and images >= least:
            break
        held.add(own)
        images += list(digests.values()).count(own)
    return [path for path in files if digests[path] in held]


def upright(path):
    """RGB, turned as the file states it, what is transparent laid on white."""
    try:
        with Image.open(path) as file:
            picture = ImageOps.exif_transpose(file)
            if picture.mode.startswith("I;16"):
                # 16 bits to 8: convert alone would cut all above 255 off.
                picture = picture.convert("I").point(lambda value: value / 257 + 0.5).convert("L")
            if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
                picture = picture.convert("RGBA")
                white = Image.new("RGBA", picture.size, "white")
                picture = Image.alpha_composite(white, picture)
            return picture.convert("RGB")
    except UNREADABLE as error:
        raise Problem(f"{path} cannot be read as an image ({error}). Remove it or convert it.") from error


def area_weights(source, target):
    """[target, source]: the share of each source pixel in each target pixel; rows sum to 1."""
    edges = torch.arange(target + 1, dtype=torch.float64) * source / target
    pixels = torch.arange(source, dtype=torch.float64)
    low = torch.maximum(edges[:-1, None], pixels[None, :])
    high = torch.minimum(edges[1:, None], pixels[None, :] + 1)
    return (high - low).clamp(min=0) * target / source


def load(path, set_side, side):
    """One image as bytes [3, side, side]: central square, the set's side, the network's side."""
    picture = upright(path)
    width, height = picture.size
    square = min(width, height)
    left, top = (width - square) // 2, (height - square) // 2
    picture = picture.crop((left, top, left + square, top + square))
    if square != set_side:
        picture = picture.resize((set_side, set_side), Image.LANCZOS)
    pixels = torch.frombuffer(bytearray(picture.tobytes()), dtype=torch.uint8)
    pixels = pixels.view(set_side, set_side, 3).permute(2, 0, 1)
    if set_side == side:
        return pixels.contiguous()
    weights = area_weights(set_side, side)
    return (weights @ pixels.double() @ weights.T).add(0.5).floor().to(torch.uint8)


class Images:
    """pixels [n, 3, side, side], bytes; targets [n, classes], rows that sum to 1, times the image's weight."""

    def __init__(self, files_by_class, set_side, side, device):
        labels = [label for label, files in enumerate(files_by_class) for _ in files]
        loaded = [load(path, set_side, side) for files in files_by_class for path in files]
        self.pixels = torch.stack(loaded).to(device)
        self.labels = torch.tensor(labels, device=device)
        self.targets = functional.one_hot(self.labels, len(files_by_class)).float()


def as_listed(path):
    """One form of a path: some disks keep accents apart from their letters, and manifest.json has them together."""
    return unicodedata.normalize("NFC", os.path.normpath(path))


def soft_targets(classes, files_by_class, data, temperature):
    """labels.npy holds a teacher's logits: rows as manifest.json lists train/, columns as its classes."""
    path = os.path.join(data, "labels.npy")
    if classes.manifest is None or not os.path.isfile(path):
        raise Problem(f"--labels soft needs {path} and its manifest.json. Train with --labels hard, "
                      "or name an export that has soft labels.")
    import numpy
    logits = torch.from_numpy(numpy.load(path, allow_pickle=False)).float()
    listed = [image["file"] for image in classes.manifest["images"] if image["kind"] == "distilled"]
    columns = [entry["directory"] for entry in classes.manifest["classes"]]
    if tuple(logits.shape) != (len(listed), len(columns)):
        raise Problem(f"{path} holds {list(logits.shape)} numbers, and manifest.json lists {len(listed)} "
                      f"images of {len(columns)} classes. Use both as they were exported.")
    row = {as_listed(os.path.join(data, file)): i for i, file in enumerate(listed)}
    rows = [row.get(as_listed(path)) for files in files_by_class for path in files]
    if None in rows:
        raise Problem("An image below train/ is not in manifest.json, so that it has no soft label. Remove it.")
    order = [columns.index(name) for name in classes.names]
    return functional.softmax(logits[rows][:, order] / temperature, dim=1)


def share_weights(classes, files_by_class, data):
    """What each image counts for: its share of its class, as manifest.json has it, 1 on average in every class."""
    listed = (classes.manifest or {}).get("images", [])
    shares = {as_listed(os.path.join(data, image["file"])): image["share"]
              for image in listed if image["kind"] == "distilled" and "share" in image}
    if not shares:
        raise Problem(f"--weights share needs a manifest.json in {data} that says the shares of its images. "
                      "Train with --weights equal.")
    weights = []
    for files in files_by_class:
        own = [shares.get(as_listed(path)) for path in files]
        known = None not in own and sum(own) > 0
        weights += [share * len(own) / sum(own) for share in own] if known else [1.0] * len(own)
    return torch.tensor(weights)


# --- augmentation -------------------------------------------------------------------------------------


def crop_box(side, rng):
    """Area a uniform share from CROP_SCALE, aspect ratio log-uniform: top, left, height, width."""
    for _ in range(10):
        share, shape = torch.rand(2, generator=rng).tolist()
        area = side * side * (CROP_SCALE + (1 - CROP_SCALE) * share)
        ratio = CROP_RATIO ** (2 * shape - 1)
        width, height = round(math.sqrt(area * ratio)), round(math.sqrt(area / ratio))
        if 0 < width <= side and 0 < height <= side:
            top = int(torch.randint(side - height + 1, (1,), generator=rng))
            left = int(torch.randint(side - width + 1, (1,), generator=rng))
            return top, left, height, width
    return 0, 0, side, side


def grey(images):
    return (images * images.new_tensor(GREY).view(3, 1, 1)).sum(1, keepdim=True)


def normalise(images):
    return (images - images.new_tensor(MEAN).view(3, 1, 1)) / images.new_tensor(DEVIATION).view(3, 1, 1)


def augment(images, rng):
    """Random resized crop, flip, colour jitter in random order, lighting, normalised; images of 0 .. 1."""
    count, side, device = len(images), images.shape[-1], images.device
    cut = []
    for image in images:
        top, left, height, width = crop_box(side, rng)
        part = image[None, :, top:top + height, left:left + width]
        cut.append(functional.interpolate(part, (side, side), mode="bilinear", align_corners=False))
    images = torch.cat(cut)
    mirrored = (torch.rand(count, generator=rng) < 0.5).to(device)
    images = torch.where(mirrored.view(-1, 1, 1, 1), images.flip(3), images)
    shares = (JITTER * (2 * torch.rand(count, 3, generator=rng) - 1)).to(device)
    order = torch.rand(count, 3, generator=rng).argsort(1).to(device)
    for turn in range(3):
        change = order[:, turn].view(-1, 1, 1, 1)
        share = shares[:, turn].view(-1, 1, 1, 1)
        own = grey(images)
        flat = own.mean((2, 3), keepdim=True)
        target = torch.where(change == 0, torch.zeros_like(own), torch.where(change == 1, flat, own))
        images = images + share * (target - images)
    factors = LIGHTING * torch.randn(count, 3, generator=rng).to(device) * images.new_tensor(EIGENVALUES)
    images = images + (factors @ images.new_tensor(EIGENVECTORS).T).view(-1, 3, 1, 1)
    return normalise(images)


def cut_mix(images, targets, rng):
    """One box for the batch, filled from other images of it; labels mixed by the area replaced."""
    side = images.shape[-1]
    half = int(side * math.sqrt(1 - float(torch.rand(1, generator=rng)))) // 2
    row, column = torch.randint(side, (2,), generator=rng).tolist()
    top, bottom = max(row - half, 0), min(row + half, side)
    left, right = max(column - half, 0), min(column + half, side)
    order = torch.randperm(len(images), generator=rng).to(images.device)
    mixed = images.clone()
    mixed[:, :, top:bottom, left:right] = images[order, :, top:bottom, left:right]
    kept = 1 - (bottom - top) * (right - left) / side ** 2
    return mixed, kept * targets + (1 - kept) * targets[order]


# --- networks -----------------------------------------------------------------------------------------


def norm(channels):
    return nn.GroupNorm(channels, channels)


class ConvNet(nn.Module):
    def __init__(self, depth, width, side, classes):
        super().__init__()
        self.depth = depth
        for i in range(depth):
            setattr(self, f"conv{i}", nn.Conv2d(width if i else 3, width, 3, padding=1))
            setattr(self, f"norm{i}", norm(width))
        self.classifier = nn.Linear(width * (side // 2 ** depth) ** 2, classes)

    def forward(self, x):
        for i in range(self.depth):
            x = getattr(self, f"norm{i}")(getattr(self, f"conv{i}")(x))
            x = functional.avg_pool2d(functional.relu(x), 2)
        return self.classifier(x.flatten(1))


class Block(nn.Module):
    """Two convolutions and a shortcut; halves the side by a stride, or by pooling (ResNetAP)."""

    def __init__(self, inputs, outputs, halves, pools):
        super().__init__()
        stride = 2 if halves and not pools else 1
        self.pool = nn.AvgPool2d(2) if halves and pools else nn.Identity()
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.bn1 = norm(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.bn2 = norm(outputs)
        self.downsample = nn.Identity()
        if halves or inputs != outputs:
            shortcut = nn.Conv2d(inputs, outputs, 1, stride, bias=False)
            middle = [nn.AvgPool2d(2)] if pools else []
            self.downsample = nn.Sequential(shortcut, *middle, norm(outputs))

    def forward(self, x):
        y = self.pool(functional.relu(self.bn1(self.conv1(x))))
        return functional.relu(self.bn2(self.conv2(y)) + self.downsample(x))


class ResNet(nn.Module):
    """IDC's ResNet and, where it pools, ResNetAP."""

    def __init__(self, depth, width, side, classes, pools):
        super().__init__()
        large, kernel = side > 128, 7 if side > 128 else 3
        stride = 2 if large and not pools else 1
        self.pool = (4 if large and pools else 2) if side > 64 else 1
        self.layer0 = nn.Module()
        self.layer0.conv1 = nn.Conv2d(3, width, kernel, stride, kernel // 2, bias=False)
        self.layer0.bn1 = norm(width)
        inputs = width
        for stage in range(4):
            outputs = width * 2 ** stage
            blocks = [Block(inputs, outputs, stage > 0, pools)]
            blocks += [Block(outputs, outputs, False, pools) for _ in range({10: 0, 18: 1}[depth])]
            setattr(self, f"layer{stage + 1}", nn.Sequential(*blocks))
            inputs = outputs
        self.fc = nn.Linear(inputs, classes)
        for part in self.modules():
            if isinstance(part, nn.Conv2d):
                nn.init.kaiming_normal_(part.weight, mode="fan_out", nonlinearity="relu")

    def forward(self, x):
        x = functional.relu(self.layer0.bn1(self.layer0.conv1(x)))
        x = functional.avg_pool2d(x, self.pool)
        for stage in range(4):
            x = getattr(self, f"layer{stage + 1}")(x)
        return self.fc(x.mean((2, 3)))


def parse_network(text, width, own):
    """"convnet-3", "resnet-ap-10", "resnet-18" -> kind, depth, width; without it, the protocol's own."""
    if text is None:
        return {**own, "width": width or own["width"]}
    kind, _, depth = text.lower().rpartition("-")
    known = kind == "convnet" and depth.isdigit() and int(depth) > 0
    if not known and not (kind in ("resnet", "resnet-ap") and depth in ("10", "18")):
        raise Problem(f"--net {text} is unknown. Choose convnet-3, resnet-ap-10, resnet-ap-18, resnet-10 "
                      "or resnet-18 (convnet takes any depth).")
    return {"kind": kind, "depth": int(depth), "width": width or (128 if kind == "convnet" else 64)}


def build(network, side, classes):
    kind, depth, width = network["kind"], network["depth"], network["width"]
    large, pools = side > 64, kind == "resnet-ap"
    divisor = 2 ** depth if kind == "convnet" else 8 * (2 if large else 1) * (2 if side > 128 else 1)
    if side < divisor or side % divisor:
        raise Problem(f"This network divides the side of its images by {divisor}, and {side} pixels don't "
                      f"divide evenly. Choose --side {max(1, side // divisor) * divisor}.")
    if kind == "convnet":
        return ConvNet(depth, width, side, classes)
    return ResNet(depth, width, side, classes, pools)


# --- training -----------------------------------------------------------------------------------------


def accuracy(net, test):
    net.eval()
    with torch.no_grad():
        parts = [net(normalise(part.float() / 255)).argmax(1) for part in test.pixels.split(100)]
    net.train()
    return (torch.cat(parts) == test.labels).float().mean().item()


def train(images, test, network, settings, seed, temperature=1.0, tell=lambda text: None):
    """One training: accuracies of its looks as (epoch, accuracy), the last one after the last epoch."""
    torch.manual_seed(seed)
    rng = torch.Generator().manual_seed(seed)
    count, classes, side = len(images.pixels), images.targets.shape[1], images.pixels.shape[-1]
    net = build(network, side, classes).to(images.pixels.device)
    own = settings["optimiser"]
    if own["kind"] == "sgd":
        optimiser = torch.optim.SGD(net.parameters(), lr=own["learningRate"], momentum=own["momentum"],
                                    weight_decay=own["weightDecay"])
    else:
        optimiser = torch.optim.AdamW(net.parameters(), lr=own["learningRate"],
                                      weight_decay=own["weightDecay"])
    epochs = settings["epochs"]
    every = max(1, epochs // settings["looks"])
    looks = []
    for epoch in range(epochs):
        for group in optimiser.param_groups:
            group["lr"] = learning_rate(own["learningRate"], epoch, epochs)
        for rows in torch.randperm(count, generator=rng).split(settings["batch"]):
            rows = rows.to(images.pixels.device)
            pixels = augment(images.pixels[rows].float() / 255, rng)
            pixels, targets = cut_mix(pixels, images.targets[rows], rng)
            loss = functional.cross_entropy(net(pixels) / temperature, targets)
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        if (epoch + 1) % every == 0 or epoch + 1 == epochs:
            if not math.isfinite(loss.item()):
                raise Problem(f"The training diverged in epoch {epoch + 1}: its loss is no number.")
            looks.append((epoch + 1, accuracy(net, test)))
            tell(f"seed {seed}: epoch {epoch + 1} of {epochs}, {100 * looks[-1][1]:.1f} %")
    return looks


def summary(values):
    return {"mean": statistics.fmean(values), "values": values,
            "sd": statistics.stdev(values) if len(values) > 1 else None}


def percent(part, unit="%"):
    """One training has no spread, and ± 0.0 would be a lie."""
    spread = "" if part["sd"] is None else f' ± {100 * part["sd"]:.1f}'
    return f'{100 * part["mean"]:.1f}{spread} {unit}'


# --- command ------------------------------------------------------------------------------------------


def read_arguments(words):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add = parser.add_argument
    add("--data", required=True, help="the set: an unzipped export, or a folder with a folder a class")
    add("--test", required=True, help="held-out real images, a folder a class")
    add("--random", help="real images to draw random sets of the same size from, a folder a class")
    add("--held-out", type=int, help="test on this share (%%) of each class of --test, as Stillroom chose it")
    add("--protocol", choices=sorted(PROTOCOLS), default="paper")
    add("--net", help="convnet-3, resnet-ap-10, resnet-18 ... in place of the protocol's")
    add("--width", type=int, help="channels of the network's first layer")
    add("--side", type=int, help="pixels a side that the network sees, in place of the protocol's")
    add("--set-side", type=int, help="pixels a side of the set's images, where they differ among themselves")
    add("--ipc", type=int, help="train on the first so many images of each class")
    add("--labels", choices=("hard", "soft"), default="hard", help="soft: a teacher's, from labels.npy")
    add("--weights", choices=("equal", "share"), default="equal",
        help="share: an image counts in the loss for the share of its class that it stands for (manifest.json)")
    add("--temperature", type=float, default=20.0, help="of soft labels")
    add("--epochs", type=int, help="in place of the protocol's; the numbers are then no protocol's")
    add("--repeats", type=int, help="trainings, from different first weights")
    add("--seed", type=int, default=0, help="of the first repeat; each one after it adds 1")
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add("--json", action="store_true", help="print one JSON document, and what happens to stderr")
    options = parser.parse_args(words)
    for name in ("width", "side", "set_side", "ipc", "epochs", "repeats", "held_out"):
        value = getattr(options, name)
        if value is not None and value < 1:
            raise Problem(f'--{name.replace("_", "-")} is {value}; it must be at least 1.')
    if options.held_out is not None and options.held_out > 50:
        raise Problem(f"--held-out is {options.held_out}; Stillroom holds 1 to 50 % out.")
    if not 0 < options.temperature < math.inf:
        raise Problem(f"--temperature is {options.temperature:g}; it must be above 0, such as 20.")
    return options


def side_of_set(files_by_class, wanted):
    """All images of a distilled set are squares of one side: what real images are brought to first."""
    if wanted:
        return wanted
    sizes = set()
    for path in (path for files in files_by_class for path in files):
        try:
            with Image.open(path) as picture:
                sizes.add(picture.size)
        except UNREADABLE as error:
            raise Problem(f"{path} cannot be read as an image ({error}). Remove it or convert it.") from error
    width, height = next(iter(sizes))
    if len(sizes) > 1 or width != height:
        raise Problem("The images of --data are not squares of one side. Say with --set-side to how many "
                      "pixels all images are brought before the network's side.")
    return width


def first_images(classes, wanted):
    chosen = []
    for name in classes.names:
        files = classes.files[name]
        if wanted and len(files) < wanted:
            raise Problem(f'--ipc is {wanted}, and the class "{name}" has {len(files)} images. Ask for fewer.')
        chosen.append(files[:wanted] if wanted else files)
    return chosen


def test_images(classes, options):
    files = classes.real(options.test, "--test")
    if options.held_out is None:
        # As Stillroom: what the other real images show too is not tested on.
        other = classes.real(options.random, "--random") if options.random else [[] for _ in files]
        seen = {shown(path) for own in other for path in own}
        files = [[path for path in different(own) if shown(path) not in seen] for own in files]
        for name, own in zip(classes.names, files):
            if not own:
                raise Problem(f'All images of "{name}" in --test are in --random too. Name the held-out images '
                              "alone with --test, or say which were held out with --held-out.")
        return files
    chosen = [held_out(own, options.held_out) for own in files]
    # A picture may lie in two classes: what one of them is distilled from is tested on in none.
    used = {shown(path) for own, held in zip(files, chosen) for path in different(own) if path not in held}
    chosen = [[path for path in held if shown(path) not in used] for held in chosen]
    for name, own in zip(classes.names, chosen):
        if not own:
            raise Problem(f'--held-out {options.held_out} holds no image of "{name}" out. It takes 10 images a '
                          "class or more: name the whole collection with --test.")
    return chosen


def draw_random(pools, sizes, names, seed):
    """As many real images of each class as the set has, by a seed."""
    rng = torch.Generator().manual_seed(seed)
    drawn = []
    for pool, size, name in zip(pools, sizes, names):
        if len(pool) < size:
            raise Problem(f'--random has {len(pool)} images of "{name}" that are not in --test, and the set '
                          f"has {size}. Name a larger collection, or set --ipc.")
        drawn.append([pool[i] for i in torch.randperm(len(pool), generator=rng)[:size]])
    return drawn


def evaluate(options, tell):
    """Everything that was asked for, as one document."""
    preset = PROTOCOLS[options.protocol]
    classes = Classes(options.data)
    own_files = first_images(classes, options.ipc)
    sizes = [len(files) for files in own_files]
    per_class = max(1, math.floor(sum(sizes) / len(sizes) + 0.5))  # halves up, as Stillroom rounds
    settings = resolve(preset, per_class, len(sizes))
    settings["epochs"] = options.epochs or settings["epochs"]
    network = parse_network(options.net, options.width, preset["network"])
    side = options.side or preset["side"]
    set_side = side_of_set(own_files, options.set_side)
    if side > set_side:
        raise Problem(f"The set's images are brought to {set_side} pixels, and the network asks for {side}: "
                      f"nothing is enlarged. Choose --side {set_side} or less.")
    build(network, side, len(sizes))  # a side that does not fit is said before images are read
    test_files = test_images(classes, options)
    tested = {shown(path) for files in test_files for path in files}
    overlap = next((path for files in own_files for path in files if shown(path) in tested), None)
    if overlap:
        raise Problem(f"{overlap} is among the images that are tested on. Name a set without held-out images.")
    test = Images(test_files, set_side, side, options.device)
    pools = None
    if options.random:
        pools = [[path for path in different(files) if shown(path) not in tested]
                 for files in classes.real(options.random, "--random")]
        draw_random(pools, sizes, classes.names, options.seed)  # too few images are said before any training
    own = Images(own_files, set_side, side, options.device)
    temperature = 1.0
    if options.labels == "soft":
        temperature = options.temperature
        own.targets = soft_targets(classes, own_files, options.data, temperature).to(options.device)
    if options.weights == "share":
        # The loss is linear in the target: a weighted target is a weighted loss, and CutMix mixes both.
        own.targets = own.targets * share_weights(classes, own_files, options.data).to(options.device)[:, None]
    repeats = options.repeats or preset["repeats"]
    looks = {"set": [], **({"random": []} if pools else {})}
    for seed in range(options.seed, options.seed + repeats):
        for name in looks:
            images, degrees = own, temperature
            if name == "random":
                drawn = draw_random(pools, sizes, classes.names, seed)
                images, degrees = Images(drawn, set_side, side, options.device), 1.0
            looks[name].append(train(images, test, network, settings, seed, degrees, tell))
            best = max(looks[name][-1], key=lambda look: look[1])
            tell(f"{name}, seed {seed}: {100 * looks[name][-1][-1][1]:.1f} % after the last epoch, "
                 f"{100 * best[1]:.1f} % at best (epoch {best[0]})", True)
    sets = []
    for name, found in looks.items():
        last = [one[-1][1] for one in found]
        best = [max(accuracy for _, accuracy in one) for one in found]
        labels = options.labels if name == "set" else "hard"  # no teacher is at hand that could name random images
        sets.append({"name": name, "labels": labels, **summary(last), "best": summary(best), "ior": None})
    if pools:
        pairs = zip(sets[0]["values"], sets[1]["values"])
        sets[0]["ior"] = summary([own - random for own, random in pairs])
    return {
        "protocol": {"preset": options.protocol, "network": network, "side": side, "labels": options.labels,
                     "weights": options.weights, "repeats": repeats, **settings},
        "imagesPerClass": per_class, "classes": classes.names, "heldOut": len(test.labels),
        "seed": options.seed, "device": options.device,
        "versions": {"torch": torch.__version__, "python": sys.version.split()[0]}, "sets": sets,
    }


def main(words):
    try:
        options = read_arguments(words)
        log = sys.stderr if options.json else sys.stdout

        def tell(text, counts=False):
            print(text, file=log if counts else sys.stderr, flush=True)

        result = evaluate(options, tell)
    except Problem as problem:
        sys.exit(f"evaluate.py: {problem}")
    if options.json:
        print(json.dumps(result, indent=2))
        return
    for row in result["sets"]:
        print(f'{row["name"]}: {percent(row)} after the last epoch, {percent(row["best"])} at best')
        if row["ior"]:
            unlike = "" if row["labels"] == "hard" else " with hard labels, where the set has a teacher's"
            print(f'over random{unlike}: {percent(row["ior"], "points")}')


if __name__ == "__main__":
    main(sys.argv[1:])

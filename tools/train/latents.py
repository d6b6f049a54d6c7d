"""Cached latents of all training images, in several views, and random batches of them.

Each image is encoded once as it is, once flipped and in a few light crops, so that a training step
touches no pixels. The arrays lie in <work>/latents-<name>-<key>.npy, the key naming the
autoencoder's weights, and are mapped into memory: all processes share one copy.
"""

import hashlib
import os

import numpy as np
import torch

import data
from autoencoder import CHANNELS, Autoencoder
from train_autoencoder import as_tensor

CROPS = 4
BROAD_SHARE = 0.25


def load_autoencoder(work, device, dtype):
    model = Autoencoder()
    stored = torch.load(os.path.join(work, "autoencoder.pt"), map_location="cpu")
    model.load_state_dict(stored["ema"])
    return model.to(device, dtype).to(memory_format=torch.channels_last).eval()


@torch.no_grad()
def encode(model, images, device, batch=256):
    """uint8 [n, 64, 64, 3] -> unscaled latent means, float16 [n, 8, 16, 16]."""
    dtype = next(model.parameters()).dtype
    parts = []
    for i in range(0, len(images), batch):
        mean = model.encoder(as_tensor(images[i:i + batch], device, dtype))[:, :CHANNELS]
        parts.append(mean.half().cpu())
    return torch.cat(parts).numpy()


def views(model, images, device, seed):
    """Latents of every view, float16 [2 + CROPS, n, 8, 16, 16]."""
    rng = np.random.default_rng(seed)
    stacks = [images, np.ascontiguousarray(images[:, :, ::-1])]
    stacks += [data.random_crops(images, rng, 0.85) for _ in range(CROPS)]
    return np.stack([encode(model, s, device) for s in stacks])


def cached(work, name, key, make):
    path = os.path.join(work, f"latents-{name}-{key}.npy")
    if not os.path.exists(path):
        np.save(path[:-4] + ".part.npy", make())
        os.replace(path[:-4] + ".part.npy", path)
    return np.load(path, mmap_mode="r")


def load_latents(tar, work, device):
    """Returns (groups, validation, classes, scale): groups is a list of (views, labels) for
    ImageNette and the broad classes, validation (latents, labels) of held-out ImageNette."""
    images, labels, held = data.load_imagenette(tar, work)
    model = load_autoencoder(work, device, torch.bfloat16)
    weights = b"".join(p.detach().float().cpu().numpy().tobytes() for p in model.parameters())
    key = hashlib.sha256(weights).hexdigest()[:10]
    main = cached(work, "main", key, lambda: views(model, images[~held], device, 1))
    validation = cached(work, "held", key, lambda: encode(model, images[held], device))
    groups = [(main, labels[~held])]
    classes = list(data.CLASSES.values())
    broad = data.load_broad(work)
    if broad:
        names, pictures, kinds, kept = broad
        stamp = hashlib.sha256(pictures.tobytes()).hexdigest()[:6]
        extra = cached(work, "broad", f"{key}-{stamp}",
                       lambda: views(model, pictures[~kept], device, 2))
        groups.append((extra, kinds[~kept] + len(classes)))
        classes = classes + [(name, []) for name in names]
    scale = float(1 / main[0].astype(np.float32).std())
    return groups, (validation, labels[held]), classes, scale


class Batches:
    """Random latents and labels: class-balanced, plain views 60 % of the time."""

    def __init__(self, groups, rng):
        self.groups, self.rng = groups, rng
        self.members = [[np.flatnonzero(labels == k) for k in np.unique(labels)]
                        for _, labels in groups]

    def draw(self, n):
        rng = self.rng
        latents, labels = np.empty((n, CHANNELS, 16, 16), np.float16), np.empty(n, np.int64)
        which = (rng.random(n) < BROAD_SHARE) if len(self.groups) > 1 else np.zeros(n, bool)
        for i in range(n):
            group = self.members[int(which[i])]
            members = group[rng.integers(len(group))]
            image = members[rng.integers(len(members))]
            view = rng.integers(2) if rng.random() < 0.6 else 2 + rng.integers(CROPS)
            stack, kinds = self.groups[int(which[i])]
            latents[i], labels[i] = stack[view, image], kinds[image]
        return latents, labels

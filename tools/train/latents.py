"""Cached latents of all training images, in several views, and random batches of them.

Each image is encoded once as it is, once flipped and in a few light crops, so that a training step
touches no pixels. The arrays lie in <work>/latents-<name>-<key>.npy, the key naming the
autoencoder's weights and the number of crops. On a CPU they are mapped into memory, so that all
processes share one copy; a CUDA device holds them whole.
"""

import hashlib
import os

import numpy as np
import torch

import data
from autoencoder import CHANNELS, Autoencoder
from train_autoencoder import as_tensor

# Light crops an image: a training on a CUDA device sees each image some ten times as often.
CROPS = {"cpu": 4, "cuda": 12}
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
    """Latents of every view, float16 [2 + crops, n, 8, 16, 16]."""
    rng = np.random.default_rng(seed)
    plain = [images, np.ascontiguousarray(images[:, :, ::-1])]
    crops = (data.random_crops(images, rng, 0.85) for _ in range(CROPS[device.type]))
    return np.stack([encode(model, s, device) for s in (*plain, *crops)])


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
    key = f"{hashlib.sha256(weights).hexdigest()[:10]}-{CROPS[device.type]}"
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

    def __init__(self, groups, rng, device):
        """groups: as load_latents returns them. The device is where the latents are wanted."""
        self.rng, self.device = rng, device
        self.labels = [labels for _, labels in groups]
        self.order = [np.argsort(labels, kind="stable") for labels in self.labels]
        self.counts = [np.bincount(labels - labels.min()) for labels in self.labels]
        self.stacks = [stack if device.type == "cpu" else torch.from_numpy(stack[:]).to(device)
                       for stack, _ in groups]

    def draw(self, n):
        """Returns (latents float32 [n, 8, 16, 16] on the device, labels int64 [n])."""
        broad = self.rng.binomial(n, BROAD_SHARE) if len(self.stacks) > 1 else 0
        parts = [self._draw(group, count) for group, count in enumerate((n - broad, broad)) if count]
        latents, labels = zip(*parts)
        return torch.cat(latents).float(), np.concatenate(labels)

    def _draw(self, group, n):
        rng, stack, counts = self.rng, self.stacks[group], self.counts[group]
        kinds = rng.integers(len(counts), size=n)
        places = (np.cumsum(counts) - counts)[kinds] + rng.integers(counts[kinds])
        images = self.order[group][places]
        plain = rng.random(n) < 0.6
        which = np.where(plain, rng.integers(2, size=n), rng.integers(2, len(stack), size=n))
        if self.device.type == "cpu":
            latents = torch.from_numpy(stack[which, images])
        else:
            latents = stack[torch.from_numpy(which).to(self.device),
                            torch.from_numpy(images).to(self.device)]
        return latents, self.labels[group][images]

"""Trains the autoencoder: pixel error and a small KL term, AdamW, a cosine to zero by wall clock.

Curves go to <work>/autoencoder.jsonl, the checkpoint (weights, EMA, optimiser) to
<work>/autoencoder.pt every three minutes; started again it goes on from there, with the clock
that it had. What ships is the EMA.
"""

import argparse
import json
import os
import time

import numpy as np
import torch
import torch.nn.functional as F

import data
from autoencoder import CHANNELS, Autoencoder
from blocks import count_parameters, pick_device
from fused import keep_memory
from optimiser import FlatOptimiser

KL_WEIGHT = 2e-3


def as_tensor(images, device, dtype):
    """uint8 [n, h, w, 3] -> [n, 3, h, w] in [-1, 1]."""
    x = torch.from_numpy(images).to(device).permute(0, 3, 1, 2)
    return (x.float() / 127.5 - 1).to(dtype).contiguous(memory_format=torch.channels_last)


def psnr(images, model, device, dtype=torch.float32, batch=128):
    """PSNR in dB of the pooled squared error over the images, reconstructions rounded to 8 bits."""
    total = 0.0
    with torch.no_grad():
        for i in range(0, len(images), batch):
            x = as_tensor(images[i:i + batch], device, dtype)
            z = model.encoder(x)[:, :CHANNELS]
            y = ((model.decoder(z).float().clamp(-1, 1) + 1) * 127.5).round()
            total += float(((y - (x.float() + 1) * 127.5) ** 2).mean((1, 2, 3)).sum())
    return 10 * np.log10(255 ** 2 / (total / len(images)))


def ema_model(optimiser, device, dtype=torch.float32):
    model = Autoencoder()
    model.load_state_dict(optimiser.ema_state())
    return model.to(device, dtype).to(memory_format=torch.channels_last).eval()


def train(arguments):
    keep_memory()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(1)
    rng = np.random.default_rng(1)
    device, dtype = pick_device(), torch.bfloat16
    work = data.work_dir(arguments.work)
    images, _, held = data.load_imagenette(arguments.data, work)
    validation = images[held]
    images = images[~held]
    broad = data.load_broad(work)
    broad_validation = None
    if broad:
        images = np.concatenate([images, broad[1][~broad[3]]])
        broad_validation = broad[1][broad[3]]

    model = Autoencoder()
    some = images[rng.permutation(len(images))[:2000]]
    model.start_from_pca(as_tensor(some, "cpu", torch.float32))
    model.to(device)
    optimiser = FlatOptimiser(model, dtype, weight_decay=0.0)
    path = os.path.join(work, "autoencoder.pt")
    elapsed, seen = 0.0, 0
    if os.path.exists(path):
        stored = torch.load(path, map_location=device)
        optimiser.load(stored["optimiser"])
        elapsed, seen = stored["elapsed"], stored["seen"]
    log = open(os.path.join(work, "autoencoder.jsonl"), "a", buffering=1)
    print(f"{count_parameters(model) / 1e6:.2f} M parameters, {len(images)} images", flush=True)

    def save():
        torch.save({"optimiser": optimiser.state(), "elapsed": elapsed, "seen": seen,
                    "ema": optimiser.ema_state()}, path + ".part")
        os.replace(path + ".part", path)

    budget = arguments.until_minutes * 60
    start, last_log, last_save = time.time() - elapsed, time.time(), time.time()
    losses = []
    while elapsed < budget:
        progress = elapsed / budget
        warm = min(1.0, (optimiser.steps + 1) / 200)
        rate = arguments.rate * warm * 0.5 * (1 + np.cos(np.pi * progress))
        batch = images[rng.integers(0, len(images), arguments.batch)]
        batch = np.where(rng.random((len(batch), 1, 1, 1)) < 0.5, batch, batch[:, :, ::-1])
        x = as_tensor(np.ascontiguousarray(batch), device, dtype)
        mean, log_variance = model.encoder(x).float().chunk(2, dim=1)
        log_variance = log_variance.clamp(-20, 4)
        z = mean + torch.exp(0.5 * log_variance) * torch.randn_like(mean)
        y = model.decoder(z.to(dtype).contiguous(memory_format=torch.channels_last)).float()
        difference = y - x.float()
        square, absolute = (difference ** 2).mean(), difference.abs().mean()
        kl = 0.5 * (mean ** 2 + log_variance.exp() - 1 - log_variance).mean()
        (square + 0.1 * absolute + KL_WEIGHT * kl).backward()
        optimiser.step(rate, min(0.999, optimiser.steps / (optimiser.steps + 20)))
        losses.append((float(square), float(kl), float(mean.std())))
        seen += len(batch)
        elapsed = time.time() - start
        if time.time() - last_log > 60 or elapsed >= budget:
            averaged = ema_model(optimiser, device)
            row = {"minutes": round(elapsed / 60, 2), "seen": seen, "rate": rate,
                   "square": float(np.mean([v[0] for v in losses])),
                   "kl": float(np.mean([v[1] for v in losses])), "std": losses[-1][2],
                   "psnr": psnr(validation[:200], averaged, device)}
            if broad_validation is not None:
                row["psnrBroad"] = psnr(broad_validation[:100], averaged, device)
            log.write(json.dumps(row) + "\n")
            print(row, flush=True)
            losses, last_log = [], time.time()
        if time.time() - last_save > 180:
            save()
            last_save = time.time()
    save()
    print("held-out PSNR", psnr(validation, ema_model(optimiser, device), device), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", default="~/.cache/stillroom-train")
    parser.add_argument("--until-minutes", type=float, default=20)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())

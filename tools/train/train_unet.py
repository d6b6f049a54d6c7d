"""Trains the text encoder and the UNet on cached latents: v-prediction, Muon and AdamW, EMA.

The autoencoder is frozen; a step draws latents and captions (see latents.py, captions.py), class by
class with equal chance, a quarter of them from the broad sample classes when they are there. On a
CPU each core runs its own process (parallel.py). The rate warms up, stays, and falls linearly to
zero over the last 40 % of --until-minutes (of training time; time between a stop and a restart does
not count). A restart goes on from <work>/unet.pt, with a larger --until-minutes or newly rendered
sample classes if wanted. SIGTERM ends it after the step, with a checkpoint.
"""

import argparse
import json
import os
import signal
import time

import numpy as np
import torch
import torch.nn.functional as F

import captions
import data
from blocks import count_parameters, pick_device
from fused import keep_memory
from latents import Batches, load_latents
from optimiser import FlatOptimiser
from parallel import Team
from schedule import alpha_sigma, draw_timesteps
from tokenizer import Tokenizer
from unet import Denoiser

# The null prompt's share of the batch, and the weight of its loss: guidance multiplies the
# difference to the null prediction, which must not lag behind for having seen few samples.
DROP, NULL_WEIGHT = 0.15, 2.5
EMA_DECAY = 0.999
LOG_SECONDS = 30


def load_tokenizer(work, extra_names):
    path = os.path.join(work, "tokenizer.json")
    if not os.path.exists(path):
        with open(path, "w", encoding="utf-8") as file:
            file.write(captions.build_tokenizer(extra_names).to_json())
    return Tokenizer.from_json(open(path, encoding="utf-8").read())


def noisy(latents, timesteps, rng_torch, device, dtype):
    alpha, sigma = alpha_sigma()
    a = torch.from_numpy(alpha[timesteps]).float().to(device)[:, None, None, None]
    s = torch.from_numpy(sigma[timesteps]).float().to(device)[:, None, None, None]
    noise = torch.randn(latents.shape, generator=rng_torch, device=device)
    x = (a * latents + s * noise).to(dtype).contiguous(memory_format=torch.channels_last)
    return x, a * noise - s * latents


@torch.no_grad()
def validation_loss(optimiser, model, latents, labels, table, scale, device):
    """v error of the averaged weights on held-out latents, fixed noise and steps."""
    kept = optimiser.weight.clone()
    optimiser.weight.copy_(optimiser.ema)
    rng, torch_rng = np.random.default_rng(5), torch.Generator(device).manual_seed(5)
    total, order = 0.0, rng.permutation(len(latents))[:512]
    for i in range(0, len(order), 128):
        rows = order[i:i + 128]
        z = torch.from_numpy(latents[rows].astype(np.float32)).to(device) * scale
        timesteps = rng.integers(0, 1000, len(rows))
        x, target = noisy(z, timesteps, torch_rng, device, optimiser.weight.dtype)
        ids = torch.from_numpy(table.draw(labels[rows], rng, 0.0)).to(device)
        v = model(x, torch.from_numpy(timesteps).float().to(device), ids)
        total += float(F.mse_loss(v.float(), target)) * len(rows) / len(order)
    optimiser.weight.copy_(kept)
    return total


def inner_matrices(model):
    """Names of what Muon updates: all matrices and kernels but embeddings and the two ends."""
    outer = ("unet.enter", "unet.leave", "text_encoder.token", "text_encoder.position")
    return {n for n, p in model.named_parameters() if p.dim() > 1 and not n.startswith(outer)}


class Trainer:
    """Draws batches and adds their gradients: what the leader and every helper do."""

    def __init__(self, arguments, rank, seed, device):
        work = data.work_dir(arguments.work)
        loaded = load_latents(arguments.data, work, device)
        self.groups, self.held, self.classes, self.scale = loaded
        self.tokenizer = load_tokenizer(work, [n for n, _ in self.classes[len(data.CLASSES):]])
        self.table = captions.CaptionTable(self.tokenizer, self.classes)
        self.null = torch.from_numpy(self.table.ids[0]).to(device)
        self.rng = np.random.default_rng([seed, rank])
        self.torch_rng = torch.Generator(device).manual_seed(1000003 * rank + seed)
        self.batches = Batches(self.groups, self.rng, device)
        self.device, self.workers = device, arguments.workers
        self.count = arguments.batch // arguments.workers
        self.model = Denoiser(len(self.tokenizer.ids)).to(device)
        self.optimiser = FlatOptimiser(self.model, torch.bfloat16, weight_decay=0.02,
                                       muon=inner_matrices(self.model))

    def accumulate(self):
        """Adds this part's gradient; returns its mean loss."""
        latents, labels = self.batches.draw(self.count)
        timesteps = draw_timesteps(len(labels), self.rng)
        x, target = noisy(latents * self.scale, timesteps, self.torch_rng, self.device, torch.bfloat16)
        ids = torch.from_numpy(self.table.draw(labels, self.rng, DROP)).to(self.device)
        null = (ids == self.null).all(1)
        weight = torch.where(null, NULL_WEIGHT, 1.0) / (1 - DROP + DROP * NULL_WEIGHT)
        v = self.model(x, torch.from_numpy(timesteps).float().to(self.device), ids)
        loss = ((v.float() - target) ** 2).mean((1, 2, 3))
        ((loss * weight).mean() / self.workers).backward()
        return float(loss.detach().mean())


def build_helper(arguments, rank):
    helper = Trainer(arguments, rank, arguments.first_step, torch.device("cpu"))
    return helper.optimiser, helper.accumulate


def train(arguments):
    keep_memory()
    torch.manual_seed(2)
    device = pick_device()
    arguments.workers = arguments.threads if device.type == "cpu" else 1
    torch.set_num_threads(1 if device.type == "cpu" else arguments.threads)
    work = data.work_dir(arguments.work)
    path = os.path.join(work, "unet.pt")
    stored = torch.load(path, map_location=device) if os.path.exists(path) else None
    arguments.first_step = stored["optimiser"]["steps"] if stored else 0
    trainer = Trainer(arguments, 0, arguments.first_step, device)
    groups, (held, held_labels), classes = trainer.groups, trainer.held, trainer.classes
    scale, tokenizer, table, model = trainer.scale, trainer.tokenizer, trainer.table, trainer.model
    optimiser = trainer.optimiser
    elapsed, seen = 0.0, 0
    if stored:
        optimiser.load(stored["optimiser"])
        elapsed, seen = stored["elapsed"], stored["seen"]
    team = Team(arguments.workers, build_helper, arguments, optimiser, trainer.accumulate)
    log = open(os.path.join(work, "unet.jsonl"), "a", buffering=1)
    print(f"{count_parameters(model) / 1e6:.2f} M parameters, "
          f"{sum(len(labels) for _, labels in groups)} images, {len(classes)} classes, "
          f"scale {scale:.4f}", flush=True)

    def save():
        torch.save({"optimiser": optimiser.state(), "ema": optimiser.ema_state(), "seen": seen,
                    "elapsed": elapsed, "scale": scale, "classes": [name for name, _ in classes],
                    "vocabulary": len(tokenizer.ids)}, path + ".part")
        os.replace(path + ".part", path)

    stopping = []
    signal.signal(signal.SIGTERM, lambda *_: stopping.append(True))
    budget = arguments.until_minutes * 60
    last_step = last_log = last_save = time.time()
    losses, since = [], seen
    while elapsed < budget and not stopping:
        # A process that was stopped for a while does not lose its training time.
        elapsed += min(10.0, time.time() - last_step)
        last_step = time.time()
        progress = elapsed / budget
        shape = min(1.0, (optimiser.steps + 1) / 500, (1 - progress) / 0.4)
        rate = arguments.rate * max(0.0, shape)
        ema_decay = min(EMA_DECAY, (optimiser.steps + 1) / (optimiser.steps + 10))
        losses.append(team.step(rate, ema_decay))
        seen += trainer.count * arguments.workers
        if time.time() - last_log > LOG_SECONDS or elapsed >= budget:
            row = {"minutes": round(elapsed / 60, 2), "seen": seen, "rate": rate,
                   "loss": float(np.mean([v[0] for v in losses])),
                   "gradient": float(np.mean([v[1] for v in losses])),
                   "validation": validation_loss(optimiser, model, held, held_labels, table, scale,
                                                 device),
                   "perSecond": (seen - since) / (time.time() - last_log)}
            log.write(json.dumps(row) + "\n")
            print(row, flush=True)
            losses, since, last_log = [], seen, time.time()
        if time.time() - last_save > 180:
            save()
            last_save = time.time()
    save()
    team.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", default="~/.cache/stillroom-train")
    parser.add_argument("--until-minutes", type=float, default=85)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=8e-4)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())

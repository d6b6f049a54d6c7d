"""Trains the judge on ImageNette's training images (held-out ones excluded): random crops and
flips, label smoothing, AdamW with one rise and fall of the rate, EMA. Writes <work>/judge.pt every
500 steps, goes on from it, and prints the accuracy on the held-out images."""

import argparse
import os
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), ".."))

import data
from blocks import pick_device
from fused import keep_memory
from judge.classifier import Judge
from optimiser import FlatOptimiser
from parallel import Team
from train_autoencoder import as_tensor

RISE = 0.15


def load_judge(work, device):
    model = Judge()
    model.load_state_dict(torch.load(os.path.join(work, "judge.pt"), map_location="cpu")["ema"])
    return model.to(device).eval()


@torch.no_grad()
def judge_images(model, images, device, batch=256):
    """uint8 [n, 64, 64, 3] -> features float64 [n, 256], predicted class [n]."""
    features, labels = [], []
    for i in range(0, len(images), batch):
        f = model.features(as_tensor(images[i:i + batch], device, torch.float32))
        features.append(f.double().cpu().numpy())
        labels.append(model.head(f).argmax(1).cpu().numpy())
    return np.concatenate(features), np.concatenate(labels)


class Trainer:
    """One process's part: its share of each epoch's images and their gradients."""

    def __init__(self, arguments, rank, device):
        work = data.work_dir(arguments.work)
        images, labels, held = data.load_imagenette(arguments.data, work)
        self.test, self.test_labels = images[held], labels[held]
        self.images, self.labels = images[~held], labels[~held]
        self.device, self.workers = device, arguments.workers
        self.count = arguments.batch // arguments.workers
        self.rng = np.random.default_rng([3, arguments.first_step, rank])
        self.order = np.zeros(0, np.int64)
        torch.manual_seed(3)
        self.model = Judge().to(device)
        self.optimiser = FlatOptimiser(self.model, torch.bfloat16, weight_decay=0.05)

    def accumulate(self):
        if len(self.order) < self.count:
            self.order = self.rng.permutation(len(self.images))
        rows, self.order = self.order[:self.count], self.order[self.count:]
        crops = data.random_crops(self.images[rows], self.rng, 0.6)
        loss = F.cross_entropy(self.model(as_tensor(crops, self.device, torch.bfloat16)),
                               torch.from_numpy(self.labels[rows]).to(self.device),
                               label_smoothing=0.1)
        (loss / self.workers).backward()
        return float(loss)


def build_helper(arguments, rank):
    helper = Trainer(arguments, rank, torch.device("cpu"))
    return helper.optimiser, helper.accumulate


def train(arguments):
    keep_memory()
    device = pick_device()
    arguments.workers = arguments.threads if device.type == "cpu" else 1
    torch.set_num_threads(1 if device.type == "cpu" else arguments.threads)
    path = os.path.join(data.work_dir(arguments.work), "judge.pt")
    stored = torch.load(path, map_location=device) if os.path.exists(path) else None
    first = arguments.first_step = stored["step"] if stored else 0
    trainer = Trainer(arguments, 0, device)
    optimiser = trainer.optimiser
    if stored:
        optimiser.load(stored["optimiser"])
    team = Team(arguments.workers, build_helper, arguments, optimiser, trainer.accumulate)
    steps, start = arguments.epochs * len(trainer.images) // arguments.batch, time.time()
    for step in range(first, steps):
        progress = step / steps
        fall = 0.5 * (1 + np.cos(np.pi * (progress - RISE) / (1 - RISE)))
        shape = progress / RISE if progress < RISE else fall
        loss, _ = team.step(arguments.rate * shape, min(0.998, (step + 1) / (step + 10)))
        if (step + 1) % 500 == 0 or step + 1 == steps:
            judge = Judge()
            judge.load_state_dict(optimiser.ema_state())
            _, predicted = judge_images(judge.to(device).eval(), trainer.test, device)
            accuracy = float((predicted == trainer.test_labels).mean())
            print(f"step {step + 1}/{steps}, {(time.time() - start) / 60:.1f} min, "
                  f"loss {loss:.3f}, held-out accuracy {accuracy:.4f}", flush=True)
            torch.save({"ema": optimiser.ema_state(), "optimiser": optimiser.state(),
                        "step": step + 1}, path + ".part")
            os.replace(path + ".part", path)
    team.stop()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", default="~/.cache/stillroom-train")
    parser.add_argument("--epochs", type=int, default=32)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())

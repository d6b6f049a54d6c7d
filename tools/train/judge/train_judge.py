"""Trains the judge on ImageNette's training images (held-out ones excluded): random crops and
flips, label smoothing, AdamW with one rise and fall of the rate, EMA. Writes <work>/judge.pt and
prints its accuracy on the held-out images."""

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
from fused import FlatAdamW, keep_memory
from judge.classifier import Judge
from train_autoencoder import as_tensor


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


def train(arguments):
    keep_memory()
    torch.set_num_threads(arguments.threads)
    torch.manual_seed(3)
    rng = np.random.default_rng(3)
    device, dtype = pick_device(), torch.bfloat16
    work = data.work_dir(arguments.work)
    images, labels, held = data.load_imagenette(arguments.data, work)
    test, test_labels = images[held], labels[held]
    images, labels = images[~held], labels[~held]
    model = Judge().to(device)
    optimiser = FlatAdamW(model, dtype, weight_decay=0.05, betas=(0.9, 0.99))
    steps = arguments.epochs * len(images) // arguments.batch

    def averaged():
        judge = Judge()
        judge.load_state_dict(optimiser.ema_state())
        return judge.to(device).eval()

    start, order = time.time(), np.zeros(0, np.int64)
    for step in range(steps):
        if len(order) < arguments.batch:
            order = rng.permutation(len(images))
        rows, order = order[:arguments.batch], order[arguments.batch:]
        x = as_tensor(data.random_crops(images[rows], rng, 0.6), device, dtype)
        rise = 0.15
        progress = step / steps
        shape = progress / rise if progress < rise else 0.5 * (1 + np.cos(np.pi * (progress - rise) / (1 - rise)))
        loss = F.cross_entropy(model(x), torch.from_numpy(labels[rows]).to(device),
                               label_smoothing=0.1)
        loss.backward()
        optimiser.step(arguments.rate * shape, min(0.998, (step + 1) / (step + 10)))
        if (step + 1) % 500 == 0 or step + 1 == steps:
            _, predicted = judge_images(averaged(), test, device)
            print(f"step {step + 1}/{steps}, {(time.time() - start) / 60:.1f} min, loss {float(loss):.3f}, "
                  f"held-out accuracy {(predicted == test_labels).mean():.4f}", flush=True)
            torch.save({"ema": optimiser.ema_state(), "step": step + 1}, os.path.join(work, "judge.pt"))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", required=True)
    parser.add_argument("--work", default="~/.cache/stillroom-train")
    parser.add_argument("--epochs", type=int, default=32)
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--threads", type=int, default=2)
    train(parser.parse_args())

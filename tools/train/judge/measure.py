"""Every figure of the pack's report, as one dictionary.

All sets have 50 images a class: generated (25 steps with the pack's own solver, guidance and
interval), held-out real, and training real. Ratios compare the generated set with what 500 real
training images reach against the same held-out ones.
"""

import numpy as np
import torch

import captions
import data
from generate import generate_on_cores
from judge import metrics
from judge.train_judge import judge_images, load_judge
from schedule import TRAIN_STEPS, alpha_sigma
from train_autoencoder import as_tensor, psnr

PER_CLASS = 50
BARS = {
    "psnr": ("reconstruction by the autoencoder, held-out real images, dB", ">=", 26.0),
    "accuracyRatio": ("judged as their class, over the judge's accuracy on real", ">=", 0.9),
    "frechetRatio": ("Frechet distance to held-out, over that of real training images", "<=", 3.0),
    "coverageRatio": ("coverage (nearest 5), over that of real training images", ">=", 0.85),
    "recallRatio": ("recall (nearest 5), over that of real training images", ">=", 0.5),
    "diversityRatio": ("mean pairwise distance inside a class, generated over real", ">=", 0.8),
    "memorisedRatio": ("distance to nearest training image, generated over held-out", ">=", 0.8),
    "typicality": ("right class more typical than a wrong one, held-out", ">=", 0.85),
}


def balanced(labels, rows, rng):
    """PER_CLASS rows of each class, in class order."""
    return np.concatenate([rng.permutation(rows[labels[rows] == k])[:PER_CLASS]
                           for k in range(len(data.CLASSES))])


@torch.no_grad()
def typicality_share(model, images, labels, rng, draws=10):
    """Share of images whose typicality mean(L_null - L_c), t in [0.1 T, 0.7 T], is higher for the
    right class than for a wrong one drawn at random; the same noise and t for both."""
    alpha, sigma = alpha_sigma()
    names = model.classes
    hits = 0
    dtype = model.dtype
    for i in range(0, len(images), 50):
        x = as_tensor(images[i:i + 50], model.device, dtype)
        right = labels[i:i + 50]
        wrong = (right + rng.integers(1, len(data.CLASSES), len(right))) % len(data.CLASSES)
        z = model.autoencoder.encoder(x)[:, :8].float().cpu() * model.scale
        prompts = [captions.PROMPT.format(names[k]) for k in np.concatenate([right, wrong])]
        tokens = model.tokens([*prompts, *[""] * len(right)])
        score = torch.zeros(2, len(right))
        for _ in range(draws):
            t = rng.integers(int(0.1 * TRAIN_STEPS), int(0.7 * TRAIN_STEPS), len(right))
            a = torch.from_numpy(alpha[t]).float()[:, None, None, None]
            s = torch.from_numpy(sigma[t]).float()[:, None, None, None]
            noise = torch.from_numpy(rng.standard_normal(z.shape).astype(np.float32))
            noisy = a * z + s * noise
            times = torch.from_numpy(np.tile(t, 3)).float()
            v = model.predict(torch.cat([noisy] * 3), times, tokens)
            epsilon = torch.cat([a] * 3) * v + torch.cat([s] * 3) * torch.cat([noisy] * 3)
            loss = ((epsilon - torch.cat([noise] * 3)) ** 2).mean((1, 2, 3)).view(3, -1)
            score += loss[2] - loss[:2]
        hits += int((score[0] > score[1]).sum())
    return hits / len(images)


def generate(model, arguments, work, prompts, guidance, seed, whole=False):
    """One image a prompt under the report's settings; on a CPU with one process a core. whole:
    guidance at all noise levels."""
    options = {"guidance": guidance, "steps": arguments.steps, "seed": seed,
               "solver": arguments.solver, "karras": bool(arguments.karras),
               "interval": (0.0, 1.0) if whole else (arguments.cfg_from, arguments.cfg_to)}
    if model.device.type == "cpu" and arguments.threads > 1:
        return generate_on_cores(work, model.dtype, prompts, arguments.threads, **options)
    return model.generate(prompts, **options)


class Reference:
    """The real sets in the judge's features, and what real training images reach."""

    def __init__(self, arguments, work, device):
        images, labels, held = data.load_imagenette(arguments.data, work)
        rng = np.random.default_rng(11)
        self.judge, self.device = load_judge(work, device), device
        rows = balanced(labels, np.flatnonzero(held), rng)
        self.images, self.labels = images[rows], labels[rows]
        self.training_images = images[balanced(labels, np.flatnonzero(~held), rng)]
        self.held_images = images[held]
        self.real, predicted = self.see(self.images)
        self.training, _ = self.see(self.training_images)
        self.everything, _ = self.see(images[~held])
        _, all_predicted = self.see(self.held_images)
        self.accuracy = float((predicted == self.labels).mean())
        self.held_accuracy = float((all_predicted == labels[held]).mean())
        self.frechet = metrics.frechet(self.training, self.real)

    def see(self, images):
        return judge_images(self.judge, images, self.device)

    def figures(self, images):
        """The rows that generated images (of self.labels) decide."""
        points, predicted = self.see(images)
        right = predicted == self.labels
        real, training = self.real, self.training
        return {
            "accuracy": float(right.mean()),
            "accuracyRatio": float(right.mean()) / self.accuracy,
            "frechetRatio": metrics.frechet(points, real) / self.frechet,
            "coverageRatio": metrics.coverage(real, points) / metrics.coverage(real, training),
            "recallRatio": metrics.recall(real, points) / metrics.recall(real, training),
            "diversityRatio": (metrics.spread(points, self.labels)
                               / metrics.spread(real, self.labels)),
            "memorisedRatio": (metrics.nearest_median(points, self.everything)
                               / metrics.nearest_median(real, self.everything)),
            "perClass": {name: float(right[self.labels == k].mean())
                         for k, (name, _) in enumerate(data.CLASSES.values())},
        }


def measure(model, arguments, work, progress=print):
    """model: generate.Model. Returns (figures, figures of each guidance to compare, which holds at
    all noise levels, generated images [500, 64, 64, 3])."""
    reference = Reference(arguments, work, model.device)
    progress("judge ready")
    prompts = [captions.PROMPT.format(model.classes[k]) for k in reference.labels]
    images = generate(model, arguments, work, prompts, arguments.guidance, arguments.seed)
    progress("generated")
    out = {"samplesSeen": model.stored["seen"], "guidance": arguments.guidance,
           "steps": arguments.steps, "solver": arguments.solver, "karras": bool(arguments.karras),
           "interval": [arguments.cfg_from, arguments.cfg_to],
           "judgeAccuracy": reference.held_accuracy, "judgeAccuracyReport": reference.accuracy,
           "frechetReal": reference.frechet, **reference.figures(images)}
    if arguments.quick:
        return out, [], images
    rebuilt, _ = reference.see(reconstruct(model, reference.training_images))
    out["frechetReconstructedRatio"] = metrics.frechet(rebuilt, reference.real) / reference.frechet
    out["psnr"] = psnr(reference.held_images, model.autoencoder, model.device, model.dtype)
    progress("reconstructed")
    rng = np.random.default_rng(12)
    out["typicality"] = typicality_share(model, reference.images, reference.labels, rng)
    progress("typicality done")
    compared = []
    for guidance in arguments.compare:
        other = generate(model, arguments, work, prompts, guidance, arguments.seed, whole=True)
        compared.append({"guidance": guidance, **reference.figures(other)})
    return out, compared, images


def reconstruct(model, images):
    parts = []
    for i in range(0, len(images), 100):
        x = as_tensor(images[i:i + 100], model.device, model.dtype)
        with torch.no_grad():
            z = model.autoencoder.encoder(x)[:, :8].float()
        parts.append(model.decode(z.cpu() * model.scale))
    return np.concatenate(parts)

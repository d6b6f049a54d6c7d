"""A reference case as tools/conformance reads it, and the seeded numbers that all of them start from."""

import json
import shutil
from pathlib import Path

import diffusers
import numpy as np
import torch

REFERENCE = Path(__file__).resolve().parents[2] / "test" / "reference"
TOLERANCE = 1e-3
"""Largest error over the largest number of the result."""


def write(kind, name, *, title, params, inputs=None, expected, exact_names=()):
    """One case of tools/conformance's form; the tolerance is TOLERANCE of each result's largest number."""
    folder = REFERENCE / kind / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)

    def saved(prefix, arrays):
        files = {}
        for key, value in arrays.items():
            value = np.ascontiguousarray(value)
            if value.dtype.kind == "f":
                value = value.astype("<f4")
            elif value.dtype != np.uint8:
                value = value.astype("<i4")
            files[key] = f"{prefix}{key}.npy"
            np.save(folder / files[key], value)
        return files

    close = {
        key: {"abs": float(f"{TOLERANCE * np.abs(value).max():.3g}"), "rel": 0}
        for key, value in expected.items()
        if key not in exact_names
    }
    case = {
        "kind": kind,
        "title": title,
        "params": params,
        "inputs": saved("", inputs or {}),
        "expected": saved("expected_", expected),
        "tolerance": close,
        "exact": True,
        "source": f"diffusers {diffusers.__version__}",
    }
    text = json.dumps(case, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (folder / "case.json").write_text(text, encoding="utf-8")


class Noise:
    """Seeded float32 normal numbers, handed out in float64; the same ones whatever computes with them."""

    def __init__(self, seed):
        self.random = np.random.RandomState(seed)

    def normal(self, *shape):
        return torch.from_numpy(self.random.standard_normal(shape).astype("<f4")).double()

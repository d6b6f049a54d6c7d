"""Builds the narrow packs under test/assets: python tools/pack/make_narrow_packs.py [family ...]

Their weights are exact in half precision and stored so; all arithmetic is in float32, but for the packs
named -half, whose arithmetic is in float16 as `build_pack.py --half` makes it.
"""

import sys
import warnings
from pathlib import Path

from build_pack import build
from narrow_models import FAMILIES, FEATURES

ASSETS = Path(__file__).resolve().parents[2] / "test" / "assets"
LARGEST = 1_300_000
"""Bytes of a pack: what the tests of every family cost a clone."""

HALF = ("sd15", "dit")


def make(family, half=False, out=ASSETS):
    name = f"narrow-{family}{'-half' if half else ''}"
    folder = out / name
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    build(
        FAMILIES[family](),
        folder,
        identity={
            "id": name,
            "name": f"Narrow {family}{', half precision' if half else ''} (random weights, for tests)",
            "version": "1.0.0",
            "licence": "MIT",
        },
        precision="float16" if half else "float32",
        weights="float16",
        features=FEATURES[family],
        provenance={"training": "none: seeded random weights"},
    )
    size = sum(file.stat().st_size for file in folder.iterdir())
    print(f"{name}: {size / 1000:.0f} kB", flush=True)
    assert size < LARGEST, f"{name} has {size} bytes, more than {LARGEST}"


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    for chosen in sys.argv[1:] or FAMILIES:
        make(chosen)
        if chosen in HALF:
            make(chosen, half=True)

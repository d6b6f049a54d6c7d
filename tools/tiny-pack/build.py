"""Writes a structurally complete pack with seeded random weights, for tests alone.

Run with a Python that has onnx:  python3 tools/tiny-pack/build.py [folder]

It has the roles, tensor names and number formats of a real pack (half-precision weights behind a
Cast, one file of external weights, byte-level BPE, an extra feature output), so that everything
around a model can be tested in milliseconds. Its pictures mean nothing and are never offered to
anybody. The UNet leans on its own input (epsilon is about 0.9 x), which keeps every sampler stable.
"""

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto

from graph_builder import GraphBuilder

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools" / "train"))
from tokenizer import PAD, Tokenizer, train  # The pure-Python part of the trainer.

RESOLUTION, TOKENS, WIDTH = 64, 16, 32
CHANNELS, SIDE, BASE, FREQUENCIES = 8, 16, 48, 16
HALF = SIDE // 2
CLASSES = ["disc", "ring", "stripes", "garbage truck"]


def text_encoder(vocabulary):
    g = GraphBuilder("text_encoder", seed=1)
    ids = g.input("input_ids", ["n", TOKENS], TensorProto.INT32)
    embedded = g.add("Gather", g.weight([vocabulary, WIDTH], np.sqrt(vocabulary)), ids, axis=0)
    x = g.add("Add", embedded, g.weight([TOKENS, WIDTH], 0.3 * np.sqrt(TOKENS)))
    # Every token hears of the others through the mean, as attention would let it.
    mean = g.add("ReduceMean", x, axes=[1], keepdims=1)
    mixed = g.add("Add", g.linear(x, WIDTH, WIDTH), g.linear(mean, WIDTH, WIDTH))
    x = g.add("Add", x, g.add("Tanh", mixed))
    padded = g.add("Equal", ids, g.constant(PAD, np.int32))
    kept = g.add("Cast", g.add("Not", padded), to=TensorProto.FLOAT)
    x = g.add("Mul", x, g.add("Unsqueeze", kept, g.constant([2], np.int64)))
    g.output(x, "last_hidden_state", ["n", TOKENS, WIDTH])
    return g.model()


def cross_attention(g, x, tokens):
    """x [n, BASE, HALF, HALF] attends to tokens [n, TOKENS, WIDTH]; residual."""
    places = g.add("Transpose", g.reshape(x, 0, BASE, HALF * HALF), perm=[0, 2, 1])
    query = g.linear(places, BASE, BASE)
    key = g.add("Transpose", g.linear(tokens, WIDTH, BASE), perm=[0, 2, 1])
    weights = g.add("Softmax", g.scale(g.add("MatMul", query, key), BASE**-0.5), axis=-1)
    heard = g.add("MatMul", weights, g.linear(tokens, WIDTH, BASE))
    heard = g.add("Transpose", g.linear(heard, BASE, BASE), perm=[0, 2, 1])
    return g.add("Add", x, g.reshape(heard, 0, BASE, HALF, HALF))


def residual(g, x, time, side):
    h = g.conv(g.silu(g.group_norm(x, BASE, side, side)), BASE, BASE)
    h = g.add("Add", h, time)
    h = g.conv(g.silu(g.group_norm(h, BASE, side, side)), BASE, BASE, gain=0.5)
    return g.add("Add", x, h)


def unet():
    g = GraphBuilder("unet", seed=2)
    sample = g.input("sample", ["n", CHANNELS, SIDE, SIDE])
    timestep = g.input("timestep", ["n"])
    tokens = g.input("encoder_hidden_states", ["n", TOKENS, WIDTH])
    frequencies = 10000.0 ** (-np.arange(FREQUENCIES) / FREQUENCIES)
    angle = g.add("Mul", g.reshape(timestep, -1, 1), g.constant(frequencies[None]))
    wave = g.add("Concat", g.add("Sin", angle), g.add("Cos", angle), axis=1)
    time = g.add("Tanh", g.linear(wave, 2 * FREQUENCIES, BASE))
    time = g.reshape(time, 0, BASE, 1, 1)

    fine = residual(g, g.conv(sample, CHANNELS, BASE), time, SIDE)
    coarse = g.add("AveragePool", fine, kernel_shape=[2, 2], strides=[2, 2])
    coarse = residual(g, cross_attention(g, coarse, tokens), time, HALF)
    g.output(coarse, "features", ["n", BASE, HALF, HALF])
    up = g.depth_to_space(g.conv(coarse, BASE, 4 * BASE, size=1), BASE, HALF, HALF, 2)
    out = g.conv(g.silu(g.add("Add", up, fine)), BASE, CHANNELS, gain=0.4)
    out = g.add("Add", out, g.scale(sample, 0.9))
    g.output(out, "out_sample", ["n", CHANNELS, SIDE, SIDE])
    g.outputs.reverse()
    return g.model()


def vae_encoder():
    g = GraphBuilder("vae_encoder", seed=3)
    pixels = g.input("sample", ["n", 3, RESOLUTION, RESOLUTION])
    h = g.add("Tanh", g.conv(pixels, 3, 32, size=4, stride=4, gain=2))
    g.output(g.conv(h, 32, 2 * CHANNELS), "latent_parameters", ["n", 2 * CHANNELS, SIDE, SIDE])
    return g.model()


def vae_decoder():
    g = GraphBuilder("vae_decoder", seed=4)
    latents = g.input("latent_sample", ["n", CHANNELS, SIDE, SIDE])
    h = g.silu(g.conv(latents, CHANNELS, 32))
    h = g.depth_to_space(g.conv(h, 32, 48, size=1), 3, SIDE, SIDE, 4)
    g.output(g.add("Tanh", h), "sample", ["n", 3, RESOLUTION, RESOLUTION])
    return g.model()


def described(folder, name):
    content = (folder / name).read_bytes()
    return {"path": name, "bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def save(folder, model, name, external=None):
    path = folder / name
    path.unlink(missing_ok=True)
    if external is None:
        onnx.save(model, str(path))
        return described(folder, name)
    (folder / external).unlink(missing_ok=True)
    onnx.save(
        model, str(path), save_as_external_data=True, all_tensors_to_one_file=True,
        location=external, size_threshold=1024, convert_attribute=False,
    )
    return {**described(folder, name), "data": [described(folder, external)]}


def pack_description(files):
    return {
        "format": "stillroom-pack/1",
        "id": "tiny",
        "name": "Tiny (random weights, for tests)",
        "version": "1.0.0",
        "licence": "MIT",
        "family": "text-to-image",
        "resolution": RESOLUTION,
        "latent": {"channels": CHANNELS, "height": SIDE, "width": SIDE, "scalingFactor": 1.25},
        "prediction": "epsilon",
        "schedule": {
            "trainTimesteps": 1000, "betas": "scaled_linear", "betaStart": 0.00085, "betaEnd": 0.012,
        },
        "defaults": {"solver": "dpmsolver++2m", "karrasSigmas": True, "steps": 25, "cfgScale": 3},
        "text": {
            "maxTokens": TOKENS, "hiddenSize": WIDTH, "padTokenId": PAD, "nullPrompt": "",
            "promptTemplate": "a photo of a {class}",
        },
        "features": {"channels": BASE, "height": HALF, "width": HALF},
        "latentToRgb": {
            "matrix": [[0.1 if i % 3 == k else 0 for i in range(CHANNELS)] for k in range(3)],
            "bias": [0.5, 0.5, 0.5],
        },
        "classes": {"closed": True, "names": CLASSES},
        "files": files,
        "provenance": {"made": "tools/tiny-pack/build.py", "training": "none: seeded random weights"},
    }


def main():
    default = ROOT / "test" / "assets" / "tiny-pack"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    texts = [f"a photo of a {name}" for name in CLASSES] + ["a picture of the garbage truck"]
    tokenizer = Tokenizer(train(texts, vocabulary=300))
    (folder / "tokenizer.json").write_text(tokenizer.to_json() + "\n", encoding="utf-8")
    files = {
        "text_encoder": save(folder, text_encoder(len(tokenizer.ids)), "text_encoder.onnx"),
        "unet": save(folder, unet(), "unet.onnx", external="unet.weights.bin"),
        "vae_encoder": save(folder, vae_encoder(), "vae_encoder.onnx"),
        "vae_decoder": save(folder, vae_decoder(), "vae_decoder.onnx"),
        "tokenizer": described(folder, "tokenizer.json"),
    }
    text = json.dumps(pack_description(files), indent=2, ensure_ascii=False) + "\n"
    (folder / "pack.json").write_text(text, encoding="utf-8")
    total = sum(path.stat().st_size for path in folder.iterdir())
    print(f"{folder.name}: {total / 1e6:.2f} MB")
    assert total < 2e6, "the tiny pack must stay under 2 MB"


if __name__ == "__main__":
    main()

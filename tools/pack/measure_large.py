"""Real sizes with random weights: seconds and peak memory of the export and of one call, beside torch.

    python measure_large.py sd15|dit-xl --folder DIR [--half] [--threads N]

Every stage is a process of its own, so that its peak is its own. Nothing is kept but DIR's graph, which
the next run writes again; DIR needs the model's size twice (SD 1.5's UNet: 7 GB).
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import torch
from diffusers import DiTTransformer2DModel, UNet2DConditionModel

from build_pack import difference, finish
from graphs import DiTGraph, Examples, Graph, Slot, UNetGraph
from half_precision import to_half
from tidy import session, traced
from weights import save

EXPECTED = "out_sample"
"""Name of the output; what torch gives is kept under it, beside the inputs under theirs."""

ROWS = 2
"""One image with its unconditional twin, as guidance calls it."""


def stable_diffusion(make):
    cross = "CrossAttnDownBlock2D"
    unet = UNet2DConditionModel(
        sample_size=64,
        block_out_channels=(320, 640, 1280, 1280),
        down_block_types=(cross, cross, cross, "DownBlock2D"),
        up_block_types=("UpBlock2D", *("CrossAttnUpBlock2D",) * 3),
        cross_attention_dim=768,
        attention_head_dim=8,
    ).eval()
    hidden = Slot("hidden", "encoder_hidden_states", example=make.normal(77, 768))
    return UNetGraph(unet, [], None), 64, hidden


def dit_xl(make):
    transformer = DiTTransformer2DModel(sample_size=32, out_channels=8).eval()
    shared = transformer.transformer_blocks[0].norm1.emb
    for block in transformer.transformer_blocks[1:]:
        block.norm1.emb = shared
    label = Slot("label", "class_embedding", example=make.normal(transformer.inner_dim))
    return DiTGraph(transformer, None), 32, label


NETWORKS = {"sd15": stable_diffusion, "dit-xl": dit_xl}


def graph_of(name):
    torch.manual_seed(1)
    make = Examples(2)
    module, side, condition = NETWORKS[name](make)
    sample = Slot("sample", "sample", example=make.normal(4, side, side))
    timestep = Slot("timestep", "timestep", example=make.uniform(0, 999))
    return Graph("denoiser", module, [sample, timestep, condition], [Slot("prediction", EXPECTED)])


def timed(call, times=3):
    """The result, seconds of the first call, and of the fastest of the others."""
    seconds = []
    for _ in range(times):
        started = time.perf_counter()
        result = call()
        seconds.append(time.perf_counter() - started)
    return result, seconds[0], min(seconds[1:])


def export(name, folder, half, _threads):
    started = time.perf_counter()
    graph = graph_of(name)
    with tempfile.TemporaryDirectory(dir=folder) as work, torch.no_grad():
        model = traced(graph, work)
        if half:
            to_half(model, work, graph)
        finish(model.graph)
        entry = save(model, work, folder, "denoiser")
    size = sum(file["bytes"] for file in (entry, *entry["data"]))
    return {"seconds": time.perf_counter() - started, "bytes": size, "nodes": len(model.graph.node)}


def in_torch(name, folder, _half, _threads):
    graph = graph_of(name)
    example = graph.example(ROWS)
    with torch.no_grad():
        result, first, best = timed(lambda: graph.module(*example.values()))
    for name, value in {**example, EXPECTED: result}.items():
        np.save(folder / f"{name}.npy", value.numpy())
    return {"firstCall": first, "call": best, "parameters": sum(p.numel() for p in graph.module.parameters())}


def in_onnxruntime(_name, folder, _half, threads):
    names = [path.stem for path in folder.glob("*.npy")]
    feeds = {name: np.load(folder / f"{name}.npy") for name in names}
    expected = feeds.pop(EXPECTED)
    started = time.perf_counter()
    run = session(folder / "denoiser.onnx", threads)
    opened = time.perf_counter() - started
    result, first, best = timed(lambda: run.run([EXPECTED], feeds)[0])
    return {
        "open": opened,
        "firstCall": first,
        "call": best,
        "difference": difference(result, expected),
    }


STAGES = {"export": export, "torch": in_torch, "onnxruntime": in_onnxruntime}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("network", choices=NETWORKS)
    parser.add_argument("--folder", required=True, type=Path)
    parser.add_argument("--half", action="store_true")
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--stage", choices=STAGES, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(arguments.threads)
    if arguments.stage is not None:
        told = STAGES[arguments.stage](arguments.network, arguments.folder, arguments.half, arguments.threads)
        told["peakMB"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
        print(json.dumps({key: round(value, 6 if key == "difference" else 2) for key, value in told.items()}))
        return
    for stage in STAGES:
        command = [sys.executable, __file__, *sys.argv[1:], "--stage", stage]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"measure_large.py: {stage} ended with {done.returncode}.\n{done.stderr[-2000:]}")
        print(f"{arguments.network} {stage}: {done.stdout.strip().splitlines()[-1]}", flush=True)


if __name__ == "__main__":
    main()

"""Makes a pack of Stillroom from a diffusers pipeline.

    python build_pack.py --model PATH_OR_ID --out DIR [--half | --half-weights] [--features BLOCK]

Every graph is run once in ONNX Runtime beside diffusers before pack.json is written; the differences are
printed and kept in it. A graph that differs by more than its type's bound ends the work without a pack.
"""

import argparse
import json
import logging
import re
import sys
import tempfile
import warnings
from pathlib import Path

import numpy as np
import torch
from diffusers import DiffusionPipeline, DiTPipeline

from description import describe, graph_entry
from families import graphs_of, text_encoders_of
from graphs import BadModel
from half_precision import to_half
from tidy import merge_equal_constants, session, shorten_names, traced
from waves import exact_waves
from weights import SHARD_BYTES, described, save, store_as_half

BOUNDS = {"float32": 1e-3, "float16": 5e-2}
"""Largest allowed difference from diffusers in float32, over the largest number of the output."""


def difference(got, want):
    """max |got - want| / max |want|; infinite where a number is not finite."""
    if not np.isfinite(got).all():
        return float("inf")
    return float(np.abs(got - want).max() / np.abs(want).max())


def check(graph, path, precision):
    """
    One call of one row and one of two rows in ONNX Runtime against diffusers in float32, and one of another
    side where the graph takes any.

    @returns {output name: the larger difference}
    @throws BadModel above the bound of the precision
    """
    run = session(path)
    worst = {slot.name: 0.0 for slot in graph.outputs}
    for rows, smaller in [(1, False), (2, False), *([(1, True)] if graph.any_side else [])]:
        example = graph.example(rows, smaller)
        got = run.run(list(worst), {name: value.numpy() for name, value in example.items()})
        for name, ours, theirs in zip(worst, got, graph.expected(example)):
            worst[name] = max(worst[name], difference(ours, theirs))
    bad = {name: value for name, value in worst.items() if not value <= BOUNDS[precision]}
    if bad:
        raise BadModel(
            f"The graph {graph.role} differs from diffusers by {max(bad.values()):.1e} of its largest number, "
            f"where {BOUNDS[precision]:.0e} is allowed in {precision}. "
            + ("Build without --half." if precision == "float16" else "Report this model: its export is wrong.")
        )
    return worst


def finish(graph):
    """What every graph gets last, once its types are settled."""
    exact_waves(graph)
    merge_equal_constants(graph)
    shorten_names(graph)


def shape_of(graph, name):
    """The shape of an output without the batch."""
    with torch.no_grad():
        values = graph.expected(graph.example(1))
    return dict(zip((slot.name for slot in graph.outputs), values))[name].shape[1:]


def build_graph(graph, out, precision, weights, shard_bytes, say):
    """Traces, converts, saves and checks one graph. @returns its entry in pack.json, what was measured"""
    with tempfile.TemporaryDirectory() as folder, torch.no_grad():
        model = traced(graph, folder)
        used = "float32" if graph.keep_float32 else precision
        report = to_half(model, folder, graph) if used == "float16" else None
        if used == "float32" and (weights == "float16" or precision == "float16"):
            store_as_half(model, folder, graph.module)
        finish(model.graph)
        files = save(model, folder, out, graph.role, shard_bytes)
    differences = check(graph, out / f"{graph.role}.onnx", used)
    size = files["bytes"] + sum(file["bytes"] for file in files.get("data", []))
    told = ", ".join(f"{name} {value:.1e}" for name, value in differences.items())
    say(f"{graph.role}: {size / 1e6:.1f} MB in {used}, differs from diffusers by {told}")
    rounded = {name: float(f"{value:.1e}") for name, value in differences.items()}
    measured = {"precision": used, "difference": rounded}
    if report is not None:
        say(
            f"  {report['inFloat32']} of {report['nodes']} operators stay in float32, "
            f"{report['forTheirSize']} because numbers are large (up to {report['largest']:.3g})"
        )
        measured["stayInFloat32"] = report
    return graph_entry(graph, files), measured


def write_tokenizers(pipeline, out):
    files = {}
    for _, tokenizer, suffix in text_encoders_of(pipeline):
        backend = tokenizer.backend_tokenizer
        # What an earlier call left set; lengths are the reader's business.
        backend.no_padding()
        backend.no_truncation()
        name = f"tokenizer{suffix}.json"
        (out / name).write_text(backend.to_str(pretty=False) + "\n", encoding="utf-8")
        files[f"tokenizer{suffix}"] = described(out, name)
    return files


def write_labels(table, out):
    name = "label_embedding.bin"
    (out / name).write_bytes(table.detach().float().numpy().astype("<f4").tobytes())
    return {"label_embedding": described(out, name)}


def build(
    pipeline,
    out,
    *,
    identity,
    precision="float32",
    weights="float32",
    features=None,
    names=None,
    provenance=None,
    shard_bytes=SHARD_BYTES,
    say=print,
):
    """
    Writes a pack into `out`.

    @param pipeline a diffusers pipeline in float32
    @param identity id, name, version and licence of the pack
    @param precision float32, or float16: half arithmetic but for what overflows
    @param weights float16 stores them in half while the arithmetic stays as `precision` says
    @param features the block of the denoiser whose output DIFT reads, or None
    @param names id2label of a class-based model
    @returns the content of pack.json
    @throws BadModel when it cannot become a pack, or a graph differs from diffusers
    """
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    (out / "pack.json").unlink(missing_ok=True)
    graphs = graphs_of(pipeline, features)
    entries, measured = {}, {}
    for graph in graphs:
        entries[graph.role], measured[graph.role] = build_graph(
            graph, out, precision, weights, shard_bytes, say
        )
    denoiser = next(graph for graph in graphs if graph.role == "denoiser")
    class_based = isinstance(pipeline, DiTPipeline)
    pack = describe(
        pipeline,
        identity=identity,
        graphs=entries,
        files=write_labels(denoiser.module.table, out)
        if class_based
        else write_tokenizers(pipeline, out),
        features=None if features is None else shape_of(denoiser, "features"),
        names=names,
        made={**(provenance or {}), "check": measured},
    )
    text = json.dumps(pack, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    (out / "pack.json").write_text(text, encoding="utf-8")
    return pack


def plain_id(name):
    return re.sub(r"[^a-z0-9._-]+", "-", name.lower()).strip("-._")[:64] or "model"


def load(model):
    """The pipeline in float32, and its id2label. @throws BadModel when there is none at that place"""
    try:
        index = DiffusionPipeline.load_config(model)
        # A safety checker is as large as the rest and is no part of a pack.
        spared = {"safety_checker": None, "requires_safety_checker": False}
        pipeline = DiffusionPipeline.from_pretrained(
            model, torch_dtype=torch.float32, **(spared if "safety_checker" in index else {})
        )
    except (OSError, ValueError) as error:
        raise BadModel(
            f"No diffusers pipeline could be read from {model}: {error} Give a folder with model_index.json, "
            "or the id of a model on the hub."
        ) from error
    return pipeline, index.get("id2label")


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model", required=True, help="folder of a diffusers pipeline, or its id on the hub")
    parser.add_argument("--out", required=True, type=Path, help="folder for the pack")
    parser.add_argument("--features", type=int, metavar="BLOCK", help="DIFT's block; 1 of a UNet, 14 of DiT-XL")
    kinds = parser.add_mutually_exclusive_group()
    kinds.add_argument("--half", action="store_true", help="float16, but for what overflows in it")
    kinds.add_argument("--half-weights", action="store_true", help="float16 on disk, float32 in arithmetic")
    parser.add_argument("--name", help="shown to people; the model's own name where left out")
    parser.add_argument("--licence", default="see the model's own card")
    arguments = parser.parse_args()
    logging.getLogger().setLevel(logging.ERROR)
    warnings.filterwarnings("ignore")
    # Of a folder its name alone: where it lay is nobody's business.
    name = arguments.name or Path(arguments.model.rstrip("/")).name
    try:
        pipeline, names = load(arguments.model)
        pack = build(
            pipeline,
            arguments.out,
            identity={"id": plain_id(name), "name": name, "version": "1.0.0", "licence": arguments.licence},
            precision="float16" if arguments.half else "float32",
            weights="float16" if arguments.half_weights else "float32",
            features=arguments.features,
            names=names,
        )
    except BadModel as error:
        sys.exit(f"build_pack.py: {error}")
    print(f"{pack['name']}: {arguments.out}/pack.json")


if __name__ == "__main__":
    main()

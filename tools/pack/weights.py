"""Puts weights into files of their own beside the graph, none above the limit, and hashes them.

A browser takes a graph as one buffer and streams the files beside it; WebAssembly and Blob stores fail
near 2 GB. A tensor never crosses from one file into the next.
"""

import hashlib
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, external_data_helper, helper, numpy_helper

from graphs import BadModel

SHARD_BYTES = 1_900_000_000
OUTSIDE_FROM = 1024
"""Bytes of the smallest tensor that goes out; a graph's shapes and scalars must stay in it."""


def values_of(tensor, folder):
    """A tensor's numbers, wherever they lie; `folder` is where the traced graph lies."""
    return numpy_helper.to_array(tensor, str(folder))


def store_as_half(model, folder, module, smallest=256):
    """
    Large weights in float16 behind a Cast to float32: half the download, the same arithmetic.

    @param module the network that was traced: what is no parameter of it (a table of sines, a mask) was
        computed and not trained, and keeps its four bytes
    """
    trained = {name for name, _ in module.named_parameters()}
    casts = []
    for place, tensor in enumerate(model.graph.initializer):
        if tensor.data_type != TensorProto.FLOAT or np.prod(tensor.dims) < smallest:
            continue
        # Tracing calls a transposed weight "onnx::" and a number.
        if tensor.name not in trained and not tensor.name.startswith("onnx::"):
            continue
        values, name = values_of(tensor, folder), tensor.name
        half = values.astype(np.float16)
        if not np.isfinite(half).all():
            continue  # Above 65,504: this weight keeps its four bytes.
        model.graph.initializer[place].CopyFrom(numpy_helper.from_array(half, f"{name}_half"))
        casts.append(helper.make_node("Cast", [f"{name}_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)


def save(model, source, target, name, shard_bytes=SHARD_BYTES):
    """
    Writes `name`.onnx and its weight files into `target`.

    @param source the folder that holds weights which the model refers to
    @returns the entry of the graph in pack.json: path, bytes, sha256, and `data`, the same of its weights
    """
    target = Path(target)
    shards, out, written = [], None, 0
    try:
        for tensor in model.graph.initializer:
            # Not ascontiguousarray: it makes a list of one of a scalar, and an index then picks a list.
            values = np.asarray(values_of(tensor, source), order="C")
            if values.nbytes < OUTSIDE_FROM:
                tensor.CopyFrom(numpy_helper.from_array(values, tensor.name))
                continue
            if values.nbytes > shard_bytes:
                raise BadModel(
                    f"The tensor {tensor.name} of {name} has {values.nbytes} bytes, more than a file may have "
                    f"({shard_bytes}). Use --half, or a model with smaller tensors."
                )
            if out is None or written + values.nbytes > shard_bytes:
                if out:
                    out.close()
                shards.append(f"{name}.onnx_data" + (f"_{len(shards)}" if shards else ""))
                out, written = open(target / shards[-1], "wb"), 0
            out.write(values.tobytes())
            refer(tensor, shards[-1], written, values.nbytes)
            written += values.nbytes
    finally:
        if out:
            out.close()
    onnx.save(model, str(target / f"{name}.onnx"))
    entry = described(target, f"{name}.onnx")
    return {**entry, "data": [described(target, shard) for shard in shards]} if shards else entry


def refer(tensor, file, offset, length):
    # onnx refuses a tensor without this field, which one that already lies outside does not have.
    tensor.raw_data = b""
    external_data_helper.set_external_data(tensor, file, offset, length)
    tensor.ClearField("raw_data")
    for numbers in ("float_data", "int32_data", "int64_data", "double_data"):
        tensor.ClearField(numbers)


def described(folder, name):
    digest, size = hashlib.sha256(), 0
    with open(Path(folder) / name, "rb") as file:
        while block := file.read(1 << 22):
            digest.update(block)
            size += len(block)
    return {"path": name, "bytes": size, "sha256": digest.hexdigest()}

"""Turns a graph to float16, and keeps in float32 what half precision gets wrong.

Three things stay in float32:
- operators that sum many squares: the norms overflow, or lose the small differences that they measure;
- tensors that grow large. Not guessed: the float32 graph is run, the largest magnitude of every tensor
  is measured, and above LIMIT it stays, with the operators that make it and read it. This finds the
  sensitive part of an autoencoder by itself, and the -3e38 of a causal mask;
- what leads to a sine or cosine: a timestep near 1,000 has steps of 0.5 in half precision.
Inputs and outputs of the graph stay float32 too.
"""

import numpy as np
from onnx import TensorProto, helper, numpy_helper

from tidy import arrays, probe, replace, types_of
from weights import values_of

LIMIT = 8192.0
"""An eighth of the largest half number: peaks measured on a few examples leave room for others."""

SUMS = {"InstanceNormalization", "LayerNormalization", "ReduceMean", "ReduceSum"}
FULL, HALF = TensorProto.FLOAT, TensorProto.FLOAT16


def peaks(model, folder, graph, names, rows=2):
    """The largest magnitude of every named tensor over one run of the examples."""
    asked = type(model)()
    asked.CopyFrom(model)
    for name in names:
        size, peak = f"{name}::size", f"{name}::peak"
        asked.graph.node.append(helper.make_node("Abs", [name], [size]))
        asked.graph.node.append(helper.make_node("ReduceMax", [size], [peak], keepdims=0))
    seen = probe(asked, folder, [f"{name}::peak" for name in names], arrays(graph, rows))
    return {name: float(seen[f"{name}::peak"]) for name in names}


def before_waves(nodes):
    """Tensors from which a sine or cosine is computed, and these themselves."""
    waves = [node for node in nodes if node.op_type in ("Sin", "Cos")]
    found = {name for node in waves for name in [*node.input, *node.output]}
    for node in reversed(nodes):
        if any(name in found for name in node.output):
            found.update(node.input)
    return found


class HalfWriter:
    """The rewriting of one model. `kind` is the type in which a tensor exists; copies are made once."""

    def __init__(self, model, folder, graph):
        self.folder = folder
        self.nodes = list(model.graph.node)
        types = types_of(model)
        self.floats = {name for name, kind in types.items() if kind == FULL}
        self.weights = {
            tensor.name: tensor for tensor in model.graph.initializer if tensor.data_type == FULL
        }
        made = [name for node in self.nodes for name in node.output if name in self.floats]
        self.peak = peaks(model, folder, graph, made)
        for name, tensor in self.weights.items():
            self.peak[name] = float(np.abs(values_of(tensor, folder)).max(initial=0))
        self.waves = before_waves(self.nodes)
        outside = {value.name for value in [*model.graph.input, *model.graph.output]}
        stays = {name for name in made if self.peak[name] > LIMIT or name in self.waves}
        self.kind = {name: HALF for name in made}
        self.kind.update({name: FULL for name in self.floats & (outside | stays | set(self.weights))})
        self.copies, self.halves, self.written = {}, [], []
        largest = max((peak for peak in self.peak.values() if np.isfinite(peak)), default=0)
        self.report = {"nodes": 0, "inFloat32": 0, "forTheirSize": 0, "largest": largest}

    def precise(self, node, floats):
        large = any(self.peak.get(name, 0) > LIMIT for name in floats)
        self.report["nodes"] += 1
        self.report["forTheirSize"] += large
        return large or node.op_type in SUMS or any(name in self.waves for name in node.output)

    def as_type(self, name, wanted):
        """The tensor's name in that type; half copies of weights are weights, others are casts."""
        if self.kind[name] == wanted:
            return name
        if name not in self.copies:
            copy = self.copies[name] = f"{name}_{'half' if wanted == HALF else 'full'}"
            if name in self.weights:
                values = values_of(self.weights[name], self.folder).astype(np.float16)
                self.halves.append(numpy_helper.from_array(values, copy))
            else:
                self.written.append(helper.make_node("Cast", [name], [copy], to=wanted))
        return self.copies[name]

    def write(self, node):
        inputs = [name for name in node.input if name in self.floats]
        outputs = [name for name in node.output if name in self.floats]
        if node.op_type == "Cast" or not (inputs or outputs):
            if outputs:
                node.attribute[0].i = self.kind[outputs[0]]
            self.written.append(node)
            return
        wanted = FULL if self.precise(node, [*inputs, *outputs]) else HALF
        self.report["inFloat32"] += wanted == FULL
        # A resizing's scales are float32 whatever it resizes.
        own = node.input[:1] if node.op_type == "Resize" else node.input
        given = [self.as_type(name, wanted) if name in self.floats else name for name in own]
        replace(node.input, [*given, *node.input[len(given) :]])
        self.written.append(node)
        for place, name in enumerate(node.output):
            if name in self.floats and self.kind[name] != wanted:
                node.output[place] = f"{name}_made"
                cast = helper.make_node("Cast", [f"{name}_made"], [name], to=self.kind[name])
                self.written.append(cast)


def to_half(model, folder, graph):
    """
    Rewrites a float32 model in place.

    @param folder where weights lie that the model refers to
    @param graph the Graph that was traced; its examples measure the peaks
    @returns nodes, how many of them stay in float32, how many of these for the size of their numbers,
        and the largest magnitude that was met (a mask's infinity aside)
    """
    writer = HalfWriter(model, folder, graph)
    for node in writer.nodes:
        writer.write(node)
    replace(model.graph.node, writer.written)
    used = {name for node in writer.written for name in node.input}
    kept = [tensor for tensor in model.graph.initializer if tensor.name in used]
    replace(model.graph.initializer, [*kept, *writer.halves])
    return writer.report

"""Traces a network to ONNX and takes out what tracing leaves behind.

A trace with a free batch computes every shape again from Shape, Gather and Concat: two thousand small
nodes in a UNet, each of which a GPU runs on the CPU. The graph is therefore run at two batch sizes, and
at two sides where it takes any. What has the same value in both is a constant; a Reshape whose result
differs in one place alone, or in places that its input has too and one more, is a Reshape to constants
with -1 there and 0 at the others; an Expand that changes no shape is nothing.
"""

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper

OPSET = 17
BATCHES = (2, 3)


def trace(graph, path):
    """Writes the network of a Graph to `path`, weights in float32, beside it where it is above 2 GB."""
    names, outputs = ([slot.name for slot in slots] for slots in (graph.inputs, graph.outputs))
    sides = {2: "height", 3: "width"} if graph.any_side else {}
    torch.onnx.export(
        graph.module,
        tuple(graph.example(BATCHES[0]).values()),
        str(path),
        opset_version=OPSET,
        input_names=names,
        output_names=outputs,
        dynamic_axes={
            **{name: {0: "n", **sides} for name in names},
            **{name: {0: "n", **{axis: f"image_{side}" for axis, side in sides.items()}} for name in outputs},
        },
        do_constant_folding=True,
        dynamo=False,
    )


def session(path, threads=0):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3
    # Threads that spin while they wait take the cores from torch, which waits for them.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


def probe(model, folder, names, feeds):
    """Values of any tensors of the graph; `folder` holds its weights where they are outside."""
    asked = onnx.ModelProto()
    asked.CopyFrom(model)
    known = {output.name for output in asked.graph.output}
    asked.graph.output.extend(onnx.ValueInfoProto(name=name) for name in names if name not in known)
    path = Path(folder) / "probe.onnx"
    onnx.save(asked, str(path))
    try:
        return dict(zip(names, session(path).run(list(names), feeds)))
    finally:
        path.unlink()


def arrays(graph, rows, smaller=False):
    return {name: value.numpy() for name, value in graph.example(rows, smaller).items()}


def constants_to_initialisers(graph, folder):
    """Above 2 GB a trace writes even its constants into files of `folder`; they come back into the graph."""
    kept = []
    for node in graph.node:
        if node.op_type != "Constant":
            kept.append(node)
            continue
        value = numpy_helper.to_array(helper.get_attribute_value(node.attribute[0]), str(folder))
        graph.initializer.append(numpy_helper.from_array(value, node.output[0]))
    replace(graph.node, kept)


def replace(field, values):
    values = list(values)
    del field[:]
    field.extend(values)


def known_without_data(graph):
    """Tensors that follow from shapes and constants alone, in the order of the nodes."""
    from_data = {value.name for value in graph.input}
    free = []
    for node in graph.node:
        if node.op_type != "Shape" and any(name in from_data for name in node.input):
            from_data.update(node.output)
        else:
            free.extend(node.output)
    return free, from_data


def fixed_shape(one, other):
    """
    A Reshape's shape as constants, of what it was in two runs: -1 where the results differ, 0 where the input
    has the same number at that place.

    @param one, other (input's shape, result's shape)
    @returns None where constants cannot say it
    """
    target = np.where(one[1] == other[1], one[1], -1)
    if (target == -1).sum() > 1:
        for place in np.flatnonzero(target == -1):
            if all(place < len(before) and before[place] == after[place] for before, after in (one, other)):
                target[place] = 0
                if (target == -1).sum() == 1:
                    break
    return target if (target == -1).sum() <= 1 else None


def settle(model, folder, graph):
    """Replaces shape arithmetic by constants, in place. `graph` is the Graph that was traced."""
    constants_to_initialisers(model.graph, folder)
    free, from_data = known_without_data(model.graph)
    free = set(free)
    wanted = {
        name
        for node in model.graph.node
        if node.output[0] in from_data
        for name in node.input
        if name in free
    }
    shaped = [node for node in model.graph.node if node.op_type in ("Reshape", "Expand")]
    measured = {name for node in shaped for name in (node.input[0], node.output[0])}
    asked = onnx.ModelProto()
    asked.CopyFrom(model)
    asked.graph.node.extend(
        helper.make_node("Shape", [name], [f"{name}::shape"]) for name in sorted(measured)
    )
    names = sorted(wanted) + [f"{name}::shape" for name in sorted(measured)]
    few, many = (
        probe(asked, folder, names, arrays(graph, rows, graph.any_side and rows == BATCHES[1]))
        for rows in BATCHES
    )

    renamed = {}
    nodes = []
    for number, node in enumerate(model.graph.node):
        if node in shaped:
            before, after = f"{node.input[0]}::shape", f"{node.output[0]}::shape"
            if node.op_type == "Expand":
                same = all(np.array_equal(seen[before], seen[after]) for seen in (few, many))
                if same:
                    renamed[node.output[0]] = node.input[0]
                    continue
            elif (target := fixed_shape(*((seen[before], seen[after]) for seen in (few, many)))) is not None:
                name = f"shape_{number}"
                model.graph.initializer.append(numpy_helper.from_array(target, name))
                node.input[1] = name
        nodes.append(node)
    replace(model.graph.node, nodes)
    constant = {
        name: few[name] for name in sorted(wanted) if np.array_equal(few[name], many[name])
    }
    for number, (name, value) in enumerate(constant.items()):
        model.graph.initializer.append(numpy_helper.from_array(value, f"known_{number}"))
        renamed[name] = f"known_{number}"
    for node in model.graph.node:
        replace(node.input, [follow(renamed, name) for name in node.input])
    drop_unused(model.graph)


def follow(renamed, name):
    while name in renamed:
        name = renamed[name]
    return name


def drop_unused(graph):
    used = {output.name for output in graph.output}
    kept = []
    for node in reversed(graph.node):
        if any(name in used for name in node.output):
            kept.append(node)
            used.update(node.input)
    replace(graph.node, reversed(kept))
    replace(graph.initializer, [tensor for tensor in graph.initializer if tensor.name in used])
    # Shapes that tracing guessed; a runtime infers its own.
    del graph.value_info[:]


def types_of(model):
    """Element type of every tensor. Weights are left out of the copy, which may be above 2 GB."""
    bare = onnx.ModelProto()
    bare.graph.name = "types"
    bare.ir_version = model.ir_version
    bare.opset_import.extend(model.opset_import)
    bare.graph.node.extend(model.graph.node)
    bare.graph.input.extend(model.graph.input)
    bare.graph.output.extend(model.graph.output)
    types = {}
    for tensor in model.graph.initializer:
        types[tensor.name] = tensor.data_type
        if tensor.data_type in (TensorProto.FLOAT, TensorProto.FLOAT16) or not tensor.raw_data:
            value = helper.make_tensor_value_info(tensor.name, tensor.data_type, tensor.dims)
            bare.graph.input.append(value)
        else:
            bare.graph.initializer.append(tensor)
    inferred = onnx.shape_inference.infer_shapes(bare).graph
    for value in [*inferred.input, *inferred.output, *inferred.value_info]:
        types[value.name] = value.type.tensor_type.elem_type
    return types


def drop_identities(model):
    """A division or product by one, and a cast to the type that is there already."""
    types = types_of(model)
    ones = {
        tensor.name
        for tensor in model.graph.initializer
        if tensor.data_type == TensorProto.FLOAT
        and not tensor.dims
        and tensor.data_location != TensorProto.EXTERNAL
        and numpy_helper.to_array(tensor) == 1
    }
    outputs = {value.name for value in model.graph.output}
    renamed, kept = {}, []
    for node in model.graph.node:
        idle = (node.op_type in ("Div", "Mul") and node.input[1] in ones) or (
            node.op_type == "Cast" and types.get(node.input[0]) == node.attribute[0].i
        )
        if idle and node.output[0] not in outputs:
            renamed[node.output[0]] = node.input[0]
        else:
            kept.append(node)
    replace(model.graph.node, kept)
    for node in model.graph.node:
        replace(node.input, [follow(renamed, name) for name in node.input])
    drop_unused(model.graph)


def transpose_instead_of_einsum(graph):
    """An Einsum that only moves axes is a Transpose, which every provider has."""
    for node in graph.node:
        if node.op_type != "Einsum" or len(node.input) != 1:
            continue
        before, after = helper.get_node_attr_value(node, "equation").decode().split("->")
        if sorted(before) == sorted(after) and len(set(before)) == len(before):
            moved = helper.make_node(
                "Transpose", node.input, node.output, perm=[before.index(axis) for axis in after]
            )
            node.CopyFrom(moved)


def merge_equal_constants(graph, largest=2**20):
    """One copy of every small constant, however often the trace wrote it."""
    first, renamed, kept = {}, {}, []
    for tensor in graph.initializer:
        if tensor.data_location == TensorProto.EXTERNAL or int(np.prod(tensor.dims)) > largest:
            kept.append(tensor)
            continue
        key = (tensor.data_type, tuple(tensor.dims), numpy_helper.to_array(tensor).tobytes())
        if key in first:
            renamed[tensor.name] = first[key]
        else:
            first[key] = tensor.name
            kept.append(tensor)
    replace(graph.initializer, kept)
    for node in graph.node:
        replace(node.input, [renamed.get(name, name) for name in node.input])


def shorten_names(graph):
    """Numbers instead of module paths, which are half of a small graph's bytes."""
    fixed = {value.name for value in [*graph.input, *graph.output]}
    new = {name: name for name in fixed}
    for number, tensor in enumerate(graph.initializer):
        new[tensor.name] = tensor.name = f"w{number}"
    for number, node in enumerate(graph.node):
        node.name, node.doc_string = "", ""
        del node.metadata_props[:]
        for place, name in enumerate(node.output):
            new.setdefault(name, f"v{number}_{place}" if place else f"v{number}")
    # An optional input that is left out has the empty name.
    new[""] = ""
    for node in graph.node:
        replace(node.input, [new[name] for name in node.input])
        replace(node.output, [new[name] for name in node.output])


def traced(graph, folder):
    """The network as an ONNX model whose shapes are settled; weights above 2 GB stay in `folder`."""
    path = Path(folder) / "traced.onnx"
    trace(graph, path)
    model = onnx.load(str(path), load_external_data=False)
    settle(model, folder, graph)
    drop_identities(model)
    transpose_instead_of_einsum(model.graph)
    merge_equal_constants(model.graph)
    model.producer_name, model.producer_version, model.doc_string = "stillroom", "", ""
    del model.metadata_props[:]
    return model

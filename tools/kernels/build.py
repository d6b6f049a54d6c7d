"""Writes the dense kernels of public/kernels: small ONNX graphs without weights.

Run with a Python that has onnx:  python3 tools/kernels/build.py [folder]

Each graph is one matrix product or one reduction over inputs of free size, so that the same file
serves WASM and WebGPU. Norms that a caller knows more precisely (summed in double precision) come
in as inputs. The files are a few hundred bytes to a few thousand: everything is computed, nothing is
stored.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=dtype), name)


def tensor(name, *shape):
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, list(shape))


def node(op, inputs, output, **attributes):
    outputs = [output] if isinstance(output, str) else output
    return helper.make_node(op, inputs, outputs, **attributes)


def save(folder, name, nodes, inputs, outputs, constants=(), doc=""):
    graph = helper.make_graph(nodes, name, inputs, outputs, list(constants), doc_string=doc)
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="stillroom"
    )
    model.ir_version = 8
    onnx.checker.check_model(model, full_check=True)
    path = folder / f"{name}.onnx"
    path.write_bytes(model.SerializeToString())
    print(f"{path.name:20s} {path.stat().st_size:6d} bytes")


def squared_distances(a, b, a_squares, b_squares, output):
    """|a|^2 + |b|^2 - 2 a.b, clamped at 0: rounding may leave equal rows a little below."""
    return [
        node("Gemm", [a, b, a_squares], "partial", alpha=-2.0, beta=1.0, transB=1),
        node("Add", ["partial", b_squares], "unclamped"),
        node("Relu", ["unclamped"], output),
    ]


def pairwise(folder):
    save(
        folder,
        "pairwise",
        squared_distances("a", "b", "a_squares", "b_squares", "squared_distances"),
        [
            tensor("a", "m", "d"),
            tensor("b", "n", "d"),
            tensor("a_squares", "m", 1),
            tensor("b_squares", 1, "n"),
        ],
        [tensor("squared_distances", "m", "n")],
        doc="squared Euclidean distances of two blocks of rows",
    )


def moments(folder):
    save(
        folder,
        "moments",
        [
            node("ReduceMean", ["points"], "rough_mean", axes=[0], keepdims=0),
            node("Sub", ["points", "rough_mean"], "shifted"),
            # The second mean takes back the rounding of the first: a constant column becomes 0.
            node("ReduceMean", ["shifted"], "correction", axes=[0], keepdims=0),
            node("Add", ["rough_mean", "correction"], "mean"),
            node("Sub", ["shifted", "correction"], "centred"),
            node("Mul", ["centred", "centred"], "squares"),
            node("ReduceMean", ["squares"], "variance", axes=[0], keepdims=0),
            node("Sqrt", ["variance"], "deviation"),
            # Far below one unit in the last place of the mean: the column is constant.
            node("Abs", ["mean"], "size"),
            node("Mul", ["size", "negligible"], "floor"),
            node("LessOrEqual", ["deviation", "floor"], "is_constant"),
            node("Where", ["is_constant", "one", "deviation"], "scale"),
        ],
        [tensor("points", "n", "d")],
        [tensor("mean", "d"), tensor("scale", "d")],
        [constant("negligible", 1e-12), constant("one", 1)],
        doc="column means and population standard deviations, 1 for a constant column",
    )


def standardise(folder):
    save(
        folder,
        "standardise",
        [
            node("Sub", ["points", "mean"], "centred"),
            node("Div", ["centred", "scale"], "standardised"),
        ],
        [tensor("points", "n", "d"), tensor("mean", "d"), tensor("scale", "d")],
        [tensor("standardised", "n", "d")],
        doc="(points - mean) / scale",
    )


def cast(folder):
    """What a WebAssembly thread runs first, see wakeWasm in src/runtime/backend.ts."""
    whole = helper.make_tensor_value_info("whole", TensorProto.INT64, ["n"])
    save(
        folder,
        "cast",
        [node("Cast", ["whole"], "number", to=TensorProto.FLOAT)],
        [whole],
        [tensor("number", "n")],
        doc="whole numbers as float32",
    )


def probe(folder, channels=64, layers=4):
    """A piece of a UNet (3x3 convolutions, SiLU, a matrix product) to measure a backend with.

    Its weights are sines of an index, computed when the session is made, so the file stays small.
    """
    nodes = []
    constants = [constant("zero", 0), constant("step", 1), constant("scramble", 97)]

    def weights(name, shape, frequency):
        count = int(np.prod(shape))
        fan_in = int(np.prod(shape[1:]))
        constants.extend(
            [
                constant(f"{name}_count", count),
                constant(f"{name}_frequency", frequency),
                constant(f"{name}_gain", 2.5 / np.sqrt(fan_in)),
                constant(f"{name}_shape", shape, np.int64),
            ]
        )
        nodes.extend(
            [
                node("Range", ["zero", f"{name}_count", "step"], f"{name}_index"),
                node("Mul", [f"{name}_index", f"{name}_frequency"], f"{name}_angle"),
                # A sine of a plain index is so regular that convolving cancels it.
                node("Sin", [f"{name}_angle"], f"{name}_wave"),
                node("Mul", [f"{name}_wave", "scramble"], f"{name}_scrambled"),
                node("Sin", [f"{name}_scrambled"], f"{name}_sine"),
                node("Mul", [f"{name}_sine", f"{name}_gain"], f"{name}_flat"),
                node("Reshape", [f"{name}_flat", f"{name}_shape"], name),
            ]
        )

    current, width = "sample", 8
    for layer in range(layers):
        weights(f"w{layer}", [channels, width, 3, 3], 0.7 + 0.31 * layer)
        nodes.extend(
            [
                node("Conv", [current, f"w{layer}"], f"c{layer}", pads=[1, 1, 1, 1]),
                node("Sigmoid", [f"c{layer}"], f"s{layer}"),
                node("Mul", [f"c{layer}", f"s{layer}"], f"h{layer}"),
            ]
        )
        current, width = f"h{layer}", channels
    weights("projection", [256, 256], 0.37)
    constants.append(constant("flat", [-1, channels, 256], np.int64))
    nodes.extend(
        [
            node("Reshape", [current, "flat"], "tokens"),
            node("MatMul", ["tokens", "projection"], "result"),
        ]
    )
    save(
        folder,
        "probe",
        nodes,
        [tensor("sample", "n", 8, 16, 16)],
        [tensor("result", "n", channels, 256)],
        constants,
        doc="a small denoiser-like load for choosing a backend",
    )


def main():
    default = Path(__file__).resolve().parents[2] / "public" / "kernels"
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default
    folder.mkdir(parents=True, exist_ok=True)
    for build in (pairwise, moments, standardise, cast, probe):
        build(folder)


if __name__ == "__main__":
    main()

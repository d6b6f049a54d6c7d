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
FLOAT, INT32 = TensorProto.FLOAT, TensorProto.INT32


def constant(name, values, dtype=np.float32):
    return numpy_helper.from_array(np.asarray(values, dtype=dtype), name)


def tensor(name, *shape, dtype=FLOAT):
    return helper.make_tensor_value_info(name, dtype, list(shape))


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


def cosine(folder):
    def unit(rows):
        return [
            node("Mul", [rows, rows], f"{rows}_sq"),
            node("ReduceSum", [f"{rows}_sq", "last"], f"{rows}_squares", keepdims=1),
            node("Sqrt", [f"{rows}_squares"], f"{rows}_norm"),
            node("Equal", [f"{rows}_norm", "zero"], f"{rows}_null"),
            node("Where", [f"{rows}_null", "one", f"{rows}_norm"], f"{rows}_divisor"),
            node("Div", [rows, f"{rows}_divisor"], f"{rows}_unit"),
        ]

    save(
        folder,
        "cosine",
        [
            *unit("a"),
            *unit("b"),
            node("Gemm", ["a_unit", "b_unit"], "similarity", transB=1),
            node("Sub", ["one", "similarity"], "distances"),
        ],
        [tensor("a", "m", "d"), tensor("b", "n", "d")],
        [tensor("distances", "m", "n")],
        [constant("last", [1], np.int64), constant("zero", 0), constant("one", 1)],
        doc="1 - a.b/(|a||b|); 1 where a row is zero",
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


def assign(folder):
    save(
        folder,
        "assign",
        [
            *squared_distances("points", "centers", "point_squares", "center_squares", "distances"),
            node("ArgMin", ["distances"], "nearest", axis=1, keepdims=1),
            node("ReduceMin", ["distances"], "best", axes=[1], keepdims=0),
            # The runner-up shows the caller where float32 could not tell two centers apart.
            node("Shape", ["centers"], "center_shape"),
            node("Gather", ["center_shape", "first"], "center_count", axis=0),
            node("Range", ["zero", "center_count", "step"], "numbers"),
            node("Cast", ["numbers"], "numbers32", to=INT32),
            node("Cast", ["nearest"], "nearest32", to=INT32),
            node("Equal", ["numbers32", "nearest32"], "is_nearest"),
            node("Where", ["is_nearest", "far", "distances"], "others"),
            node("ReduceMin", ["others"], "second", axes=[1], keepdims=0),
            node("Squeeze", ["nearest32", "last"], "labels"),
        ],
        [
            tensor("points", "n", "d"),
            tensor("centers", "k", "d"),
            tensor("point_squares", "n", 1),
            tensor("center_squares", 1, "k"),
        ],
        [tensor("labels", "n", dtype=INT32), tensor("best", "n"), tensor("second", "n")],
        [
            constant("first", 0, np.int64),
            constant("zero", 0, np.int64),
            constant("step", 1, np.int64),
            constant("last", [1], np.int64),
            constant("far", np.finfo(np.float32).max),
        ],
        doc="k-means assignment: nearest center, its squared distance, that of the runner-up",
    )


# Iterations of a Sinkhorn block; src/runtime/kernels/sinkhorn.ts counts on the same number.
SINKHORN_ITERATIONS = 10


def sinkhorn_interface():
    """Inputs and outputs of both Sinkhorn blocks: potentials in units of epsilon, rows of numbers."""
    inputs = [
        tensor("cost", "n", "m"),
        tensor("log_a", 1, "n"),
        tensor("log_b", 1, "m"),
        tensor("g", 1, "m"),
        tensor("epsilon"),
    ]
    return inputs, [tensor("f_before", 1, "n"), tensor("f", 1, "n"), tensor("g_after", 1, "m")]


def soft_row_minimum(g, prefix):
    """x = g - c, its maxima along rows, exp(x - maximum) and the row sums of that."""
    return [
        node("Sub", [g, "scaled_cost"], f"{prefix}_reach"),
        node("ReduceMax", [f"{prefix}_reach"], f"{prefix}_largest", axes=[1], keepdims=1),
        node("Sub", [f"{prefix}_reach", f"{prefix}_largest"], f"{prefix}_below"),
        node("Exp", [f"{prefix}_below"], f"{prefix}_exp"),
        node("ReduceSum", [f"{prefix}_exp", "along_row"], f"{prefix}_sum", keepdims=1),
        node("Log", [f"{prefix}_sum"], f"{prefix}_log"),
        node("Add", [f"{prefix}_log", f"{prefix}_largest"], f"{prefix}_lse"),
        node("Reshape", [f"{prefix}_lse", "one_row"], f"{prefix}_lse_row"),
        node("Sub", ["log_a", f"{prefix}_lse_row"], f"{prefix}_f"),
    ]


def sinkhorn(folder):
    """A block of stabilised iterations: one in the log domain, the others as matrix-vector products
    on the kernel that it leaves. `reach` says how far the scalings went from 1, as a logarithm; the
    caller throws the block away when that is too far for float32."""
    nodes = [
        node("Div", ["cost", "epsilon"], "scaled_cost"),
        node("Exp", ["log_a"], "a"),
        node("Exp", ["log_b"], "b"),
        *soft_row_minimum("g", "start"),
        node("Reshape", ["a", "one_column"], "a_column"),
        node("Div", ["a_column", "start_sum"], "row_scale"),
        # Rows sum to a: the plan of f after the first half step and g.
        node("Mul", ["start_exp", "row_scale"], "kernel"),
        node("ReduceSum", ["kernel", "along_column"], "column_sums", keepdims=1),
        node("Div", ["b", "column_sums"], "v0_free"),
        node("Clip", ["v0_free", "tiny", "huge"], "v0"),
    ]
    scalings = ["v0"]
    for t in range(1, SINKHORN_ITERATIONS):
        nodes += [
            node("Gemm", [f"v{t - 1}", "kernel"], f"row_sums{t}", transB=1),
            node("Div", ["a", f"row_sums{t}"], f"u{t}_free"),
            node("Clip", [f"u{t}_free", "tiny", "huge"], f"u{t}"),
            node("MatMul", [f"u{t}", "kernel"], f"column_sums{t}"),
            node("Div", ["b", f"column_sums{t}"], f"v{t}_free"),
            node("Clip", [f"v{t}_free", "tiny", "huge"], f"v{t}"),
        ]
        scalings += [f"u{t}", f"v{t}"]
    last = SINKHORN_ITERATIONS - 1
    nodes += [
        node("Log", [f"u{last - 1}"], "log_u_before"),
        node("Log", [f"u{last}"], "log_u"),
        node("Log", [f"v{last}"], "log_v"),
        node("Add", ["start_f", "log_u_before"], "f_before"),
        node("Add", ["start_f", "log_u"], "f"),
        node("Add", ["g", "log_v"], "g_after"),
        node("Concat", scalings, "scalings", axis=1),
        node("Log", ["scalings"], "log_scalings"),
        node("Abs", ["log_scalings"], "log_sizes"),
        node("ReduceMax", ["log_sizes"], "reach", axes=[1], keepdims=0),
    ]
    inputs, outputs = sinkhorn_interface()
    save(
        folder,
        "sinkhorn",
        nodes,
        inputs,
        [*outputs, tensor("reach", 1)],
        [
            constant("along_row", [1], np.int64),
            constant("along_column", [0], np.int64),
            constant("one_row", [1, -1], np.int64),
            constant("one_column", [-1, 1], np.int64),
            constant("tiny", 1e-30),
            constant("huge", 1e30),
        ],
        doc=f"{SINKHORN_ITERATIONS} Sinkhorn iterations, log domain at the start, then scalings",
    )


def sinkhorn_log(folder):
    """The same block with every half step in the log domain: for potentials that still move far."""
    nodes = [node("Div", ["cost", "epsilon"], "scaled_cost")]
    g = "g"
    for t in range(SINKHORN_ITERATIONS):
        nodes += [
            *soft_row_minimum(g, f"row{t}"),
            node("Reshape", [f"row{t}_f", "one_column"], f"f{t}_column"),
            node("Sub", [f"f{t}_column", "scaled_cost"], f"column{t}_reach"),
            node("ReduceMax", [f"column{t}_reach"], f"column{t}_largest", axes=[0], keepdims=1),
            node("Sub", [f"column{t}_reach", f"column{t}_largest"], f"column{t}_below"),
            node("Exp", [f"column{t}_below"], f"column{t}_exp"),
            node("ReduceSum", [f"column{t}_exp", "along_column"], f"column{t}_sum", keepdims=1),
            node("Log", [f"column{t}_sum"], f"column{t}_log"),
            node("Add", [f"column{t}_log", f"column{t}_largest"], f"column{t}_lse"),
            node("Sub", ["log_b", f"column{t}_lse"], f"g{t}"),
        ]
        g = f"g{t}"
    last = SINKHORN_ITERATIONS - 1
    nodes += [
        node("Identity", [f"row{last - 1}_f"], "f_before"),
        node("Identity", [f"row{last}_f"], "f"),
        node("Identity", [g], "g_after"),
    ]
    inputs, outputs = sinkhorn_interface()
    save(
        folder,
        "sinkhorn-log",
        nodes,
        inputs,
        outputs,
        [
            constant("along_row", [1], np.int64),
            constant("along_column", [0], np.int64),
            constant("one_row", [1, -1], np.int64),
            constant("one_column", [-1, 1], np.int64),
        ],
        doc=f"{SINKHORN_ITERATIONS} Sinkhorn iterations in the log domain",
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
    for build in (pairwise, cosine, moments, standardise, assign, sinkhorn, sinkhorn_log, probe):
        build(folder)


if __name__ == "__main__":
    main()

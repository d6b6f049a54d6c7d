"""Puts ONNX graphs together by hand: names nodes, stores weights as float16 behind a Cast."""

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET = 17


class GraphBuilder:
    """A graph in the making. Every method returns the name of the value that it adds."""

    def __init__(self, name, seed):
        self.name = name
        self.random = np.random.RandomState(seed)
        self.nodes, self.initialisers, self.inputs, self.outputs = [], [], [], []
        self.count = 0

    def input(self, name, shape, dtype=TensorProto.FLOAT):
        self.inputs.append(helper.make_tensor_value_info(name, dtype, shape))
        return name

    def output(self, value, name, shape):
        self.nodes.append(helper.make_node("Identity", [value], [name]))
        self.outputs.append(helper.make_tensor_value_info(name, TensorProto.FLOAT, shape))

    def add(self, op, *inputs, **attributes):
        self.count += 1
        out = f"{op.lower()}_{self.count}"
        self.nodes.append(helper.make_node(op, list(inputs), [out], name=f"{out}_node", **attributes))
        return out

    def constant(self, values, dtype=np.float32):
        self.count += 1
        name = f"constant_{self.count}"
        self.initialisers.append(numpy_helper.from_array(np.asarray(values, dtype=dtype), name))
        return name

    def weight(self, shape, gain=1.0):
        """Normal numbers with variance gain^2 / fan-in, in half precision as real packs have them."""
        fan_in = int(np.prod(shape[1:])) if len(shape) == 4 else shape[0]
        values = self.random.standard_normal(shape) * (gain / np.sqrt(fan_in))
        half = self.constant(values, np.float16)
        return self.add("Cast", half, to=TensorProto.FLOAT)

    def conv(self, x, inside, outside, size=3, stride=1, gain=1.0):
        pad = (size - stride) // 2
        return self.add(
            "Conv", x, self.weight([outside, inside, size, size], gain),
            strides=[stride, stride], pads=[pad] * 4,
        )

    def linear(self, x, inside, outside, gain=1.0):
        return self.add("MatMul", x, self.weight([inside, outside], gain))

    def silu(self, x):
        return self.add("Mul", x, self.add("Sigmoid", x))

    def scale(self, x, factor):
        return self.add("Mul", x, self.constant(factor))

    def reshape(self, x, *shape):
        return self.add("Reshape", x, self.constant(shape, np.int64))

    def group_norm(self, x, channels, height, width, groups=8):
        """Reshape, InstanceNormalization, Reshape: the form that every provider has."""
        grouped = self.reshape(x, 0, groups, -1)
        ones, zeros = self.constant(np.ones(groups)), self.constant(np.zeros(groups))
        normal = self.add("InstanceNormalization", grouped, ones, zeros, epsilon=1e-5)
        return self.reshape(normal, 0, channels, height, width)

    def depth_to_space(self, x, channels, height, width, block):
        parts = self.reshape(x, 0, channels, block, block, height, width)
        moved = self.add("Transpose", parts, perm=[0, 1, 4, 2, 5, 3])
        return self.reshape(moved, 0, channels, height * block, width * block)

    def model(self):
        graph = helper.make_graph(
            self.nodes, self.name, self.inputs, self.outputs, self.initialisers
        )
        model = helper.make_model(
            graph, opset_imports=[helper.make_opsetid("", OPSET)], producer_name="stillroom"
        )
        model.ir_version = 8
        onnx.checker.check_model(model, full_check=True)
        return model

"""Sine and cosine from additions and products, for the embedding of timesteps.

A GPU may be wrong in a sine by 2^-11 (WGSL and Vulkan allow it within one period and say nothing beyond),
and software Vulkan is: 2e-4, which a UNet makes 2e-3 of its prediction. These numbers are few, so they
are computed by what every processor rounds alike. With m the nearest multiple of pi (for a cosine the
nearest odd multiple of pi / 2), r = x - m pi lies within pi / 2, and a Taylor series of degree 11 is as
exact as float32: the first term left out is (pi/2)^13 / 13! = 6e-8. pi is taken in two parts, the first of
8 bits, so that its product with m is exact up to |x| = 10,000.
"""

import math

import numpy as np
from onnx import helper, numpy_helper

from tidy import replace

PI_FIRST = 3.140625
PI_REST = math.pi - PI_FIRST
SERIES = [(-1) ** i / math.factorial(2 * i + 1) for i in range(6)]
"""sin(r) = r (1 - r^2 / 3! + r^4 / 5! - ...)."""


class WaveWriter:
    def __init__(self, graph, prefix):
        self.graph, self.prefix, self.nodes = graph, prefix, []

    def name(self, what):
        return f"{self.prefix}_{what}{len(self.nodes)}"

    def number(self, value):
        name = self.name("number") + f"_{len(self.graph.initializer)}"
        self.graph.initializer.append(numpy_helper.from_array(np.array(value, dtype=np.float32), name))
        return name

    def add(self, op, *inputs, output=None):
        names = [value if isinstance(value, str) else self.number(value) for value in inputs]
        made = output or self.name("value")
        self.nodes.append(helper.make_node(op, names, [made]))
        return made

    def write(self, x, is_sine, output):
        turns = self.add("Mul", x, 1 / math.pi)
        whole = self.add("Floor", self.add("Add", turns, 0.5) if is_sine else turns)
        m = whole if is_sine else self.add("Add", whole, 0.5)
        r = self.add("Sub", x, self.add("Mul", m, PI_FIRST))
        r = self.add("Sub", r, self.add("Mul", m, PI_REST))
        square = self.add("Mul", r, r)
        series = self.add("Mul", square, SERIES[-1])
        for place, factor in enumerate(reversed(SERIES[:-1])):
            series = self.add("Add", series, factor)
            if place < len(SERIES) - 2:
                series = self.add("Mul", series, square)
        # sin(x) = (-1)^whole sin(r), and cos(x) the negative of that.
        pairs = self.add("Floor", self.add("Mul", whole, 0.5))
        odd = self.add("Sub", whole, self.add("Mul", pairs, 2.0))
        steep = 2.0 if is_sine else -2.0
        sign = self.add("Sub", steep / 2, self.add("Mul", odd, steep))
        self.add("Mul", self.add("Mul", series, r), sign, output=output)
        return self.nodes


def exact_waves(graph):
    """Rewrites every Sin and Cos of float32 numbers, in place."""
    nodes = []
    for number, node in enumerate(graph.node):
        if node.op_type in ("Sin", "Cos"):
            writer = WaveWriter(graph, f"wave{number}")
            nodes += writer.write(node.input[0], node.op_type == "Sin", node.output[0])
        else:
            nodes.append(node)
    replace(graph.node, nodes)

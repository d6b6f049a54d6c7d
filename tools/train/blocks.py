"""The residual block that all networks here are made of.

    h = conv3x3(SiLU(GN(x)));  h = conv3x3(SiLU(GN(h) * (1 + gain) + bias));  out = skip(x) + h

(gain, bias) come from the time step in the UNet and are absent elsewhere. The second convolution
starts at zero, so a deep stack starts as its skip connections.
"""

import torch
from torch import nn

from fused import NormAct


class ResBlock(nn.Module):
    def __init__(self, inputs, outputs, modulation=0, hidden=None):
        super().__init__()
        hidden = hidden or outputs
        self.norm1 = NormAct(inputs)
        self.conv1 = nn.Conv2d(inputs, hidden, 3, padding=1)
        self.norm2 = NormAct(hidden)
        self.conv2 = nn.Conv2d(hidden, outputs, 3, padding=1)
        self.skip = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else None
        self.modulation = nn.Linear(modulation, 2 * hidden) if modulation else None
        nn.init.zeros_(self.conv2.weight)
        nn.init.zeros_(self.conv2.bias)
        if modulation:
            nn.init.zeros_(self.modulation.weight)
            nn.init.zeros_(self.modulation.bias)

    def forward(self, x, condition=None):
        h = self.conv1(self.norm1(x))
        h = self.conv2(self.norm2(h, None if condition is None else self.modulation(condition)))
        return (x if self.skip is None else self.skip(x)) + h


def count_parameters(module):
    return sum(p.numel() for p in module.parameters())


def pick_device():
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")

"""Median milliseconds of a train step of ConvNet-3 in torch, eager, float32.

    python train_step.py WIDTH SIDE ROWS CLASSES RUNS DEVICE [--tf32]

DEVICE is `cuda` or a number of CPU threads. With --tf32 products and convolutions may round their
inputs to TF32, which CUDA's convolutions do by default. Prints torch's version and the median. A step
ends when its loss is read, as Stillroom's does.
"""

import statistics
import sys
import time

import torch
from torch import nn

width, side, rows, classes, runs = map(int, sys.argv[1:6])
device = "cuda" if sys.argv[6] == "cuda" else "cpu"
if device == "cpu":
    torch.set_num_threads(int(sys.argv[6]))
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = "--tf32" in sys.argv

layers, channels = [], 3
for _ in range(3):
    layers += [nn.Conv2d(channels, width, 3, padding=1), nn.GroupNorm(width, width), nn.ReLU(),
               nn.AvgPool2d(2)]
    channels = width
net = nn.Sequential(*layers, nn.Flatten(), nn.Linear(width * (side // 8) ** 2, classes)).to(device)
optimiser = torch.optim.SGD(net.parameters(), 1e-3, momentum=0.9, weight_decay=5e-4)
images = torch.randn(rows, 3, side, side)
targets = torch.softmax(torch.randn(rows, classes), 1)
times = []
for run in range(runs + 3):
    start = time.perf_counter()
    # The batch comes from the processor's memory each step, as in Stillroom.
    x, t = images.to(device), targets.to(device)
    optimiser.zero_grad()
    loss = nn.functional.cross_entropy(net(x), t)
    loss.backward()
    optimiser.step()
    loss.item()
    if device == "cuda":
        torch.cuda.synchronize()
    times.append(1000 * (time.perf_counter() - start))
print(torch.__version__, statistics.median(times[3:]))

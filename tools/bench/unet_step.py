"""Median milliseconds of a call of the embedded model's denoiser in torch, eager, float32, on CUDA.

    python unet_step.py FOLDER RUNS ROWS... [--tf32]

FOLDER holds the networks as they were trained (tools/train); weights are random, which costs the same.
Prints torch's version, the GPU and one median for each ROWS. The inputs come from the processor's
memory and the result goes back there, as in Stillroom.
"""

import statistics
import sys
import time

import torch

words = [word for word in sys.argv[1:] if word != "--tf32"]
torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = "--tf32" in sys.argv
sys.path.insert(0, words[0])
from unet import TEXT_WIDTH, MAX_TOKENS, CHANNELS, UNet  # noqa: E402

runs = int(words[1])
net = UNet().cuda().eval()
medians = []
with torch.inference_mode():
    for rows in map(int, words[2:]):
        sample = torch.randn(rows, CHANNELS, 16, 16)
        timestep = torch.full((rows,), 500.0)
        tokens = torch.randn(rows, MAX_TOKENS, TEXT_WIDTH)
        times = []
        for run in range(runs + 3):
            start = time.perf_counter()
            net(sample.cuda(), timestep.cuda(), tokens.cuda())[0].cpu()
            times.append(1000 * (time.perf_counter() - start))
        medians.append(statistics.median(times[3:]))
print(torch.__version__, torch.cuda.get_device_name().replace(" ", "_"), *medians)

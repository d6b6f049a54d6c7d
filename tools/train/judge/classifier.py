"""The judge: a small residual classifier of ImageNette's ten classes at 64 px.

It is trained on real training images only and never used to train or select the generator's
weights. Its last pooled activation (256 numbers) is the feature in which the report measures
Frechet distance, coverage, recall, diversity and nearness to the training images.
"""

import torch
import torch.nn.functional as F
from torch import nn

from blocks import ResBlock
from fused import NormAct

FEATURES = 256


class Judge(nn.Module):
    def __init__(self, classes=10):
        super().__init__()
        self.stem = nn.Conv2d(12, 64, 3, padding=1)
        self.stages = nn.ModuleList([
            ResBlock(64, 64),
            nn.Conv2d(64, 128, 3, stride=2, padding=1), ResBlock(128, 128),
            nn.Conv2d(128, FEATURES, 3, stride=2, padding=1),
            ResBlock(FEATURES, FEATURES, hidden=192), ResBlock(FEATURES, FEATURES, hidden=192),
        ])
        self.norm = NormAct(FEATURES)
        self.head = nn.Linear(FEATURES, classes)

    def features(self, images):
        """images [n, 3, 64, 64] in [-1, 1] -> [n, 256]."""
        x = F.pixel_unshuffle(images, 2)
        if x.dtype == torch.bfloat16:
            x = x.contiguous(memory_format=torch.channels_last)
        h = self.stem(x)
        for stage in self.stages:
            h = stage(h)
        return self.norm(h).float().mean((2, 3))

    def forward(self, images):
        return self.head(self.features(images).to(self.head.weight.dtype)).float()

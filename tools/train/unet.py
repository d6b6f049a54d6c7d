"""The text encoder and the UNet.

Text encoder: token + position embeddings and two pre-norm transformer layers; padded positions are
masked out of the attention and come out as zeros, so they carry nothing into the UNet.

UNet, on [n, 8, 16, 16] latents: few and wide layers, one residual block a side at 16 x 16 and the
bulk at 8 x 8, where each block is followed by self-attention and cross-attention on the tokens. The
class also reaches every residual block as a gain and bias, through the mean token added to the
time embedding: with so short a training that is what makes the condition take hold early. It is
sized for the page, about 0.5 G multiply-adds a forward pass, for 25 guided steps a second on the
WASM of two threads.

`features` is the 8 x 8 activation after the last attention of the way up: DIFT's descriptor.
"""

import math

import torch
import torch.nn.functional as F
from torch import nn

from autoencoder import CHANNELS
from blocks import Pointwise, ResBlock
from captions import MAX_TOKENS
from fused import NormAct

TEXT_WIDTH = 128
FINE, COARSE, EMBEDDING = 96, 256, 256
FEATURES = COARSE
HEADS = 4


def attend(query, key, value, bias=None):
    """[n, q, c], [n, k, c], [n, k, c] -> [n, q, c] with HEADS heads."""
    n, q, c = query.shape
    split = lambda x: x.reshape(n, -1, HEADS, c // HEADS).transpose(1, 2)
    query, key, value = split(query), split(key), split(value)
    weight = (query * (c // HEADS) ** -0.5) @ key.transpose(-1, -2)
    if bias is not None:
        weight = weight + bias
    return (weight.softmax(-1) @ value).transpose(1, 2).reshape(n, q, c)


def depth_to_space(x):
    """[n, 4c, h, w] -> [n, c, 2h, 2w], staying channels_last."""
    n, c, h, w = x.shape
    y = x.permute(0, 2, 3, 1).reshape(n, h, w, 2, 2, c // 4)
    return y.transpose(2, 3).reshape(n, 2 * h, 2 * w, c // 4).permute(0, 3, 1, 2)


class TextLayer(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv = nn.Linear(width, 3 * width)
        self.out = nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, 2 * width), nn.Linear(2 * width, width)

    def forward(self, x, bias):
        x = x + self.out(attend(*self.qkv(self.norm1(x)).chunk(3, dim=-1), bias))
        return x + self.down(F.relu(self.up(self.norm2(x))))


class TextEncoder(nn.Module):
    def __init__(self, vocabulary, layers=2):
        super().__init__()
        self.token = nn.Embedding(vocabulary, TEXT_WIDTH)
        self.position = nn.Parameter(torch.randn(1, MAX_TOKENS, TEXT_WIDTH) * 0.1)
        self.layers = nn.ModuleList(TextLayer(TEXT_WIDTH) for _ in range(layers))
        self.norm = nn.LayerNorm(TEXT_WIDTH)
        nn.init.normal_(self.token.weight, std=0.3)

    def forward(self, input_ids):
        """input_ids [n, 16] -> last_hidden_state [n, 16, TEXT_WIDTH]; zeros where padded."""
        kept = (input_ids != 0).to(self.position.dtype)
        bias = (kept[:, None, None, :] - 1) * 1e4
        x = self.token(input_ids) + self.position
        for layer in self.layers:
            x = layer(x, bias)
        return self.norm(x) * kept[:, :, None]


class Attention(nn.Module):
    """Self-attention over the 64 places, then cross-attention on the tokens, both residual."""

    def __init__(self, channels):
        super().__init__()
        self.norm1, self.norm2 = NormAct(channels, silu=False), NormAct(channels, silu=False)
        self.qkv = nn.Linear(channels, 3 * channels)
        self.self_out = nn.Linear(channels, channels)
        self.query = nn.Linear(channels, channels)
        self.key_value = nn.Linear(TEXT_WIDTH, 2 * channels)
        self.cross_out = nn.Linear(channels, channels)
        for layer in (self.self_out, self.cross_out):
            nn.init.zeros_(layer.weight)
            nn.init.zeros_(layer.bias)

    def forward(self, x, tokens):
        n, c, h, w = x.shape
        places = lambda y: y.permute(0, 2, 3, 1).reshape(n, h * w, c)
        image = lambda y: y.reshape(n, h, w, c).permute(0, 3, 1, 2)
        x = x + image(self.self_out(attend(*self.qkv(places(self.norm1(x))).chunk(3, dim=-1))))
        query = self.query(places(self.norm2(x)))
        return x + image(self.cross_out(attend(query, *self.key_value(tokens).chunk(2, dim=-1))))


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.time1, self.time2 = nn.Linear(128, EMBEDDING), nn.Linear(EMBEDDING, EMBEDDING)
        self.text = nn.Linear(TEXT_WIDTH, EMBEDDING)
        self.enter = nn.Conv2d(CHANNELS, FINE, 3, padding=1)
        self.down_fine = ResBlock(FINE, FINE, EMBEDDING)
        self.down = nn.Conv2d(FINE, COARSE, 3, stride=2, padding=1)
        self.down_coarse = ResBlock(COARSE, COARSE, EMBEDDING)
        self.down_attention = Attention(COARSE)
        self.middle = ResBlock(COARSE, COARSE, EMBEDDING)
        self.middle_attention = Attention(COARSE)
        self.up_coarse = ResBlock(2 * COARSE, COARSE, EMBEDDING)
        self.up_attention = Attention(COARSE)
        self.up = Pointwise(COARSE, 4 * FINE)
        self.up_fine1 = ResBlock(2 * FINE, FINE, EMBEDDING)
        self.up_fine2 = ResBlock(FINE, FINE, EMBEDDING)
        self.norm = NormAct(FINE)
        self.leave = nn.Conv2d(FINE, CHANNELS, 3, padding=1)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        frequencies = torch.exp(-math.log(10000) * torch.arange(64).float() / 64)
        self.register_buffer("frequencies", frequencies, persistent=False)

    def condition(self, timestep, tokens):
        angle = timestep.float()[:, None] * self.frequencies[None]
        wave = torch.cat([angle.sin(), angle.cos()], dim=1).to(tokens.dtype)
        return F.silu(self.time2(F.silu(self.time1(wave))) + self.text(tokens.mean(1)))

    def forward(self, sample, timestep, encoder_hidden_states):
        """sample [n, 8, 16, 16], timestep float [n], tokens [n, 16, d] -> (v like sample,
        features [n, FEATURES, 8, 8])."""
        tokens = encoder_hidden_states
        c = self.condition(timestep, tokens)
        fine = self.down_fine(self.enter(sample), c)
        coarse = self.down_attention(self.down_coarse(self.down(fine), c), tokens)
        h = self.middle_attention(self.middle(coarse, c), tokens)
        features = self.up_attention(self.up_coarse(torch.cat([h, coarse], 1), c), tokens)
        h = depth_to_space(self.up(features))
        h = self.up_fine1(torch.cat([h, fine], 1), c)
        h = self.up_fine2(h, c)
        return self.leave(self.norm(h)), features


class Denoiser(nn.Module):
    """Both, as they are trained: token ids in, v out."""

    def __init__(self, vocabulary):
        super().__init__()
        self.text_encoder, self.unet = TextEncoder(vocabulary), UNet()

    def forward(self, sample, timestep, input_ids):
        return self.unet(sample, timestep, self.text_encoder(input_ids))[0]

"""The autoencoder: 64 x 64 RGB to 16 x 16 x 8 and back (a small KL-regularised VAE).

Both halves are a linear map plus a correction. The linear map is patch PCA: each 4 x 4 x 3 patch
(48 numbers) to its 8 first principal components, nearly whitened, and back; alone it reaches
25.7 dB on ImageNette. The convolutional corrections start at zero, so training starts from that.
Almost all of the work happens at 16 x 16, where wide convolutions are cheap; only the decoder's end
runs at 32 x 32, to join the patches.

The latent's mean and log variance follow Stable Diffusion's names; the KL term is small (it keeps
the latents near unit scale and smooth), and the diffusion model uses the mean only.
"""

import torch
import torch.nn.functional as F
from torch import nn

from blocks import ResBlock
from fused import NormAct

CHANNELS = 8
PATCH = 4
# Standard deviations of the latent channels at the start go with (PCA variance) ** SPREAD: between
# whitened (0), where faint detail weighs as much as colour, and plain PCA (0.5).
SPREAD = 0.125


class Encoder(nn.Module):
    def __init__(self, width=128, blocks=2):
        super().__init__()
        self.linear = nn.Conv2d(48, CHANNELS, 1)
        self.stem = nn.Conv2d(48, width, 3, padding=1)
        self.blocks = nn.ModuleList(ResBlock(width, width) for _ in range(blocks))
        self.norm = NormAct(width)
        self.head = nn.Conv2d(width, 2 * CHANNELS, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        with torch.no_grad():
            self.head.bias.copy_(torch.cat([torch.zeros(CHANNELS), torch.full((CHANNELS,), -4.0)]))

    def forward(self, sample):
        """sample [n, 3, 64, 64] in [-1, 1] -> [n, 2c, 16, 16]: mean, log variance."""
        patches = F.pixel_unshuffle(sample, PATCH)
        h = self.stem(patches)
        for block in self.blocks:
            h = block(h)
        mean, log_variance = self.head(self.norm(h)).chunk(2, dim=1)
        return torch.cat([mean + self.linear(patches), log_variance], dim=1)


class Decoder(nn.Module):
    def __init__(self, width=128, blocks=3, fine=48):
        super().__init__()
        self.linear = nn.Conv2d(CHANNELS, 48, 1)
        self.stem = nn.Conv2d(CHANNELS, width, 3, padding=1)
        self.blocks = nn.ModuleList(ResBlock(width, width) for _ in range(blocks))
        self.norm = NormAct(width)
        self.up = nn.Conv2d(width, 4 * fine, 3, padding=1)
        self.fine = nn.ModuleList(ResBlock(fine, fine) for _ in range(2))
        self.fine_norm = NormAct(fine)
        self.head = nn.Conv2d(fine, 12, 3, padding=1)
        nn.init.zeros_(self.head.weight)
        nn.init.zeros_(self.head.bias)

    def forward(self, latent):
        """latent [n, c, 16, 16], unscaled -> [n, 3, 64, 64], about [-1, 1]."""
        h = self.stem(latent)
        for block in self.blocks:
            h = block(h)
        h = F.pixel_shuffle(self.up(self.norm(h)), 2)
        h = _channels_last(h)
        for block in self.fine:
            h = block(h)
        fine = F.pixel_shuffle(self.head(self.fine_norm(h)), 2)
        return fine + F.pixel_shuffle(self.linear(latent), PATCH)


def _channels_last(x):
    return x if torch.onnx.is_in_onnx_export() else x.contiguous(memory_format=torch.channels_last)


class Autoencoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.encoder, self.decoder = Encoder(), Decoder()

    @torch.no_grad()
    def start_from_pca(self, images):
        """images: float [n, 3, 64, 64] in [-1, 1]. Sets the linear maps to patch PCA."""
        patches = F.pixel_unshuffle(images, PATCH).permute(0, 2, 3, 1).reshape(-1, 48).double()
        mean = patches.mean(0)
        values, vectors = torch.linalg.eigh((patches - mean).T @ (patches - mean) / len(patches))
        values, vectors = values.flip(0)[:CHANNELS], vectors.flip(1)[:, :CHANNELS]
        spread = (values / values.mean()) ** SPREAD
        down = (vectors / values.sqrt() * spread).T
        up = vectors * values.sqrt() / spread
        self.encoder.linear.weight.copy_(down[:, :, None, None])
        self.encoder.linear.bias.copy_(-down @ mean)
        self.decoder.linear.weight.copy_(up[:, :, None, None])
        self.decoder.linear.bias.copy_(mean)

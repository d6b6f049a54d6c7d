"""The trained model as one object, with the weights that ship, and pictures from prompts.

Weights are rounded to float16, as in the pack, and computed with in float32 (or in bfloat16 for
a quick look during training).
"""

import os

import numpy as np
import torch
import torch.multiprocessing as multiprocessing

import captions
import data
from autoencoder import Autoencoder
from schedule import TRAIN_STEPS, sample
from tokenizer import Tokenizer
from unet import Denoiser


def round_to_half(state):
    return {k: v.half().float() for k, v in state.items()}


class Model:
    """text_encoder, unet and autoencoder with shipped weights; classes, scale and tokenizer."""

    def __init__(self, work, device="cpu", dtype=torch.float32):
        work = data.work_dir(work)
        stored = torch.load(os.path.join(work, "unet.pt"), map_location="cpu")
        self.stored = {k: stored[k] for k in ("seen", "elapsed", "classes", "vocabulary")}
        self.classes, self.scale = stored["classes"], stored["scale"]
        self.tokenizer = Tokenizer.from_json(
            open(os.path.join(work, "tokenizer.json"), encoding="utf-8").read())
        denoiser = Denoiser(stored["vocabulary"])
        denoiser.load_state_dict(round_to_half(stored["ema"]))
        self.autoencoder = Autoencoder()
        weights = torch.load(os.path.join(work, "autoencoder.pt"), map_location="cpu")["ema"]
        self.autoencoder.load_state_dict(round_to_half(weights))
        self.device, self.dtype = torch.device(device), dtype
        for module in (denoiser, self.autoencoder):
            module.to(self.device, dtype).to(memory_format=torch.channels_last).eval()
        denoiser.unet.frequencies = denoiser.unet.frequencies.float()
        self.text_encoder, self.unet = denoiser.text_encoder, denoiser.unet

    @torch.no_grad()
    def tokens(self, prompts):
        ids = [self.tokenizer.encode(p, captions.MAX_TOKENS) for p in prompts]
        return self.text_encoder(torch.tensor(ids, device=self.device))

    @torch.no_grad()
    def predict(self, x, t, tokens):
        """x float32 [n, 8, 16, 16] scaled, t [n] -> v float32."""
        x = x.to(self.device, self.dtype).contiguous(memory_format=torch.channels_last)
        return self.unet(x, t.to(self.device), tokens)[0].float().cpu()

    @torch.no_grad()
    def decode(self, latents):
        """Scaled latents -> uint8 [n, 64, 64, 3]."""
        z = (latents / self.scale).to(self.device, self.dtype)
        y = self.autoencoder.decoder(z.contiguous(memory_format=torch.channels_last)).float()
        return ((y.clamp(-1, 1) + 1) * 127.5).round().byte().permute(0, 2, 3, 1).cpu().numpy()

    def generate(self, prompts, guidance, steps, seed, solver="dpmsolver++2m", karras=True,
                 interval=(0, 1), batch=50):
        """One image a prompt, uint8 [n, 64, 64, 3]. Guidance holds where t / T lies in the interval,
        both ends included; outside, the conditional prediction stands alone."""
        images = []
        for i in range(0, len(prompts), batch):
            part = prompts[i:i + batch]
            tokens = self.tokens(part)
            both = torch.cat([self.tokens([""] * len(part)), tokens])

            def predict_v(x, t):
                if not interval[0] <= float(t[0]) / TRAIN_STEPS <= interval[1]:
                    return self.predict(x, t, tokens)
                null, text = self.predict(torch.cat([x, x]), torch.cat([t, t]), both).chunk(2)
                return null + guidance * (text - null)

            generator = torch.Generator().manual_seed(seed + i)
            z = sample(predict_v, (len(part), 8, 16, 16), steps, generator, solver, karras)
            images.append(self.decode(z))
        return np.concatenate(images)


def _part(work, dtype, prompts, options):
    torch.set_num_threads(1)
    return Model(work, "cpu", dtype).generate(prompts, **options)


def generate_on_cores(work, dtype, prompts, processes, seed, batch=50, **options):
    """The same images as Model(work).generate on a CPU, by several processes of one thread."""
    parts = [(work, dtype, prompts[i:i + batch], {**options, "seed": seed + i, "batch": batch})
             for i in range(0, len(prompts), batch)]
    with multiprocessing.get_context("spawn").Pool(processes) as pool:
        return np.concatenate(pool.starmap(_part, parts, chunksize=1))

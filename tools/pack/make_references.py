"""What diffusers computes with the narrow models: python tools/pack/make_references.py [family ...]

Writes test/reference/pack-*/<family>*: conditions of 20 prompts, an encoded and a decoded image, one call
of the denoiser, and whole trajectories from given starting noise. Everything is computed by diffusers'
own pipelines and schedulers in float64, so that a last bit of float32 on another processor changes no
file.
"""

import sys
import warnings

import diffusers
import numpy as np
import torch
from diffusers import DiTPipeline
from diffusers.image_processor import VaeImageProcessor
from PIL import Image

from families import resolution_of, text_encoders_of
from graphs import DiTGraph, UNetGraph
from narrow_models import FAMILIES, FEATURES, LABELS, SIDE
from reference_case import Noise, write
from trajectories import trajectories

PROMPTS = [
    "",
    "a photo of a golden retriever",
    "A Photo Of A GOLDEN RETRIEVER",
    "  a   photo\tof\na border collie  ",
    "tench",
    "a siberian husky's paw, isn't it?",
    "42 garbage trucks in 2026, 3.14 m tall",
    "café crème brûlée",
    "cafe\u0301 (the accent as a mark of its own)",
    "日本の犬の写真",
    "фотография собаки",
    "صورة كلب",
    "שלום עולם",
    "🐶🐕‍🦺 and 👩🏽‍🔬",
    "ﬁne ﬂour, Ⅻ, ½, ﷺ",
    "İstanbul ẞtraße ΣΊΣΥΦΟΣ",
    "zero\u200bwidth\u00a0space",
    "!!! ??? --- ... ###",
    "a photo of a church, " * 12,
    "x" * 100,
]
KEPT = [0, 1, 2, 3, 5, 8, 13, 21, 34, 55, 76]
"""Token places whose hidden states are kept: each has heard of all before it."""


def conditions(family, pipeline):
    pack = f"narrow-{family}"
    if isinstance(pipeline, DiTPipeline):
        table = pipeline.transformer.transformer_blocks[0].norm1.emb.class_embedder
        labels = torch.tensor([0, 207, LABELS - 1, LABELS])
        write(
            "pack-condition",
            family,
            title="Embeddings of three labels, and of none",
            params={"pack": pack, "labels": labels.tolist()},
            expected={"label": table(labels).numpy()},
        )
        return
    ids, hidden, pooled = [], [], []
    for prompt in PROMPTS:
        encoded = pipeline.encode_prompt(
            prompt, device="cpu", num_images_per_prompt=1, do_classifier_free_guidance=False
        )
        hidden.append(encoded[0][0, KEPT].numpy())
        if len(encoded) == 4:
            pooled.append(encoded[2][0].numpy())
    for _, tokenizer, _ in text_encoders_of(pipeline):
        form = {"padding": "max_length", "truncation": True, "max_length": tokenizer.model_max_length}
        ids.append(np.array(tokenizer(PROMPTS, **form).input_ids))
    expected = {"hidden": np.stack(hidden), "ids": ids[0]}
    if pooled:
        expected.update(pooled=np.stack(pooled), ids_2=ids[1])
    write(
        "pack-condition",
        family,
        title="Ids and hidden states of 20 prompts",
        params={"pack": pack, "prompts": PROMPTS, "tokenPlaces": KEPT},
        expected=expected,
        exact_names=("ids", "ids_2"),
    )


OWN_AUTOENCODER = ("sd15", "sdxl", "dit")
"""2.1, Turbo and LCM have 1.5's, as the published ones do."""

REPEAT = 4
"""Pixels of the encoded image are repeated so often in both directions: a small file, a whole image."""

EVERY = 8
"""Of the decoded image every so many pixels are kept in both directions, from the second on."""


def images(family, pipeline, noise):
    pack = f"narrow-{family}"
    side = resolution_of(pipeline)
    small = noise.random.randint(0, 256, (side // REPEAT, side // REPEAT, 3)).astype(np.uint8)
    image = Image.fromarray(small.repeat(REPEAT, 0).repeat(REPEAT, 1))
    processor = VaeImageProcessor()
    vae, scale = pipeline.vae, pipeline.vae.config.scaling_factor
    posterior = vae.encode(processor.preprocess(image).double()).latent_dist
    write(
        "pack-encode",
        family,
        title="One image's scaled latent, and its posterior's mean and log variance",
        params={"pack": pack, "repeat": REPEAT},
        inputs={"image": small},
        expected={
            "latents": (posterior.mode() * scale).numpy(),
            "moments": posterior.parameters.numpy(),
        },
    )
    latents = noise.normal(1, 4, SIDE, SIDE)
    decoded = vae.decode(latents / scale, return_dict=False)[0]
    picture = np.asarray(processor.postprocess(decoded, output_type="pil")[0])
    places = slice(1, None, EVERY)
    write(
        "pack-decode",
        family,
        title="One image of a scaled latent: every eighth pixel from the second",
        params={"pack": pack, "firstPixel": 1, "everyPixel": EVERY},
        inputs={"latents": latents.numpy()},
        expected={"planes": decoded[:, :, places, places].numpy(), "bytes": picture[places, places]},
        exact_names=("bytes",),
    )


TILED_FAMILY = "sd15"

TILED_SIDE = 64
"""Of the latents that are decoded in tiles: 512 pixels, as Stable Diffusion 1.5's."""

TILE = 256
"""Side of a tile in pixels."""


def tiles(family, pipeline, noise):
    """A larger image than the pack's, decoded as diffusers does with enable_tiling."""
    vae = pipeline.vae
    latents = noise.normal(1, 4, TILED_SIDE, TILED_SIDE)
    vae.tile_sample_min_size = TILE
    vae.tile_latent_min_size = TILE // 2 ** (len(vae.config.block_out_channels) - 1)
    vae.enable_tiling()
    scaled = latents / vae.config.scaling_factor
    decoded = vae.decode(scaled, return_dict=False)[0]
    vae.disable_tiling()
    whole = vae.decode(scaled, return_dict=False)[0]
    print(f"{family}: tiles differ from the whole by {(decoded - whole).abs().max():.2f}, "
          f"on average {(decoded - whole).abs().mean():.3f}, of numbers up to {whole.abs().max():.2f}")
    places = slice(1, None, EVERY)
    write(
        "pack-decode-tiled",
        family,
        title="One image of a scaled latent in overlapping tiles: every eighth pixel from the second",
        params={"pack": f"narrow-{family}", "tilePixels": TILE, "firstPixel": 1, "everyPixel": EVERY},
        inputs={"latents": latents.numpy()},
        expected={"planes": decoded[:, :, places, places].numpy()},
    )


def one_call(family, pipeline, noise):
    sample = noise.normal(2, 4, SIDE, SIDE)
    timesteps = torch.tensor([801.0, 41.0], dtype=torch.float64)
    given = {"sample": sample, "timesteps": timesteps}
    if isinstance(pipeline, DiTPipeline):
        module = DiTGraph(pipeline.transformer, FEATURES[family])
        labels = torch.tensor([207, LABELS])
        given["label"] = module.table[labels]
        prediction, features = module.with_labels(sample, timesteps, labels)
        module.embed_in_blocks(True)
    else:
        unet = pipeline.unet.config
        given["hidden"] = noise.normal(2, 77, unet.cross_attention_dim)
        extras = {}
        if unet.addition_embed_type is not None:
            extras["pooled"] = ("text_embeds", noise.normal(2, pipeline.text_encoder_2.config.projection_dim))
            side = float(resolution_of(pipeline))
            sizes = torch.tensor([[side, side, 0, 0, side, side], [96.0, 80.0, 8.0, 4.0, side, side]])
            extras["time_ids"] = ("time_ids", sizes.double())
        if unet.time_cond_proj_dim is not None:
            strengths = torch.tensor([7.5, 0.0])
            embedding = pipeline.get_guidance_scale_embedding(strengths, unet.time_cond_proj_dim)
            extras["guidance"] = ("timestep_cond", embedding.double())
        module = UNetGraph(pipeline.unet, [name for name, _ in extras.values()], FEATURES[family])
        values = [value for _, value in extras.values()]
        prediction, features = module(sample, timesteps, given["hidden"], *values)
        given.update({part: value for part, (_, value) in extras.items()})
    write(
        "pack-denoise",
        family,
        title="One call of the denoiser, two rows at different steps",
        params={"pack": f"narrow-{family}", "featureBlock": FEATURES[family]},
        inputs={name: value.detach().numpy() for name, value in given.items()},
        expected={"prediction": prediction.numpy(), "features": features.numpy()},
    )


def make_family(family):
    pipeline = FAMILIES[family]()
    pipeline.set_progress_bar_config(disable=True)
    pipeline.to(torch.float64)
    noise = Noise(1000 + list(FAMILIES).index(family))
    with torch.no_grad():
        conditions(family, pipeline)
        if family in OWN_AUTOENCODER:
            images(family, pipeline, noise)
        one_call(family, pipeline, noise)
        trajectories(family, pipeline)
        if family == TILED_FAMILY:
            tiles(family, pipeline, Noise(2000))


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    diffusers.utils.logging.set_verbosity_error()
    for chosen in sys.argv[1:] or FAMILIES:
        make_family(chosen)

"""Narrow models of every family: the classes and configurations of the real ones, with few channels.

Topology is what a pack has to get right: levels, attention at the right places, two text encoders,
learned variance. So depth, block types, activations, schedulers and tokens are the published ones,
and only widths shrink. Weights are random, seeded, and rounded to half precision, so that a pack
may store them in two bytes without changing a number. The images are noise and are shown to nobody.
"""

import torch
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DiTPipeline,
    DiTTransformer2DModel,
    EulerDiscreteScheduler,
    LatentConsistencyModelPipeline,
    LCMScheduler,
    PNDMScheduler,
    StableDiffusionPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

from narrow_tokenizer import TOKENS, narrow_tokenizer

SIDE = 16
"""Of the latents: the smallest side at which the real four levels leave more than one place."""

SCALED_LINEAR = {"beta_schedule": "scaled_linear", "beta_start": 0.00085, "beta_end": 0.012}
STABLE_DIFFUSION = {**SCALED_LINEAR, "steps_offset": 1, "clip_sample": False, "set_alpha_to_one": False}


def randomise(model, seed, gain=1.0):
    """
    Normal weights that keep a signal's size, small biases, norms near one; all exact in float16.

    @param gain below 1 where many layers would magnify a last bit beyond any tolerance
    """
    generator = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            noise = torch.randn(parameter.shape, generator=generator)
            if parameter.dim() < 2:
                value = 0.05 * noise + (1 if "norm" in name and name.endswith("weight") else 0)
            elif "embedding" in name:
                value = noise
            else:
                value = gain * noise / parameter[0].numel() ** 0.5
            parameter.copy_(value.half().float())
    return model.eval()


def text_encoder(tokenizer, width, layers, heads, activation, seed, projection=None):
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=width,
        intermediate_size=4 * width,
        num_hidden_layers=layers,
        num_attention_heads=heads,
        max_position_embeddings=TOKENS,
        hidden_act=activation,
        projection_dim=projection or width,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    kind = CLIPTextModelWithProjection if projection else CLIPTextModel
    return randomise(kind(config), seed)


def autoencoder(seed, scaling_factor=0.18215, force_upcast=False):
    """Four levels, two layers a block, 8 pixels a latent cell: every published autoencoder of these families."""
    return randomise(
        AutoencoderKL(
            block_out_channels=(8, 8, 8, 8),
            down_block_types=("DownEncoderBlock2D",) * 4,
            up_block_types=("UpDecoderBlock2D",) * 4,
            layers_per_block=2,
            latent_channels=4,
            norm_num_groups=4,
            sample_size=8 * SIDE,
            scaling_factor=scaling_factor,
            force_upcast=force_upcast,
        ),
        seed,
    )


def four_levels(seed, condition_width, **settings):
    """The UNet of Stable Diffusion 1.5; 2.1 and LCM differ by `settings`."""
    cross = "CrossAttnDownBlock2D"
    return randomise(
        UNet2DConditionModel(
            sample_size=SIDE,
            block_out_channels=(8, 8, 8, 16),
            down_block_types=(cross, cross, cross, "DownBlock2D"),
            up_block_types=("UpBlock2D", *("CrossAttnUpBlock2D",) * 3),
            layers_per_block=2,
            cross_attention_dim=condition_width,
            norm_num_groups=4,
            **{"attention_head_dim": 2, **settings},
        ),
        seed,
    )


def stable_diffusion(unet, encoder, tokenizer, scheduler, kind=StableDiffusionPipeline):
    return kind(
        vae=autoencoder(seed=11),
        text_encoder=encoder,
        tokenizer=tokenizer,
        unet=unet,
        scheduler=scheduler,
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def sd15():
    tokenizer = narrow_tokenizer()
    encoder = text_encoder(tokenizer, 16, layers=12, heads=2, activation="quick_gelu", seed=12)
    scheduler = PNDMScheduler(skip_prk_steps=True, **without_clip(STABLE_DIFFUSION))
    return stable_diffusion(four_levels(13, 16), encoder, tokenizer, scheduler)


def without_clip(settings):
    return {name: value for name, value in settings.items() if name != "clip_sample"}


def second_edition(seed, scheduler):
    """Stable Diffusion 2: another text encoder (23 of 24 layers), linear projections, heads by level."""
    tokenizer = narrow_tokenizer(pad_token="!")
    encoder = text_encoder(tokenizer, 16, layers=23, heads=2, activation="gelu", seed=seed)
    unet = four_levels(
        seed + 1, 16, attention_head_dim=(1, 2, 4, 4), use_linear_projection=True
    )
    return stable_diffusion(unet, encoder, tokenizer, scheduler)


def sd21():
    return second_edition(21, DDIMScheduler(prediction_type="v_prediction", **STABLE_DIFFUSION))


def sd_turbo():
    scheduler = EulerDiscreteScheduler(timestep_spacing="trailing", **SCALED_LINEAR)
    return second_edition(31, scheduler)


def lcm():
    tokenizer = narrow_tokenizer()
    encoder = text_encoder(tokenizer, 16, layers=12, heads=2, activation="quick_gelu", seed=41)
    unet = four_levels(42, 16, time_cond_proj_dim=256)
    scheduler = LCMScheduler(**STABLE_DIFFUSION)
    return stable_diffusion(
        unet, encoder, tokenizer, scheduler, LatentConsistencyModelPipeline
    )


def sdxl():
    first, second = narrow_tokenizer(), narrow_tokenizer(pad_token="!")
    pooled = 16
    unet = randomise(
        UNet2DConditionModel(
            sample_size=SIDE,
            block_out_channels=(8, 8, 8),
            down_block_types=("DownBlock2D", *("CrossAttnDownBlock2D",) * 2),
            up_block_types=(*("CrossAttnUpBlock2D",) * 2, "UpBlock2D"),
            layers_per_block=2,
            transformer_layers_per_block=(1, 2, 10),
            attention_head_dim=(1, 2, 2),
            cross_attention_dim=24,
            use_linear_projection=True,
            addition_embed_type="text_time",
            addition_time_embed_dim=8,
            projection_class_embeddings_input_dim=pooled + 6 * 8,
            norm_num_groups=4,
        ),
        51,
        gain=0.7,
    )
    return StableDiffusionXLPipeline(
        vae=autoencoder(52, scaling_factor=0.13025, force_upcast=True),
        text_encoder=text_encoder(first, 8, 12, 2, "quick_gelu", seed=53),
        text_encoder_2=text_encoder(second, 16, 32, 2, "gelu", seed=54, projection=pooled),
        tokenizer=first,
        tokenizer_2=second,
        unet=unet,
        scheduler=EulerDiscreteScheduler(
            timestep_spacing="leading", steps_offset=1, **SCALED_LINEAR
        ),
        add_watermarker=False,
    )


LABELS = 1000


def dit():
    """DiT-XL/2: 28 blocks, learned variance, 1,000 labels and one for none."""
    transformer = randomise(
        DiTTransformer2DModel(
            num_attention_heads=2,
            attention_head_dim=8,
            in_channels=4,
            out_channels=8,
            num_layers=28,
            sample_size=SIDE,
            num_embeds_ada_norm=LABELS,
        ),
        61,
    )
    # The published conversion repeats the one embedder of DiT in all blocks.
    shared = transformer.transformer_blocks[0].norm1.emb
    for block in transformer.transformer_blocks[1:]:
        block.norm1.emb.load_state_dict(shared.state_dict())
    return DiTPipeline(
        transformer=transformer,
        vae=autoencoder(62),
        scheduler=DDIMScheduler(beta_schedule="linear", beta_start=0.0001, beta_end=0.02, clip_sample=False),
    )


FAMILIES = {
    "sd15": sd15,
    "sd21": sd21,
    "sd-turbo": sd_turbo,
    "lcm": lcm,
    "sdxl": sdxl,
    "dit": dit,
}

FEATURES = {"sd15": 1, "sd21": 1, "sd-turbo": 1, "lcm": 1, "sdxl": 1, "dit": 14}
"""The block of each whose output is read as features."""

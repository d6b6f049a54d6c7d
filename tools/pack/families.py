"""What kinds of diffusers pipelines become packs, and which graphs each has."""

import json
from pathlib import Path

from diffusers import DiTPipeline

from graphs import (
    BadModel,
    DecoderGraph,
    DiTGraph,
    EncoderGraph,
    Examples,
    Graph,
    PenultimateTextGraph,
    Slot,
    TextGraph,
    UNetGraph,
)

TEXT_PIPELINES = {
    "StableDiffusionPipeline",
    "LatentConsistencyModelPipeline",
    "StableDiffusionXLPipeline",
}
ROOT = Path(__file__).resolve().parents[2]


def require_known(pipeline):
    """@throws BadModel for a pipeline of another kind, or a network that differs from its kind"""
    name = type(pipeline).__name__
    if name not in TEXT_PIPELINES and not isinstance(pipeline, DiTPipeline):
        raise BadModel(
            f"{name} can't become a pack. Give a pipeline of Stable Diffusion 1 or 2, Stable Diffusion "
            "XL, a latent consistency model or DiT; an inpainting, refining or video model is none."
        )
    if isinstance(pipeline, DiTPipeline):
        return
    unet = pipeline.unet.config
    if unet.in_channels != pipeline.vae.config.latent_channels:
        raise BadModel(
            f"The UNet takes {unet.in_channels} channels where the autoencoder's latents have "
            f"{pipeline.vae.config.latent_channels}: a model for inpainting or editing. Give the plain one."
        )
    if unet.class_embed_type is not None or unet.addition_embed_type not in (None, "text_time"):
        raise BadModel(
            "The UNet is conditioned on more than text "
            f"({unet.class_embed_type or unet.addition_embed_type}). Give a model without that."
        )


def denoiser_of(pipeline):
    return pipeline.transformer if isinstance(pipeline, DiTPipeline) else pipeline.unet


def resolution_of(pipeline):
    """Side of the images in pixels: the autoencoder halves it at every level but the last."""
    levels = len(pipeline.vae.config.block_out_channels)
    return denoiser_of(pipeline).config.sample_size * 2 ** (levels - 1)


def text_encoders_of(pipeline):
    """(encoder, tokenizer, number of the role) of every text encoder."""
    found = [(pipeline.text_encoder, pipeline.tokenizer, "")]
    if hasattr(pipeline, "text_encoder_2"):
        found.append((pipeline.text_encoder_2, pipeline.tokenizer_2, "_2"))
    if any(encoder is None for encoder, _, _ in found):
        raise BadModel(
            "A text encoder is missing, as in the refiner of Stable Diffusion XL. Give the base model."
        )
    return found


def graphs_of(pipeline, features):
    """
    Every graph of the pack, with seeded examples.

    @param features the block whose output DIFT reads: an up block of a UNet, a block of DiT; or None
    """
    require_known(pipeline)
    blocks = blocks_of(pipeline)
    if features is not None and not 0 <= features < len(blocks):
        raise BadModel(
            f"There is no block {features} to take features from: this model has {len(blocks)}, 0 to "
            f"{len(blocks) - 1}."
        )
    make = Examples()
    class_based = isinstance(pipeline, DiTPipeline)
    texts = [] if class_based else text_graphs(pipeline, make)
    denoiser = (dit_graph if class_based else unet_graph)(pipeline, features, make)
    return [*texts, denoiser, *autoencoder_graphs(pipeline, make)]


def blocks_of(pipeline):
    network = denoiser_of(pipeline)
    return network.transformer_blocks if isinstance(pipeline, DiTPipeline) else network.up_blocks


def text_graphs(pipeline, make):
    encoders = text_encoders_of(pipeline)
    graphs = []
    for number, (encoder, tokenizer, suffix) in enumerate(encoders):
        length = tokenizer.model_max_length
        ids = [Slot("ids", "input_ids", "int32", make.ids(tokenizer, length))]
        pooled = number == 1
        if len(encoders) == 1:
            module, outputs = TextGraph(encoder), [Slot("hidden", "last_hidden_state")]
        else:
            module = PenultimateTextGraph(encoder, pooled)
            outputs = [Slot("hidden", "penultimate_hidden_state")]
            outputs += [Slot("pooled", "text_embeds")] if pooled else []
        graphs.append(Graph(f"text_encoder{suffix}", module, ids, outputs))
    return graphs


def with_features(outputs, features):
    return [*outputs, *([] if features is None else [Slot("features", "features")])]


def noisy(network, make):
    side = network.config.sample_size
    return [
        Slot("sample", "sample", example=make.normal(network.config.in_channels, side, side)),
        Slot("timestep", "timestep", example=make.uniform(0, 999)),
    ]


def unet_graph(pipeline, features, make):
    unet = pipeline.unet
    tokens = pipeline.tokenizer.model_max_length
    hidden = make.normal(tokens, unet.config.cross_attention_dim)
    inputs = [*noisy(unet, make), Slot("hidden", "encoder_hidden_states", example=hidden)]
    extras = []
    if unet.config.addition_embed_type == "text_time":
        side = resolution_of(pipeline)
        width = pipeline.text_encoder_2.config.projection_dim
        sizes = make.whole(side, 6)
        extras += [
            Slot("pooled", "text_embeds", example=make.normal(width)),
            Slot("time_ids", "time_ids", example=lambda rows: sizes(rows).float()),
        ]
    if unet.config.time_cond_proj_dim is not None:
        guidance = make.uniform(-1, 1, unet.config.time_cond_proj_dim)
        extras.append(Slot("guidance", "timestep_cond", example=guidance))
    module = UNetGraph(unet, [slot.name for slot in extras], features)
    outputs = with_features([Slot("prediction", "out_sample")], features)
    return Graph("denoiser", module, [*inputs, *extras], outputs)


def dit_graph(pipeline, features, make):
    module = DiTGraph(pipeline.transformer, features)
    asked = []

    def embeddings(rows):
        asked[:] = [make.whole(len(module.table))(rows)]
        return module.table[asked[0]].detach()

    return Graph(
        "denoiser",
        module,
        [*noisy(pipeline.transformer, make), Slot("label", "class_embedding", example=embeddings)],
        with_features([Slot("prediction", "out_sample")], features),
        reference=lambda sample, timestep, _: module.with_labels(sample, timestep, asked[0]),
    )


def autoencoder_graphs(pipeline, make):
    vae = pipeline.vae
    side, latent_side = resolution_of(pipeline), denoiser_of(pipeline).config.sample_size
    latents = make.normal(
        vae.config.latent_channels, latent_side, latent_side, size=1 / vae.config.scaling_factor
    )
    # diffusers heeds force_upcast in this pipeline alone; its default is true for every autoencoder.
    full = type(pipeline).__name__ == "StableDiffusionXLPipeline" and vae.config.force_upcast
    return [
        Graph(
            "vae_encoder",
            EncoderGraph(vae),
            [Slot("image", "sample", example=make.uniform(-1, 1, 3, side, side))],
            [Slot("moments", "latent_parameters")],
            keep_float32=full,
        ),
        Graph(
            "vae_decoder",
            DecoderGraph(vae),
            [Slot("latent", "latent_sample", example=latents)],
            [Slot("image", "sample")],
            keep_float32=full,
            # Where a GPU's buffers are too small for the whole image it is decoded in tiles.
            any_side=True,
        ),
    ]


def classes_of(pipeline, names):
    """
    The labels of a class-based model, in the order of its table, with WordNet ids where they are ImageNet's.

    @param names {label number: "tench, Tinca tinca"}, or None
    """
    count = pipeline.transformer.config.num_embeds_ada_norm
    words = json.loads((ROOT / "src" / "data" / "wordnet" / "imagenet.json").read_text("utf-8"))
    if names is None and count == len(words):
        names = dict(enumerate(words.values()))
    if names is None:
        raise BadModel(
            f"The model knows {count} labels and says no names of them. Add id2label to its model_index.json."
        )
    texts = [names[i] if i in names else names[str(i)] for i in range(count)]
    listed = {"closed": True, "names": [text.split(",")[0].strip() for text in texts]}
    # ImageNet's labels are numbered by the order of their WordNet ids.
    if texts == list(words.values()):
        listed["wordnetIds"] = list(words)
    return listed

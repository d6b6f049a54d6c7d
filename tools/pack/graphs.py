"""The networks of a pipeline as graphs with named inputs and outputs, batch first.

Names are those of a Stable Diffusion export to ONNX. Ids are int32 and timesteps float32, one a row:
a browser has no cheap 64-bit integers, and a row of its own lets one call hold different steps.
"""

from dataclasses import dataclass
from typing import Callable

import torch
from torch import nn


class BadModel(Exception):
    """A model that cannot become a pack; the message is a sentence for the person who gave it."""


@dataclass
class Slot:
    """An input or output: the part that it plays in pack.json, its name in the graph, its example."""

    part: str
    name: str
    type: str = "float32"
    example: Callable[[int], torch.Tensor] | None = None
    """Rows -> values; of inputs alone."""


@dataclass
class Graph:
    """One network of a pack."""

    role: str
    module: nn.Module
    inputs: list[Slot]
    outputs: list[Slot]
    reference: Callable | None = None
    """What diffusers answers to the examples last made, where the module itself is not its class."""
    keep_float32: bool = False
    """The model's configuration says that half precision overflows in it."""
    any_side: bool = False
    """It takes any height and width, so that parts of what it is asked can be asked alone."""

    def __post_init__(self):
        # An export puts a module back into the mode that it found: in training, labels are dropped.
        self.module.eval()

    def example(self, rows, smaller=False):
        """@param smaller of a graph of any side: another height and another width"""
        values = {slot.name: slot.example(rows) for slot in self.inputs}
        return {name: value[..., :-4, :-2] if smaller else value for name, value in values.items()}

    def expected(self, example):
        """diffusers' outputs in float32, as arrays."""
        with torch.no_grad():
            values = (self.reference or self.module)(*example.values())
        return [value.numpy() for value in (values if isinstance(values, tuple) else (values,))]


class Examples:
    """Seeded example inputs, so that every check of a pack sees the same numbers."""

    def __init__(self, seed=0):
        self.generator = torch.Generator().manual_seed(seed)

    def normal(self, *shape, size=1.0):
        return lambda rows: size * torch.randn(rows, *shape, generator=self.generator)

    def uniform(self, low, high, *shape):
        """Numbers in [low, high)."""
        return lambda rows: low + (high - low) * torch.rand(rows, *shape, generator=self.generator)

    def whole(self, count, *shape):
        """Whole numbers below `count`."""
        return lambda rows: torch.randint(count, (rows, *shape), generator=self.generator)

    def ids(self, tokenizer, length):
        """A begin token, some text, the end token and padding, as a tokenizer gives them."""

        def make(rows):
            ids = self.whole(len(tokenizer) - 2, length)(rows)
            ids[:, 0] = tokenizer.bos_token_id
            ids[:, length // 3] = tokenizer.eos_token_id
            ids[:, length // 3 + 1 :] = tokenizer.pad_token_id
            return ids.int()

        return make


class TextGraph(nn.Module):
    """The last hidden state after the final norm: what Stable Diffusion 1 and 2 listen to."""

    def __init__(self, encoder):
        super().__init__()
        self.encoder = encoder

    def forward(self, input_ids):
        return self.encoder(input_ids.long()).last_hidden_state


class PenultimateTextGraph(nn.Module):
    """The last hidden state but one, before the final norm, and the pooled embedding where there is one."""

    def __init__(self, encoder, pooled):
        super().__init__()
        self.encoder, self.pooled = encoder, pooled

    def forward(self, input_ids):
        out = self.encoder(input_ids.long(), output_hidden_states=True)
        hidden = out.hidden_states[-2]
        return (hidden, out.text_embeds) if self.pooled else hidden


class Listener:
    """Keeps what a block of the network gives on."""

    def __init__(self, block):
        self.value = None
        block.register_forward_hook(self.hear)

    def hear(self, _module, _inputs, output):
        self.value = output[0] if isinstance(output, tuple) else output


class UNetGraph(nn.Module):
    """UNet2DConditionModel; extra inputs are SDXL's text_embeds and time_ids, or LCM's timestep_cond."""

    def __init__(self, unet, extras, features):
        super().__init__()
        self.unet, self.extras = unet, extras
        self.heard = None if features is None else Listener(unet.up_blocks[features])

    def forward(self, sample, timestep, encoder_hidden_states, *values):
        given = dict(zip(self.extras, values))
        condition = given.pop("timestep_cond", None)
        out = self.unet(
            sample,
            timestep,
            encoder_hidden_states,
            timestep_cond=condition,
            added_cond_kwargs=given or None,
            return_dict=False,
        )[0]
        return out if self.heard is None else (out, self.heard.value)


class PassOn(nn.Module):
    """Stands where a block of DiT would embed timestep and label: both arrive embedded."""

    def forward(self, _timestep, class_labels, hidden_dtype=None):
        return class_labels


class DiTGraph(nn.Module):
    """
    DiT with the label's embedding as an input, because guidance moves it.

    Every block of diffusers' class has its own embedder; the published conversion repeats one in all.
    It is computed once here, which also spares its weights 27 times.
    """

    def __init__(self, transformer, features):
        super().__init__()
        self.embedders = [block.norm1.emb for block in transformer.transformer_blocks]
        self.embedder = require_one_embedder(self.embedders)
        self.transformer = transformer
        self.side = transformer.config.sample_size // transformer.config.patch_size
        self.heard = None
        if features is not None:
            self.heard = Listener(transformer.transformer_blocks[features])
        self.embed_in_blocks(False)

    def embed_in_blocks(self, embed):
        for block, embedder in zip(self.transformer.transformer_blocks, self.embedders):
            block.norm1.emb = embedder if embed else PassOn()

    @property
    def table(self):
        """[labels + 1, width]; the last row stands for no label."""
        return self.embedder.class_embedder.embedding_table.weight

    def forward(self, sample, timestep, class_embedding):
        steps = self.embedder.time_proj(timestep).to(sample.dtype)
        condition = self.embedder.timestep_embedder(steps) + class_embedding
        return self.answer(sample, timestep, condition)

    def answer(self, sample, timestep, condition):
        out = self.transformer(
            sample, timestep=timestep, class_labels=condition, return_dict=False
        )[0]
        if self.heard is None:
            return out
        tokens = self.heard.value
        side = self.side
        return out, tokens.transpose(1, 2).reshape(tokens.shape[0], tokens.shape[2], side, side)

    def with_labels(self, sample, timestep, labels):
        """diffusers' own way: labels go in, every block embeds them."""
        self.embed_in_blocks(True)
        try:
            return self.answer(sample, timestep, labels)
        finally:
            self.embed_in_blocks(False)


def require_one_embedder(embedders):
    first = embedders[0]
    for number, other in enumerate(embedders[1:], start=1):
        own = other.state_dict()
        for name, tensor in first.state_dict().items():
            if not torch.equal(tensor, own[name]):
                raise BadModel(
                    f"Block {number} of this DiT embeds timesteps or labels in another way than block 0 "
                    f"({name} differs), so that no single label embedding can condition it. Use a model "
                    "whose blocks share one embedder, as DiT-XL/2 does."
                )
    return first


class EncoderGraph(nn.Module):
    """Images in [-1, 1] to the posterior's mean and log variance, one after the other in the channels."""

    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, sample):
        return self.vae.encode(sample).latent_dist.parameters


class DecoderGraph(nn.Module):
    """Latents without their scaling to images in about [-1, 1]."""

    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, latent_sample):
        return self.vae.decode(latent_sample, return_dict=False)[0]

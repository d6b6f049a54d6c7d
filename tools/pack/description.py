"""pack.json of the second edition, from a pipeline's own configuration (docs/pack-format.md)."""

import diffusers
import onnxruntime
import torch
from diffusers import DiTPipeline

from families import (
    blocks_of,
    classes_of,
    denoiser_of,
    resolution_of,
    text_encoders_of,
)
from graphs import BadModel

SOLVERS = {
    "DDIMScheduler": "ddim",
    "DDPMScheduler": "ddpm",
    "DPMSolverMultistepScheduler": "dpmsolver++2m",
    "EulerDiscreteScheduler": "euler",
    "EulerAncestralDiscreteScheduler": "euler",
    "LCMScheduler": "lcm",
    # Of these two the multistep solver takes the place: same steps, same noise schedule.
    "PNDMScheduler": "dpmsolver++2m",
    "LMSDiscreteScheduler": "dpmsolver++2m",
}
PREDICTIONS = {"epsilon": "epsilon", "v_prediction": "v"}
LCM_SCALE = 8.5


def one_of(table, value, what):
    if value not in table:
        raise BadModel(
            f"The {what} {value} is not supported. Give a model with one of these: {', '.join(table)}."
        )
    return table[value]


def schedule(config):
    if config.get("rescale_betas_zero_snr") or config.get("trained_betas") is not None:
        raise BadModel(
            "The scheduler changes its noise schedule beyond a formula (rescale_betas_zero_snr or "
            "trained_betas), which no solver here follows. Give a model without that."
        )
    return {
        "trainTimesteps": config.num_train_timesteps,
        "betas": one_of(
            {name: name for name in ("linear", "scaled_linear", "squaredcos_cap_v2")},
            config.beta_schedule,
            "noise schedule",
        ),
        "betaStart": config.beta_start,
        "betaEnd": config.beta_end,
    }


def defaults(pipeline):
    scheduler = pipeline.scheduler
    config = scheduler.config
    solver = one_of(SOLVERS, type(scheduler).__name__, "scheduler")
    spacing = config.get("timestep_spacing", "leading")
    chosen = {"solver": solver, "karrasSigmas": bool(config.get("use_karras_sigmas")), "steps": 25}
    if isinstance(pipeline, DiTPipeline):
        # Its authors sample with their own respaced chain, and so do the methods that build on it.
        return {**chosen, "solver": "ddpm-respaced", "steps": 50, "cfgScale": 4}
    chosen["cfgScale"] = 5 if hasattr(pipeline, "text_encoder_2") else 7.5
    if solver == "lcm":
        chosen.update(
            steps=4,
            cfgScale=1,
            originalSteps=config.original_inference_steps,
            timestepScaling=config.timestep_scaling,
        )
    elif solver == "euler" and spacing == "trailing":
        # The form of the Turbo models: few steps, guidance distilled into the weights.
        chosen.update(steps=4, cfgScale=1)
    return {
        **chosen,
        "spacing": spacing,
        "stepsOffset": config.get("steps_offset", 0),
        "setAlphaToOne": bool(config.get("set_alpha_to_one", False)),
    }


def condition(pipeline):
    if isinstance(pipeline, DiTPipeline):
        return {"kind": "class", "width": pipeline.transformer.inner_dim, "type": "float32"}
    encoders = text_encoders_of(pipeline)
    two = len(encoders) == 2
    zeros = two and pipeline.config.force_zeros_for_empty_prompt
    made = {
        "kind": "text",
        "promptTemplate": "a photo of a {class}",
        "nullPrompt": "",
        "nullCondition": "zeros" if zeros else "encoded",
        "encoders": [
            {
                "maxTokens": tokenizer.model_max_length,
                "width": encoder.config.hidden_size,
                "beginToken": tokenizer.bos_token_id,
                "endToken": tokenizer.eos_token_id,
                "padToken": tokenizer.pad_token_id,
            }
            for encoder, tokenizer, _ in encoders
        ],
    }
    if two:
        side = resolution_of(pipeline)
        made["pooled"] = pipeline.text_encoder_2.config.projection_dim
        made["timeIds"] = [side, side, 0, 0, side, side]
    width = pipeline.unet.config.time_cond_proj_dim
    if width is not None:
        made["guidanceEmbedding"] = {"width": width, "scale": LCM_SCALE}
    return made


def slots(given):
    return {slot.part: {"name": slot.name, "type": slot.type} for slot in given}


def graph_entry(graph, files):
    inputs = slots(graph.inputs)
    if "timestep" in inputs:
        inputs["timestep"]["per"] = "row"
    return {**files, "inputs": inputs, "outputs": slots(graph.outputs)}


def describe(pipeline, *, identity, graphs, files, features, names, made):
    """
    @param identity id, name, version and licence
    @param graphs {role: entry of graph_entry}
    @param files {role: path, bytes, sha256} of what is no graph
    @param features [channels, height, width] of that output, or None
    @param names id2label of a class-based model, or None
    @param made what the builder measured and chose, for the provenance
    """
    vae, network = pipeline.vae.config, denoiser_of(pipeline).config
    class_based = isinstance(pipeline, DiTPipeline)
    learned = network.out_channels == 2 * vae.latent_channels
    side = network.sample_size
    prediction = pipeline.scheduler.config.get("prediction_type", "epsilon")
    pack = {
        "format": "stillroom-pack/2",
        **identity,
        "resolution": resolution_of(pipeline),
        "latent": {
            "channels": vae.latent_channels,
            "height": side,
            "width": side,
            "scalingFactor": vae.scaling_factor,
            "shift": vae.get("shift_factor") or 0,
        },
        "prediction": one_of(PREDICTIONS, prediction, "prediction type"),
        "learnedVariance": learned,
        "schedule": schedule(pipeline.scheduler.config),
        "defaults": defaults(pipeline),
        "condition": condition(pipeline),
    }
    if class_based:
        pack["guidanceChannels"] = 3
        pack["classes"] = classes_of(pipeline, names)
    if features is not None:
        pack["features"] = dict(zip(("channels", "height", "width"), features))
    versions = {
        "torch": torch.__version__.split("+")[0],
        "diffusers": diffusers.__version__,
        "onnxruntime": onnxruntime.__version__,
    }
    pack["graphs"], pack["files"] = graphs, files
    pack["provenance"] = {"made": "tools/pack/build_pack.py", "with": versions, **made}
    return pack

"""Whole trajectories of every family, by diffusers' pipelines and schedulers, from given noise.

Beside every one is printed how far float32 alone strays (which must leave room under the tolerance) and
how far another prompt leads (which must not be nothing).
"""

import contextlib
import math
from unittest import mock

import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    DiTPipeline,
    DPMSolverMultistepScheduler,
    EulerDiscreteScheduler,
)

from narrow_models import LABELS, SIDE
from reference_case import TOLERANCE, Noise, write

PROMPT = "a photo of a golden retriever"
OTHER = "a chain saw"


@contextlib.contextmanager
def given_noise(pipeline, start, later):
    """diffusers draws its noise from these arrays, in order."""
    scheduler = type(pipeline.scheduler).__module__
    rows = iter(later)

    def draw(shape, dtype=None, **_):
        value = next(rows)
        assert tuple(shape)[1:] == tuple(value.shape)[1:], (shape, value.shape)
        return value.expand(shape).to(dtype or value.dtype)

    def begin(shape, dtype=None, **_):
        return start.expand(shape).to(dtype or start.dtype)

    with contextlib.ExitStack() as stack:
        stack.enter_context(mock.patch(f"{scheduler}.randn_tensor", draw))
        if isinstance(pipeline, DiTPipeline):
            stack.enter_context(mock.patch("diffusers.pipelines.dit.pipeline_dit.randn_tensor", begin))
        yield


def latents_by_step(pipeline, prompt, steps, scale, start, later, dtype):
    """[steps, 1, 4, SIDE, SIDE] in float64: what the pipeline holds after each step."""
    held = []

    def keep(_pipeline, _step, _time, values):
        held.append(values["latents"].clone())
        return {}

    start, later = start.to(dtype), [row.to(dtype) for row in later]
    with given_noise(pipeline, start, later):
        pipeline(
            prompt,
            num_inference_steps=steps,
            guidance_scale=scale,
            latents=start,
            output_type="latent",
            callback_on_step_end=keep,
        )
    return torch.stack(held).double()


def dit_by_step(pipeline, label, steps, scale, start, later, dtype):
    """The same of DiTPipeline, whose guidance acts on all four channels."""
    held = []
    step = pipeline.scheduler.step

    def kept(*arguments, **named):
        result = step(*arguments, **named)
        held.append(result.prev_sample[:1].clone())
        return result

    start = start.to(dtype)
    with given_noise(pipeline, start, later), mock.patch.object(pipeline.scheduler, "step", kept):
        pipeline([label], num_inference_steps=steps, guidance_scale=scale, output_type="pt")
    return torch.stack(held).double()


def dit_ancestral_by_step(pipeline, label, steps, scale, start, later, dtype):
    """
    The chain of DiT's authors: respaced, learned variance, guidance on three channels of four.

    diffusers' pipeline drops the learned variance, so the loop stands here; transformer and scheduler are its.
    """
    scheduler = pipeline.scheduler
    spaced = [round(i * 999 / (steps - 1)) for i in range(steps)]
    scheduler.set_timesteps(timesteps=spaced[::-1])
    x, held = start.to(dtype), []
    labels = torch.tensor([label, LABELS])
    with given_noise(pipeline, start, [row.to(dtype) for row in later]):
        for t in scheduler.timesteps:
            out = pipeline.transformer(torch.cat([x, x]), timestep=t.expand(2), class_labels=labels).sample
            conditional, null = out[:1], out[1:]
            guided = conditional.clone()
            guided[:, :3] = null[:, :3] + scale * (conditional[:, :3] - null[:, :3])
            x = scheduler.step(guided, t, x).prev_sample
            held.append(x.clone())
    return torch.stack(held).double()


def away(got, want):
    return float((got - want).abs().max() / want.abs().max())


def trajectory(family, pipeline, name, scheduler, run, *, solver, steps, scale, seed, stochastic=False, extra=None):
    noise = Noise(seed)
    start = noise.normal(1, 4, SIDE, SIDE)
    later = [noise.normal(1, 4, SIDE, SIDE) for _ in range(steps)] if stochastic else []
    pipeline.scheduler = scheduler
    prompt, other = (207, 13) if isinstance(pipeline, DiTPipeline) else (PROMPT, OTHER)
    held = run(pipeline, prompt, steps, scale, start, later, torch.float64)
    elsewhere = run(pipeline, other, steps, scale, start, later, torch.float64)[-1]
    pipeline.to(torch.float32)
    single = run(pipeline, prompt, steps, scale, start, later, torch.float32)[-1]
    pipeline.to(torch.float64)
    stray, moved = away(single, held[-1]), away(elsewhere, held[-1])
    print(
        f"{family} {name}: largest {held[-1].abs().max():.2f}, float32 strays {stray:.1e}, another prompt "
        f"moves {moved:.2f}",
        flush=True,
    )
    assert stray < TOLERANCE / 4, "float32 alone strays too far for the tolerance"
    assert moved > 20 * TOLERANCE, "the condition hardly matters"
    # JSON has no infinity, which stands for "no limit" here.
    config = {
        key: value
        for key, value in scheduler.config.items()
        if not key.startswith("_") and value != -math.inf
    }
    given = {"start": start.numpy()}
    if stochastic:
        given["noise"] = torch.stack(later).numpy()
    write(
        "pack-trajectory",
        f"{family}-{name}",
        title=f"{type(scheduler).__name__}, {steps} steps, guidance {scale}",
        params={
            "pack": f"narrow-{family}",
            "solver": solver,
            "steps": steps,
            "guidanceScale": scale,
            **({"label": prompt} if isinstance(pipeline, DiTPipeline) else {"prompt": prompt}),
            **(extra or {}),
            "scheduler": type(scheduler).__name__,
            "schedulerConfig": config,
            "keptSteps": [0, steps // 2, steps - 1],
        },
        inputs=given,
        expected={"latents": held[[0, steps // 2, steps - 1]].numpy()},
    )


def trajectories(family, pipeline):
    own = pipeline.scheduler
    # Published configurations say so; PNDM's class does not know the setting.
    ddim = DDIMScheduler.from_config(own.config, clip_sample=False)
    euler = EulerDiscreteScheduler.from_config(own.config)
    multistep = DPMSolverMultistepScheduler.from_config(own.config)
    karras = DPMSolverMultistepScheduler.from_config(own.config, use_karras_sigmas=True)

    def make(name, scheduler, solver, steps, scale, seed, run=latents_by_step, **more):
        trajectory(
            family, pipeline, name, scheduler, run, solver=solver, steps=steps, scale=scale, seed=seed, **more
        )

    if family == "sd15":
        make("ddim", ddim, "ddim", 10, 7.5, 101)
        make("euler", euler, "euler", 10, 7.5, 102)
        make("dpmsolver", multistep, "dpmsolver++2m", 10, 7.5, 103)
    elif family == "sd21":
        make("ddim-v", ddim, "ddim", 10, 7.5, 201)
        make("dpmsolver-v", multistep, "dpmsolver++2m", 10, 7.5, 202)
    elif family == "sd-turbo":
        # Its pipeline is called with guidance 0: one conditional call a step, as ours with 1.
        make("euler-trailing", own, "euler", 4, 0.0, 301, extra={"cfgScale": 1})
    elif family == "lcm":
        make("lcm", own, "lcm", 4, 8.5, 401, stochastic=True, extra={"cfgScale": 1})
    elif family == "sdxl":
        make("euler", own, "euler", 10, 5.0, 501)
        make("dpmsolver-karras", karras, "dpmsolver++2m", 10, 5.0, 502)
    elif family == "dit":
        make("ddim", own, "ddim", 10, 4.0, 601, run=dit_by_step, extra={"guidanceChannels": 4})
        learned = DDPMScheduler(
            beta_schedule="linear", beta_start=0.0001, beta_end=0.02, variance_type="learned_range", clip_sample=False
        )
        make(
            "ddpm-respaced",
            learned,
            "ddpm-respaced",
            10,
            4.0,
            602,
            run=dit_ancestral_by_step,
            stochastic=True,
            extra={"guidanceChannels": 3},
        )
    pipeline.scheduler = own

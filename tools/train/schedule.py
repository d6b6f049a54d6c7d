"""The noise schedule and the samplers of the report.

    x_t = alpha_t x_0 + sigma_t eps,   v = alpha_t eps - sigma_t x_0

with alpha_t^2 = prod(1 - beta) and Stable Diffusion's betas (linear in their square root). The
solvers are two-step DPM-Solver++ (Lu et al., arXiv 2211.01095), DDIM (Song et al., arXiv
2010.02502) and DDPM (Ho et al., arXiv 2006.11239), under classifier-free guidance:
v = v_null + scale (v_text - v_null).
"""

import numpy as np
import torch

TRAIN_STEPS = 1000
BETA_START, BETA_END = 0.00085, 0.012
# The pack's own classifier-free guidance, at every step: sets that are made so train up to ten points
# better than sets under guidance in an interval (Kynkaanniemi et al., arXiv 2404.07724), though
# pictures of a class look more alike. docs/results/presets.md has the figures.
GUIDANCE = 3.0


def alpha_sigma():
    """float64 arrays [1000]: alpha_t and sigma_t."""
    betas = np.linspace(BETA_START ** 0.5, BETA_END ** 0.5, TRAIN_STEPS) ** 2
    product = np.cumprod(1 - betas)
    return np.sqrt(product), np.sqrt(1 - product)


def draw_timesteps(n, rng):
    """Half uniform, half log-normal in sigma / alpha around 0.7: between the steps that the solver
    takes and those where a 16 x 16 latent has its content. Whole numbers, [n]."""
    alpha, sigma = alpha_sigma()
    ratio = np.log(sigma / alpha)
    uniform = rng.integers(0, TRAIN_STEPS, n)
    near = np.interp(rng.normal(-0.35, 1.1, n), ratio, np.arange(TRAIN_STEPS))
    return np.where(rng.random(n) < 0.5, uniform, np.rint(near)).astype(np.int64)


def sampling_steps(steps, solver, karras):
    """Noise levels sigma / alpha from the largest to the last, [steps + 1], and t of each step, as
    the page has them: Karras sigmas over the whole schedule for DPM-Solver++ (or evenly spaced t),
    t = 1, 1 + T/n, ... for DDIM and DDPM."""
    alpha, sigma = alpha_sigma()
    ratio, grid = sigma / alpha, np.arange(TRAIN_STEPS)
    if solver != "dpmsolver++2m":
        times = np.arange(steps)[::-1] * (TRAIN_STEPS // steps) + 1
        return np.append(ratio[times], ratio[0] if solver == "ddim" else 0.0), times
    if karras:
        low, high = ratio[0] ** (1 / 7), ratio[-1] ** (1 / 7)
        levels = (high + np.linspace(0, 1, steps) * (low - high)) ** 7
    else:
        levels = np.interp(np.linspace(TRAIN_STEPS - 1, 0, steps + 1)[:-1], grid, ratio)
    times = np.rint(np.interp(np.log(levels), np.log(ratio), grid))
    return np.append(levels, 0.0), times


@torch.no_grad()
def sample(predict_v, shape, steps, generator, solver="dpmsolver++2m", karras=True):
    """predict_v(x_t, t [n]) -> v, guidance inside. Returns x_0 of the given shape."""
    levels, times = sampling_steps(steps, solver, karras)
    x = torch.randn(shape, generator=generator)
    previous, previous_step = None, None
    for i in range(steps):
        level, following = levels[i], levels[i + 1]
        # x is kept in the variance-preserving form: alpha x_0 + sigma eps.
        alpha, next_alpha = 1 / np.sqrt(1 + level ** 2), 1 / np.sqrt(1 + following ** 2)
        sigma, next_sigma = level * alpha, following * next_alpha
        v = predict_v(x, torch.full((shape[0],), float(times[i])))
        clean = alpha * x - sigma * v
        if following == 0:
            return clean
        if solver == "ddim":
            x = next_alpha * clean + next_sigma * (sigma * x + alpha * v)
        elif solver == "ddpm":
            a = (alpha / next_alpha) ** 2
            mean = (next_alpha * (1 - a) * clean + np.sqrt(a) * next_sigma ** 2 * x) / sigma ** 2
            deviation = np.sqrt(next_sigma ** 2 / sigma ** 2 * (1 - a))
            x = mean + deviation * torch.randn(shape, generator=generator)
        else:
            step = np.log(level) - np.log(following)
            direction = clean
            if previous is not None:
                r = previous_step / step
                direction = (1 + 1 / (2 * r)) * clean - previous / (2 * r)
            x = (next_sigma / sigma) * x - next_alpha * np.expm1(-step) * direction
            previous, previous_step = clean, step
    return x

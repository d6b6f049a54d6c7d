"""GroupNorm + per-sample affine + SiLU as one operation, and AdamW + EMA as one operation.

    y = act( (x - mean_g) / std_g * scale[n, c] + shift[n, c] ),   act = SiLU or identity

Every normalisation of the networks here has this form: a learned gain and bias, on which the time
step (in the UNet) puts another gain and bias, so both arrive as one [n, c] pair and autograd
differentiates the little arithmetic that makes them. On a CUDA device, in float32 and during
export it is plain PyTorch. On a CPU in bfloat16 it calls kernels.c, compiled at first use with the
system's C compiler into the work directory: that makes a training step about three times as fast.
Without a compiler the plain form runs, slower but the same up to rounding.

FlatAdamW keeps all parameters in one flat float32 master vector, with their running average, and
gives the model views of a flat bfloat16 copy: one pass over memory a step.
"""

import ctypes
import hashlib
import os
import subprocess

import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))
_library = None


def keep_memory():
    """Ask glibc to keep freed memory: a training step's buffers are the same every step, and
    returning them to the system costs a page fault for each 4 kB the next time."""
    try:
        libc = ctypes.CDLL("libc.so.6")
        for option, value in ((-4, 0), (-1, 2 ** 31 - 1), (-2, 2 ** 28)):
            libc.mallopt(option, value)
    except (OSError, AttributeError):
        pass


def library():
    """The compiled kernels, or None where there is no compiler."""
    global _library
    if _library is None:
        source = os.path.join(HERE, "kernels.c")
        digest = hashlib.sha256(open(source, "rb").read()).hexdigest()[:12]
        folder = os.path.expanduser("~/.cache/stillroom-train")
        os.makedirs(folder, exist_ok=True)
        target = os.path.join(folder, f"kernels-{digest}.so")
        if not os.path.exists(target):
            command = ["cc", "-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math",
                       "-fopenmp", "-shared", "-fPIC", source, "-o", target + ".part", "-lm", "-lmvec"]
            try:
                subprocess.run(command, check=True, capture_output=True)
                os.replace(target + ".part", target)
            except (OSError, subprocess.CalledProcessError):
                _library = False
                return None
        _library = ctypes.CDLL(target)
        _library.square_sum.restype = ctypes.c_double
    return _library or None


def _pointer(tensor):
    return ctypes.c_void_p(tensor.data_ptr())


def _dense(x):
    return x.contiguous(memory_format=torch.channels_last) if x.dim() == 4 else x.contiguous()


class _NormAct(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, scale, shift, groups, silu):
        x = _dense(x)
        n, c = x.shape[0], x.shape[1]
        positions = x.shape[2] * x.shape[3]
        scale, shift = scale.float().contiguous(), shift.float().contiguous()
        y = torch.empty_like(x)
        stats = torch.empty(n, groups, 2)
        library().norm_act_forward(_pointer(x), _pointer(scale), _pointer(shift), _pointer(y),
                                   _pointer(stats), n, positions, c, groups, int(silu),
                                   ctypes.c_float(1e-5))
        ctx.save_for_backward(x, scale, shift, stats)
        ctx.groups, ctx.silu = groups, silu
        return y

    @staticmethod
    def backward(ctx, dy):
        x, scale, shift, stats = ctx.saved_tensors
        dy = _dense(dy)
        dx, dscale, dshift = torch.empty_like(x), torch.empty_like(scale), torch.empty_like(shift)
        library().norm_act_backward(_pointer(dy), _pointer(x), _pointer(scale), _pointer(shift),
                                    _pointer(stats), _pointer(dx), _pointer(dscale),
                                    _pointer(dshift), x.shape[0], x.shape[2] * x.shape[3],
                                    x.shape[1], ctx.groups, int(ctx.silu))
        return dx, dscale, dshift, None, None


def norm_act(x, scale, shift, groups, silu):
    """x: [n, c, h, w]; scale, shift: [n, c]. Returns [n, c, h, w]."""
    if x.device.type == "cpu" and x.dtype == torch.bfloat16 and library():
        return _NormAct.apply(x, scale, shift, groups, silu)
    # Reshape + InstanceNormalization in the exported graph: the form that ORT runs everywhere.
    y = F.group_norm(x, groups, eps=1e-5)
    y = y * scale[:, :, None, None].to(x.dtype) + shift[:, :, None, None].to(x.dtype)
    return F.silu(y) if silu else y


class NormAct(nn.Module):
    """GroupNorm with a learned affine, modulated by an optional per-sample (gain, bias)."""

    def __init__(self, channels, groups=8, silu=True):
        super().__init__()
        self.groups, self.silu = groups, silu
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))

    def forward(self, x, modulation=None):
        weight, bias = self.weight.float(), self.bias.float()
        if modulation is None:
            scale = weight.expand(x.shape[0], -1)
            shift = bias.expand(x.shape[0], -1)
        else:
            gain, offset = modulation.float().chunk(2, dim=1)
            scale, shift = weight * (1 + gain), bias * (1 + gain) + offset
        return norm_act(x, scale, shift, self.groups, self.silu)


def _flatten(p):
    return (p.permute(0, 2, 3, 1) if p.dim() == 4 else p).reshape(-1)


def _view(flat, offset, shape):
    """A parameter's place in a flat vector. Kernels lie channels_last, as their gradients come:
    adding a gradient into another layout is slower than the convolution."""
    count = shape.numel()
    if len(shape) == 4:
        o, i, h, w = shape
        return flat[offset:offset + count].view(o, h, w, i).permute(0, 3, 1, 2)
    return flat[offset:offset + count].view(shape)


def bind(model, weight, grad):
    """Makes the model's parameters and their gradients views of two flat vectors."""
    offset = 0
    for p in model.parameters():
        p.data = _view(weight, offset, p.shape)
        p.grad = _view(grad, offset, p.shape)
        offset += p.numel()


class FlatAdamW:
    """AdamW with an EMA over one flat vector. The model's parameters become views of `weight`.

    dtype: what the model computes in. Weight decay applies to matrices and kernels only.
    """

    def __init__(self, model, dtype, weight_decay=0.01, betas=(0.9, 0.99)):
        self.model, self.betas = model, betas
        params = list(model.parameters())
        self.shapes = [p.shape for p in params]
        device = params[0].device
        self.master = torch.cat([_flatten(p.detach().float()) for p in params])
        self.decay = torch.cat([torch.full((p.numel(),), weight_decay if p.dim() > 1 else 0.0,
                                           device=device) for p in params])
        self.m, self.v = torch.zeros_like(self.master), torch.zeros_like(self.master)
        self.ema = self.master.clone()
        self.weight = self.master.to(dtype)
        self.grad = torch.zeros_like(self.weight)
        self.steps = 0
        bind(model, self.weight, self.grad)

    def step(self, rate, ema_decay, max_norm=1.0):
        """One update; returns the gradient's norm. Gradients are zeroed for the next step."""
        self.steps += 1
        compiled = self.weight.device.type == "cpu" and self.weight.dtype == torch.bfloat16 and library()
        if compiled:
            norm = library().square_sum(_pointer(self.grad), ctypes.c_int64(self.grad.numel())) ** 0.5
        else:
            norm = float(self.grad.float().norm())
        if not norm < 1e4:
            self.grad.zero_()
            return norm
        clip = min(1.0, max_norm / (norm + 1e-6))
        b1, b2 = self.betas
        c1, c2 = 1 / (1 - b1 ** self.steps), 1 / (1 - b2 ** self.steps)
        if compiled:
            f = ctypes.c_float
            library().adamw_ema(_pointer(self.master), _pointer(self.m), _pointer(self.v),
                                _pointer(self.ema), _pointer(self.weight), _pointer(self.grad),
                                _pointer(self.decay), ctypes.c_int64(self.master.numel()),
                                f(rate), f(b1), f(b2), f(1e-8), f(c1), f(c2), f(clip),
                                f(ema_decay))
        else:
            g = self.grad.float() * clip
            self.m.lerp_(g, 1 - b1)
            self.v.mul_(b2).addcmul_(g, g, value=1 - b2)
            update = self.m * c1 / ((self.v * c2).sqrt() + 1e-8) + self.decay * self.master
            self.master -= rate * update
            self.ema.lerp_(self.master, 1 - ema_decay)
            self.weight.copy_(self.master)
        self.grad.zero_()
        return norm

    def ema_state(self):
        """The averaged weights as a float32 state dict (parameters only)."""
        out, offset = {}, 0
        for (name, _), shape in zip(self.model.named_parameters(), self.shapes):
            count = shape.numel()
            out[name] = _view(self.ema, offset, shape).clone().contiguous()
            offset += count
        return out

    def state(self):
        return {k: getattr(self, k) for k in ("master", "m", "v", "ema", "steps")}

    def load(self, state):
        for key in ("master", "m", "v", "ema"):
            getattr(self, key).copy_(state[key])
        self.steps = state["steps"]
        self.weight.copy_(self.master)

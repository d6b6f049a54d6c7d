"""GroupNorm + per-sample affine + SiLU as one operation, and the layout of flat parameters.

    y = act( (x - mean_g) / std_g * scale[n, c] + shift[n, c] ),   act = SiLU or identity

Every normalisation of the networks here has this form: a learned gain and bias, on which the time
step (in the UNet) puts another gain and bias, so both arrive as one [n, c] pair and autograd
differentiates the little arithmetic that makes them. On a CUDA device, in float32 and during
export it is plain PyTorch. On a CPU in bfloat16 it calls kernels.c, compiled at first use with the
system's C compiler into the work directory: that makes a training step about three times as fast.
Without a compiler the plain form runs, slower but the same up to rounding.
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
                       "-fopenmp", "-shared", "-fPIC", source, "-o", target + ".part", "-lm",
                       "-lmvec"]
            try:
                subprocess.run(command, check=True, capture_output=True)
                os.replace(target + ".part", target)
            except (OSError, subprocess.CalledProcessError):
                _library = False
                return None
        _library = ctypes.CDLL(target)
        _library.square_sum.restype = ctypes.c_double
    return _library or None


def pointer(tensor):
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
        library().norm_act_forward(pointer(x), pointer(scale), pointer(shift), pointer(y),
                                   pointer(stats), n, positions, c, groups, int(silu),
                                   ctypes.c_float(1e-5))
        ctx.save_for_backward(x, scale, shift, stats)
        ctx.groups, ctx.silu = groups, silu
        return y

    @staticmethod
    def backward(ctx, dy):
        x, scale, shift, stats = ctx.saved_tensors
        dy = _dense(dy)
        dx, dscale, dshift = torch.empty_like(x), torch.empty_like(scale), torch.empty_like(shift)
        library().norm_act_backward(pointer(dy), pointer(x), pointer(scale), pointer(shift),
                                    pointer(stats), pointer(dx), pointer(dscale),
                                    pointer(dshift), x.shape[0], x.shape[2] * x.shape[3],
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


def flatten(p):
    return (p.permute(0, 2, 3, 1) if p.dim() == 4 else p).reshape(-1)


def view(flat, offset, shape):
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
        p.data = view(weight, offset, p.shape)
        p.grad = view(grad, offset, p.shape)
        offset += p.numel()

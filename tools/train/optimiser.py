"""AdamW and Muon over one flat vector of parameters, with their running average (EMA).

All parameters lie in one float32 master vector; the model computes with views of a bfloat16 copy
and leaves its gradients in a flat bfloat16 vector, so that a step is a few passes over memory.

Muon (Jordan et al., 2024) is for the matrices and kernels inside the network (a kernel as a matrix
[outputs, the rest]): the momentum is replaced by its nearest orthogonal matrix, found by five
Newton-Schulz steps, and scaled by 0.2 sqrt(larger side), which gives it the size of an AdamW
update (Liu et al., arXiv 2502.16982), so that one rate serves both. The rest (embeddings, biases,
norms, the first and last layers) is AdamW's.
"""

import ctypes

import torch

from fused import bind, flatten, library, pointer, view

MUON_MOMENTUM = 0.95


def orthogonalise(matrix, steps=5):
    """The nearest matrix with all singular values about 1 (Newton-Schulz, quintic). 2-d."""
    a, b, c = 3.4445, -4.7750, 2.0315
    x = matrix.T if matrix.shape[0] > matrix.shape[1] else matrix
    x = x / (x.float().norm().to(x.dtype) + 1e-7)
    for _ in range(steps):
        s = x @ x.T
        x = a * x + (b * s + c * (s @ s)) @ x
    return (x.T if matrix.shape[0] > matrix.shape[1] else x).contiguous()


class FlatOptimiser:
    """dtype: what the model computes in. Weight decay applies to matrices and kernels only.

    muon: names of parameters that Muon updates; none for plain AdamW.
    """

    def __init__(self, model, dtype, weight_decay=0.01, betas=(0.9, 0.99), muon=()):
        self.model, self.betas, self.weight_decay = model, betas, weight_decay
        named = list(model.named_parameters())
        self.shapes = [p.shape for _, p in named]
        device = named[0][1].device
        self.master = torch.cat([flatten(p.detach().float()) for _, p in named])
        self.decay = torch.cat([torch.full((p.numel(),), weight_decay if p.dim() > 1 else 0.0,
                                           device=device) for _, p in named])
        self.m, self.v = torch.zeros_like(self.master), torch.zeros_like(self.master)
        self.ema = self.master.clone()
        self.weight = self.master.to(dtype)
        self.grad = torch.zeros_like(self.weight)
        self.steps = 0
        self.matrices, self.spans = [], []
        offset = 0
        for name, p in named:
            if name in muon:
                self.matrices.append((offset, p.shape[0], p.numel() // p.shape[0]))
            elif self.spans and sum(self.spans[-1]) == offset:
                self.spans[-1] = (self.spans[-1][0], self.spans[-1][1] + p.numel())
            else:
                self.spans.append((offset, p.numel()))
            offset += p.numel()
        bind(model, self.weight, self.grad)

    def gradient_norm(self):
        if self._compiled():
            count = ctypes.c_int64(self.grad.numel())
            return library().square_sum(pointer(self.grad), count) ** 0.5
        return float(self.grad.float().norm())

    def step(self, rate, ema_decay, max_norm=1.0):
        """One update; returns the gradient's norm. Gradients are zeroed for the next step."""
        norm = self.gradient_norm()
        if norm < 1e4:
            self.steps += 1
            self.update(rate, ema_decay, min(1.0, max_norm / (norm + 1e-6)))
        self.grad.zero_()
        return norm

    def update(self, rate, ema_decay, clip, share=0, shares=1):
        """The update itself, or one of several processes' share of it."""
        compiled = self._compiled()
        if share == 0:
            for offset, count in self.spans:
                self._adamw(slice(offset, offset + count), rate, ema_decay, clip, compiled)
        for offset, rows, columns in self._shared_out(shares)[share]:
            part = slice(offset, offset + rows * columns)
            self._muon(part, rows, columns, rate, ema_decay, clip, compiled)

    def _shared_out(self, shares):
        """The matrices in `shares` lists of about equal work (largest first to the least busy)."""
        lists, work = [[] for _ in range(shares)], [0] * shares
        for matrix in sorted(self.matrices, key=lambda m: (-m[1] * m[2], m[0])):
            least = work.index(min(work))
            lists[least].append(matrix)
            work[least] += matrix[1] * matrix[2] * min(matrix[1:])
        return lists

    def _compiled(self):
        here = self.weight.device.type == "cpu" and self.weight.dtype == torch.bfloat16
        return here and library()

    def vectors(self):
        return {k: getattr(self, k) for k in ("master", "m", "v", "ema", "weight", "grad")}

    def adopt(self, vectors):
        """Works on another optimiser's vectors (in shared memory) from now on."""
        for key, vector in vectors.items():
            setattr(self, key, vector)
        bind(self.model, self.weight, self.grad)

    def _adamw(self, part, rate, ema_decay, clip, compiled):
        b1, b2 = self.betas
        c1, c2 = 1 / (1 - b1 ** self.steps), 1 / (1 - b2 ** self.steps)
        master, m, v, ema = (t[part] for t in (self.master, self.m, self.v, self.ema))
        weight, grad, decay = self.weight[part], self.grad[part], self.decay[part]
        if compiled:
            f = ctypes.c_float
            library().adamw_ema(pointer(master), pointer(m), pointer(v), pointer(ema),
                                pointer(weight), pointer(grad), pointer(decay),
                                ctypes.c_int64(master.numel()), f(rate), f(b1), f(b2), f(1e-8),
                                f(c1), f(c2), f(clip), f(ema_decay))
            return
        g = grad.float() * clip
        m.lerp_(g, 1 - b1)
        v.mul_(b2).addcmul_(g, g, value=1 - b2)
        master -= rate * (m * c1 / ((v * c2).sqrt() + 1e-8) + decay * master)
        ema.lerp_(master, 1 - ema_decay)
        weight.copy_(master)

    def _muon(self, part, rows, columns, rate, ema_decay, clip, compiled):
        master, m, ema = self.master[part], self.m[part], self.ema[part]
        weight, grad = self.weight[part], self.grad[part]
        scale = 0.2 * max(rows, columns) ** 0.5
        if compiled:
            f, count = ctypes.c_float, ctypes.c_int64(rows * columns)
            momentum = torch.empty_like(grad)
            library().muon_momentum(pointer(m), pointer(grad), pointer(momentum), count,
                                    f(MUON_MOMENTUM), f(clip))
            update = orthogonalise(momentum.view(rows, columns))
            library().apply_update(pointer(master), pointer(ema), pointer(weight), pointer(update),
                                   count, f(rate), f(scale), f(self.weight_decay), f(ema_decay))
            return
        g = grad.float() * clip
        m.mul_(MUON_MOMENTUM).add_(g)
        momentum = (g + MUON_MOMENTUM * m).to(grad.dtype)
        update = orthogonalise(momentum.view(rows, columns)).reshape(-1).float()
        master -= rate * (scale * update + self.weight_decay * master)
        ema.lerp_(master, 1 - ema_decay)
        weight.copy_(master)

    def ema_state(self):
        """The averaged weights as a float32 state dict (parameters only)."""
        out, offset = {}, 0
        for (name, _), shape in zip(self.model.named_parameters(), self.shapes):
            out[name] = view(self.ema, offset, shape).clone().contiguous()
            offset += shape.numel()
        return out

    def state(self):
        return {k: getattr(self, k) for k in ("master", "m", "v", "ema", "steps")}

    def load(self, state):
        for key in ("master", "m", "v", "ema"):
            getattr(self, key).copy_(state[key])
        self.steps = state["steps"]
        self.weight.copy_(self.master)

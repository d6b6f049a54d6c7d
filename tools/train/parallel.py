"""Data-parallel training on CPU cores: one process a core, meeting twice a step.

A step is about a thousand small parallel regions. With several threads in one process each region
ends at a barrier, and as soon as anything else runs on one of the cores every barrier waits for
the scheduler: a step gets ten times slower. Processes with one thread each meet only when the
gradients are done and when the weights are, so they lose no more than the other program takes.

The leader owns the optimiser, whose vectors lie in shared memory. A helper computes the gradient
of its part of the batch into a vector of its own, then updates its share of the matrices.
"""

import ctypes
import os
import signal

import torch
import torch.multiprocessing as multiprocessing

from fused import bind, keep_memory


def take_core(rank):
    """Keeps this process on a core of its own: the scheduler otherwise puts both on one for long
    stretches when other programs run, and each then waits for the other."""
    cores = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, {cores[rank % len(cores)]})


class Meeting:
    """The barriers and numbers that leader and helpers share."""

    def __init__(self, context, count):
        self.begin, self.computed = context.Barrier(count), context.Barrier(count)
        self.summed, self.updated = context.Barrier(count), context.Barrier(count)
        self.going = context.Value("i", 1, lock=False)
        # rate, EMA decay, gradient clip (0: skip this update), steps
        self.numbers = context.Array("d", 4, lock=False)


def _help(rank, shares, build, arguments, vectors, grad, meeting):
    # A helper ends with its leader, also when that is killed.
    ctypes.CDLL("libc.so.6").prctl(1, signal.SIGTERM)
    keep_memory()
    torch.set_num_threads(1)
    take_core(rank)
    optimiser, accumulate = build(arguments, rank)
    optimiser.adopt(vectors)
    bind(optimiser.model, optimiser.weight, grad)
    while True:
        meeting.begin.wait()
        if not meeting.going.value:
            return
        grad.zero_()
        accumulate()
        meeting.computed.wait()
        meeting.summed.wait()
        rate, ema_decay, clip, steps = meeting.numbers
        if clip:
            optimiser.steps = int(steps)
            optimiser.update(rate, ema_decay, clip, rank, shares)
        meeting.updated.wait()


class Team:
    """Leader and helpers. build(arguments, rank) -> (optimiser, accumulate), with the same model
    as the leader's; accumulate() adds the gradient of one part of a batch and returns its loss."""

    def __init__(self, shares, build, arguments, optimiser, accumulate):
        context = multiprocessing.get_context("spawn")
        self.optimiser, self.accumulate, self.shares = optimiser, accumulate, shares
        self.grads, self.processes = [], []
        if shares == 1:
            return
        self.meeting = Meeting(context, shares)
        vectors = optimiser.vectors()
        for vector in vectors.values():
            vector.share_memory_()
        for rank in range(1, shares):
            grad = torch.zeros_like(optimiser.grad).share_memory_()
            process = context.Process(target=_help, daemon=True, args=(
                rank, shares, build, arguments, vectors, grad, self.meeting))
            process.start()
            self.grads.append(grad)
            self.processes.append(process)
        take_core(0)

    def step(self, rate, ema_decay, max_norm=1.0):
        """One training step; returns (loss of the leader's part, gradient norm)."""
        if self.shares == 1:
            loss = self.accumulate()
            return loss, self.optimiser.step(rate, ema_decay, max_norm)
        optimiser, meeting = self.optimiser, self.meeting
        meeting.begin.wait()
        loss = self.accumulate()
        meeting.computed.wait()
        for grad in self.grads:
            optimiser.grad += grad
        norm = optimiser.gradient_norm()
        clip = min(1.0, max_norm / (norm + 1e-6)) if norm < 1e4 else 0.0
        optimiser.steps += clip > 0
        meeting.numbers[:] = [rate, ema_decay, clip, optimiser.steps]
        meeting.summed.wait()
        if clip:
            optimiser.update(rate, ema_decay, clip, 0, self.shares)
        meeting.updated.wait()
        optimiser.grad.zero_()
        return loss, norm

    def stop(self):
        if self.processes:
            self.meeting.going.value = 0
            self.meeting.begin.wait()
            for process in self.processes:
                process.join()

"""Data-parallel training on CPU cores: one process a core, gradients added once a step.

A step is about a thousand small parallel regions. With several threads in one process each region
ends at a barrier, and as soon as anything else runs on one of the cores every barrier waits for
the scheduler: a step gets ten times slower. Processes with one thread each meet only once a step,
so they lose no more than the share that the other program takes.

The leader owns the optimiser. Helpers read the same shared bfloat16 weights and write gradients of
their part of the batch into their own shared vector.
"""

import ctypes
import signal

import torch
import torch.multiprocessing as multiprocessing

from fused import bind, keep_memory


def _help(rank, build, arguments, weight, grad, ready, done, going):
    # A helper ends with its leader, also when that is killed.
    ctypes.CDLL("libc.so.6").prctl(1, signal.SIGTERM)
    keep_memory()
    torch.set_num_threads(1)
    model, accumulate = build(arguments, rank)
    bind(model, weight, grad)
    while True:
        ready.wait()
        if not going.value:
            return
        grad.zero_()
        accumulate()
        done.wait()


class Helpers:
    """build(arguments, rank) -> (model, accumulate): a module with the same parameters as the
    leader's, and a function that adds the gradient of one part of a batch."""

    def __init__(self, count, build, arguments, optimiser):
        context = multiprocessing.get_context("spawn")
        self.optimiser = optimiser
        self.grads, self.processes = [], []
        self.ready, self.done = context.Barrier(count + 1), context.Barrier(count + 1)
        self.going = context.Value("i", 1, lock=False)
        if not count:
            return
        optimiser.weight.share_memory_()
        for rank in range(1, count + 1):
            grad = torch.zeros_like(optimiser.grad).share_memory_()
            process = context.Process(target=_help, daemon=True, args=(
                rank, build, arguments, optimiser.weight, grad, self.ready, self.done, self.going))
            process.start()
            self.grads.append(grad)
            self.processes.append(process)

    def step(self, accumulate):
        """Runs accumulate() here and in every helper; the sum of the gradients ends in the
        optimiser's. Returns accumulate()'s value here."""
        if not self.grads:
            return accumulate()
        self.ready.wait()
        value = accumulate()
        self.done.wait()
        for grad in self.grads:
            self.optimiser.grad += grad
        return value

    def stop(self):
        self.going.value = 0
        if self.grads:
            self.ready.wait()
            for process in self.processes:
                process.join()

"""Batches made by other processes while the network learns from the one before."""

import itertools
import os
import signal

import torch
from torch.utils.data import DataLoader


class Made(torch.utils.data.Dataset):
    """Batch k as a data set's entry k."""

    def __init__(self, make):
        self.make = make

    def __getitem__(self, step):
        return self.make(step)


class Feed:
    """``make(step)`` gives a batch of NumPy arrays that depends on ``step`` alone; ``get`` hands them out in order.

    ``workers``: processes that work ahead (0: none). They share what the maker held before the first batch.
    """

    def __init__(self, make, workers=0):
        self.make, self.workers = make, workers
        self.next, self.batches = None, None

    def get(self, step):
        """The batch of ``step``, as ``make`` gave it."""
        if not self.workers:
            return self.make(step)
        if step != self.next:
            self.batches = iter(self.loader(itertools.count(step)))
        self.next = step + 1
        return next(self.batches)

    def all(self, count):
        """The batches 0..count-1, one by one."""
        return iter(self.loader(range(count))) if self.workers else (self.make(step) for step in range(count))

    def loader(self, steps):
        # A generator of its own leaves the global one, which training draws from, alone.
        # Arrays are left as they are: tensors would need shared memory, of which a container may have little.
        return DataLoader(Made(self.make), batch_size=None, sampler=steps, num_workers=self.workers, prefetch_factor=2,
                          collate_fn=same, multiprocessing_context="fork", worker_init_fn=begin,
                          generator=torch.Generator())


def same(batch):
    return batch


def begin(_):
    """A worker ends when it is told to, and leaves an interrupt from the keyboard to the trainer."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    torch.set_num_threads(1)


def workers_for(device):
    """Processes to make batches with: beside a GPU all cores but one, beside a CPU none."""
    if torch.device(device).type == "cpu":
        return 0
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(32, cores - 1))

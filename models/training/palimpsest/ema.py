"""Exponential moving average of a network's weights, which validation and export use."""

import copy

import torch


class Average:
    """A copy of ``network`` whose weights and running statistics follow it slowly.

    Early on, the average follows faster: decay is min(decay, (1 + step) / (10 + step)).
    """

    def __init__(self, network, decay):
        self.network = copy.deepcopy(network).eval()
        self.network.requires_grad_(False)
        self.decay = decay

    @torch.no_grad()
    def update(self, network, step):
        """Takes the network in as it is after ``step`` steps."""
        rest = 1.0 - min(self.decay, (1.0 + step) / (10.0 + step))
        mine, theirs = [], []
        for average, current in zip(self.network.state_dict().values(), network.state_dict().values()):
            if average.is_floating_point():
                mine.append(average)
                theirs.append(current)
            else:
                average.copy_(current)
        # Written so that what does not change in the network stays the same to the last bit.
        torch._foreach_add_(mine, torch._foreach_sub(theirs, mine), alpha=rest)

"""What the trainer and the export need to know of a network."""

import hashlib

import torch

from palimpsest.trouble import Trouble


class Recipe:
    """How one network is built, fed, scored and exported; a subclass for each family of networks.

    Class attributes: ``name`` (of ``--net`` and of the model's folder), ``title``, ``network`` and ``paper`` for the card,
    ``defaults`` (settings that ``--set name=value`` may change; a whole default asks for whole numbers) and ``bounds``
    (the least and the greatest value of each).
    Instances are made without data; ``open`` comes before ``batch`` and ``validate``.
    """

    name = title = network = paper = ""
    defaults = {"rate": 1e-3, "batch": 16, "ema": 0.999, "clip": 0.0}
    bounds = {"rate": (1e-9, 10.0), "batch": (1, 4096), "ema": (0.0, 0.999999), "clip": (0.0, 1e6)}
    channels_last = False
    # What the numbers of ``validate`` are called in the card; None: the export's words for maps of probabilities.
    measures = None
    # The networks whose finished runs or models this one may begin from (--from), and whether it can also do without.
    sources = ()
    alone = True
    # The folder for what the setting ``reuse`` keeps, to be set before ``open``; None: nothing outlasts the run.
    keep = None

    def __init__(self, changes=None):
        unknown = set(changes or {}) - set(self.defaults)
        if unknown:
            raise Trouble(f"{self.name} has no setting {', '.join(sorted(unknown))}: "
                          f"it has {', '.join(sorted(self.defaults))}.")
        self.settings = {**self.defaults, **(changes or {})}
        for key, default in self.defaults.items():
            value, (low, high) = self.settings[key], self.bounds[key]
            whole = isinstance(default, int)
            if not low <= value <= high or whole and value != int(value):
                raise Trouble(f"{key} is {value:g}: give a {'whole ' if whole else ''}number from {low:g} to {high:g}.")
            self.settings[key] = int(value) if whole else float(value)

    def build(self):
        """The network to train, fresh, on the CPU; chance comes from PyTorch's global generator."""
        raise NotImplementedError

    def open(self, maps, data, seed, device):
        """Makes the data ready: ``maps`` a folder or None, ``data`` a list of folders; Trouble if it needs another."""
        raise NotImplementedError

    def start(self, network, source):
        """Takes what ``network`` begins with from the finished run or the model in the folder ``source``, of one of the
        ``sources``."""
        raise NotImplementedError

    def batch(self, step):
        """The batch of step ``step``, whatever ``loss`` takes, on the device; depends on the seed and ``step`` alone."""
        raise NotImplementedError

    def loss(self, network, batch):
        """Runs the network and gives the loss to descend, a scalar tensor."""
        raise NotImplementedError

    def validate(self, network, deadline):
        """Held-out metrics {"loss", "score" (higher is better), ..., "whole" (False if ``deadline``, a reading of
        time.monotonic, came before all pictures were done)}; takes nothing from the global generators."""
        raise NotImplementedError

    def optimiser(self, network):
        """The optimiser, at the full rate."""
        return torch.optim.Adam(network.parameters(), lr=self.settings["rate"])

    def schedule(self):
        """The schedule of the rate (see palimpsest.schedule)."""
        raise NotImplementedError

    def deployed(self, network):
        """The module to export, with the outputs that the card promises."""
        raise NotImplementedError

    def examples(self):
        """Inputs of three sizes, one odd and one tiny, on which the export compares the exported module; tuples where the
        module takes more than the picture."""
        raise NotImplementedError

    def card(self):
        """The parts of the card that the recipe knows: {"tiling", "outputs", "comments"}, "inputs" unless these come with
        the data, "choices" if the module takes one, and "encoder", a title, if it reads pictures with that of another network."""
        raise NotImplementedError


def digest_of(module):
    """SHA-256 of the values of a module, hexadecimal, for names of what is kept that depends on them."""
    digest = hashlib.sha256()
    for value in module.state_dict().values():
        # Adding nothing takes the sign from zeros, which an average of weights loses.
        digest.update((value.cpu() + 0).numpy().tobytes())
    return digest.hexdigest()


def careful(device):
    """A context for what looks at fine traces, of which bfloat16 rounds some away: single precision beside a GPU, where that
    costs little; on a CPU as the user asked."""
    return torch.autocast(device.type, enabled=device.type == "cpu" and torch.is_autocast_cpu_enabled())

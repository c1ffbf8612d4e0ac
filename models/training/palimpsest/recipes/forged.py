"""Networks that look at pictures which are forged from photographs and micrographs while they learn."""

import math
import time
from dataclasses import dataclass
from typing import Optional

import numpy
import torch

from palimpsest.feed import Feed, workers_for
from palimpsest.forge import Forge
from palimpsest.forge.crops import Held, Kept
from palimpsest.photographs import Photographs
from palimpsest.recipes.recipe import Recipe, careful, digest_of
from palimpsest.schedule import Decay
from palimpsest.scoring import Scoring, scored
from palimpsest.trouble import Trouble

MEASURES = {"f1": "F1 at 0.5, pooled over forged pictures", "f1_mean": "F1 at 0.5, mean over forged pictures",
            "f1_best": "best F1, pooled over forged pictures", "f1_best_mean": "best F1, mean over forged pictures",
            "auc": "AUC, pooled over forged pictures"}


@dataclass
class Verdict:
    """What a network says of one picture: ``probability`` [1, 1, h, w] in 0..1, ``score`` of the picture, ``reliability`` as
    the probability or None, and the ``loss``."""

    probability: torch.Tensor
    score: float
    reliability: Optional[torch.Tensor]
    loss: torch.Tensor


class Forged(Recipe):
    """Base of such recipes. A subclass says which ``pictures`` a batch is made of.

    Settings: ``authentic`` and ``micrographs`` shares of pictures; ``compress`` the chance that a picture is saved once more
    as JPEG; ``sgd`` 1 for SGD (momentum 0.9) instead of AdamW; ``decay`` of weights; ``horizon``, ``span`` and ``warm`` as in
    palimpsest.schedule.Decay; ``pictures`` scored, of ``smallest`` to ``largest`` pixels a side.
    """

    measures = MEASURES
    defaults = {**Recipe.defaults, "rate": 3e-4, "clip": 1.0, "authentic": 0.3, "micrographs": 0.2, "compress": 0.5, "sgd": 0,
                "decay": 0.01, "horizon": 0, "span": 0.0, "warm": 200, "pictures": 120, "smallest": 320, "largest": 640}
    bounds = {**Recipe.bounds, "authentic": (0.0, 1.0), "micrographs": (0.0, 1.0), "compress": (0.0, 1.0), "sgd": (0, 1),
              "decay": (0.0, 1.0), "horizon": (0, 10**9), "span": (0.0, 1e5), "warm": (0, 10**6), "pictures": (1, 10**5),
              "smallest": (32, 4096), "largest": (32, 4096)}

    def pictures(self, forge):
        """What makes batches: ``batch(step)`` gives (pictures uint8 [n, 3, h, w], masks uint8 [n, 1, h, w] of 0 and 1)."""
        raise NotImplementedError

    def largest_of_training(self):
        """The longest side of a picture that ``pictures`` asks the forge for."""
        return self.settings["largest"]

    def open(self, maps, data, seed, device):
        if maps is not None or not data:
            raise Trouble(f"{self.name} is trained on photographs: give --data DIR and no --maps.")
        s = self.settings
        if s["largest"] < s["smallest"]:
            raise Trouble(f"largest is {s['largest']}, less than smallest: give at least {s['smallest']}.")
        try:
            train, forge = (Forge(Photographs(data, split), "cpu", number, None, authentic, s["micrographs"])
                           for split, number, authentic in (("train", seed, s["authentic"]), ("validation", 0, 0.4)))
            # Sources too small for what is asked are found here, not after minutes or in another process.
            train.picture(0, *2 * (self.largest_of_training(),))
            forge.picture(0, *2 * (s["largest"],))
        except (ValueError, RuntimeError) as reason:
            raise Trouble(f"{reason}.") from reason
        self.device, workers = torch.device(device), workers_for(device)
        self.batches, self.kept = self.pictures(train), None
        self.feed = Feed(self.batches.batch, workers)
        self.held = list(Feed(Held(forge, s["smallest"], s["largest"]).picture, workers).all(s["pictures"]))

    def batch(self, step):
        pictures, masks = (torch.from_numpy(part).to(self.device) for part in self.feed.get(step))
        return pictures.float() / 255, masks.float()

    @torch.no_grad()
    def once(self, module, shapes, pictures, numbers, make):
        """What ``make``, [n, 3, h, w] -> a list of float [n, *shape] for each of ``shapes``, makes of pictures of these numbers,
        with ``module`` and nothing else that could change; for recipes with the setting ``reuse``, which keep it of each picture
        that comes again. One such thing for each run."""
        with careful(self.device):
            if not self.settings["reuse"]:
                return [each.float() for each in make(pictures)]
            if self.kept is None:
                precision = "half" if torch.is_autocast_cpu_enabled() else "single"
                source = f"{self.batches.source} {digest_of(module)} {precision}"
                self.kept = [Kept(self.settings["reuse"], shape, numpy.float16, self.keep, source) for shape in shapes]
            made = []
            for picture, i in zip(pictures, numbers):
                # Where pictures are flipped anew each time they come, so is what belongs to them.
                axes, k = self.batches.flips(i), i % self.settings["reuse"]
                if not all(kept.there[k] for kept in self.kept):
                    for kept, each in zip(self.kept, make(picture.flip(axes)[None])):
                        kept.get(k, lambda _: each[0].float().cpu())
                made.append([torch.from_numpy(kept.values[k].astype(numpy.float32)).flip(axes) for kept in self.kept])
            return [torch.stack(each).to(pictures.device) for each in zip(*made)]

    def numbers(self, step):
        """The numbers of the pictures of a step."""
        n = self.settings["batch"]
        return range(step * n, (step + 1) * n)

    @torch.no_grad()
    def scored(self, run, deadline):
        """Metrics of ``run``: picture [1, 3, h, w] in 0..1 and mask [1, 1, h, w] -> Verdict."""
        # Every picture has its own size, so there is nothing to be gained from trying out how to compute it.
        tried = torch.backends.cudnn.benchmark
        torch.backends.cudnn.benchmark = False
        scoring, losses, done = Scoring(), [], 0
        try:
            # Each kind of picture gets its turn early, in case time runs out.
            for picture, mask in self.held:
                if time.monotonic() > deadline:
                    break
                mask = torch.from_numpy(mask).to(self.device).float()[None]
                verdict = run(torch.from_numpy(picture).to(self.device).float()[None] / 255, mask)
                losses.append(float(verdict.loss))
                reliability = verdict.reliability
                scoring.add(verdict.probability[0, 0].cpu().numpy(),
                            None if reliability is None else reliability[0, 0].cpu().numpy(), verdict.score,
                            mask[0, 0].cpu().numpy() > 0, scored(mask)[0, 0].cpu().numpy() > 0)
                done += 1
        finally:
            torch.backends.cudnn.benchmark = tried
        result = scoring.result()
        result["loss"] = float(numpy.mean(losses)) if losses else math.nan
        result["score"] = self.worth(result)
        result["whole"] = done == len(self.held)
        return result

    def worth(self, result):
        """One number by which the best weights are chosen, higher is better, from what ``Scoring.result`` gives."""
        return 0.5 * (result["f1_best_mean"] + result["auc"])

    def optimiser(self, network):
        s, groups = self.settings, []
        for part, rate in self.parts_with_rates(network):
            few, many = [], []
            for parameter in part:
                if parameter.requires_grad:
                    (many if parameter.dim() > 1 else few).append(parameter)
            # Biases and normalisations are not drawn to zero.
            groups += [{"params": many, "lr": rate, "weight_decay": s["decay"]}, {"params": few, "lr": rate, "weight_decay": 0.0}]
        if s["sgd"]:
            return torch.optim.SGD(groups, lr=s["rate"], momentum=0.9)
        return torch.optim.AdamW(groups, lr=s["rate"])

    def parts_with_rates(self, network):
        """Parameters that learn together, with their full rate."""
        return [(network.parameters(), self.settings["rate"])]

    def schedule(self):
        return Decay(self.settings["horizon"], self.settings["span"], self.settings["warm"])

"""TruFor: the phases of localisation (from a learnt fingerprint) and of confidence and detection (from the localisation)."""

import math
import time

import numpy
import torch
from torch.nn import functional

from palimpsest import shards
from palimpsest.feed import Feed, workers_for
from palimpsest.forge import Forge
from palimpsest.forge.crops import Crops, Held
from palimpsest.nets.trufor import TruFor
from palimpsest.photographs import Photographs
from palimpsest.recipes.noiseprint import PAPER, RGB, taken_from
from palimpsest.recipes.recipe import Recipe
from palimpsest.schedule import Decay
from palimpsest.scoring import Scoring, scored
from palimpsest.trouble import Trouble


def dice(probability, truth):
    """1 - 2 sum(p t) / (sum(p^2) + sum(t^2)) of each picture, mean over them; both float [n, ...] in 0..1."""
    p, t = probability.flatten(1), truth.flatten(1)
    return (1.0 - 2.0 * (p * t).sum(1) / ((p * p).sum(1) + (t * t).sum(1) + 1e-5)).mean()


def localisation_loss(classes, mask):
    """0.3 cross-entropy, in which altered pixels weigh 2.5 and others 0.5, and 0.7 dice of the altered ones.

    ``classes``: logits float [n, 2, h, w]; ``mask``: float [n, 1, h, w] of 0 and 1.
    """
    weight = torch.tensor([0.5, 2.5], device=classes.device)
    entropy = functional.cross_entropy(classes, mask[:, 0].long(), weight=weight)
    return 0.3 * entropy + 0.7 * dice(torch.softmax(classes, dim=1)[:, 1], mask)


def reliability_loss(classes, confidence, mask):
    """Mean square of the difference between the confidence and the probability of the true class, over scored pixels.

    ``confidence``: logits float [n, 1, h, w]; the rest as above.
    """
    true = torch.softmax(classes, dim=1).gather(1, mask.long()).detach()
    counted = scored(mask)
    return (counted * (torch.sigmoid(confidence) - true) ** 2).sum() / counted.sum().clamp(min=1)


def detection_loss(integrity, mask, authentic):
    """Binary cross-entropy of the score, both kinds weighing the same where ``authentic`` is the share of untouched
    pictures (paper: 0.5 / 0.7 and 0.5 / 0.3). ``integrity``: logits float [n, 1]."""
    truth = mask.flatten(1).amax(1, keepdim=True)
    share = min(max(authentic, 0.05), 0.95)
    weight = torch.where(truth > 0, 0.5 / (1.0 - share), 0.5 / share)
    return functional.binary_cross_entropy_with_logits(integrity, truth, weight=weight)


class Phase(Recipe):
    """What both phases share: crops forged from photographs and micrographs while the network learns.

    Settings: ``crop`` pixels a side; ``authentic`` and ``micrographs`` shares of pictures; ``scale`` and ``compress``
    chances of the augmentations; ``drop`` stochastic depth of the encoder; ``sgd`` 1 for the paper's SGD (momentum 0.9,
    take --rate 0.005) instead of AdamW; ``decay`` of weights; ``horizon``, ``span`` and ``warm`` as in
    palimpsest.schedule.Decay; ``pictures`` scored, of ``smallest`` to ``largest`` pixels a side.
    """

    size = "b0"
    paper = PAPER
    measures = {"f1": "F1 at 0.5, pooled over forged pictures", "f1_mean": "F1 at 0.5, mean over forged pictures",
                "f1_best": "best F1, pooled over forged pictures", "f1_best_mean": "best F1, mean over forged pictures",
                "auc": "AUC, pooled over forged pictures", "image_auc": "AUC of the score of pictures",
                "reliability_auc": "AUC of the reliability, right pixels against wrong ones",
                "alarms": "share of authentic pictures with a score above 0.5"}
    defaults = {**Recipe.defaults, "rate": 3e-4, "batch": 18, "clip": 1.0, "crop": 512, "authentic": 0.3,
                "micrographs": 0.2, "scale": 0.5, "compress": 0.5, "drop": 0.1, "sgd": 0, "decay": 0.01, "horizon": 0,
                "span": 0.0, "warm": 200, "pictures": 120, "smallest": 320, "largest": 640}
    bounds = {**Recipe.bounds, "crop": (32, 2048), "authentic": (0.0, 1.0), "micrographs": (0.0, 1.0),
              "scale": (0.0, 1.0), "compress": (0.0, 1.0), "drop": (0.0, 0.9), "sgd": (0, 1), "decay": (0.0, 1.0),
              "horizon": (0, 10**9), "span": (0.0, 1e5), "warm": (0, 10**6), "pictures": (1, 10**5),
              "smallest": (32, 4096), "largest": (32, 4096)}
    # Parts that learn in this phase, by the first part of their names; the others are kept as they are.
    learning = ()

    def build(self):
        network = TruFor(self.size, self.settings["drop"])
        for name, part in network.named_children():
            if name not in self.learning:
                part.requires_grad_(False)
        return network

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
            train.picture(0, *2 * (2 * s["crop"] if s["scale"] else s["crop"],))
            forge.picture(0, *2 * (s["largest"],))
        except (ValueError, RuntimeError) as reason:
            raise Trouble(f"{reason}.") from reason
        self.device, workers = torch.device(device), workers_for(device)
        crops = Crops(train, s["crop"], s["batch"], s["scale"], s["compress"])
        self.feed = Feed(crops.batch, workers)
        self.held = list(Feed(Held(forge, s["smallest"], s["largest"]).picture, workers).all(s["pictures"]))

    def batch(self, step):
        pictures, masks = (torch.from_numpy(part).to(self.device) for part in self.feed.get(step))
        return pictures.float() / 255, masks.float()

    def parts(self, network, pictures):
        """What ``TruFor.analyse`` gives, the parts that are kept working as outside of training."""
        # Methods are called here, not the module, so there is nothing that torch.compile could do.
        network = getattr(network, "_orig_mod", network)
        for name, part in network.named_children():
            part.train(network.training and name in self.learning)
        with torch.autocast(self.device.type, enabled=False):
            # bfloat16 would round the picture's own noise away.
            noise = network.fingerprint(pictures)
        return [part.float() for part in network.analyse(pictures, noise)]

    @torch.no_grad()
    def validate(self, network, deadline):
        def run(picture):
            classes, confidence, integrity, _ = network.raw(picture)
            return classes, torch.sigmoid(confidence), torch.sigmoid(integrity)
        # Every picture has its own size, so there is nothing to be gained from trying out how to compute it.
        tried = torch.backends.cudnn.benchmark
        torch.backends.cudnn.benchmark = False
        try:
            return self.scored(run, deadline)
        finally:
            torch.backends.cudnn.benchmark = tried

    def scored(self, run, deadline):
        """Metrics of ``run``: picture [1, 3, h, w] -> logits of the classes, reliability, score."""
        scoring, losses, done = Scoring(), [], 0
        # Each kind of picture gets its turn early, in case time runs out.
        for picture, mask in self.held:
            if time.monotonic() > deadline:
                break
            mask = torch.from_numpy(mask).to(self.device).float()[None]
            classes, reliability, integrity = run(torch.from_numpy(picture).to(self.device).float()[None] / 255)
            losses.append(float(localisation_loss(classes, mask)))
            probability = torch.softmax(classes, dim=1)[0, 1].cpu().numpy()
            valid = scored(mask)[0, 0].cpu().numpy() > 0
            score = self.score_of(probability, float(integrity))
            scoring.add(probability, reliability[0, 0].cpu().numpy(), score, mask[0, 0].cpu().numpy() > 0, valid)
            done += 1
        result = scoring.result()
        result["loss"] = float(numpy.mean(losses)) if losses else math.nan
        result["score"] = self.worth(result)
        result["whole"] = done == len(self.held)
        return result

    def score_of(self, probability, integrity):
        """The score of a picture."""
        return integrity

    def optimiser(self, network):
        s, few, many = self.settings, [], []
        for parameter in network.parameters():
            if parameter.requires_grad:
                (many if parameter.dim() > 1 else few).append(parameter)
        # Biases and normalisations are not drawn to zero.
        groups = [{"params": many, "weight_decay": s["decay"]}, {"params": few, "weight_decay": 0.0}]
        if s["sgd"]:
            return torch.optim.SGD(groups, lr=s["rate"], momentum=0.9)
        return torch.optim.AdamW(groups, lr=s["rate"])

    def schedule(self):
        return Decay(self.settings["horizon"], self.settings["span"], self.settings["warm"])

    def deployed(self, network):
        return network

    def examples(self):
        random = torch.Generator().manual_seed(1)
        return [torch.rand(1, 3, h, w, generator=random) for h, w in ((1, 1), (45, 70), (128, 96))]

    def card(self):
        return {
            "inputs": RGB,
            "tiling": {"mode": "whole", "multiple": 1, "limit": 1 << 22},
            "outputs": [{"name": "probability", "kind": "map"}, {"name": "reliability", "kind": "map"},
                        {"name": "fingerprint", "kind": "map"}, {"name": "integrity", "kind": "score"}],
            "comments": "Memory grows with the pixels, time with their square; no side needs to be a multiple of anything. The "
                        "fingerprint has no scale of its own.",
        }


class Localisation(Phase):
    """The second phase: encoder and decoder of the map learn, the fingerprint is kept. The score of a picture is the
    highest value of its map, and the reliability is not learnt yet.

    The paper's encoder began with weights learnt from ImageNet, for which SGD at 0.005 did; ours begins from nothing and
    takes AdamW. A run may also begin from another of the same network, with new settings.
    """

    learning = ("backbone", "decode_head")

    def start(self, network, source):
        if shards.notes(source / "checkpoint")["net"] == self.name:
            network.load_state_dict(taken_from(source))
        else:
            network.dncnn.load_state_dict(taken_from(source, "dncnn"))

    @property
    def needed(self):
        return ("noiseprint", self.name)

    def loss(self, network, batch):
        pictures, mask = batch
        return localisation_loss(self.parts(network, pictures)[0], mask)

    def score_of(self, probability, integrity):
        return float(probability.max())

    def worth(self, result):
        return 0.5 * (result["f1_best_mean"] + result["auc"])


class Whole(Phase):
    """The third phase: the decoder of the confidence and the detection learn, all else is kept.

    The decoder of the confidence begins with the weights of that of the map, but for its last layer.
    """

    learning = ("decode_head_conf", "detection")
    defaults = {**Phase.defaults, "rate": 1e-3}

    @property
    def needed(self):
        return (f"{self.name}-localisation",)

    def start(self, network, source):
        network.load_state_dict(taken_from(source))
        own = {key: value for key, value in network.decode_head.state_dict().items() if "linear_pred" not in key}
        network.decode_head_conf.load_state_dict(own, strict=False)

    def loss(self, network, batch):
        pictures, mask = batch
        classes, confidence, integrity = self.parts(network, pictures)[:3]
        return (reliability_loss(classes, confidence, mask)
                + 0.5 * detection_loss(integrity, mask, self.settings["authentic"]))

    def worth(self, result):
        return 0.5 * (result["image_auc"] + result["reliability_auc"])

    @torch.no_grad()
    def judge(self, module):
        """Held-out metrics of an exported module, to be compared with another's; ``open`` came before. "score" also
        counts the map, since two modules may differ in it."""
        def run(picture):
            maps, scores = module(picture)
            p = maps[:, :1].clamp(1e-6, 1.0 - 1e-6)
            return torch.cat([torch.zeros_like(p), torch.logit(p)], dim=1), maps[:, 1:2], scores
        result = self.scored(run, math.inf)
        result["score"] = (result["f1_best_mean"] + result["image_auc"] + result["reliability_auc"]) / 3.0
        return result


class TruForB0Localisation(Localisation):
    """Localisation with MiT-B0."""

    name = "trufor-b0-localisation"
    title = "TruFor B0, localisation"
    network = "TruFor with two MiT-B0 branches, of which only the anomaly map has been trained."


class TruForB0(Whole):
    """The whole of TruFor with MiT-B0."""

    name = "trufor-b0"
    title = "TruFor B0"
    network = "TruFor with two MiT-B0 branches: anomaly map, reliability, learned fingerprint and integrity score."


class TruForB2Localisation(Localisation):
    """Localisation with MiT-B2, as in the paper."""

    name = "trufor-b2-localisation"
    title = "TruFor, localisation"
    network = "TruFor with two MiT-B2 branches, of which only the anomaly map has been trained."
    size = "b2"


class TruForB2(Whole):
    """The whole of TruFor with MiT-B2, as in the paper."""

    name = "trufor-b2"
    title = "TruFor"
    network = "TruFor with two MiT-B2 branches: anomaly map, reliability, learned fingerprint and integrity score."
    size = "b2"

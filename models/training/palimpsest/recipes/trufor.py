"""TruFor: the phases of localisation (from a learnt fingerprint) and of confidence and detection (from the localisation)."""

import itertools
import math

import torch
from torch.nn import functional

from palimpsest.beginning import notes_of, weights_of
from palimpsest.forge.crops import Crops
from palimpsest.forge.draws import chance, generator
from palimpsest.nets.trufor import TruFor
from palimpsest.recipes.forged import MEASURES, Forged, Verdict
from palimpsest.recipes.losses import affinity_loss, detection_loss, localisation_loss, reliability_loss
from palimpsest.recipes.noiseprint import PAPER, RGB
from palimpsest.recipes.recipe import digest_of
from palimpsest.trouble import Trouble


class Phase(Forged):
    """What both phases share: crops forged from photographs and micrographs while the network learns.

    Settings beside those of palimpsest.recipes.forged: ``crop`` pixels a side; ``scale`` the chance that a crop is scaled;
    ``patchwork`` and ``around`` as in palimpsest.forge.crops.Crops, so that histories are learnt and not only usual places;
    ``drop`` stochastic depth of the encoder; ``reuse``, how many different crops there are before the first comes again (0:
    all are different). Crops that come again are turned anew; their fingerprints are kept, in half precision: on a CPU
    they take most of the time.
    """

    size = "b0"
    alone = False
    paper = PAPER
    measures = {**MEASURES, "image_auc": "AUC of the score of pictures",
                "reliability_auc": "AUC of the reliability, right pixels against wrong ones",
                "alarms": "share of authentic pictures with a score above 0.5"}
    defaults = {**Forged.defaults, "batch": 18, "crop": 512, "scale": 0.5, "drop": 0.1, "patchwork": 0.3, "around": 1.5,
                "reuse": 0}
    bounds = {**Forged.bounds, "crop": (32, 2048), "scale": (0.0, 1.0), "drop": (0.0, 0.9), "patchwork": (0.0, 1.0),
              "around": (1.0, 4.0), "reuse": (0, 10**6)}
    # Parts that learn in this phase, by the first part of their names; the others are kept as they are.
    learning = ()

    def build(self):
        network = TruFor(self.size, self.settings["drop"])
        for name, part in network.named_children():
            if name not in self.learning:
                part.requires_grad_(False)
        return network

    def pictures(self, forge):
        s = self.settings
        return Crops(forge, s["crop"], s["batch"], s["scale"], s["compress"], s["patchwork"], s["around"],
                     s["reuse"], self.keep)

    def open(self, maps, data, seed, device):
        super().open(maps, data, seed, device)
        # Crops and held-out pictures have fingerprints of their own, both for the extractor with this digest.
        self.held_prints, self.extractor = {}, None

    def batch(self, step):
        """Pictures, masks, and the numbers of the crops."""
        return (*super().batch(step), self.numbers(step))

    def largest_of_training(self):
        return math.ceil(max(2.0 if self.settings["scale"] else 1.0, self.settings["around"]) * self.settings["crop"])

    def parts(self, network, batch):
        """What ``TruFor.analyse`` gives for a batch, the parts that are kept working as outside of training, and the masks
        that belong to it."""
        # Methods are called here, not the module, so there is nothing that torch.compile could do.
        network = getattr(network, "_orig_mod", network)
        for name, part in network.named_children():
            part.train(network.training and name in self.learning)
        pictures, masks, numbers = batch
        pictures, masks, noise = self.turned(numbers, pictures, masks, self.fingerprints(network, pictures, numbers))
        return (*[part.float() for part in network.analyse(pictures, noise)], masks)

    def turned(self, numbers, *parts):
        """Crops that come again are flipped and transposed anew each time, with all that belongs to them."""
        if not self.settings["reuse"]:
            return parts
        turned = []
        for k, i in enumerate(numbers):
            rng = generator(self.batches.forge.seed, i, 53)
            axes = [axis for axis in (1, 2) if chance(rng, 0.5)]
            across = chance(rng, 0.5)
            pieces = [part[k].flip(axes) for part in parts]
            turned.append([piece.transpose(1, 2) for piece in pieces] if across else pieces)
        return [torch.stack(pieces) for pieces in zip(*turned)]

    def taught_by(self, network):
        """Forgets the fingerprints that are kept if ``network`` has another extractor than made them."""
        digest = digest_of(network.dncnn)
        if digest != self.extractor:
            self.kept, self.extractor = None, digest
            self.held_prints.clear()

    def fingerprints(self, network, pictures, numbers):
        """The fingerprints of crops of these numbers."""
        if self.settings["reuse"] and self.extractor is None:
            self.taught_by(network)
        shape = (1, *pictures.shape[2:])
        return self.once(network.dncnn, [shape], pictures, numbers, lambda crops: [network.fingerprint(crops)])[0]

    def validate(self, network, deadline):
        if self.settings["reuse"]:
            self.taught_by(network)
        number = itertools.count()

        def run(picture, mask):
            k = next(number)
            noise = self.held_prints.get(k)
            if noise is None:
                noise = network.fingerprint(picture)
            if self.settings["reuse"]:
                self.held_prints[k] = noise
            classes, confidence, integrity, _ = network.analyse(picture, noise)
            probability = torch.softmax(classes, dim=1)[:, 1:]
            return Verdict(probability, self.score_of(probability, integrity), torch.sigmoid(confidence),
                           localisation_loss(classes, mask))
        return self.scored(run, deadline)

    def score_of(self, probability, integrity):
        """The score of a picture."""
        return float(torch.sigmoid(integrity))

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
    takes AdamW, and a loss of ``affinity`` of that weight beside the paper's. A run may also begin from another of the same
    network, or from a whole one, with new settings.
    """

    learning = ("backbone", "decode_head")
    defaults = {**Phase.defaults, "affinity": 0.5}
    bounds = {**Phase.bounds, "affinity": (0.0, 10.0)}

    def start(self, network, source):
        if notes_of(source)["net"] == "noiseprint":
            network.dncnn.load_state_dict(weights_of(source, "dncnn"))
        else:
            network.load_state_dict(weights_of(source))

    @property
    def sources(self):
        return ("noiseprint", self.name, self.name.removesuffix("-localisation"))

    def loss(self, network, batch):
        fused = []
        hook = getattr(network, "_orig_mod", network).backbone.register_forward_hook(lambda *given: fused.extend(given[2]))
        classes, *_, mask = self.parts(network, batch)
        hook.remove()
        loss, weight = localisation_loss(classes, mask), self.settings["affinity"]
        # At an eighth and a sixteenth of the size: few enough places for all their pairs.
        return loss + weight * sum(0.5 * affinity_loss(maps, mask) for maps in fused[1:3]) if weight else loss

    def score_of(self, probability, integrity):
        return float(probability.max())


class Whole(Phase):
    """The third phase: the decoder of the confidence and the detection learn, all else is kept.

    The decoder of the confidence begins with the weights of that of the map, but for its last layer. The score takes a share
    ``prior`` of altered pictures for granted: the paper's 0.5 makes it say "altered" of about half of what it knows nothing of.
    ``confidence`` 0: a whole network keeps its confidence too, and the score alone learns; what it is made of is computed
    once for each of ``reuse`` crops, so that rounds over these cost nothing and crops may be large.
    """

    defaults = {**Phase.defaults, "rate": 1e-3, "prior": 0.1, "confidence": 1}
    bounds = {**Phase.bounds, "prior": (0.01, 0.99), "confidence": (0, 1)}

    @property
    def learning(self):
        return ("decode_head_conf", "detection") if self.settings["confidence"] else ("detection",)

    @property
    def sources(self):
        return (f"{self.name}-localisation", self.name)

    def open(self, maps, data, seed, device):
        super().open(maps, data, seed, device)
        # By the number of the crop.
        self.pooled = {}

    def start(self, network, source):
        network.load_state_dict(weights_of(source))
        if notes_of(source)["net"] == self.name:
            return
        if not self.settings["confidence"]:
            raise Trouble(f"{source} has no confidence yet: give --from a whole network, or leave out confidence=0.")
        own = {key: value for key, value in network.decode_head.state_dict().items() if "linear_pred" not in key}
        network.decode_head_conf.load_state_dict(own, strict=False)

    def loss(self, network, batch):
        if not self.settings["confidence"]:
            statistics, mask = self.statistics(network, batch), batch[1]
            with torch.autocast(self.device.type, enabled=False):
                return self.detection_loss(getattr(network, "_orig_mod", network).detection(statistics), mask)
        classes, confidence, integrity, _, mask = self.parts(network, batch)
        return reliability_loss(classes, confidence, mask) + 0.5 * self.detection_loss(integrity, mask)

    def detection_loss(self, integrity, mask):
        return detection_loss(integrity, mask, self.settings["authentic"], self.settings["prior"])

    @torch.no_grad()
    def statistics(self, network, batch):
        """What the score of each crop of a batch is made of, [n, 8]."""
        pictures, masks, numbers = batch
        keys = [i % self.settings["reuse"] if self.settings["reuse"] else i for i in numbers]
        new, seen = [k for k, key in enumerate(keys) if key not in self.pooled], []
        if not self.settings["reuse"]:
            self.pooled.clear()
        if new:
            hook = getattr(network, "_orig_mod", network).detection.register_forward_pre_hook(
                lambda _, given: seen.append(given[0].float()))
            # Turned as at first, so that a resumed run computes the same.
            self.parts(network, (pictures[new], masks[new], [keys[k] for k in new]))
            hook.remove()
            self.pooled.update(zip((keys[k] for k in new), seen[0]))
        return torch.stack([self.pooled[key] for key in keys])

    def worth(self, result):
        return 0.5 * (result["image_auc"] + result["reliability_auc"])

    @torch.no_grad()
    def judge(self, module):
        """Held-out metrics of an exported module, to be compared with another's; ``open`` came before. "score" also
        counts the map, since two modules may differ in it."""
        def run(picture, mask):
            maps, scores = module(picture)
            return Verdict(maps[:, :1], float(scores), maps[:, 1:2], functional.binary_cross_entropy(maps[:, :1], mask))
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

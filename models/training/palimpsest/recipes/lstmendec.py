"""LSTM-EnDec, the configuration of its authors' programme, and the two baselines of its paper."""

import torch
from torch.nn import functional

from palimpsest.nets.lstmendec import SIDE, LSTMEnDec
from palimpsest.recipes.evidence import WithEvidence
from palimpsest.recipes.recipe import careful


def weighted(classes, mask, positive):
    """Softmax cross-entropy, weighted mean over the pixels: altered ones weigh ``positive``, others 1.

    ``classes``: logits float [n, 2, h, w]; ``mask``: float [n, 1, h, w] of 0 and 1.
    """
    weight = torch.tensor([1.0, positive], device=classes.device)
    return functional.cross_entropy(classes, mask[:, 0].long(), weight=weight)


def elementwise(classes, mask, positive):
    """Sigmoid cross-entropy of each of the two logits for itself, mean over all, as in the authors' programme; the terms of
    the true class weigh ``positive``. Shapes as above."""
    truth = torch.cat([1.0 - mask, mask], dim=1)
    weight = torch.tensor(positive, device=classes.device)
    return functional.binary_cross_entropy_with_logits(classes, truth, pos_weight=weight)


class LstmEnDec(WithEvidence):
    """LSTM-EnDec of the paper's sizes, with evidence: the network that is shipped.

    Settings beside those of palimpsest.recipes.evidence: ``positive`` weight of altered pixels, of which the paper gives none;
    ``adam`` 1 for plain Adam (take --rate 0.00003 --set warm=0 --set clip=0 for the schedule of the authors' programme)
    instead of AdamW with a rate that rises and falls; ``elementwise`` 1 for the loss of that programme instead of the paper's
    class-weighted softmax cross-entropy. The rate: on the same 16 forgeries, steps 25 to 32 of
    four pictures had a loss of 0.34 at 1e-4, 0.28 at 3e-4, 0.37 at 1e-3 and 0.48 at 3e-3. Single precision beside a
    GPU, and for the features and the LSTM everywhere: bfloat16 rounds fine traces away.
    """

    name = "lstm-endec"
    title = "LSTM-EnDec"
    network = "Residual encoder of the picture and LSTM over resampling features of its patches, with a common decoder."
    paper = ("J. H. Bappy, C. Simons, L. Nataraj, B. S. Manjunath, A. K. Roy-Chowdhury, Hybrid LSTM and encoder-decoder "
             "architecture for detection of image forgeries, IEEE Transactions on Image Processing 28, 2019")
    defaults = {**WithEvidence.defaults, "batch": 8, "warm": 100, "adam": 0, "elementwise": 0, "positive": 3.0}
    bounds = {**WithEvidence.bounds, "adam": (0, 1), "elementwise": (0, 1), "positive": (0.01, 1000.0)}
    side = SIDE
    channels_last = True
    configuration = "paper"
    remarks = ("The paper leaves open how many maps the encoder is reduced to (64, as many as the LSTM's), what stands between "
               "the decoder's convolutions (batch normalisation and ReLU, after bilinear enlargement by 4), the last layer "
               "(3x3) and the weights of the classes. The picture is rounded to whole levels before anything else.")

    def build(self):
        return LSTMEnDec(self.configuration, self.evident)

    def loss(self, network, batch):
        with careful(batch[0].device):
            return super().loss(network, batch)

    def compared(self, found, mask):
        of = elementwise if self.settings["elementwise"] else weighted
        return of(found.float(), mask, self.settings["positive"])

    def optimiser(self, network):
        if self.settings["adam"]:
            return torch.optim.Adam(network.parameters(), lr=self.settings["rate"])
        return super().optimiser(network)

    def card(self):
        known = super().card()
        return {**known, "comments": f"{known['comments']} {self.remarks}"}


class LstmEnDecPaper(LstmEnDec):
    """LSTM-EnDec as in its paper, without evidence."""

    name = "lstm-endec-paper"
    title = "LSTM-EnDec, as in the paper"
    defaults = {**LstmEnDec.defaults, "evidence": 0}


class LstmEnDecAsCoded(LstmEnDec):
    """LSTM-EnDec as its authors' programme has it, trained as there: Adam at 3e-5 (falling if ``span`` or ``horizon`` is
    given), element-wise sigmoid cross-entropy."""

    name = "lstm-endec-as-coded"
    title = "LSTM-EnDec, as coded"
    network = "LSTM-EnDec with the smaller LSTM, the plain decoder and the normalisation of its authors' programme."
    defaults = {**LstmEnDec.defaults, "rate": 3e-5, "warm": 0, "clip": 0.0, "adam": 1, "elementwise": 1, "positive": 1.0,
                "evidence": 0}
    configuration = "as-coded"
    remarks = ("Other than in the programme, each picture is normalised by its own statistics instead of those of a batch, and "
               "pictures are not saturated at level 127. The picture is rounded to whole levels before anything else.")


class LstmEnDecCnn(LstmEnDec):
    """The paper's baseline without LSTM: encoder and decoder alone."""

    name = "lstm-endec-cnn"
    title = "LSTM-EnDec, no LSTM"
    network = "The encoder and the decoder of LSTM-EnDec without its LSTM over resampling features."
    configuration = "cnn"
    remarks = ("The paper leaves open how many maps the encoder is reduced to (64), what stands between the decoder's "
               "convolutions (batch normalisation and ReLU, after bilinear enlargement by 4), the last layer (3x3) and the "
               "weights of the classes. The picture is rounded to whole levels before anything else.")


class LstmEnDecFcn(LstmEnDec):
    """The paper's baseline FCN: the encoder, two classes, one enlargement."""

    name = "lstm-endec-fcn"
    title = "LSTM-EnDec, FCN"
    network = "The encoder of LSTM-EnDec, a convolution to two classes and one bilinear enlargement by 16."
    defaults = {**LstmEnDec.defaults, "evidence": 0}
    configuration = "fcn"
    remarks = "The picture is rounded to whole levels before anything else."

"""What a training run can begin from: the folder of an earlier run, or of a model with its card."""

import json

from palimpsest import shards
from palimpsest.torchscript import widened
from palimpsest.trainer import BEST, CHECKPOINT
from palimpsest.trouble import Trouble

CARD = "card.json"


def card_of(folder):
    """The card of the model in a folder."""
    return json.loads((folder / CARD).read_text("utf-8"))


def notes_of(source):
    """Notes of what lies in the folder ``source``: network, settings, seed, how long it took (``step``, ``minutes``) and,
    ``from``, what it began from itself; of a model network, ``minutes`` and its card's entry ``training`` as ``card``.
    Trouble if it is neither.
    """
    if (source / CARD).is_file():
        try:
            card = card_of(source)
            return {"net": card["name"], "card": card["training"], "minutes": card["training"]["minutes"]}
        except (ValueError, KeyError, TypeError) as reason:
            raise Trouble(f"{source / CARD} is no card of a model: give --from another folder.") from reason
    notes, best = shards.notes(source / CHECKPOINT), shards.notes(source / BEST)
    if notes is None or best is None:
        raise Trouble(f"{source} holds neither a finished run nor a model: give the --out of an earlier training to --from.")
    return {**notes, "step": best["step"], "minutes": best["minutes"]}


def weights_of(source, part=None):
    """The averaged weights of the best validation of a run, or those of a model, widened, by their names in its network;
    with ``part``, those of this part of the network, by their names in it."""
    if (source / CARD).is_file():
        state = widened(source, card_of(source)).state_dict()
    else:
        state = shards.load(source / BEST)["average"]
    if part is None:
        return state
    return {key[len(part) + 1:]: value for key, value in state.items() if key.startswith(part + ".")}


def phases(notes):
    """The notes of what led to a run, and its own."""
    return [*(phases(notes["from"]) if notes.get("from") else []), notes]

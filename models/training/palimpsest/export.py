"""Writes a trained network as TorchScript with its card: ``python -m palimpsest.export --net NAME --from DIR --out DIR``.

The averaged weights of the best validation are rounded to half precision, the module is scripted, saved in half precision,
read back, widened, and compared with the network that was not scripted; what differs is not written.
"""

import argparse
import copy
import hashlib
import io
import json
import math
import sys
from pathlib import Path

import torch

from palimpsest import mapsets, shards
from palimpsest.beginning import CARD, card_of, phases
from palimpsest.recipes import RECIPES, recipe as recipe_of
from palimpsest.recipes.fusion import Fusion, score
from palimpsest.trainer import BEST, CHECKPOINT
from palimpsest.torchscript import deflated, widened
from palimpsest.trouble import Trouble, write_whole

HALF = 2.0**15
"""More than this comes near to what half precision cannot hold."""
TOLERANCE, LIMIT, FILE = 1e-5, 60 * 1024 * 1024, "weights.pt"
MEASURES = {"f1": "F1 at 0.5, pooled over forged pictures", "f1_mean": "F1 at 0.5, mean over forged pictures",
            "f1_best": "best F1, pooled over forged pictures", "auc": "AUC, pooled over forged pictures",
            "alarms": "share of authentic pictures with more than 0.2 % of pixels above 0.5"}


@torch.no_grad()
def reach_half(module):
    """Scales channels before a batch normalisation whose statistics half precision cannot hold, by powers of two. What is
    normalised has no scale of its own, so only the normalisation's epsilon tells, which is nothing beside such variances."""
    for sequence in module.modules():
        layers = list(sequence) if isinstance(sequence, torch.nn.Sequential) else []
        for before, norm in zip(layers, layers[1:]):
            if not (isinstance(before, torch.nn.Conv2d) and isinstance(norm, torch.nn.BatchNorm2d)):
                continue
            while True:
                large = torch.maximum(norm.running_mean.abs(), norm.running_var) > HALF
                # A variance stays above 1, and a halved infinity would be one for ever.
                large &= (norm.running_var > 4.0) & torch.isfinite(norm.running_var)
                if not large.any():
                    break
                for value in (before.weight, before.bias, norm.running_mean):
                    if value is not None:
                        value[large] /= 2.0
                norm.running_var[large] /= 4.0


def rounded(module):
    """A copy of ``module`` in float32 whose weights and statistics are those that half precision can hold."""
    result = copy.deepcopy(module).eval()
    reach_half(result)
    for name, value in result.state_dict().items():
        if value.is_floating_point():
            half = value.half()
            if not torch.isfinite(half).all():
                raise Trouble(f"{name} holds values beyond half precision (65504): train again with a lower --rate.")
            value.copy_(half.float())
    return result


def serialised(module):
    """The bytes of ``module`` as TorchScript in half precision."""
    return deflated(torch.jit.script(copy.deepcopy(module)).half())


@torch.no_grad()
def difference(module, data, examples):
    """The largest absolute difference between ``module`` and the TorchScript bytes ``data``, both in float32."""
    again = torch.jit.load(io.BytesIO(data), map_location="cpu").float().eval()
    largest = 0.0
    for example in examples:
        for one, other in zip(tensors(module(*given(example))), tensors(again(*given(example)))):
            if one.shape != other.shape:
                raise Trouble(f"The exported module gives shape {list(other.shape)} instead of {list(one.shape)}: "
                              "this is a fault of its network's code.")
            largest = max(largest, float((one - other).abs().max()))
            largest = largest if math.isfinite(float(other.sum())) else math.inf
    return largest


def tensors(output):
    return output if isinstance(output, tuple) else (output,)


def given(example):
    """The arguments of a module: the picture, and the choice where the network has one."""
    return example if isinstance(example, tuple) else (example,)


def listed(path, keys, what):
    """A JSON list of objects that have ``keys``; Trouble otherwise."""
    try:
        entries = json.loads(Path(path).read_text("utf-8"))
    except FileNotFoundError as reason:
        raise Trouble(f"{path} is missing: it should list {what}.") from reason
    except ValueError as reason:
        raise Trouble(f"{path} is no JSON ({reason}): it should list {what}.") from reason
    if not isinstance(entries, list) or any(not isinstance(e, dict) or not keys <= e.keys() for e in entries):
        raise Trouble(f"{path} should be a list of objects with {', '.join(sorted(keys))}: it should list {what}.")
    return entries


def accuracy_of(metrics, name, measures=None):
    """Metrics of one held-out set as entries of a card, without those that could not be told."""
    pictures = (f"{name}, {metrics['forged']} forged and {metrics['authentic']} authentic pictures"
                if "forged" in metrics else f"{name}, {metrics['patches']} patches")
    return [{"set": pictures, "measure": measure, "value": round(metrics[key], 4)}
            for key, measure in (measures or MEASURES).items() if metrics.get(key) is not None and not math.isnan(metrics[key])]


def command_of(notes):
    """How the run can be repeated, without the names of local folders."""
    return "; ".join(map(command_of_one, phases(notes)))


def command_of_one(notes):
    if "card" in notes:
        return notes["card"]["command"]
    defaults = RECIPES[notes["net"]].defaults
    changed = [f"--set {key}={value:g}" for key, value in notes["settings"].items() if defaults.get(key) != value]
    return " ".join(["python -m palimpsest.train --net", notes["net"], "--seed", str(notes["seed"]), *changed])


def lasting(phase):
    """How long a phase took, for the card."""
    if "card" in phase:
        return f"{phase['net']} as it was: {phase['card']['notes']} "
    return f"{phase['net']}: {phase['step']} steps in {phase['minutes']:.1f} minutes. "


def standing(out, inputs):
    """The module that ``out`` holds, widened, or None if there is none or it takes other inputs."""
    try:
        card = card_of(out)
        return widened(out, card) if card["inputs"] == inputs else None
    except (OSError, ValueError, KeyError, TypeError, RuntimeError):
        return None  # nothing that could be kept


def better(recipe, module, earlier, folders):
    """Whether ``module`` does better than ``earlier`` on the held-out pictures that ``recipe`` makes from ``folders``."""
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    recipe.open(None, folders, 0, device)
    with torch.jit.optimized_execution(False), torch.no_grad():
        old, new = (recipe.judge(one.to(device))["score"] for one in (earlier, copy.deepcopy(module)))
    print(f"On held-out pictures the model that is there reaches {old:.4f}, the new one {new:.4f}")
    return not math.isfinite(old) or new > old


def export(name, source, out, version, licence, evaluation=None, maps=None, weights="best",
           data=None, replace=False, rival=(), mib=None):
    """Writes ``out``/weights.pt and ``out``/card.json; gives the card, or None if ``out`` holds a better model already.
    See the options of the command."""
    source, out = Path(source), Path(out)
    run = shards.notes(source / CHECKPOINT)
    if run is None:
        raise Trouble(f"{source} holds no training run: give the --out of palimpsest.train.")
    if run["net"] != name:
        raise Trouble(f"{source} holds a run of {run['net']}: give --net {run['net']} or another folder.")
    accuracy = listed(evaluation, {"set", "measure", "value"}, "what was measured") if evaluation else []
    recipe = recipe_of(name, run["settings"])
    known = recipe.card()
    inputs = known.get("inputs") or listed(source / "inputs.json", {"name", "scaling", "parameters"},
                                           "the scaling of each input map")
    state = shards.load(source / (BEST if weights == "best" else CHECKPOINT))
    network = recipe.build()
    network.load_state_dict(state["average"])
    trained = recipe.deployed(network.eval()).eval()
    module = rounded(trained)
    script = serialised(module)
    apart = difference(module, script, recipe.examples())
    if not apart <= TOLERANCE:
        raise Trouble(f"The exported module differs from the network by {apart:.1g}: this is a fault of its code.")
    limit = LIMIT if mib is None else mib * 2**20
    if len(script) > limit:
        raise Trouble(f"The module has {len(script) / 2**20:.0f} MiB, more than {limit / 2**20:.0f}: train a smaller network, "
                      "or give --mib if it need not go into the repository.")
    earlier = standing(out, inputs) if (rival or maps) and not replace else None
    if rival and earlier is not None and not better(recipe, module, earlier, rival):
        return None
    with torch.no_grad():
        lost = max(float((one - other).abs().max()) for x in recipe.examples()
                   for one, other in zip(tensors(trained(*given(x))), tensors(module(*given(x)))))
    best = shards.notes(source / BEST)
    if weights == "best" and best:
        accuracy = accuracy_of(best, "validation split", recipe.measures) + accuracy
    if maps and isinstance(recipe, Fusion):
        held = mapsets.read(maps)["test"]
        now = score(module, held, logits=False)
        if earlier is not None and score(earlier, held, logits=False)["score"] >= now["score"]:
            return None
        accuracy = accuracy_of(now, "test split") + accuracy
    position = best if weights == "best" else {"step": state["step"], "minutes": state["minutes"]}
    before = phases(run)[:-1]
    card = {
        "name": name, "title": recipe.title, "version": version, "network": recipe.network, "file": FILE,
        "sha256": hashlib.sha256(script).hexdigest(), "bytes": len(script), "precision": "half", "inputs": inputs,
        "tiling": known["tiling"], **({"choices": known["choices"]} if "choices" in known else {}), "outputs": known["outputs"],
        "training": {"data": data or ", ".join(run["data"]), "command": command_of(run), "date": run["began"],
                     "minutes": round(position["minutes"] + sum(phase["minutes"] for phase in before), 1),
                     "notes": "".join(map(lasting, before))
                     + f"{position['step']} steps; average of weights with decay {run['settings']['ema']:g}."},
        "licence": licence, "paper": recipe.paper, **({"encoder": known["encoder"]} if "encoder" in known else {}),
        "accuracy": accuracy,
        "comments": f"{known['comments']} Rounding to half precision changes test outputs by at most {lost:.1g}.",
    }
    out.mkdir(parents=True, exist_ok=True)
    write_whole(out / FILE, script)
    write_whole(out / CARD, json.dumps(card, indent=2, ensure_ascii=False) + "\n")
    return card


def main(words=None):
    options = argparse.ArgumentParser(prog="python -m palimpsest.export", description="Exports a trained network.")
    add = options.add_argument
    add("--net", required=True, help="network: " + ", ".join(RECIPES))
    add("--from", dest="source", required=True, type=Path, help="folder of the training run")
    add("--out", required=True, type=Path, help="folder of the model, models/<name>")
    add("--weights", choices=["best", "last"], default="best", help="averaged weights of which validation")
    add("--maps", type=Path, help="map sets whose test split is scored for the card; a model in --out that is no worse on"
        " it is kept")
    add("--replace", action="store_true", help="do not keep a better model that is in --out")
    add("--data", help="what it was trained on, in words, for the card (default: names of the folders)")
    add("--better", dest="rival", type=Path, nargs="+", default=[], metavar="DIR",
        help="write only what does better than the model in --out on held-out pictures made from these photographs")
    add("--evaluation", type=Path, help="JSON list of {set, measure, value} to add to the card")
    add("--mib", type=float, help=f"most MiB of the file (default: {LIMIT // 2**20}, what the repository takes)")
    add("--version", default="1.0", help="version of the model")
    add("--licence", default="BSD-2-Clause", help="licence of the weights (SPDX)")
    given = options.parse_args(words)
    try:
        card = export(given.net, given.source, given.out, given.version, given.licence, given.evaluation, given.maps,
                      given.weights, given.data, given.replace, given.rival, given.mib)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    except OSError as trouble:
        print(f"{trouble}: make room or give a folder that can be written.", file=sys.stderr)
        return 1
    if card is None:
        print(f"{given.out} holds a model that is as good or better on held-out pictures; it is kept")
        return 0
    print(f"{given.out}: {card['bytes']} bytes, SHA-256 {card['sha256']}")
    for entry in card["accuracy"]:
        print(f"{entry['set']}: {entry['measure']} {entry['value']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())

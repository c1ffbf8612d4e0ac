"""The loop that trains any recipe: mixed precision, average of weights, checkpoints, time limit, best by validation."""

import math
import time
from pathlib import Path

import torch

from palimpsest import shards
from palimpsest.ema import Average
from palimpsest.trouble import Trouble

CHECKPOINT, BEST = "checkpoint", "best"


class Trainer:
    """Trains ``recipe``, already opened, on ``device`` (torch.device) into the folder ``out``, with ``mixed`` precision or
    single; ``start`` is the folder of the run that it begins from, if it needs one."""

    def __init__(self, recipe, device, out, mixed=False, compiled=False, start=None):
        self.recipe, self.device, self.out, self.mixed = recipe, device, Path(out), mixed
        network = recipe.build()
        if start is not None:
            recipe.start(network, start)
        network = network.to(device)
        if mixed and device.type == "cpu":
            for module in network.modules():
                if isinstance(module, torch.nn.LayerNorm):
                    # On a CPU, PyTorch 1.13 normalises only what is of the type of the weights.
                    module.register_forward_pre_hook(lambda _, given: given[0].float())
        if recipe.channels_last:
            network = network.to(memory_format=torch.channels_last)
        self.network = network
        self.average = Average(network, recipe.settings["ema"])
        self.optimiser = recipe.optimiser(network)
        self.schedule = recipe.schedule()
        # bfloat16 has float32's range; float16 needs the loss scaled, so that small gradients survive.
        self.half = torch.bfloat16 if device.type == "cpu" or torch.cuda.is_bf16_supported() else torch.float16
        scaled = mixed and self.half == torch.float16
        newer = hasattr(torch.amp, "GradScaler")
        self.scaler = torch.amp.GradScaler("cuda", enabled=scaled) if newer else torch.cuda.amp.GradScaler(enabled=scaled)
        self.run_network = torch.compile(network) if compiled else network
        self.full_rates = [group["lr"] for group in self.optimiser.param_groups]
        self.step, self.minutes = 0, 0.0
        self.stopped = False
        self.save_seconds = self.step_seconds = self.validate_seconds = 0.0

    def state(self):
        """All that the next step depends on."""
        state = {
            "network": self.network.state_dict(), "average": self.average.network.state_dict(),
            "optimiser": self.optimiser.state_dict(), "schedule": self.schedule.state_dict(),
            "scaler": self.scaler.state_dict(), "step": self.step, "minutes": self.minutes,
            "random": torch.get_rng_state(),
        }
        if self.device.type == "cuda":
            state["random_cuda"] = torch.cuda.get_rng_state(self.device)
        return state

    def restore(self):
        """Goes on from the last whole checkpoint."""
        state = shards.load(self.out / CHECKPOINT)
        try:
            self.network.load_state_dict(state["network"])
            self.average.network.load_state_dict(state["average"])
            self.optimiser.load_state_dict(state["optimiser"])
        except (RuntimeError, ValueError, KeyError) as reason:
            raise Trouble(f"{self.out} holds a checkpoint of another network: train into another folder.") from reason
        self.schedule.load_state_dict(state["schedule"])
        self.scaler.load_state_dict(state["scaler"])
        self.step, self.minutes = state["step"], state["minutes"]
        torch.set_rng_state(state["random"])
        if self.device.type == "cuda" and "random_cuda" in state:
            torch.cuda.set_rng_state(state["random_cuda"], self.device)

    def save(self, notes):
        began = time.monotonic()
        shards.save(self.out / CHECKPOINT, self.state(), notes)
        self.save_seconds = time.monotonic() - began

    def advance(self):
        """One step of the optimiser; gives the loss as a tensor, so that a GPU need not be waited for."""
        self.schedule.minutes = self.minutes
        factor = self.schedule.factor(self.step)
        for group, rate in zip(self.optimiser.param_groups, self.full_rates):
            group["lr"] = rate * factor
        self.network.train()
        batch = self.recipe.batch(self.step)
        with torch.autocast(self.device.type, self.half, enabled=self.mixed):
            loss = self.recipe.loss(self.run_network, batch)
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(loss).backward()
        if self.recipe.settings["clip"]:
            self.scaler.unscale_(self.optimiser)
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.recipe.settings["clip"])
        self.scaler.step(self.optimiser)
        self.scaler.update()
        self.step += 1
        self.average.update(self.network, self.step)
        return loss.detach()

    def validate(self, journal, deadline, regular):
        """Scores the average; a regular validation also drives the schedule. Keeps the best in a folder of its own."""
        began = time.monotonic()
        metrics = self.recipe.validate(self.average.network, deadline)
        if metrics["whole"]:
            self.validate_seconds = time.monotonic() - began
        if regular and math.isfinite(metrics["loss"]):
            self.schedule.validated(metrics["loss"])
        reading = {"step": self.step, "minutes": round(self.minutes, 3), **metrics}
        journal.add("validation", reading)
        best = shards.notes(self.out / BEST)
        better = best is None or (metrics["whole"], score(metrics)) > (best["whole"], score(best))
        # A validation that ran out of time saw other pictures: it only counts as long as there is no whole one.
        if better and (metrics["whole"] or best is None):
            finite = {k: None if isinstance(v, float) and math.isnan(v) else v for k, v in reading.items()}
            shards.save(self.out / BEST, {"average": self.average.network.state_dict()}, finite)

    def train(self, journal, notes, limits):
        """Trains until a limit; every file is whole when it returns. Tells whether it was stopped from outside."""
        self.save(notes)
        first, seen, since, began = self.step, [], time.monotonic(), time.monotonic()
        before = self.minutes
        last_told = last_validated = began
        validated = -1
        while not self.stopped and (limits.steps is None or self.step - first < limits.steps):
            reserve = 1.5 * self.save_seconds + 2.0 * self.step_seconds + limits.reserve(self.validate_seconds)
            if time.monotonic() + reserve > limits.deadline:
                break
            seen.append(self.advance())
            now = time.monotonic()
            self.step_seconds = max(0.5 * self.step_seconds, now - since)
            since = now
            self.minutes = before + (now - began) / 60.0
            due = limits.due(self.step, now - last_validated, self.validate_seconds)
            if due or now - last_told > limits.tell:
                self.tell(journal, seen)
                last_told = now
            if due:
                self.validate(journal, limits.deadline - 1.5 * self.save_seconds, regular=True)
                self.save(notes)
                journal.flush()
                validated = self.step
                since = last_validated = time.monotonic()
        if seen:
            self.tell(journal, seen)
        self.save(notes)
        if validated != self.step and not self.stopped:
            self.validate(journal, limits.deadline - self.save_seconds, regular=False)
        journal.flush()
        return self.stopped

    def tell(self, journal, seen):
        """Logs the mean loss since the last time and forgets it; Trouble if it is no number any more."""
        loss = float(torch.stack(seen).mean())
        seen.clear()
        if not math.isfinite(loss):
            raise Trouble(f"The loss is no number any more at step {self.step}: resume with a lower --rate; "
                          f"{self.out / CHECKPOINT} holds the last whole checkpoint.")
        rate = self.optimiser.param_groups[0]["lr"]
        journal.add("train", {"step": self.step, "minutes": round(self.minutes, 3), "loss": loss, "rate": rate})


def score(metrics):
    """The number to be best in; NaN or null counts as the worst."""
    value = metrics["score"]
    return -math.inf if value is None or math.isnan(value) else value

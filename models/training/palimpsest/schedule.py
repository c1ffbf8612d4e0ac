"""Learning-rate schedules: a factor of the given rate, told after each step and each validation."""


class Plateau:
    """Divides the rate by ten when the held-out loss has not fallen for ``patience`` validations (OwAF paper: 5)."""

    def __init__(self, patience=5, floor=1e-3):
        self.patience, self.floor = patience, floor
        self.best, self.stagnant, self.value = float("inf"), 0, 1.0

    def factor(self, step):
        return self.value

    def validated(self, loss):
        """Takes in the loss of one validation."""
        if loss < self.best:
            self.best, self.stagnant = loss, 0
            return
        self.stagnant += 1
        if self.stagnant >= self.patience:
            self.value, self.stagnant = max(self.value / 10.0, self.floor), 0

    def state_dict(self):
        return {"best": self.best, "stagnant": self.stagnant, "value": self.value}

    def load_state_dict(self, state):
        self.best, self.stagnant, self.value = state["best"], state["stagnant"], state["value"]


class Polynomial:
    """(1 - step / horizon)^power, never below ``floor``; depends on the step alone."""

    def __init__(self, horizon, power=0.9, floor=1e-3):
        self.horizon, self.power, self.floor = horizon, power, floor

    def factor(self, step):
        return max(self.floor, max(0.0, 1.0 - step / self.horizon) ** self.power)

    def validated(self, loss):
        """The held-out loss plays no part."""

    def state_dict(self):
        return {}

    def load_state_dict(self, state):
        """Nothing is kept."""


class Decay:
    """(1 - done)^power after a linear rise over ``warm`` steps, never below ``floor``.

    What is done is counted in steps of ``horizon``, or in minutes of ``span`` if that is given: for a run of given length
    on a machine of unknown speed. With neither, the rate stays. The trainer tells ``minutes``.
    """

    def __init__(self, horizon, span, warm, power=0.9, floor=1e-2):
        self.horizon, self.span, self.warm, self.power, self.floor = horizon, span, warm, power, floor
        self.minutes = 0.0

    def factor(self, step):
        done = self.minutes / self.span if self.span else step / self.horizon if self.horizon else 0.0
        rise = min(1.0, (step + 1.0) / self.warm) if self.warm else 1.0
        return rise * max(self.floor, max(0.0, 1.0 - done) ** self.power)

    def validated(self, loss):
        """The held-out loss plays no part."""

    def state_dict(self):
        return {}

    def load_state_dict(self, state):
        """Nothing is kept: the trainer tells the time anew."""

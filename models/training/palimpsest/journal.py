"""The log of a training run: ``log.jsonl`` (everything), ``log.csv`` (one row per reading), ``curve.png``."""

import csv
import io
import json
import math
from pathlib import Path

from palimpsest import curves
from palimpsest.trouble import write_whole


class Journal:
    """Writes the log files of a run into ``folder``; ``step`` is where a resumed run goes on from.

    Rows of log.csv beyond that step belong to work that was lost with a kill and are dropped; log.jsonl keeps them.
    """

    def __init__(self, folder, head, step):
        self.folder = Path(folder)
        self.rows = [row for row in self.before() if float(row["step"]) <= step] if step else []
        mode = "a" if step else "w"
        with open(self.folder / "log.jsonl", mode, encoding="utf-8") as stream:
            stream.write(line(head))

    def before(self):
        path = self.folder / "log.csv"
        if not path.is_file():
            return []
        with open(path, newline="", encoding="utf-8") as stream:
            return [row for row in csv.DictReader(stream) if row.get("step")]

    def add(self, event, values):
        """Adds a reading (``event`` "train" or "validation"; ``values`` has step, minutes, ...) and tells it."""
        entry = {"event": event, **values}
        with open(self.folder / "log.jsonl", "a", encoding="utf-8") as stream:
            stream.write(line(entry))
        self.rows.append({key: "" if is_nan(value) else value for key, value in entry.items()})
        shown = " ".join(f"{key} {value:.4g}" if isinstance(value, float) else f"{key} {value}"
                         for key, value in entry.items() if key != "event")
        print(f"{event}: {shown}", flush=True)

    def flush(self):
        """Writes log.csv and curve.png anew."""
        columns = list(dict.fromkeys(key for row in self.rows for key in row))
        text = io.StringIO()
        writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.rows)
        write_whole(self.folder / "log.csv", text.getvalue())
        write_whole(self.folder / "curve.png", curves.draw(self.rows))


def is_nan(value):
    return isinstance(value, float) and math.isnan(value)


def line(entry):
    """One line of JSON; NaN, which JSON lacks, becomes null."""
    return json.dumps({key: None if is_nan(value) else value for key, value in entry.items()}) + "\n"

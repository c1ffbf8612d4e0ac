"""Checkpoints in pieces of at most 15 MiB, with an index, replaced as a whole or not at all.

A folder holds ``index.json`` ({"bytes", "notes", "state", "shards": [{"file", "bytes", "sha256"}]}) and the pieces of one
PyTorch file with all tensors, named by their SHA-256; "state" says where each tensor belongs and holds all that is no
tensor (PyTorch 1.13 reads numbers only with a loader that would also run code). New pieces are written beside the old ones
and the index is moved into place last: whenever the process is killed, the index names the pieces of the last whole
checkpoint.
"""

import hashlib
import io
import json
from pathlib import Path

import torch

from palimpsest.trouble import Trouble, write_whole

LIMIT = 15 * 1024 * 1024
INDEX = "index.json"


class Pieces(io.RawIOBase):
    """A stream to write to that puts each ``limit`` bytes into a file of its own.

    PyTorch ends the process if a stream raises in the midst of its writing (a full disk, say): what goes wrong is kept in
    ``failure``, and nothing is written after it.
    """

    def __init__(self, folder, limit):
        super().__init__()
        self.folder, self.limit = Path(folder), limit
        self.pending, self.shards = bytearray(), []
        self.failure = None

    def writable(self):
        return True

    def write(self, data):
        view = memoryview(data).cast("B")
        done = 0
        while done < len(view) and self.failure is None:
            part = view[done:done + self.limit - len(self.pending)]
            self.pending += part
            done += len(part)
            if len(self.pending) == self.limit:
                try:
                    self.cut()
                except BaseException as reason:
                    self.failure = reason
        return len(view)

    def cut(self):
        """Writes what is pending as the next piece."""
        digest = hashlib.sha256(self.pending).hexdigest()
        name = f"{digest[:16]}.shard"
        self.shards.append({"file": name, "bytes": len(self.pending), "sha256": digest})
        write_whole(self.folder / name, bytes(self.pending))
        self.pending.clear()


def save(folder, state, notes=None, limit=LIMIT):
    """Writes ``state`` (tensors, numbers, strings, lists, dicts) into ``folder``, in place of what it held before.

    ``notes``: anything that JSON can hold, to be read without the state.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    pieces = Pieces(folder, limit)
    tensors = {}
    skeleton = taken_apart(state, tensors)
    torch.save(tensors, pieces)
    if pieces.failure is not None:
        raise pieces.failure
    if pieces.pending:
        pieces.cut()
    index = {"bytes": sum(shard["bytes"] for shard in pieces.shards), "notes": notes, "state": skeleton,
             "shards": pieces.shards}
    write_whole(folder / INDEX, json.dumps(index))
    named = {shard["file"] for shard in pieces.shards}
    for left in list(folder.glob("*.shard")) + list(folder.glob(".part-*")):
        if left.name not in named:
            left.unlink()


def taken_apart(value, tensors):
    """``value`` as JSON can hold it; its tensors go into the dict ``tensors`` by a number that takes their place."""
    if isinstance(value, torch.Tensor):
        tensors[str(len(tensors))] = value.detach()
        return {"tensor": str(len(tensors) - 1)}
    if isinstance(value, dict):
        return {"dict": [[key, taken_apart(item, tensors)] for key, item in value.items()]}
    if isinstance(value, (list, tuple)):
        return {"list": [taken_apart(item, tensors) for item in value]}
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    raise TypeError(f"a checkpoint cannot hold {type(value).__name__}")


def put_together(value, tensors):
    """The contrary of ``taken_apart``; tuples become lists."""
    if not isinstance(value, dict):
        return value
    if "tensor" in value:
        return tensors[value["tensor"]]
    if "dict" in value:
        return {key: put_together(item, tensors) for key, item in value["dict"]}
    return [put_together(item, tensors) for item in value["list"]]


def notes(folder):
    """The notes of the checkpoint in ``folder``; None if there is no checkpoint."""
    index = Path(folder) / INDEX
    return read_index(folder)["notes"] if index.is_file() else None


def read_index(folder):
    """The index of ``folder``; Trouble if there is none or if it is no index."""
    path = Path(folder) / INDEX
    try:
        index = json.loads(path.read_text("utf-8"))
        index["notes"], index["state"], [shard["sha256"] for shard in index["shards"]]
        return index
    except FileNotFoundError as reason:
        raise Trouble(f"{folder} holds no checkpoint: give the folder of a training run.") from reason
    except (OSError, ValueError, KeyError, TypeError) as reason:
        raise Trouble(f"{path} is no index of a checkpoint ({reason}): train again or take another copy.") from reason


def load(folder):
    """The state that ``folder`` holds, on the CPU; Trouble if a piece is missing or not as its checksum says."""
    whole = io.BytesIO()
    index = read_index(folder)
    for shard in index["shards"]:
        path = Path(folder) / Path(shard["file"]).name
        if not path.is_file():
            raise Trouble(f"{path} is missing: copy the whole folder of the checkpoint.")
        data = path.read_bytes()
        if hashlib.sha256(data).hexdigest() != shard["sha256"]:
            raise Trouble(f"{path} is damaged (its SHA-256 differs from the index): take another copy.")
        whole.write(data)
    whole.seek(0)
    return put_together(index["state"], torch.load(whole, map_location="cpu", weights_only=True))

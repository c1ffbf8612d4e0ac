"""TorchScript as it goes into the repository."""

import io
import zipfile

import torch


def deflated(module):
    """The bytes of the TorchScript ``module``, deflated, without the names of the files of its code."""
    saved, result = io.BytesIO(), io.BytesIO()
    torch.jit.save(module, saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as target:
        for name in sorted(source.namelist()):
            if not name.endswith(".debug_pkl"):
                target.writestr(zipfile.ZipInfo(name), source.read(name), zipfile.ZIP_DEFLATED)
    return result.getvalue()


def widened(folder, card):
    """The module of a model in single precision, by its card."""
    return torch.jit.load(str(folder / card["file"]), map_location="cpu").float().eval()

"""Packs pictures to train on elsewhere: ``python -m palimpsest.pack DIR... --out DIR --mib 50``.

Files are copied as they are, since what is learnt from is in their compression. Folders keep their names, manifests their
columns, so that the split stays the same. Every group of pictures gives its first one before any gives its second.
"""

import argparse
import csv
import io
import shutil
import sys
from collections import defaultdict
from pathlib import Path

from palimpsest.photographs import SPLITS, group_of, read_manifest, split_of
from palimpsest.trouble import Trouble, write_whole


def chosen(folders, splits, limit):
    """[(folder, row)] of at most ``limit`` bytes, by turns through the groups of each folder and split.

    Folders get room by what they hold of the splits.
    """
    rows = {Path(folder): [row for row in read_manifest(folder) if split_of(row) in splits] for folder in folders}
    sizes = {(folder, row["image"]): (folder / row["image"]).stat().st_size for folder in rows for row in rows[folder]
             if (folder / row["image"]).is_file()}
    total = sum(sizes.values())
    result = []
    for folder, listed in rows.items():
        turns = defaultdict(int)
        ranked = []
        for row in listed:
            if (folder, row["image"]) in sizes:
                ranked.append((turns[group_of(row)], len(ranked), row))
                turns[group_of(row)] += 1
        room = limit * sum(sizes[folder, row["image"]] for *_, row in ranked) / max(1, total)
        for _, _, row in sorted(ranked, key=lambda entry: entry[:2]):
            size = sizes[folder, row["image"]]
            if size <= room:
                room -= size
                result.append((folder, row))
    return result


def pack(folders, out, limit, splits):
    """Copies what was chosen into ``out``, a new folder; gives the number of pictures and of bytes."""
    out = Path(out)
    if out.exists() and any(out.iterdir()):
        raise Trouble(f"{out} is not empty: give a new folder.")
    if len({Path(folder).resolve().name for folder in folders}) < len(folders):
        raise Trouble("Two of the folders have the same name: rename one.")
    pictures, count = defaultdict(list), 0
    for folder, row in chosen([Path(folder).resolve() for folder in folders], splits, limit):
        pictures[folder].append(row)
    if not pictures:
        raise Trouble(f"Nothing fits into {limit} bytes: allow more.")
    for folder, rows in pictures.items():
        target = out / folder.name
        target.mkdir(parents=True, exist_ok=True)
        for row in rows:
            (target / row["image"]).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / row["image"], target / row["image"])
            count += (target / row["image"]).stat().st_size
        text = io.StringIO()
        writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        write_whole(target / "manifest.csv", text.getvalue())
    return sum(map(len, pictures.values())), count


def main(words=None):
    options = argparse.ArgumentParser(prog="python -m palimpsest.pack", description="Packs pictures to train on elsewhere.")
    options.add_argument("data", nargs="+", type=Path, help="folders of pictures with manifest.csv")
    options.add_argument("--out", required=True, type=Path, help="new folder, one folder for each of the given in it")
    options.add_argument("--mib", type=float, default=50.0, help="most MiB of pictures (50)")
    options.add_argument("--splits", nargs="+", choices=SPLITS, default=["train", "validation"],
                         help="which sides of the split (train validation)")
    given = options.parse_args(words)
    try:
        count, size = pack(given.data, given.out, int(given.mib * 2**20), given.splits)
    except (ValueError, OSError) as trouble:
        print(trouble, file=sys.stderr)
        return 2
    print(f"{count} pictures, {size / 2**20:.1f} MiB, in '{given.out}'")
    return 0


if __name__ == "__main__":
    sys.exit(main())

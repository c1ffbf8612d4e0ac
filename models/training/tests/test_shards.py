"""Checkpoints: pieces of at most 15 MiB, exact, whole whatever happens."""

import math
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import torch

from palimpsest import shards
from palimpsest.trouble import Trouble


class ShardsTest(unittest.TestCase):
    def setUp(self):
        self.scratch = tempfile.TemporaryDirectory()
        self.addCleanup(self.scratch.cleanup)
        self.folder = Path(self.scratch.name) / "checkpoint"

    def test_state_comes_back_exactly(self):
        weight = torch.rand(4, 3, 5, 5).contiguous(memory_format=torch.channels_last)
        state = {"weight": weight, 3: {"step": torch.tensor(7.0)}, "list": [1, 0.1, None, True, "é"], "rate": math.inf,
                 "random": torch.get_rng_state()}
        shards.save(self.folder, state, {"net": "owaf"})
        again = shards.load(self.folder)
        self.assertTrue(torch.equal(again["weight"], weight))
        self.assertEqual(again["weight"].stride(), weight.stride())
        self.assertEqual(float(again[3]["step"]), 7.0)
        self.assertEqual([again["list"], again["rate"]], [[1, 0.1, None, True, "é"], math.inf])
        self.assertTrue(torch.equal(again["random"], state["random"]))
        self.assertEqual(shards.notes(self.folder), {"net": "owaf"})

    def test_large_state_is_cut_at_15_mebibytes(self):
        state = {str(i): torch.rand(1 << 20) for i in range(10)}
        shards.save(self.folder, state)
        sizes = sorted(path.stat().st_size for path in self.folder.glob("*.shard"))
        self.assertEqual(len(sizes), 3)
        self.assertLessEqual(sizes[-1], 15 * 1024 * 1024)
        again = shards.load(self.folder)
        self.assertTrue(all(torch.equal(again[key], value) for key, value in state.items()))

    def test_old_pieces_go_and_shared_ones_stay(self):
        shards.save(self.folder, {"a": torch.zeros(9000)}, limit=10000)
        shards.save(self.folder, {"a": torch.zeros(9000), "b": torch.ones(20)}, limit=10000)
        self.assertEqual(list(shards.load(self.folder)), ["a", "b"])
        named = {shard["file"] for shard in shards.read_index(self.folder)["shards"]}
        self.assertEqual({path.name for path in self.folder.glob("*.shard")}, named)

    def test_end_at_any_write_leaves_the_last_whole_checkpoint(self):
        old, new = {"a": torch.rand(9000)}, {"a": torch.rand(9000)}
        shards.save(self.folder, old, limit=10000)
        whole = shards.write_whole
        for last in range(5):
            calls = []

            def dying(path, content):
                if len(calls) == last:
                    raise KeyboardInterrupt
                calls.append(path)
                whole(path, content)

            with mock.patch.object(shards, "write_whole", dying), self.assertRaises(KeyboardInterrupt):
                shards.save(self.folder, new, limit=10000)
            self.assertTrue(torch.equal(shards.load(self.folder)["a"], old["a"]))
        shards.save(self.folder, new, limit=10000)
        self.assertTrue(torch.equal(shards.load(self.folder)["a"], new["a"]))

    def test_damaged_missing_and_foreign_files(self):
        with self.assertRaisesRegex(Trouble, "holds no checkpoint"):
            shards.load(self.folder)
        shards.save(self.folder, {"a": torch.rand(50)})
        piece = next(self.folder.glob("*.shard"))
        data = bytearray(piece.read_bytes())
        data[len(data) // 2] ^= 1
        piece.write_bytes(bytes(data))
        with self.assertRaisesRegex(Trouble, "is damaged"):
            shards.load(self.folder)
        piece.unlink()
        with self.assertRaisesRegex(Trouble, "is missing"):
            shards.load(self.folder)
        for text in ("", "[]", "{}", '{"shards": 3, "notes": 1, "state": 1}'):
            (self.folder / "index.json").write_text(text, encoding="utf-8")
            with self.assertRaisesRegex(Trouble, "is no index"):
                shards.load(self.folder)

    def test_what_a_checkpoint_cannot_hold(self):
        with self.assertRaises(TypeError):
            shards.save(self.folder, {"a": object()})
        self.assertFalse((self.folder / "index.json").exists())


if __name__ == "__main__":
    unittest.main()

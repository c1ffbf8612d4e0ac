import contextlib
import io
import tempfile
import unittest
import zipfile
from pathlib import Path

import torch

from palimpsest import architecture


class ArchitectureTest(unittest.TestCase):
    def test_networks_without_weights_have_their_names_and_shapes(self):
        with tempfile.TemporaryDirectory() as folder, contextlib.redirect_stdout(io.StringIO()):
            self.assertEqual(architecture.main(["--net", "trufor-b0", "--out", folder]), 0)
            file = Path(folder) / architecture.FILE
            with zipfile.ZipFile(file) as archive:
                self.assertFalse([name for name in archive.namelist() if name.endswith(".debug_pkl")])
            self.assertLess(file.stat().st_size, 1 << 20)
            module = torch.jit.load(str(file))
        state = architecture.NETWORKS["trufor-b0"]().state_dict()
        self.assertEqual({name: value.shape for name, value in module.state_dict().items()},
                         {name: value.shape for name, value in state.items()})
        self.assertFalse(any(value.any() for value in module.state_dict().values()))
        self.assertFalse(module.training)
        module.load_state_dict(state)

    def test_an_unknown_network_is_refused(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            self.assertEqual(architecture.main(["--net", "none", "--out", "nowhere"]), 2)
        self.assertEqual(said.getvalue(), "There is no network none: give one of trufor-b2, trufor-b0.\n")


if __name__ == "__main__":
    unittest.main()

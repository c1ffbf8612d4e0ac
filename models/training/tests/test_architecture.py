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

    @torch.no_grad()
    def test_the_shipped_one_does_what_the_code_does(self):
        torch.manual_seed(1)
        network = architecture.NETWORKS["trufor-b2"]().eval()
        for name, value in network.state_dict().items():
            if value.is_floating_point():
                value.copy_(torch.rand_like(value) + 0.5 if name.endswith("running_var")
                            else value + torch.randn_like(value) * 0.02)
        shipped = torch.jit.load(str(Path(__file__).resolve().parents[2] / "trufor-b2" / architecture.FILE))
        shipped.load_state_dict(network.state_dict())
        picture = torch.rand(1, 3, 70, 45)
        for one, other in zip(network(picture), shipped(picture)):
            self.assertLess(float((one - other).abs().max()), 1e-4)

    def test_an_unknown_network_is_refused(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            self.assertEqual(architecture.main(["--net", "none", "--out", "nowhere"]), 2)
        self.assertEqual(said.getvalue(), "There is no network none: give one of trufor-b2, trufor-b0.\n")


if __name__ == "__main__":
    unittest.main()

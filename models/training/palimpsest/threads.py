"""Imported before PyTorch: threads that wait for work sleep instead of spinning.

On two cores that others use too, spinning made a step of OwAF on two threads take 2.8 s instead of 0.5 s.
"""

import os

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

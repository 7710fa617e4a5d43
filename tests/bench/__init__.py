"""Measurements, all on one thread: said here, before NumPy is loaded, and for every worker."""

import os

os.environ.update({f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")})

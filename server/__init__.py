"""Downhill. BLAS must run on one thread: more make small networks slower, and bits depend on it."""

import os

for _name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

"""What the benchmark measures is the same computation as a network written naively."""

import numpy as np
import pytest

from tests.bench import engine, naive
from tests.bench.cases import CASES

KNOWN = [name for name in CASES if name != "e"]
BOUNDS = [(np.float64, 1e-8), (np.float32, 2e-4)]


def close(work: str, dtype: type, bound: float) -> None:
    ours, reference = engine.works(dtype)(work), naive.reference(work)
    assert ours is not None and reference is not None
    got = np.array(ours.check())
    wanted = np.resize(reference.check(), got.shape)
    worst = np.argmax(np.abs(got - wanted))
    assert abs(got - wanted)[worst] <= bound, f"{work}: {got[worst]} here, {wanted[worst]} naively"


@pytest.mark.parametrize(("dtype", "bound"), BOUNDS)
@pytest.mark.parametrize("case", KNOWN)
def test_eight_steps_have_the_naive_networks_losses(case: str, dtype: type, bound: float):
    close(f"step:{case}:sgd", dtype, bound)


@pytest.mark.parametrize("case", KNOWN[:-1])
def test_rows_in_lockstep_have_the_naive_networks_losses(case: str):
    close(f"lockstep:{case}:3", np.float64, 1e-8)


@pytest.mark.parametrize("case", KNOWN[:-1])
def test_a_landscapes_first_row_has_the_naive_networks_losses(case: str):
    close(f"landscape:{case}", np.float32, 2e-4)


@pytest.mark.parametrize("case", [name for name in KNOWN if CASES[name].sizes[-1] == 1])
def test_the_surface_holds_the_naive_networks_units(case: str):
    close(f"surface:{case}", np.float64, 1e-8)

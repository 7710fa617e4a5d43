"""Schedules against torch.optim.lr_scheduler (stored), and their properties."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine.schedules import SCHEDULES
from server.spec import parse_method
from tests import strategies
from tests.engine.test_updates import STORED


@pytest.mark.parametrize("name", STORED["schedules"])
def test_forty_epochs_of_rates_equal_pytorchs_schedulers(name: str):
    """PyTorch multiplies the rate of the epoch before, so a few roundings add up."""
    case = STORED["schedules"][name]
    method = parse_method({"blocks": [{"rate": 0.3}], "schedule": case["schedule"]})
    for epoch, rate in enumerate(case["rates"]):
        assert method.rate_at(epoch) == pytest.approx(rate, rel=1e-12, abs=1e-18), epoch


@given(st.floats(1e-6, 1000), st.integers(1, 10_000), st.integers(0, 50))
def test_halving_halves_exactly_at_multiples_of_n(rate: float, every: int, times: int):
    halve, at = SCHEDULES["halve"].rate, times * every
    assert halve(rate, at, {"every": every}) * 2**times == rate
    if times:
        before = halve(rate, at - 1, {"every": every})
        assert before == 2 * halve(rate, at, {"every": every})


@given(strategies.schedules(), st.floats(1e-6, 1000), st.integers(0, 2**40))
def test_a_rate_is_never_negative_and_never_above_what_its_schedule_allows(
    schedule: dict[str, Any], rate: float, epoch: int
):
    method = parse_method({"blocks": [{"rate": rate}], "schedule": schedule})
    drawn = [factor for _, factor in schedule.get("points", [])]
    most = max(rate * max([1.0, *drawn]), schedule.get("floor", 0.0))
    assert 0 <= method.rate_at(epoch) <= most * (1 + 1e-12)


@pytest.mark.parametrize(
    ("schedule", "epochs", "rates"),
    [
        ({"kind": "cosine", "total": 10, "floor": 0.1}, [0, 5, 10, 99], [1, 0.55, 0.1, 0.1]),
        ({"kind": "one_cycle", "total": 1}, [0, 1], [1 / 25e4, 1 / 25e4]),
        (
            {"kind": "one_cycle", "total": 3, "rise": 1, "div": 4},
            [0, 1, 2, 3],
            [0.25, 0.625, 1, 1],
        ),
        ({"kind": "one_cycle", "total": 1, "rise": 1}, [0, 1], [1, 1]),
        (
            {"kind": "piecewise", "points": [[2, 0.5], [4, 1], [8, 0.2]]},
            [0, 2, 3, 4, 6, 8, 99],
            [0.5, 0.5, 0.75, 1, 0.6, 0.2, 0.2],
        ),
        ({"kind": "halve", "every": 2, "warmup": 3}, [0, 1, 2, 3], [0.25, 0.5, 0.375, 0.5]),
    ],
    ids=["cosine", "one_cycle", "only up", "at once", "piecewise", "warm-up"],
)  # fmt: skip
def test_what_pytorch_does_not_say(schedule: dict[str, Any], epochs: list[int], rates: list[float]):
    """After the last epoch a rate is held; a drawn one is straight between its points."""
    method = parse_method({"blocks": [{"rate": 1}], "schedule": schedule})
    assert [method.rate_at(e) for e in epochs] == pytest.approx(rates, rel=1e-12)


def test_a_schedule_counts_from_its_blocks_first_epoch():
    method = parse_method(
        {
            "blocks": [{"rate": 1, "until": 5}, {"optimizer": "sgd", "rate": 0.5}],
            "schedule": {"kind": "halve", "every": 3},
        }
    )
    rates = [method.rate_at(e) for e in range(12)]
    assert rates == [1, 1, 1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.125]
    assert [method.block_at(e) for e in (0, 4, 5, 99)] == [0, 0, 1, 1]

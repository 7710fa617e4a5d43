"""Flat theta and its layers; initial draws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.engine import params

SIZES = st.lists(st.integers(1, 9), min_size=2, max_size=6).map(tuple)


@given(SIZES, st.integers(1, 3))
def test_packing_the_views_gives_theta_back(sizes: tuple[int, ...], rows: int):
    size = sum(m * (n + 1) for n, m in zip(sizes, sizes[1:], strict=False))
    assert params.count(sizes) == size
    theta = np.arange(rows * size, dtype=float).reshape(rows, size)
    layers = params.views(theta, sizes)
    assert [w.shape for w in layers] == [
        (rows, m, n + 1) for n, m in zip(sizes, sizes[1:], strict=False)
    ]
    assert np.array_equal(params.pack(layers), theta)


def test_a_layer_is_row_major_with_its_bias_last():
    w1, w2 = params.views(np.arange(13.0), (2, 3, 1))
    assert w1.tolist() == [[0, 1, 2], [3, 4, 5], [6, 7, 8]] and w2.tolist() == [[9, 10, 11, 12]]
    assert params.weight_mask((2, 3, 1)).tolist() == [1, 1, 0] * 3 + [1, 1, 1, 0]


SPREADS = {
    "xavier": np.sqrt(2 / 300),
    "xavier_uniform": np.sqrt(6 / 300) / np.sqrt(3),  # U(±√(6/(in + out)))
    "he": np.sqrt(2 / 200),
    "lecun": np.sqrt(1 / 200),
    "pytorch": np.sqrt(1 / 200) / np.sqrt(3),  # U(±1/√in), biases too
    "small": 0.01,
    "large": 1.0,
    "zero": 0.0,
}


@pytest.mark.parametrize("init", params.INITS)
def test_initial_weights_have_the_spread_of_their_paper(init: str):
    """200 inputs, 100 units: the error of a standard deviation of 20,000 draws is 0.5 %."""
    theta = params.draw((200, 100), init, rng=np.random.default_rng(1))
    w = params.views(theta, (200, 100))[0]
    assert w[:, -1].any() == (init == "pytorch"), "biases are 0, but for PyTorch's Linear"
    assert w[:, :-1].std() == pytest.approx(SPREADS[init], rel=0.02)
    assert abs(w[:, :-1].mean()) <= 4 * SPREADS[init] / np.sqrt(20_000)
    if init in ("xavier_uniform", "pytorch"):
        edge = SPREADS[init] * np.sqrt(3)
        assert 0.99 * edge < np.abs(w).max() <= edge


def test_a_maxout_unit_has_a_row_for_each_piece():
    sizes = params.Sizes((2, 3, 1), (2, 1))
    assert params.shapes(sizes) == [(6, 3), (1, 4)] and params.count(sizes) == 22
    assert params.Sizes((2, 3, 1)) == (2, 3, 1) and sizes != params.Sizes((2, 3, 1))


def test_places_in_theta_name_units_and_a_maxout_unit_by_its_first_piece():
    sizes = params.Sizes((2, 3, 1), (2, 1))
    assert params.place_of(4, sizes) == (0, 0, 1), "second piece of the first unit, input 1"
    assert params.place_of(21, sizes) == (1, 0, 3), "the output's bias"
    assert params.index_of((0, 1, 2), sizes) == 8 and params.index_of((0, 3, 0), sizes) is None

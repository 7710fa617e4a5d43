"""Data sets: what their generators promise of places, labels and splits."""

import numpy as np
import pytest

from server.engine.core import Array
from server.engine.datasets import DATASETS, split
from server.spec import Data, Spec, parse


def made(name: str, count: int, noise: float, seed: int = 0) -> tuple[Array, Array]:
    return DATASETS[name].make(
        count,
        noise,
        rng=np.random.default_rng([seed, 1]),
        noise_rng=np.random.default_rng([seed, 2]),
    )


@pytest.mark.parametrize("count", [0, 1, 2, 3, 200, 2000])
@pytest.mark.parametrize("name", DATASETS)
def test_any_count_gives_that_many_points_with_labels_in_range(name: str, count: int):
    for noise in (0.0, 0.5):
        xy, label = made(name, count, noise)
        assert xy.shape == (count, 2) and label.shape == (count,)
        assert np.isfinite(xy).all() and np.isfinite(label).all()
        classes = DATASETS[name].classes
        if classes > 1:
            assert set(label.tolist()) <= set(range(classes)), set(label.tolist())


@pytest.mark.parametrize("name", DATASETS)
def test_without_noise_points_lie_in_the_square(name: str):
    reach = 1.2 if name == "gauss" else 1.0  # a Gaussian has no edge: √½/6 wide at (⅓, ⅓)
    xy, _ = made(name, 2000, 0.0)
    assert np.abs(xy).max() <= reach, np.abs(xy).max()


@pytest.mark.parametrize("name", [n for n, g in DATASETS.items() if g.classes > 1])
def test_classes_are_balanced(name: str):
    _, label = made(name, 1998, 0.0)
    counts = np.bincount(label.astype(int))
    if name == "xor":  # by chance, so within four standard deviations: 4·√(1998)/2 = 89
        assert abs(counts[0] - 999) < 90, counts
    else:
        assert counts.max() == counts.min(), counts


def test_without_noise_a_circle_of_five_twelfths_separates_the_circle():
    xy, label = made("circle", 2000, 0.0)
    radius = np.hypot(*xy.T)
    assert radius[label == 1].max() < 2.5 / 6 < 3.5 / 6 <= radius[label == 0].min()


def test_without_noise_xor_is_the_sign_of_the_product_and_keeps_off_the_axes():
    xy, label = made("xor", 2000, 0.0)
    assert np.array_equal(label == 1, xy[:, 0] * xy[:, 1] > 0)
    assert np.abs(xy).min() >= 0.3 / 6


@pytest.mark.parametrize("name", ["circle", "xor", "plane", "hills"])
def test_noise_changes_labels_but_not_places(name: str):
    (still, clean), (noisy, mixed) = made(name, 500, 0.0), made(name, 500, 0.4)
    assert np.array_equal(still, noisy)
    assert np.count_nonzero(clean != mixed) > 20


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons"])
def test_noise_changes_places_but_not_labels(name: str):
    (still, clean), (noisy, mixed) = made(name, 500, 0.0), made(name, 500, 0.4)
    assert np.array_equal(clean, mixed)
    assert np.abs(still - noisy).mean() > 0.02


def test_gauss_has_the_variance_of_its_noise():
    """0.5 without noise to 4 at noise 0.5, in the domain [−6, 6];
    the error of a variance is √(2/N).
    """
    for noise, variance in ((0.0, 0.5), (0.25, 2.25), (0.5, 4.0)):
        xy, label = made("gauss", 2000, noise)
        got = (xy[label == 1] * 6 - 2).var()
        assert got == pytest.approx(variance, rel=4 * np.sqrt(2 / 2000)), noise


def test_the_plane_is_a_tenth_of_the_sum():
    xy, value = made("plane", 500, 0.0)
    np.testing.assert_allclose(value, 0.6 * xy.sum(axis=1), rtol=1e-12)


def test_hills_have_their_signs_at_their_centres_and_are_flat_far_away():
    xy, value = made("hills", 2000, 0.0)
    xy = xy * 6
    for x, y, sign in ((-4, 2.5, 1), (0, 2.5, -1), (4, 2.5, 1), (-4, -2.5, -1), (0, -2.5, 1)):
        distance = np.hypot(xy[:, 0] - x, xy[:, 1] - y)
        near = int(distance.argmin())
        assert value[near] == pytest.approx(sign * (1 - distance[near] / 2), abs=1e-12)
    assert np.abs(value[np.abs(xy[:, 1]) > 4.5]).max() == 0


@pytest.mark.parametrize("share", [0, 0.1, 0.25, 0.5, 0.9])
@pytest.mark.parametrize("count", [0, 1, 2, 199, 2000])
def test_a_split_has_its_share_within_half_a_point(count: int, share: float):
    test = split(count, share, rng=np.random.default_rng(0))
    assert abs(test.sum() - count * share) <= 0.5, test.sum()


def test_a_larger_test_set_keeps_the_points_of_a_smaller_one():
    small, large = (split(100, s, rng=np.random.default_rng(5)) for s in (0.2, 0.6))
    assert not (small & ~large).any()


def test_one_seed_changes_its_own_stream_only():
    def points(**seeds: int) -> tuple[bytes, bytes]:
        spec = parse({"data": {"preset": "moons"}, "seeds": seeds})
        first = spec.rng("init").standard_normal(3)
        return spec.points().xy.tobytes(), first.tobytes()

    data, init = points()
    assert points(batches=9) == (data, init)
    assert points(init=9)[0] == data != points(data=9)[0]
    assert points(data=9)[1] == points(noise=9)[1] == init != points(init=9)[1]
    assert points(noise=9)[0] != data


@pytest.mark.parametrize("name", DATASETS)
def test_points_of_a_spec_stay_in_the_reach_of_the_page(name: str):
    generator = DATASETS[name]
    data = Data(name, 2000, 0.5, 0.5, generator.task, generator.classes)
    points = Spec(data=data).points()
    assert np.abs(points.xy).max() <= 1.2
    assert points.ids.tolist() == list(range(2000))

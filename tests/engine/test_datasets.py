"""Data sets: what their generators promise of places, labels and splits."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.engine import datasets, shapes
from server.engine.core import Array
from server.engine.datasets import DATASETS, split
from server.spec import parse

# The area of (u² + v² − 1)³ ≤ u²v³ is 3.662 (by counting nine million places); u and v are
# 1.4 times as large as x and y, and the square's area is 4.
HEART = 3.662 / 1.4**2 / 4


def made(name: str, count: int, noise: float, seed: int = 0) -> tuple[Array, Array]:
    return DATASETS[name].make(
        count,
        noise,
        rng=np.random.default_rng([seed, 1]),
        noise_rng=np.random.default_rng([seed, 2]),
        **({"f": np.subtract} if DATASETS[name].takes == "f" else {}),
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
    if name in (
        "xor",
        "heart",
        "formula",
    ):  # by chance: within four standard deviations, 4·√(1998)/2 = 89
        share = HEART if name == "heart" else 0.5
        assert abs(counts[1] - 1998 * share) < 90, counts
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


@pytest.mark.parametrize("name", ["circle", "xor", "checkerboard", "heart", "plane", "hills"])
def test_noise_changes_labels_but_not_places(name: str):
    (still, clean), (noisy, mixed) = made(name, 500, 0.0), made(name, 500, 0.4)
    assert np.array_equal(still, noisy)
    assert np.count_nonzero(clean != mixed) > 20


@pytest.mark.parametrize("name", ["gauss", "spiral", "moons", "spiral3", "rings"])
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


# The generators of the first version, seeds data 3 and noise 5, noise 0.1, the points 0 and 5 of 7:
# old links must show what they showed.
FIRST_BITS = {
    "circle": [
        [-0.2296584176926969, 0.29379479302994976, 0],
        [0.39777192475695883, -0.6194528541695842, 0],
    ],
    "xor": [
        [0.7082879013163977, 0.6506907279582292, 1],
        [0.730439473723743, 0.11900978006593559, 1],
    ],
    "gauss": [
        [0.28216626862955946, 0.42761483417615725, 1],
        [-0.4396805627722571, -0.44214910258765583, 0],
    ],
    "spiral": [
        [-0.012110886140540603, 0.012791670370355357, 1],
        [0.003798366305345396, -0.48348395322735355, 0],
    ],
    "moons": [
        [-0.7880322606037871, 0.037815235712016004, 0],
        [0.5554155803218584, -0.33689025832729036, 1],
    ],
    "spiral3": [[0, 0, 0], [-0.18609848799360643, -0.40971618562914197, 2]],
    "plane": [
        [0.7899454815796775, 0.7208288735498751, 0.9089154363050647],
        [0.8165273684684916, 0.0828117360791228, 0.5270210640950529],
    ],
    "hills": [
        [0.7899454815796775, 0.7208288735498751, 0],
        [0.8165273684684916, 0.0828117360791228, 0],
    ],
}


@pytest.mark.parametrize("name", FIRST_BITS)
def test_a_first_preset_makes_the_points_that_it_made(name: str):
    data = {"preset": name, "count": 7}
    points = parse({"data": data, "seeds": {"data": 3, "noise": 5}}).points()
    got = [[*points.xy[i].tolist(), points.label[i]] for i in (0, 5)]
    # Sines may differ in the last bit from one libm to another.
    np.testing.assert_allclose(got, FIRST_BITS[name], rtol=1e-14)
    assert points.test.tolist() == [1, 0, 0, 1, 1, 0, 1]


@pytest.mark.parametrize("classes", [2, 3, 4])
def test_each_ring_lies_between_its_radii(classes: int):
    data = {"preset": "rings", "classes": classes, "noise": 0, "count": 1200}
    points = parse({"data": data}).points()
    radius = np.hypot(*points.xy.T) * 6 / 5
    for k in range(classes):
        ring = radius[points.label == k]
        low, high = (k + 0.4) / classes, (k + 1) / classes
        assert len(ring) == 1200 / classes
        assert low <= ring.min() < low + 0.02 and high - 0.02 < ring.max() <= high, (k, ring)


def test_without_noise_neighbours_on_the_checkerboard_are_of_the_other_class():
    xy, label = made("checkerboard", 2000, 0.0)
    square = np.floor((xy + 1) * 2).astype(int)  # 0 … 3
    assert np.array_equal(label == 1, square.sum(axis=1) % 2 == 0)
    assert len({tuple(s) for s in square.tolist()}) == 16
    inside = (xy + 1) * 2 - square
    assert inside.min() >= 0.1 - 1e-12 and inside.max() <= 0.9 + 1e-12


def test_without_noise_the_heart_is_its_inequality():
    xy, label = made("heart", 2000, 0.0)
    for (x, y), inside in zip(xy.tolist(), label.tolist(), strict=True):
        u, v = 1.4 * x, 1.4 * y + 0.1
        assert inside == float((u**2 + v**2 - 1) ** 3 - u**2 * v**3 <= 0), (x, y)


def by(make: Callable[..., Any], f: Callable[[Array, Array], Array], count: int, noise: float):
    rng, noise_rng = np.random.default_rng(1), np.random.default_rng(2)
    with np.errstate(all="ignore"):
        return make(count, noise, rng=rng, noise_rng=noise_rng, f=f)


def test_a_formula_gives_its_sign_as_class_and_itself_as_value():
    xy, label = by(shapes.formula, lambda x, y: x - 2 * y, 500, 0.0)
    assert np.array_equal(label == 1, xy[:, 0] > 2 * xy[:, 1])
    xy, value = by(shapes.formula_value, lambda x, y: x * y, 500, 0.0)
    assert np.array_equal(value, xy[:, 0] * xy[:, 1])
    (still, clean), (noisy, mixed) = (by(shapes.formula, np.subtract, 500, n) for n in (0.0, 0.4))
    assert np.array_equal(still, noisy) and 20 < np.count_nonzero(clean != mixed) < 250


def test_where_a_formula_has_no_value_there_are_no_points():
    for noise in (0.0, 0.5):
        xy, value = by(shapes.formula_value, lambda x, y: np.sqrt(x) / y, 400, noise)
        assert len(value) == 400 and np.isfinite(value).all() and np.abs(value).max() <= 10
        assert xy[:, 0].min() >= 0
    xy, _ = by(shapes.formula, lambda x, y: np.log(x * 0 - 1), 50, 0.0)
    assert len(xy) == 0


@pytest.mark.parametrize("name", ["circle", "xor", "heart", "spiral3", "rings"])
@given(share=st.sampled_from([0.05, 0.2, 1 / 3, 0.5, 0.95]), count=st.sampled_from([0, 1, 7, 300]))
@settings(max_examples=12, deadline=None)
def test_a_balance_gives_class_1_its_share_and_the_others_equal_parts(
    name: str, share: float, count: int
):
    data = {"preset": name, "count": count, "balance": share}
    if name == "rings":
        data["classes"] = 4
    spec = parse({"data": data})
    points = spec.points()
    counts = np.bincount(points.label.astype(int), minlength=spec.data.made)
    rest = (1 - share) / (spec.data.made - 1)
    for k, got in enumerate(counts):
        wanted = count * (share if k == 1 else rest)
        assert abs(got - wanted) <= 1, f"class {k}: {got} points, {wanted} wanted"
    assert counts.sum() == count and len({tuple(p) for p in points.xy.tolist()}) == count


def test_a_class_that_hardly_ever_comes_is_made_up_for_by_others():
    def generate(count: int) -> tuple[Array, Array]:
        label = (np.arange(count) == 3).astype(float)
        return np.arange(2.0 * count).reshape(count, 2), label

    xy, label = datasets.balanced(generate, 10, 2, 0.5, rng=np.random.default_rng(0))
    assert len(xy) == 10 and label.sum() == 1


def test_outliers_are_far_from_their_class_and_more_of_them_keep_the_first():
    def points(share: float):
        data = {"preset": "gauss", "noise": 0, "count": 400, "outliers": share}
        return parse({"data": data}).points()

    clean, some, more = points(0), points(0.05), points(0.2)
    moved = [np.flatnonzero((p.xy != clean.xy).any(axis=1)) for p in (some, more)]
    assert [len(m) for m in moved] == [20, 80] and set(moved[0]) <= set(moved[1])
    assert np.array_equal(some.xy[moved[0]], more.xy[moved[0]])
    assert np.array_equal(clean.label, more.label) and np.array_equal(clean.test, more.test)
    centre = np.where(clean.label > 0, 1 / 3, -1 / 3)[:, None]
    far = np.linalg.norm(more.xy - centre, axis=1) * 6 / np.sqrt(0.5)  # standard deviations
    assert np.median(far[moved[1]]) > 5 > np.median(far) > 1, np.median(far[moved[1]])


@pytest.mark.parametrize("name", ["plane", "hills"])
def test_an_outlier_of_a_regression_changes_its_value_by_one_to_two_towards_the_other_sign(
    name: str,
):
    data = {"preset": name, "count": 300}
    clean = parse({"data": data}).points()
    wild = parse({"data": {**data, "outliers": 0.1}}).points()
    change = wild.label - clean.label
    assert np.array_equal(clean.xy, wild.xy) and np.count_nonzero(change) == 30
    assert ((np.abs(change) >= 1) & (np.abs(change) <= 2))[change != 0].all()
    assert (change * clean.label <= 0).all()


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


def test_the_noise_seed_leaves_the_places_of_outlierless_points_and_the_test_set():
    def points(**seeds: int):
        data = {"preset": "rings", "outliers": 0.1, "balance": 0.3, "noise": 0}
        return parse({"data": data, "seeds": seeds}).points()

    here, there = points(), points(noise=9)
    moved = np.count_nonzero((here.xy != there.xy).any(axis=1))
    assert 20 <= moved <= 40, moved  # 20 outliers each, some the same points
    assert np.array_equal(here.test, there.test) and np.array_equal(here.label, there.label)
    assert not np.array_equal(here.test, points(data=9).test)


@pytest.mark.parametrize("name", DATASETS)
def test_points_of_a_spec_stay_in_the_reach_of_the_page(name: str):
    data = {"preset": name, "count": 2000, "noise": 0.5, "outliers": 0.5}
    points = parse({"data": data}).points()
    assert np.abs(points.xy).max() <= 1.2
    assert points.ids.tolist() == list(range(2000))


def test_convnetjs_circle_has_its_radii_and_its_spiral_one_and_a_quarter_turns():
    xy, label = made("convnet_circle", 1000, 0.0)
    radius = 6 * np.hypot(*xy.T)
    assert radius[label == 1].max() < 2 and (label == 1).sum() == 500
    assert radius[label == 0].min() > 3 and radius.max() < 5
    xy, label = made("convnet_spiral", 1000, 0.0)
    arm = xy[label == 1][1:]
    angle = np.unwrap(np.arctan2(arm[:, 0], arm[:, 1]))
    assert (angle[-1] - angle[0]) / (2 * np.pi) == pytest.approx(1.25, abs=0.01)
    np.testing.assert_allclose(xy[label == 0], -xy[label == 1], atol=1e-12)
    assert 6 * np.hypot(*xy.T).max() == pytest.approx(5, abs=0.02)

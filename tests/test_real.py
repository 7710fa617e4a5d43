"""Real data against what is published of them, and against scikit-learn's own readers and PCA."""

import subprocess
import sys

import numpy as np
import pytest

from server import real
from server.checks import Bad
from server.spec import parse

# Fisher (1936); the UCI repository's descriptions of iris, wine and digits.
SHAPES = {
    "iris": ((150, 4), (50, 50, 50)),
    "wine": ((178, 13), (59, 71, 48)),
    "digits": ((1797, 64), (178, 182, 177, 183, 181, 182, 181, 179, 174, 180)),
}
ALL = tuple(range(10))


@pytest.mark.parametrize("name", SHAPES)
def test_a_real_set_has_its_published_shape_and_classes(name: str):
    whole = real.examples(name, ALL)
    shape, sizes = SHAPES[name]
    assert whole.X.shape == shape
    assert tuple(np.bincount(whole.label.astype(int))) == sizes == real.REAL[name].sizes
    assert len(whole.classes) == len(sizes)


def test_the_means_are_the_published_ones():
    iris, wine = real.examples("iris").X, real.examples("wine").X
    np.testing.assert_allclose(iris.mean(axis=0), [5.843, 3.057, 3.758, 1.199], atol=5e-4)
    assert wine[:, 0].mean() == pytest.approx(13.0, abs=0.05), "alcohol, per cent"
    assert (wine[:, 12].min(), wine[:, 12].max()) == (278, 1680), "proline"
    digits = real.examples("digits", ALL).X
    assert (digits.min(), digits.max()) == (0, 16)


@pytest.mark.parametrize("name", SHAPES)
def test_the_files_are_what_scikit_learn_loads(name: str):
    from sklearn import datasets

    X, label = getattr(datasets, f"load_{name}")(return_X_y=True)
    whole = real.examples(name, ALL)
    assert np.array_equal(whole.X, X) and np.array_equal(whole.label, label)


def test_iris_lies_by_its_petals_from_one_edge_to_the_other():
    xy, label = real.on_plane("iris")
    centimetres = real.examples("iris").X[:, 2:]
    expected = [2 * (centimetres[:, 0] - 1.0) / 5.9 - 1, 2 * (centimetres[:, 1] - 0.1) / 2.4 - 1]
    np.testing.assert_allclose(xy.T, expected, atol=5.1e-5)
    assert xy[label == 0, 0].max() < -0.6 < -0.4 < xy[label > 0, 0].min()  # setosa stands apart


@pytest.mark.parametrize("name", ["wine", "digits"])
def test_the_plane_is_scikit_learns_pca(name: str):
    from sklearn.decomposition import PCA
    from sklearn.preprocessing import StandardScaler

    X = real.examples(name).X
    scores = PCA(2).fit_transform(StandardScaler().fit_transform(X) if name == "wine" else X)
    scores *= np.sign(scores[0]) * np.sign(real.on_plane(name)[0][0])
    np.testing.assert_allclose(real.on_plane(name)[0], scores / np.abs(scores).max(), atol=5.1e-5)


def test_an_axis_points_where_its_largest_loading_is_positive():
    X = np.random.default_rng(4).standard_normal((50, 6)) * [5, 1, 3, 1, 1, 1]
    for mirrored in (X, -X, X * [-1, 1, 1, 1, 1, 1]):
        scores = real.principal(mirrored)
        for axis, column in ((0, 0), (1, 2)):
            assert np.corrcoef(scores[:, axis], mirrored[:, column])[0, 1] > 0.9


def test_digits_are_those_that_are_chosen_and_become_classes_in_order():
    spec = parse({"data": {"preset": "digits", "digits": [8, 1], "count": 2000}})
    assert (spec.data.digits, spec.data.count, spec.data.classes) == ((1, 8), 182 + 174, 2)
    points = spec.points()
    assert np.bincount(points.label.astype(int)).tolist() == [182, 174]
    assert real.examples("digits", (1, 8)).classes == ("1", "8")


def test_a_number_beyond_what_there_is_takes_all_and_a_smaller_one_some_of_them():
    def points(count: int) -> list[list[float]]:
        spec = parse({"data": {"preset": "iris", "count": count}})
        assert spec.data.count == min(count, 150) and spec.data.noise == 0
        return spec.points().xy.tolist()

    assert len(points(2000)) == 150
    assert points(40) == points(2000)[:40]


def test_a_missing_package_is_one_sentence(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(real.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(Bad, match=r"wine_data.csv comes with scikit-learn, which is not installed"):
        real.examples.__wrapped__("wine")


def test_scikit_learn_is_never_imported():
    script = """
import sys
from server import __main__, app
from server.spec import parse
for name in ("iris", "wine", "digits"):
    parse({"data": {"preset": name}}).points()
print(sorted({"sklearn", "scipy"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    assert done.stdout.strip() == "[]", done.stdout + done.stderr

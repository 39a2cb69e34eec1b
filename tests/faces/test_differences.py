"""The law: two values of a factor that is seen differ by 24 levels on 8 pixels, in every context and skin."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np
import pytest

from playground.faces import small
from playground.faces.differences import LEVELS, PIXELS, Least, least_differences, valid, valid_below
from playground.faces.factors import COLUMN, OF_STYLE, VALUES, Codes, legal
from playground.faces.render import render_codes, unrounded
from playground.faces.sampling import sample
from playground.faces.seen import seen

pytestmark = pytest.mark.timeout(600)  # Seconds of a core, which a busy machine makes minutes.


def both(first: Codes, factor: str, value: str) -> Codes:
    """A face, and the one that has another value of a factor."""
    second = first.copy()
    second[COLUMN[factor]] = VALUES[factor].index(value)
    return np.stack([first, second])


def plainly(pictures: np.ndarray) -> int:
    one, other = pictures.astype(int)
    return int((np.abs(one - other).max(axis=0) >= LEVELS).sum())


@pytest.fixture(scope="module")
def found() -> tuple[Least, ...]:
    return least_differences()


def test_any_two_values_differ_plainly_in_every_context_and_skin(found: tuple[Least, ...]) -> None:
    pairs = {
        (style, factor, values): {
            least.skin
            for least in found
            if (least.style, least.factor, least.values) == (style, factor, values)
        }
        for style, factors in OF_STYLE.items()
        for factor in factors
        for values in itertools.combinations(factors[factor], 2)
    }
    for (style, factor, _), skins in pairs.items():
        assert skins == ({""} if factor == "skin" else {*OF_STYLE[style]["skin"]})
    assert len(found) == sum(map(len, pairs.values()))
    for least in found:
        assert least.pixels >= PIXELS, least


def test_the_contexts_that_are_told_are_as_is_told(found: tuple[Least, ...]) -> None:
    for least in found[::7]:
        fewest = both(least.fewest_in, least.factor, least.values[1])
        assert seen(fewest)[:, COLUMN[least.factor]].all()
        # Rounding only adds plain pixels, since colours are held to a whole number of levels before it.
        assert least.pixels <= plainly(render_codes(fewest)) <= 1.3 * least.pixels + 4
        one, other = (unrounded(row) for row in both(least.nearest_in, least.factor, least.values[1]))
        assert np.sqrt(((one - other).astype(float) ** 2).mean()) == pytest.approx(least.distance, abs=1e-3)


def test_no_face_of_a_sample_differs_less(found: tuple[Least, ...]) -> None:
    told = {(each.style, each.factor, each.values, each.skin): each for each in found}
    for row in sample(31, 20):
        style, skin = VALUES["style"][row[0]], VALUES["skin"][row[COLUMN["skin"]]]
        for factor, values in OF_STYLE[style].items():
            faces = np.repeat(row[None], len(values), axis=0)
            faces[:, COLUMN[factor]] = legal(style, factor)
            pictures = render_codes(faces)
            for one, other in itertools.combinations(range(len(values)), 2):
                if seen(faces[[one, other]])[:, COLUMN[factor]].all():
                    pair = pictures[[one, other]]
                    pixels, distance = plainly(pair), np.sqrt(((pair[0] - pair[1].astype(float)) ** 2).mean())
                    least = told[
                        style, factor, (values[one], values[other]), "" if factor == "skin" else skin
                    ]
                    assert pixels >= least.pixels and distance >= least.distance - 0.2


def by_factor() -> Iterator[tuple[str, np.ndarray, np.ndarray]]:
    """Of the small world all pairs of pictures that differ in one factor."""
    pictures = small.images().reshape(*map(len, small.CHOICES.values()), 3, -1)
    for axis, factor in enumerate(small.CHOICES):
        by_value = np.moveaxis(pictures, axis, 0)
        for one, other in itertools.combinations(by_value, 2):
            yield factor, one.reshape(-1, *one.shape[-2:]), other.reshape(-1, *other.shape[-2:])


def test_all_faces_of_the_small_world_differ_plainly_too() -> None:
    told = least_differences(small.SIDE, small.WORLD)
    assert {each.factor for each in told} == {*small.CHOICES}
    nearest = dict.fromkeys(small.CHOICES, np.inf)
    for factor, one, other in by_factor():
        differ = np.maximum(one, other) - np.minimum(one, other)
        assert (differ.max(axis=1) >= LEVELS).sum(axis=1).min() >= PIXELS, factor
        squares = np.einsum("ncp,ncp->n", differ, differ, dtype=np.float32).min() / differ[0].size
        nearest[factor] = min(nearest[factor], float(np.sqrt(squares)))
    for factor, distance in nearest.items():
        assert min(each.distance for each in told if each.factor == factor) == pytest.approx(
            distance, abs=0.05
        )
    assert valid_below(small.SIDE, small.WORLD) == pytest.approx(min(nearest.values()) / 2, abs=0.02)


def test_no_two_faces_of_the_small_world_are_nearer_though_they_differ_in_more(rng_seed: int = 5) -> None:
    pictures = small.images().reshape(2**14, -1).astype(np.float32)
    some = np.random.default_rng(rng_seed).choice(2**14, 64, replace=False)
    squares = (pictures**2).sum(axis=1)
    far = squares[some, None] + squares - 2 * pictures[some] @ pictures.T
    far[np.arange(64), some] = np.inf
    assert np.sqrt(far.min() / pictures.shape[1]) >= 2 * valid_below(small.SIDE, small.WORLD) - 0.05


def test_valid_is_what_lies_nearer_than_half_the_way(found: tuple[Least, ...]) -> None:
    limit = valid_below()
    assert limit == min(least.distance for least in found) / 2
    assert valid(np.array([0, limit - 1e-6, limit, 20.0])).tolist() == [True, True, False, False]
    assert valid_below(small.SIDE, small.WORLD) > limit

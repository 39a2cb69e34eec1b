"""A direction leads to what its word tells, and is confirmed where pictures then agree with the word."""

from __future__ import annotations

import re

import numpy as np
import pytest

from playground.core import folders
from playground.core.errors import DataError
from playground.evaluate.intervals import clopper_pearson
from playground.zoo.vae.directions import (
    Confirmed,
    agreement,
    confirmed,
    direction,
    random_directions,
    telling,
)

GENERATOR = np.random.default_rng(0)


def test_words_are_told_whole_and_in_any_case() -> None:
    captions = [("Smiling face", "sun"), ("sunglasses",), ("unsmiling",), ("face", "big Smiling eyes")]
    assert telling(captions, ["smiling"]).tolist() == [True, False, False, True]
    assert telling(captions, ["sun"]).tolist() == [True, False, False, False]
    assert telling(captions, ["Sunglasses", "face"]).tolist() == [True, True, False, True]


def test_a_direction_is_what_was_added_to_those_that_are_told() -> None:
    told = GENERATOR.random(4000) < 0.3
    codes = 0.1 * GENERATOR.standard_normal((4000, 3)) + np.outer(told, [0.0, 2.0, -1.0])
    np.testing.assert_allclose(direction(codes, told), [0, 2, -1], atol=0.02)
    np.testing.assert_allclose(direction(codes, ~told), [0, -2, 1], atol=0.02)


def test_within_a_set_it_does_not_lead_to_the_set() -> None:
    face = GENERATOR.random(4000) < 0.5
    glasses = face & (GENERATOR.random(4000) < 0.5)
    codes = np.outer(face, [5.0, 0.0]) + np.outer(glasses, [0.0, 1.0])
    np.testing.assert_allclose(direction(codes, glasses, face), [0, 1], atol=1e-12)
    assert direction(codes, glasses)[0] > 1


def test_too_few_are_told() -> None:
    told = np.arange(20) < 3
    with pytest.raises(DataError, match="3 and 17"):
        direction(np.zeros((20, 2)), told)


def test_random_directions_are_as_long_and_lie_as_codes_lie() -> None:
    codes = GENERATOR.standard_normal((500, 4)) * [1.0, 1.0, 0.1, 0.0]
    told, within = np.arange(500) % 20 == 0, np.arange(500) < 400
    found = random_directions(codes, told, within, 2.5, 200, np.random.default_rng(1))
    np.testing.assert_allclose(np.linalg.norm(found, axis=1), 2.5)
    spread = np.sqrt(np.square(found).mean(axis=0))
    assert spread[3] == 0
    # As long ones they take up more of the narrow side than codes do.
    assert (spread[2] < 0.3 * spread[:2]).all()
    # Of none of them is a way told.
    assert np.linalg.norm(found.mean(axis=0)) < 0.5


def test_agreement_is_the_cosine_with_the_text() -> None:
    angles = np.arange(9) / 9
    vectors = np.stack([np.cos(angles), np.sin(angles)], axis=1)
    np.testing.assert_allclose(agreement(vectors, np.array([0.0, 1.0])), np.sin(angles))


def test_what_always_agrees_more_than_others_is_confirmed_always() -> None:
    others = GENERATOR.standard_normal((60, 5))
    best = others.max(axis=1) + np.abs(others).max()
    assert confirmed(best, others).share == 1
    assert confirmed(-best, others).share == 0


def test_noise_is_confirmed_in_one_case_of_three_in_either_place() -> None:
    """All gains of a picture are over the same answer before the step: of three, that after it is largest."""
    before = GENERATOR.standard_normal((20_000, 1))
    every = GENERATOR.standard_normal((20_000, 9)) - before
    found = confirmed(every[:, 0], every[:, 1:])
    assert found.share == pytest.approx(1 / 3, abs=0.01)
    assert found.chance == pytest.approx(1 / 3, abs=0.01)
    assert found.low < 1 / 3 < found.high


@pytest.mark.parametrize(
    "text",
    [Confirmed.__doc__, (folders.assets() / "explanations" / "vae.md").read_text(encoding="utf-8")],
    ids=["docstring", "explanation"],
)
def test_what_chance_confirms_is_told_as_it_is(text: str) -> None:
    assert re.search(r"\bone\s+in\s+three\b", text)
    assert not re.search(r"\b(three|cases)\s+(in|of)\s+eight\b", text)


def test_a_gain_that_random_steps_have_as_well_is_chance() -> None:
    """Whatever is moved agrees more: half of the pairs are won, by either side."""
    every = 5 + GENERATOR.standard_normal((20_000, 9))
    found = confirmed(every[:, 0], every[:, 1:])
    assert found.share == pytest.approx(0.5, abs=0.01)
    assert found.chance == pytest.approx(0.5, abs=0.01)


def test_steps_that_change_nothing_confirm_nothing() -> None:
    found = confirmed(np.zeros(7), np.zeros((7, 3)))
    assert (found.share, found.chance, found.pictures) == (0, 0, 7)
    with pytest.raises(ValueError, match="at least one picture"):
        confirmed(np.zeros(0), np.zeros((0, 3)))


def test_few_pictures_make_nothing_certain() -> None:
    few, many = (confirmed(np.ones(count), np.zeros((count, 2))) for count in (5, 500))
    assert few.share == many.share == few.high == many.high == 1
    assert few.low < 0.6 and many.low > 0.99


@pytest.mark.parametrize(("spread", "count"), [(0.0, 30), (0.6, 30), (1.0, 240)])
def test_the_interval_holds_the_share_of_all_pictures_beside_all_directions(
    spread: float, count: int
) -> None:
    """Both are drawn anew each time; what moves the shares of directions counts as well as pictures do."""
    random, held = np.random.default_rng(7), 0
    many = random.standard_normal(4_000_000)
    truth = float(((many[::2] > 0) & (many[::2] > np.hypot(spread, 1) * many[1::2])).mean())
    for _ in range(400):
        others = spread * random.standard_normal(16) + random.standard_normal((count, 16))
        found = confirmed(random.standard_normal(count), others)
        held += found.low <= truth <= found.high
    assert held >= 372


def test_directions_that_have_the_same_share_leave_the_interval_of_pictures() -> None:
    gains = np.repeat([1.0, -1.0], [7, 3])
    found = confirmed(gains, np.zeros((10, 16)))
    assert (found.low, found.high) == clopper_pearson(7, 10)

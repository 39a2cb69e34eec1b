"""A direction leads to what its word tells, and is confirmed where pictures then agree with the word."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.evaluate.named_directions import agreement, confirmed, direction, telling

GENERATOR = np.random.default_rng(0)


def test_words_are_told_whole_and_in_any_case() -> None:
    captions = [("Smiling face", "sun"), ("sunglasses",), ("unsmiling",), ("face", "big Smiling eyes")]
    assert telling(captions, "smiling").tolist() == [True, False, False, True]
    assert telling(captions, "sun").tolist() == [True, False, False, False]


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


def test_steps_towards_a_text_are_confirmed_and_others_are_not() -> None:
    text, before = (
        np.array([0.0, 1.0]),
        np.stack([np.cos(np.arange(9) / 9), np.sin(np.arange(9) / 9)], axis=1),
    )
    towards = np.stack([np.cos(np.arange(9) / 9 + 0.1), np.sin(np.arange(9) / 9 + 0.1)], axis=1)
    np.testing.assert_allclose(agreement(before, text), before[:, 1])
    assert confirmed(before, towards, text).value == 1
    assert confirmed(towards, before, text).value == 0
    mixed = np.where(np.arange(9)[:, None] < 3, towards, before)
    assert confirmed(before, mixed, text).value == pytest.approx(1 / 3)

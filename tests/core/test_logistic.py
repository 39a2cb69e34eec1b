"""Probabilities of logits are right however sure they are."""

from __future__ import annotations

import math

import numpy as np
import pytest

from playground.core.likelihood import probability


def test_small_probabilities_keep_their_digits() -> None:
    logits = np.linspace(-80, 80, 321).astype(np.float32)
    exact = [1 / (1 + math.exp(-float(logit))) for logit in logits]
    found = probability(logits)
    assert found.dtype == np.float32 and found == pytest.approx(exact, rel=1e-6, abs=0)
    assert found + found[::-1] == pytest.approx(1)


def test_there_is_no_overflow_and_nan_stays_nan() -> None:
    with np.errstate(over="raise", invalid="raise"):
        found = probability(np.array([-1e38, -1e4, 0, 1e4, 1e38], np.float32))
    assert found.tolist() == [0, 0, 0.5, 1, 1]
    assert np.isnan(probability(np.array([math.nan], np.float32))).all()

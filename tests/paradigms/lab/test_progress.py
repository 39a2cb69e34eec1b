"""The curve of a loss that grows long, what is said of it where it is not always known, and the pace."""

from __future__ import annotations

import numpy as np
import pytest

from playground.paradigms.lab.progress import Progress


def noted(losses: np.ndarray) -> Progress:
    progress = Progress()
    for loss in losses:
        progress.add(float(loss))
    return progress


def test_a_long_curve_is_merged_without_losing_its_mean() -> None:
    losses = np.random.default_rng(0).uniform(1, 2, 6400)
    progress = noted(losses)
    curve = progress.curve()
    assert len(curve) < 400 and np.all(np.diff(curve[:, 0]) > 0)
    assert curve[:, 1].mean() == pytest.approx(losses.mean())
    assert progress.steps == 6400 and progress.loss == pytest.approx(losses[-50:].mean())


@pytest.mark.parametrize("unknown", [3, 60, 20_000])
def test_a_loss_is_told_from_the_first_step_on_that_has_one_again(unknown: int) -> None:
    losses = np.concatenate([np.full(100, 1.0), np.full(unknown, np.nan)])
    progress = noted(losses)
    assert np.isnan(progress.loss)
    for loss in np.linspace(2, 3, 60):
        progress.add(float(loss))
        losses = np.append(losses, loss)
        assert progress.loss == pytest.approx(np.nanmean(losses[-50:]))


def test_a_merged_curve_is_the_mean_of_what_is_known_and_unknown_where_nothing_is() -> None:
    losses = np.random.default_rng(0).uniform(1, 2, 6400)
    losses[:3200:2] = losses[1600:2000] = losses[4800:] = np.nan
    steps, curve = noted(losses).curve().T
    each = 6400 // len(curve)
    assert each == 32 and steps == pytest.approx(np.arange(len(curve)) * each + (each + 1) / 2)
    for found, part in zip(curve, losses.reshape(-1, each), strict=True):
        known = part[~np.isnan(part)]
        assert found == pytest.approx(known.mean() if len(known) else np.nan, nan_ok=True)
    assert np.isnan(curve[-1]) and np.isfinite(curve[0])


def test_the_pace_is_that_of_the_last_moment() -> None:
    progress = Progress()
    assert progress.pace(10.0) == 0
    for _ in range(30):
        progress.add(1.0)
    assert progress.pace(10.6) == pytest.approx(50)
    assert progress.pace(12.0) == 0

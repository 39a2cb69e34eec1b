"""What is told of a VAE's training and of its samples, in two ways that have to agree."""

from __future__ import annotations

import pytest

from playground.core.recipe import change
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.paradigms.vae_lab.runs import train
from tests.support.bare import Bare
from tests.support.plane_lab import TickClock, watch

pytestmark = pytest.mark.torch


def test_strays_are_the_samples_that_are_not_on_the_data() -> None:
    """Of blobs of one size, density is largest in each one's centre, up to what the others add."""
    recipe = VaeLab(width=16, layers=1, batch=32, speed=1, sigma=1.0)
    run = train(recipe, Bare(), TickClock(0.0002))
    watch(run, 2)
    scalars = watch(run, 40, change(recipe, training=False)).scalars
    assert scalars["stray"] == pytest.approx(1 - scalars["mode_quality"], abs=0.02)
    assert 0.6 < scalars["stray"] < 0.99


def test_curves_are_the_bound_and_its_terms_in_this_order() -> None:
    """After one step the curves have that step's losses, which are also told as numbers."""
    run = train(VaeLab(width=16, layers=1, batch=32, speed=1), Bare(), TickClock())
    frame = next(run)
    told = [frame.scalars[name] for name in ("step", "negative_elbo", "reconstruction", "kl")]
    assert frame.arrays["curves"][0] == pytest.approx(told, rel=1e-5)
    assert told[2] > 2 * told[3], "the terms can be told apart"

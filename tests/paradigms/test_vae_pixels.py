"""Likelihoods of pixels by their kinds: they sum to one over all levels, and are those of scipy."""

from __future__ import annotations

from typing import Any

import msgspec
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from playground.core.cards import Bernoulli, Card, DiscretizedLogistic, Gaussian, Likelihood
from playground.core.errors import RecipeError
from playground.core.noise import generator
from playground.paradigms.vae_images.network import Pixels, binarised, pixels_of
from tests.support.fakes import make_card

LEVELS = np.arange(256.0)
HALF = 0.5 / 255

means = st.floats(-0.5, 1.5)
log_scales = st.floats(-5.0, 1.0)
ranges = st.sampled_from([(0.0, 1.0), (-1.0, 1.0), (0.0, 255.0)])


class Decoder:
    """Gives the same for every pixel of 256 pictures of one pixel."""

    def __init__(self, **out: float) -> None:
        self._out = out

    def run(self, inputs: Any) -> dict[str, Any]:
        shape = (256, 1, 1, 1)
        return {name: np.full(shape, value, dtype=np.float32) for name, value in self._out.items()}


def card_of(likelihood: Likelihood | None, low: float, high: float) -> Card:
    return msgspec.structs.replace(make_card(low=low, high=high), likelihood=likelihood)


def pixels(likelihood: Likelihood | None, low: float = 0.0, high: float = 1.0, **out: float) -> Pixels:
    return pixels_of(Decoder(**out), card_of(likelihood, low, high), np.zeros((256, 3), np.float32))  # type: ignore[arg-type]


def logs(found: Pixels) -> Any:
    """Log-probabilities of all 256 levels."""
    return found.log_probability(LEVELS[:, None, None, None]).ravel()


def masses(cdf: Any) -> Any:
    """What a distribution puts on each level's interval, the outermost owning the tails."""
    edges = np.concatenate([[-np.inf], (LEVELS[:-1] + 0.5) / 255, [np.inf]])
    return np.diff(cdf(edges))


@pytest.mark.parametrize("kind", [DiscretizedLogistic(), Gaussian()])
@given(mean=means, log_scale=log_scales, values=ranges)
def test_the_levels_probabilities_are_those_of_the_distribution(
    kind: Likelihood, mean: float, log_scale: float, values: tuple[float, float]
) -> None:
    low, high = values
    span = high - low
    found = pixels(kind, low, high, location=low + span * mean, log_scale=log_scale + np.log(span))
    own = stats.logistic if isinstance(kind, DiscretizedLogistic) else stats.norm
    wanted = masses(own(loc=float(found.mean[0, 0, 0, 0]), scale=np.exp(log_scale)).cdf)
    np.testing.assert_allclose(np.exp(logs(found)), wanted, rtol=2e-3, atol=1e-9)
    assert np.exp(logs(found)).sum() == pytest.approx(1, abs=1e-6)


@given(mean=means, scale=st.floats(0.005, 2.0), values=ranges)
def test_a_deviation_in_the_card_is_that_of_the_networks_values(
    mean: float, scale: float, values: tuple[float, float]
) -> None:
    low, high = values
    fixed = pixels(Gaussian(scale=scale), low, high, location=low + (high - low) * mean)
    given_out = pixels(Gaussian(), low, high, location=low + (high - low) * mean, log_scale=np.log(scale))
    np.testing.assert_allclose(logs(fixed), logs(given_out), rtol=1e-5, atol=1e-5)


def test_the_tail_of_a_narrow_distribution_keeps_its_logarithm() -> None:
    """Where scipy's probability is 0 in floats, its log of the density says how far down it must be."""
    found = logs(pixels(Gaussian(scale=0.01), location=0.0))
    wanted = stats.norm(scale=0.01).logcdf(-(1 - HALF))  # By symmetry, the upper tail from white's edge.
    assert found[-1] == pytest.approx(wanted, rel=1e-4) and np.isfinite(found).all()


@given(logit=st.floats(-30, 30), level=st.integers(0, 255))
def test_black_and_white_are_those_of_a_coin(logit: float, level: int) -> None:
    found = logs(pixels(Bernoulli(), logit=logit))
    exact = float(np.float32(logit))
    coin = stats.bernoulli(1 / (1 + np.exp(-exact)))
    log_white, log_black = -np.logaddexp(0, -exact), -np.logaddexp(0, exact)
    assert found[255] == pytest.approx(log_white, abs=1e-9) and found[0] == pytest.approx(log_black, abs=1e-9)
    if abs(exact) < 15:
        assert found[255] == pytest.approx(coin.logpmf(1), abs=1e-5)
    # A grey level is the mean over black and white by its share.
    share = level / 255
    assert found[level] == pytest.approx(share * log_white + (1 - share) * log_black, abs=1e-6)


def test_a_certain_coin_makes_nothing_infinite_that_is_not_asked_for() -> None:
    found = logs(pixels(Bernoulli(), logit=1e4))
    assert found[255] == 0 and np.isfinite(found).all()


DRAWN: dict[str, tuple[Likelihood, dict[str, float], Any]] = {
    "logistic": (
        DiscretizedLogistic(),
        {"location": 0.4, "log_scale": -3.0},
        stats.logistic(0.4, np.exp(-3.0)),
    ),
    "normal": (Gaussian(), {"location": 0.4, "log_scale": -2.0}, stats.norm(0.4, np.exp(-2.0))),
    "normal of one width": (Gaussian(scale=0.2), {"location": 0.4}, stats.norm(0.4, 0.2)),
}


@pytest.mark.parametrize(("kind", "out", "own"), DRAWN.values(), ids=DRAWN)
def test_drawn_pixels_have_the_distribution(kind: Likelihood, out: dict[str, float], own: Any) -> None:
    found = pixels(kind, **out)
    drawn = np.concatenate([found.drawn(generator(7, row, "pixels"), row).ravel() for row in range(256)])
    assert stats.kstest(drawn, own.cdf).pvalue > 1e-4


def test_drawn_pixels_of_a_coin_are_black_or_white() -> None:
    found = pixels(Bernoulli(), logit=np.log(0.3 / 0.7))
    drawn = np.concatenate([found.drawn(generator(7, row, "pixels"), row).ravel() for row in range(256)])
    assert set(np.unique(drawn)) == {0.0, 1.0}
    assert stats.binomtest(int(drawn.sum()), len(drawn), 0.3).pvalue > 1e-4


def test_without_a_likelihood_there_is_a_picture_and_nothing_else() -> None:
    found = pixels(None, -1.0, 1.0, location=0.0)
    np.testing.assert_allclose(found.mean, 0.5)
    with pytest.raises(RecipeError, match="names no likelihood"):
        found.log_probability(LEVELS)
    with pytest.raises(RecipeError, match="names no likelihood"):
        found.drawn(generator(0, 0, "pixels"), 0)


def test_an_image_in_black_and_white_keeps_its_means_and_is_the_same_each_time() -> None:
    image = np.full((1, 1, 64, 64), 64, dtype=np.uint8)
    drawn = binarised(image, [generator(1, 0, "binarise")])
    assert set(np.unique(drawn)) == {0, 255}
    assert stats.binomtest(int((drawn > 0).sum()), drawn.size, 64 / 255).pvalue > 1e-4
    np.testing.assert_array_equal(drawn, binarised(image, [generator(1, 0, "binarise")]))
    assert (binarised(255 * np.ones_like(image), [generator(1, 0, "binarise")]) == 255).all()
    assert (binarised(0 * image, [generator(1, 0, "binarise")]) == 0).all()

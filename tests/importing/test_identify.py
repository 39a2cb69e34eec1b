"""What is measured of networks that are known exactly, and whose convention nobody tells the measurement."""

from __future__ import annotations

import numpy as np
import pytest

from playground.core import folders
from playground.core.cards import Unconditional
from playground.core.errors import RecipeError
from playground.core.images import read_labelled_images
from playground.gaussian.adapt import path_of, path_time
from playground.gaussian.card import Denoising, Times
from playground.gaussian.finite import FiniteSet
from playground.gaussian.levels import Level
from playground.gaussian.predictions import from_pair
from playground.importing.conventions import Convention, knots_of, scaled_linear
from playground.importing.identify import identify

SHAPE = (1, 14, 14)
PLAIN, INDEX = Times(), Times(offset=-1.0)


@pytest.fixture(scope="module")
def pictures() -> np.ndarray:
    """A hundred garments of 14 by 14 pixels."""
    found = read_labelled_images(folders.assets() / "heldout" / "fashion-mnist", "t10k").images[:100]
    return found.reshape(100, 1, 14, 2, 14, 2).mean(axis=(3, 5)).round().astype(np.uint8)


def told(path: str, prediction: str, times: Times = PLAIN, **more) -> Denoising:
    return Denoising(
        path=path, prediction=prediction, times=times, shape=SHAPE, condition=Unconditional(), **more
    )


class Known:
    """The exact denoiser of pictures, which speaks as it is told; it errs a little, as networks do."""

    def __init__(self, said: Denoising, pictures: np.ndarray, low: float, clock=lambda told: told) -> None:
        self.said, self.clock = said, clock
        self.path = path_of(said)
        self.exact = FiniteSet(low + (1 - low) / 255 * pictures.astype(np.float64), std=0.05)
        self.calls = 0

    def level(self, time: float) -> Level:
        t = path_time(self.said, self.clock(time))
        return self.path.level(float(np.clip(t, max(self.path.floor, 1e-3), self.path.end)))

    def __call__(self, x: np.ndarray, time: np.ndarray) -> np.ndarray:
        self.calls += 1
        level = self.level(float(time[0]))
        return self.said.sign * from_pair(
            self.said.prediction, self.exact(x.astype(np.float64), level), level
        )


TRUTHS = {
    "straight lines": told("linear", "velocity"),
    "from 1000 down, minus the velocity": told(
        "linear", "velocity", Times(scale=1000, reversed=True), sign=-1
    ),
    "straight lines that predict the data": told("linear", "data", Times(reversed=True)),
    "linear beta": told("variance preserving", "noise", INDEX),
    "cosine beta that predicts v": told("variance preserving", "v", INDEX, schedule="cosine"),
    "sigmoid beta told from 0 to 1": told(
        "variance preserving", "data", Times(scale=0.001), schedule="sigmoid"
    ),
    "scaled linear beta": told("arrays", "noise", INDEX, knots=knots_of(scaled_linear())),
    "a short cosine": told("variance preserving", "noise", INDEX, schedule="cosine", schedule_steps=200),
    "minus the noise": told("variance preserving", "noise", INDEX, sign=-1),
    "the score, told sigma": told("variance exploding", "score"),
    "the data, told sigma": told("variance exploding", "data"),
}


@pytest.mark.parametrize("low", [-1.0, 0.0])
@pytest.mark.parametrize("name", TRUTHS)
def test_the_convention_is_found(name, low, pictures) -> None:
    said = TRUTHS[name]
    found = identify(Known(said, pictures, low), pictures[:16])
    best = found.best
    assert best is not None
    assert found.rows[0].score < 0.3
    assert _same(best, said), found.sentence
    assert best.range == (low, 1.0)
    # Whatever is as likely mixes pictures and noise alike, within what so few pictures can tell.
    assert {one.denoising.prediction for one in found.alike} == {said.prediction}


def _same(found: Convention, said: Denoising) -> bool:
    """Whether two conventions mix alike and say the same to a network, whatever they are called."""
    one, other = path_of(found.denoising), path_of(said)
    for ratio in (0.2, 1.0, 5.0):
        here, there = one.level(one.time(-2 * np.log(ratio))), other.level(other.time(-2 * np.log(ratio)))
        if abs(here.alpha - there.alpha) > 0.02 or found.denoising.prediction != said.prediction:
            return False
    return found.denoising.times.reversed == said.times.reversed and found.denoising.sign == said.sign


def test_the_logarithm_of_sigma_is_found(pictures) -> None:
    known = Known(
        told("variance exploding", "data"), pictures, -1.0, clock=lambda time: np.exp(min(4 * time, 9.0))
    )
    found = identify(known, pictures[:12])
    assert found.best is not None
    assert found.best.clock == "quarter log"


def test_random_answers_fit_nothing(pictures) -> None:
    rng = np.random.default_rng(0)
    mixing = rng.normal(0, SHAPE[1] ** -0.5, (SHAPE[1], SHAPE[1])).astype(np.float32)
    found = identify(lambda x, time: np.tanh(x @ mixing + np.cos(time)[:, None, None, None]), pictures[:12])
    assert found.verdict == "nothing"
    assert found.best is None
    assert found.alike == ()
    assert found.sentence.startswith("Nothing fits")


def test_what_time_cannot_change_cannot_be_told(pictures) -> None:
    """A network that hears no time answers the same, however it is told."""
    pairs = FiniteSet(pictures / 127.5 - 1, std=0.05)

    def deaf(x, time):
        # The noise may be seen from x itself, as a blind denoiser does.
        levels = [path_of(told("linear", "data")).level(t) for t in np.linspace(0.05, 0.95, 7)]
        likely = max(levels, key=lambda level: float(pairs.log_density(x, level).sum()))
        return pairs(x.astype(np.float64), likely).data

    found = identify(deaf, pictures[:12])
    assert found.verdict == "alike"
    assert {one.denoising.times.reversed for one in found.alike} == {True, False}
    assert {one.denoising.prediction for one in found.alike} == {"data"}


def test_a_consistency_network_is_contrasted_and_a_denoiser_is_not(pictures) -> None:
    values = pictures / 127.5 - 1
    path = path_of(told("linear", "data"))
    nearest = FiniteSet(values[16:], std=0.05)
    mean = Known(told("linear", "data"), pictures[16:], -1.0)

    def jump(x, time):
        return values[16:][nearest.nearest(x.astype(np.float64), path.level(float(time[0])))]

    found, other = identify(jump, pictures[:16]), identify(mean, pictures[:16])
    assert found.rows[0].convention.denoising.prediction == "data"
    assert found.rows[0].shrinks < other.rows[0].shrinks


def test_a_network_that_refuses_a_time_does_not_speak_so(pictures) -> None:
    known = Known(TRUTHS["straight lines"], pictures, -1.0)

    def strict(x, time):
        if not ((time >= 0) & (time <= 1)).all():
            raise IndexError("no such time")
        return known(x, time)

    assert _same(identify(strict, pictures[:8]).rows[0].convention, TRUTHS["straight lines"])


def test_the_same_seed_gives_the_same_table(pictures) -> None:
    known = Known(TRUTHS["linear beta"], pictures, -1.0)
    assert identify(known, pictures[:8], seed=3) == identify(known, pictures[:8], seed=3)


def test_latents_are_taken_as_they_are_and_what_is_configured_is_tried(pictures) -> None:
    latents = (pictures / 127.5 - 1).astype(np.float32)
    said = told("arrays", "noise", INDEX, knots=knots_of(scaled_linear(77, 0.01, 0.2)))
    configured = Convention(denoising=said)
    found = identify(Known(said, pictures, -1.0), latents[:12], also=[configured])
    assert found.rows[0].convention == configured


def test_one_picture_is_too_few_and_another_shape_is_no_denoiser(pictures) -> None:
    with pytest.raises(RecipeError, match="two pictures"):
        identify(lambda x, time: x, pictures[:1])
    with pytest.raises(RecipeError, match="answers"):
        identify(lambda x, time: x[:, :, 1:], pictures[:4])


@pytest.mark.parametrize("value", [np.inf, np.nan, 1e300])
def test_answers_that_are_not_finite_fit_nothing_and_warn_of_nothing(pictures, value) -> None:
    found = identify(lambda x, _t: np.where(x > 0, value, x.astype(np.float64)), pictures[:8])
    assert found.verdict == "nothing"

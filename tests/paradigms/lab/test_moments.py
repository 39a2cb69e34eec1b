"""Moments of a training that one looks back at: as they were, to the last bit, and within their budget."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from playground.core.checkpoint import Checkpoint
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import change
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.gan_lab.runs import train as train_gan
from playground.paradigms.lab import moments
from playground.paradigms.lab.moments import Moments, seen_by
from playground.paradigms.lab.recipe import Reviewable
from playground.paradigms.lab.steering import steered
from playground.paradigms.lab.time_slices import SlicedWork, TimeSlices
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.nflow_lab.runs import train as train_nflow
from playground.paradigms.plane.recipes import ConsistencyLab, FlowLab
from playground.paradigms.plane.runs import train as train_plane
from playground.paradigms.vae_lab.recipes import VaeLab
from playground.paradigms.vae_lab.runs import train as train_vae
from tests.support.bare import Bare
from tests.support.plane_lab import Seen, TickClock

SMALL = {"width": 16, "layers": 2, "batch": 32, "speed": 1}
PLANE = {**SMALL, "points": 100, "steps": 4}
LABS = [
    pytest.param(train_plane, FlowLab(**PLANE, coupling="optimal transport"), 6, id="flow"),
    pytest.param(train_plane, ConsistencyLab(**PLANE, teacher_walk=4, teacher_steps=3), 5, id="consistency"),
    pytest.param(train_vae, VaeLab(**SMALL), 6, id="vae"),
    pytest.param(train_nflow, NflowLab(layers=3, width=16, batch=32, speed=1), 6, id="nflow"),
    pytest.param(train_gan, GanLab(batch=32, speed=1), 6, id="gan"),
]
"""How they are trained, a recipe, and which moment is that of the sixth frame: a new phase has none."""
_PRESENT = {"steps_per_second", "trained", "moment", "moments", "moments_bytes"}
"""Scalars that tell of the present, whatever is seen."""


def go(run: Run, frames: int) -> Seen:
    """All of some frames."""
    seen = Seen()
    for _ in range(frames):
        seen.take(next(run))
    return seen


def rest(run: Run, recipe: Reviewable, seen: Seen) -> Seen:
    """The same with all that comes until nothing more does."""
    frame = run.send(recipe)
    seen.take(frame)
    while not frame.still:
        frame = next(run)
        seen.take(frame)
    return seen


@pytest.mark.torch
@pytest.mark.parametrize(("train", "recipe", "number"), LABS)
def test_a_moment_is_seen_as_the_training_was_then_to_the_last_bit(
    train: Callable[..., Run], recipe: Any, number: int
) -> None:
    stopped, gone_on = (train(recipe, Bare(), TickClock()) for _ in range(2))
    then = rest(stopped, change(recipe, training=False), go(stopped, 6))
    last = go(gone_on, 12)
    whole = dict(last.arrays)
    past = rest(gone_on, change(recipe, moment=number), last)
    assert past.scalars["moment"] == number and past.scalars["moments"] == number + 6
    curves = {name for name in past.arrays if name.startswith(("curves", "losses"))}
    assert curves and all(len(past.arrays[name]) == len(whole[name]) for name in curves)
    assert past.arrays.keys() == then.arrays.keys()
    assert past.scalars.pop("settled") and past.scalars.keys() == then.scalars.keys()
    for name in past.arrays.keys() - curves:
        np.testing.assert_array_equal(past.arrays[name], then.arrays[name], err_msg=name)
    for name in past.scalars.keys() - _PRESENT:
        assert past.scalars[name] == then.scalars[name], name


@pytest.mark.torch
@pytest.mark.parametrize(("train", "recipe", "number"), LABS)
def test_the_present_is_not_lost_by_looking_back(train: Callable[..., Run], recipe: Any, number: int) -> None:
    plain, looked = (train(recipe, Bare(), TickClock()) for _ in range(2))
    go(plain, 8)
    go(looked, 8)
    for each in (1, number, 3):
        assert looked.send(change(recipe, moment=each)).scalars["moment"] == each
    # Frames of the past train nothing: the next of the present is the next there was.
    expected, found = next(plain), looked.send(recipe)
    assert found.scalars["moment"] == 0 and found.scalars["step"] == expected.scalars["step"]
    for name in ("curves", "losses", "losses_d", "codes", "fakes", "arrows"):
        if name in expected.arrays:
            np.testing.assert_array_equal(found.arrays[name], expected.arrays[name])


class Weights:
    """A training of one large array, which says how far it is; another phase begins every ``phase`` steps."""

    whole = True
    slices = TimeSlices(TickClock(), SlicedWork(()), ())

    def __init__(
        self, recipe: Reviewable, kept: Checkpoint | None = None, size: int = 4, phase: int = 10**9
    ) -> None:
        self.recipe, self.steps, self.phase = recipe, 0, phase
        self.weights, self.fixed = np.zeros(size), np.ones(size)

    def frame(self) -> Frame:
        if self.recipe.training:
            self.steps += 1
            self.weights += 1
        return Frame(
            arrays={"weights": self.weights.copy(), **self.curves({})},
            scalars={"step": self.steps % self.phase, "sampler": getattr(self.recipe, "sampler", "")},
        )

    def checkpoint(self, at: Checkpoint) -> None:
        self.steps = at.count("steps", self.steps)
        at.fill("weights", [self.weights, self.fixed])

    def curves(self, _scalars: Mapping[str, Scalar]) -> dict[str, Array]:
        return {"losses": np.arange(self.steps)}


def kept_by(lab: Weights, frames: int) -> Moments[Any]:
    found: Moments[Any] = Moments(Weights)
    for _ in range(frames):
        found.note(lab, lab.frame())
    return found


def steps_of(found: Moments[Any], recipe: Reviewable) -> list[int]:
    shown = (found.look(number, recipe) for number in range(1, found.count + 1))
    return [int(frame.scalars["step"]) for frame in shown if frame is not None]


@pytest.mark.parametrize("frames", [1, 200, 201, 1000, 2777])
def test_moments_stand_evenly_from_the_first_to_nearly_the_last(frames: int) -> None:
    recipe = FlowLab()
    steps = steps_of(kept_by(Weights(recipe), frames), recipe)
    apart = set(np.diff(steps).tolist())
    assert steps[0] == 1 and len(steps) <= moments.MOST_MOMENTS and len(apart) <= 1
    assert frames - steps[-1] < max(apart, default=1)
    assert len(steps) >= min(frames, moments.MOST_MOMENTS // 2)


def test_they_never_take_more_than_their_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moments, "BUDGET", 10_000)
    found, lab = Moments[Any](Weights), Weights(FlowLab(), size=100)
    for _ in range(300):
        found.note(lab, lab.frame())
        assert found.size <= 10_000
    # Of each moment 800 bytes are its own; what never changes is there once.
    assert found.size == 800 * (found.count + 1) and found.count >= 5
    assert found.told() == {"moments": found.count, "moments_bytes": found.size}


def test_another_phase_is_seen_by_another_lab_and_the_clock_goes_on() -> None:
    recipe = FlowLab()
    begun: list[Weights] = []

    def begin(recipe: Any, _kept: object) -> Weights:
        begun.append(Weights(recipe, phase=10))
        return begun[-1]

    found, lab = Moments(begin), Weights(recipe, phase=10)
    for _ in range(20):
        found.note(lab, lab.frame())
    assert steps_of(found, recipe) == [*range(1, 10), *range(1, 10)] and len(begun) == 2


def test_the_past_is_looked_at_as_the_present_says_and_trained_as_it_was() -> None:
    then, now = FlowLab(learning_rate=1e-3, time=0.1), FlowLab(learning_rate=1e-2, time=0.7, sampler="heun")
    seen = seen_by(then, now)
    assert (seen.learning_rate, seen.time, seen.sampler, seen.training) == (1e-3, 0.7, "heun", False)


def test_what_is_not_kept_is_the_present_and_another_training_has_no_past() -> None:
    recipe = FlowLab()
    run = steered(recipe, FlowLab, Weights)
    for _ in range(5):
        next(run)
    past = run.send(change(recipe, moment=2))
    assert (past.scalars["moment"], past.scalars["step"], len(past.arrays["losses"])) == (2, 2, 5)
    changed = run.send(change(recipe, moment=2, sampler="heun"))
    assert (changed.scalars["step"], changed.scalars["sampler"]) == (2, "heun")
    assert run.send(change(recipe, moment=77)).scalars["moment"] == 0
    fresh = run.send(change(recipe, moment=2, seed=5))
    assert (fresh.scalars["moment"], fresh.scalars["step"], fresh.scalars["moments"]) == (0, 1, 1)

"""Labs that do not train say when nothing more is to come, and only then."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from playground.core.frames import Frame
from playground.core.paradigm import Run
from playground.core.recipe import change
from playground.paradigms.gan_lab.recipes import GanLab
from playground.paradigms.lab.time_slices import Stillness
from playground.paradigms.nflow_lab.recipes import NflowLab
from playground.paradigms.plane.recipes import DiffusionLab, FlowLab
from playground.paradigms.vae_lab.recipes import VaeLab
from tests.support import gan_lab, nflow_lab, plane_lab
from tests.support.bare import Bare

pytestmark = pytest.mark.torch

_MOST = 3000


def begin_vae(recipe: VaeLab) -> Run:
    from playground.paradigms.vae_lab.runs import train

    return train(recipe, Bare(), plane_lab.TickClock())


LABS: dict[str, tuple[Callable[..., Run], object]] = {
    "diffusion": (plane_lab.begin, DiffusionLab(speed=2, width=16, points=200)),
    "flow": (plane_lab.begin, FlowLab(speed=2, width=16, points=200)),
    "gan": (gan_lab.begin, GanLab(speed=2, d_width=8, g_width=8, points=200)),
    "vae": (begin_vae, VaeLab(speed=2, width=16)),
    "nflow": (nflow_lab.begin, NflowLab(speed=2, width=16, layers=2)),
}


def until_still(run: Run, changed: object) -> Frame:
    """The first frame after which nothing more is to come, once the run does as it is told."""
    for index in range(_MOST):
        frame = run.send(changed if index == 0 else None)  # type: ignore[arg-type]
        if frame.still:
            assert index > 10
            return frame
    raise AssertionError("it never stands still")


def shown(frame: Frame) -> tuple[dict[str, bytes], dict[str, object]]:
    """All that is seen of a frame."""
    arrays = {name: np.ascontiguousarray(array).tobytes() for name, array in frame.arrays.items()}
    return arrays, {name: value for name, value in frame.scalars.items() if name != "steps_per_second"}


@pytest.mark.parametrize("name", LABS)
def test_a_paused_lab_comes_to_rest_and_brings_nothing_new_after_that(name: str) -> None:
    begin, recipe = LABS[name]
    run = begin(recipe)
    assert not any(next(run).still for _ in range(40))
    paused = change(recipe, training=False)  # type: ignore[type-var]
    last = until_still(run, paused)
    assert last.scalars["steps_per_second"] == 0
    for _ in range(120):
        assert shown(run.send(None)) == shown(last)
    assert not run.send(recipe).still  # type: ignore[arg-type]
    assert not any(next(run).still for _ in range(5))


def test_another_recipe_is_given_as_long_as_the_first_even_if_nothing_is_to_do_for_it_yet() -> None:
    """Some work begins only after a while, and has to be waited for."""
    clock = plane_lab.TickClock(0.0)
    stillness, first, second = Stillness(clock), FlowLab(), FlowLab()
    assert not stillness.note(first, False)
    clock.rest(1.4)
    assert not stillness.note(first, False)
    clock.rest(0.2)
    assert stillness.note(first, False) and not stillness.note(second, False)
    clock.rest(1.4)
    assert not stillness.note(second, False)
    clock.rest(0.2)
    assert stillness.note(second, False) and not stillness.note(second, True)


def test_a_change_while_nothing_trains_is_followed_to_its_end() -> None:
    begin, recipe = LABS["diffusion"]
    run = begin(recipe)
    next(run)
    paused = change(recipe, training=False, time=0.4)  # type: ignore[type-var]
    first = until_still(run, paused)
    assert first.scalars["density_kind"] == "likelihood"
    second = until_still(run, change(paused, time=0.3))
    assert second.scalars["density_kind"] == "likelihood" and second.scalars["time"] == pytest.approx(0.3)
    assert not np.array_equal(first.arrays["density"], second.arrays["density"])

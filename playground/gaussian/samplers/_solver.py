"""The walk that all ODE solvers of fixed steps share: the loop, the coordinates and the last jump."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

from playground.gaussian.coordinates import Place, coordinates
from playground.gaussian.levels import Array, Pair
from playground.gaussian.samplers._sampler import Run, Step, jump


class Flow:
    """``dx̄/ds`` of a run's model in the coordinates chosen, and the way there from levels."""

    def __init__(self, run: Run) -> None:
        self._run = run
        chosen = coordinates(run.path, run.options.coordinates)
        self.place, self.at = chosen.place, chosen.at

    def answer(self, x_bar: Array, place: Place) -> Pair:
        """What the model says at a place; costs an evaluation."""
        return self._run.model(place.scale * x_bar, place.level)

    def slope(self, x_bar: Array, place: Place) -> Array:
        """``dx̄/ds`` at a place; costs an evaluation."""
        return slope_of(self.answer(x_bar, place), place)


# From (flow, x̄, dx̄/ds there, place, target) to x̄ at the target.
Advance = Callable[[Flow, Array, Array, Place, Place], Array]


def slope_of(answer: Pair, place: Place) -> Array:
    """``dx̄/ds`` from an answer."""
    return place.a * answer.data + place.b * answer.noise


def euler(_flow: Flow, x: Array, slope: Array, here: Place, there: Place) -> Array:
    """Along the slope where one is: costs no further evaluation."""
    return x + (there.s - here.s) * slope


def solver(make: Callable[[], Advance], to_data: Advance | None = None) -> Callable[[Run], Iterator[Step]]:
    """The generator of a solver; ``make`` gives the rule for one step, anew for each run since it may
    remember.

    ``to_data`` is the rule of a step that ends at the data, for a solver whose own would ask the model there:
    where no noise is left to be seen, a network's answer knows nothing of the noise that a long step has yet
    to take away. A rule of one order less serves: once in a walk it costs no order.
    """

    def walk(run: Run) -> Iterator[Step]:
        flow, advance, x = Flow(run), make(), run.x
        for index, (level, target) in enumerate(itertools.pairwise(run.levels)):
            answer = run.model(x, level)
            yield run.step(index, level, x, answer)
            if run.jumps(target):
                x = jump(answer, target)
            else:
                here, there = flow.place(level), flow.place(target)
                rule = to_data if to_data and target.sigma == 0 else advance
                x = there.scale * rule(flow, x / here.scale, slope_of(answer, here), here, there)
        yield run.last(len(run.levels) - 1, run.levels[-1], x, answer)

    return walk

"""What a sampler is: a generator of steps, with what it can and cannot be used for, and its equations."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path as Folder
from typing import Literal, NamedTuple

import msgspec
from msgspec import structs

from playground.core.errors import RecipeError
from playground.gaussian.clipping import Clipping
from playground.gaussian.coordinates import ClockPoint, coordinates
from playground.gaussian.levels import Array, Denoiser, Level, Pair, mix
from playground.gaussian.models import Counted
from playground.gaussian.noise import StepNoise
from playground.gaussian.paths import CoordinatesName, Path, PathKind
from playground.gaussian.transitions import Transition, transition


class Interval(NamedTuple):
    """One step of a walk as its equations see it: from ``now`` to ``target``.

    ``before`` is where the step before began, ``None`` in the first one; ``eta``, ``variance`` and
    ``coordinates`` are the sampler's options of that name.
    """

    path: Path
    before: Level | None
    now: Level
    target: Level
    eta: float = 0.0
    variance: str = "posterior"
    coordinates: CoordinatesName | None = None

    @property
    def length(self) -> float:
        """Of the step on the solver's clock, negative towards the data; NaN for a jump from where it has no
        number."""
        clock = coordinates(self.path, self.coordinates)
        try:
            return clock.point(self.target).s - clock.point(self.now).s
        except RecipeError:
            return math.nan

    @property
    def transition(self) -> Transition:
        """The Gaussians between its two levels."""
        return transition(self.now, self.target)


class Formula(msgspec.Struct, frozen=True, kw_only=True):
    """A typeset equation, by its name in ``assets/equations``.

    ``terms`` gives what its terms are in a step, as numbers; one that is not finite is not shown. An equation
    ``beside_flow`` speaks of dx/dt and the length of a step alone, so that it can stand beside those of flow
    matching, too, whose time runs the other way. ``folder`` holds the typeset equations of a package of
    others, as ``assets/equations/build.py`` writes them.
    """

    name: str
    terms: Mapping[str, Callable[[Interval], float]] = {}
    beside_flow: bool = False
    folder: Folder | None = None


def in_steps(name: str, term: str = "step_size", share: float = 1.0, folder: Folder | None = None) -> Formula:
    """The equation of an ODE solver, in which ``term`` is this share of the step's length."""
    return Formula(name=name, terms={term: lambda step: share * step.length}, beside_flow=True, folder=folder)


PREDICTED_DATA = Formula(
    name="predicted_data",
    terms={
        "now": lambda step: step.now.t,
        "noise_level": lambda step: step.now.sigma,
        "signal": lambda step: step.now.alpha,
    },
)
"""What the predicted noise is subtracted with, and what the rest is divided by."""

PROBABILITY_FLOW = Formula(
    name="probability_flow", terms={"rate": lambda step: step.now.d_alpha / step.now.alpha}
)
"""Its rate is −½β(t), the derivative of log √ᾱ by the step."""


NetworkKind = Literal["denoiser", "consistency"]
Variance = Literal["posterior", "forward", "analytic"]
Ending = Literal["data", "floor"]
Stride = Literal["next", "even"]

# Why a sampler that follows the denoiser cannot be used with a consistency model, and the other way round.
NEEDS_A_DENOISER = (
    "A consistency model gives the end of a trajectory and not the mean of the data, so there is no flow "
    "to follow; use the sampler “consistency”."
)
NEEDS_CONSISTENCY = (
    "This network gives the mean of all data that x may come from, not the end of one trajectory: jumping to "
    "it and adding noise again gives blurred samples. Use a consistency model."
)

NEEDS_MMSE = (
    "The variance “analytic” needs the error of the best guess of the data at every level, which is known "
    "for points in the plane alone; use β̃ or β."
)


class Step(msgspec.Struct, frozen=True):
    """``x`` at a level, and the data and noise that the model sees in it.

    ``index`` counts from 0, the start; a grid of N + 1 times gives N + 1 steps. The model is not asked about
    the last x: its ``data`` is x itself where the level is clean (else the last answer), its ``noise`` the
    last answer. ``nfe`` are the network evaluations made so far, those for this step's answer included.
    """

    index: int
    level: Level
    x: Array
    data: Array
    noise: Array
    nfe: int


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What some samplers can be told.

    ``eta``: share of DDPM's noise in DDIM, 0 to 1. ``variance``: DDPM's, ``posterior`` (β̃), ``forward`` (β)
    or ``analytic``, which needs ``mmse``: the mean squared error, per coordinate, of the best guess of the
    data at a level. ``coordinates``: those of the ODE solvers, the path's own by default. ``rtol``, ``atol``:
    tolerance per step and component of the adaptive solver. ``max_evaluations``: where it gives up.
    ``clip``: what becomes of predicted data beyond the values that data can have. ``ending``: where the last
    step ends, at the data or at the path's floor, the noise of which stays. ``stride``: where the others end,
    at the next time or all T // N of the path's T steps lower, wherever the next one begins.
    """

    eta: float = 0.0
    variance: Variance = "posterior"
    mmse: Callable[[Level], float] | None = None
    coordinates: CoordinatesName | None = None
    rtol: float = 1e-3
    atol: float = 1e-3
    max_evaluations: int = 10_000
    clip: Clipping | None = None
    ending: Ending = "data"
    stride: Stride = "next"


class Run:
    """One use of a sampler: the counted model, the start, the levels and the noise."""

    def __init__(
        self,
        model: Denoiser,
        x: Array,
        path: Path,
        times: Sequence[float],
        noise: StepNoise,
        options: Options,
    ) -> None:
        self.model = Counted(model)
        self.x, self.path, self.noise, self.options = x, path, noise, options
        self.levels = tuple(path.level(t) for t in times)
        self.targets = targets(path, times, options)

    def step(self, index: int, level: Level, x: Array, answer: Pair) -> Step:
        """The step at a level the model was asked about."""
        return Step(index, level, x, answer.data, answer.noise, self.model.nfe)

    def last(self, index: int, level: Level, x: Array, answer: Pair) -> Step:
        """The last step, with the answer that led to it.

        Where the noise of a level above the data stays, x with it is what is taken for data.
        """
        data = answer.data
        if level.sigma == 0:
            data = x / level.alpha
        elif level.t == 0:
            data = x
        return Step(index, level, x, data, answer.noise, self.model.nfe)

    def jumps(self, target: Level) -> bool:
        """Whether a step to ``target`` takes the data and noise as they are, since no model is asked down
        there."""
        return jumps(self.path, target)


class Sampler(msgspec.Struct, frozen=True, kw_only=True):
    """A sampler and what the window, the command line and the tests have to know of it.

    ``order`` is its order of convergence on the probability flow (``None`` where it follows none);
    ``evaluations`` are those per step, ``evaluations_at_first`` those of each of the first steps, where a
    method that remembers begins in another way, ``evaluations_to_data`` those of a step that ends at the
    data, if fewer. ``uses`` names the options that it follows. The tables give, for what is not legal, the
    reason as a sentence. ``formulas`` are the equations that say what it does, in the order in which they are
    read.
    """

    name: str
    title: str
    paper: str
    rank: int
    run: Callable[[Run], Iterator[Step]]
    evaluations: int
    evaluations_at_first: tuple[int, ...] = ()
    evaluations_to_data: int = 0
    order: int | None = None
    random: bool = False
    adaptive: bool = False
    uses: tuple[str, ...] = ()
    network: NetworkKind = "denoiser"
    refuses_networks: Mapping[NetworkKind, str] = msgspec.field(
        default_factory=lambda: {"consistency": NEEDS_A_DENOISER}
    )
    refuses_paths: Mapping[PathKind, str] = {}
    refuses_variances: Mapping[tuple[Variance, PathKind], str] = {}
    caution: str = ""
    formulas: tuple[Formula, ...] = ()


def jumps(path: Path, target: Level) -> bool:
    """Whether a step to ``target`` is a jump, since no model of the path is asked down there."""
    return target.t < path.floor


def targets(path: Path, times: Sequence[float], options: Options) -> tuple[Level, ...]:
    """Where each step ends; where the last one does counts as the last time, whatever its noise."""
    reached = list(times[1:])
    if options.stride == "even" and path.steps is not None:
        length = path.steps // len(reached)
        reached = [max(t - length, 0.0) for t in times[:-1]]
    if options.ending == "floor":
        reached[-1] = max(reached[-1], path.floor)
    *levels, last = (path.level(t) for t in reached)
    return (*levels, structs.replace(last, t=times[-1]))


def jump(answer: Pair, target: Level) -> Array:
    """``target`` reached in one go from frozen data and noise: the data itself where ``target`` is clean."""
    return mix(answer.data, answer.noise, target)


class Flow:
    """``dx̄/ds`` of a run's model in the coordinates chosen, and the way there from levels."""

    def __init__(self, run: Run) -> None:
        self._run = run
        chosen = coordinates(run.path, run.options.coordinates)
        self.point, self.at = chosen.point, chosen.at
        self.place = self.point  # its name in plug-ins of 0.1

    def answer(self, x_bar: Array, point: ClockPoint) -> Pair:
        """What the model says at a point; costs an evaluation."""
        return self._run.model(point.scale * x_bar, point.level)

    def slope(self, x_bar: Array, point: ClockPoint) -> Array:
        """``dx̄/ds`` at a point; costs an evaluation."""
        return slope_of(self.answer(x_bar, point), point)


# From (flow, x̄, dx̄/ds there, point, target) to x̄ at the target.
Advance = Callable[[Flow, Array, Array, ClockPoint, ClockPoint], Array]


def slope_of(answer: Pair, point: ClockPoint) -> Array:
    """``dx̄/ds`` from an answer."""
    return point.a * answer.data + point.b * answer.noise


def euler(_flow: Flow, x: Array, slope: Array, here: ClockPoint, there: ClockPoint) -> Array:
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
                here, there = flow.point(level), flow.point(target)
                rule = to_data if to_data and target.sigma == 0 else advance
                x = there.scale * rule(flow, x / here.scale, slope_of(answer, here), here, there)
        yield run.last(len(run.levels) - 1, run.levels[-1], x, answer)

    return walk

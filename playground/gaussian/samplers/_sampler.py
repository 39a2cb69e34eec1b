"""What a sampler is: a generator of steps, with what it can and cannot be used for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec
from msgspec import structs

from playground.gaussian.clipping import Clipping
from playground.gaussian.levels import Array, Denoiser, Level, Pair, mix
from playground.gaussian.models import Counted
from playground.gaussian.noise import StepNoise
from playground.gaussian.paths import CoordinatesName, Path, PathKind
from playground.gaussian.samplers._formulas import Formula

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

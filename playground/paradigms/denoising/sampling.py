"""Drawing images: the run of ``…-sample`` recipes."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol, TypeAlias

import msgspec
import numpy as np
from msgspec import structs

from playground.core.drawn import SHOWN
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.gaussian.levels import Denoiser, Level
from playground.gaussian.paths import Path
from playground.gaussian.samplers import Step
from playground.paradigms.denoising.display import Display, Images
from playground.paradigms.denoising.network import DenoisingNetwork, Floats
from playground.paradigms.denoising.recipes import Samples
from playground.paradigms.denoising.refusals import check, options_of
from playground.paradigms.denoising.walks import (
    Group,
    Stopwatch,
    WalkPlan,
    groups,
    labels_of,
    moments_of,
    plan,
)

KEPT_BYTES = 128_000_000
_PARTS = 1000
_UNSEEN = 128


Picture: TypeAlias = Callable[[Group, Step], dict[str, Images]]
"""Shows the step that a group has made."""


class TrajectoryExport(Protocol):
    """What a recipe says of the pictures that are exported of the way from noise to data."""

    @property
    def output(self) -> str:
        """The samples, or their ``trajectory`` or ``predictions``."""

    @property
    def moments(self) -> int:
        """How many moments of the way."""


def sample(recipe: Samples, resources: Resources) -> Run:
    """Frames as :class:`~playground.paradigms.denoising.recipes.Samples` says."""
    yield from drawn(recipe, _begin(recipe, resources), shown_by(Display(recipe.model, resources)))


def drawn(recipe: TrajectoryExport, begun: Beginning, picture: Picture) -> Run:
    """The frames of samples on their way, whatever their network is told."""
    how, members, count = begun.how, begun.members, len(begun.start)
    watch, tape = Stopwatch(), _Tape(recipe, how)
    opening: dict[str, Array] = {**_levels(begun.path, how.times), **begun.said}
    if count > SHOWN:
        found = yield from _in_blocks(recipe, how, members, picture, watch)
        said = {**_levels(begun.path, found.times), **begun.said, "start": begun.start}
        yield Frame(
            arrays={**said, **found.arrays}, scalars={**found.scalars, **begun.scalars}, index=found.total,
            total=found.total, keep=True, final=True,
        )  # fmt: skip
        return
    for moment in _moments(members, picture, count, watch):
        final = moment.whole and moment.step.level.t == how.times[-1]
        tape.record(moment)
        arrays: dict[str, Array] = {**moment.pictures, **opening}
        scalars = {**_said(moment, watch), **begun.scalars}
        if final:
            arrays |= {**_levels(begun.path, tape.times), **begun.said, "start": begun.start}
            arrays |= tape.result(moment)
            scalars |= tape.scalars()
        index, total = _progress(moment, how, len(members))
        keep = bool(opening) or (moment.whole and moment.step.index % _stride(moment, how) == 0)
        yield Frame(arrays=arrays, scalars=scalars, index=index, total=total, keep=keep or final, final=final)
        opening = {}


def shown_by(display: Display) -> Picture:
    """How x and what is predicted look."""

    def picture(_: Group, step: Step) -> dict[str, Images]:
        return {
            "x": display.x(step.x, step.level),
            "data": display.data(step.data),
            "noise": display.noise(step.noise),
        }

    return picture


class _Found(NamedTuple):
    """What blocks of samples came to, ``total`` frames being made of all."""

    arrays: dict[str, Array]
    scalars: dict[str, Scalar]
    times: Sequence[float]
    total: int


def _in_blocks(
    recipe: TrajectoryExport, how: WalkPlan, members: Sequence[Group], picture: Picture, watch: Stopwatch
) -> Generator[Frame, Recipe | None, _Found]:
    """Draw block after block, so that no more is held at once than a window shows; frames show the block."""
    per = SHOWN // (members[0].part.stop - members[0].part.start)
    parts = [members[first : first + per] for first in range(0, len(members), per)]
    results: list[dict[str, Array]] = []
    total = len(how.times) * len(members)
    for number, part in enumerate(parts):
        begin = part[0].part.start
        here = [
            structs.replace(each, part=slice(each.part.start - begin, each.part.stop - begin))
            for each in part
        ]
        tape = _Tape(recipe, how)
        for moment in _moments(here, picture, part[-1].part.stop - begin, watch):
            tape.record(moment)
            index = len(how.times) * per * number + _progress(moment, how, len(here))[0]
            yield Frame(arrays=moment.pictures, scalars=_said(moment, watch), index=index, total=total + 1)
        results.append(tape.result(moment))
    arrays = {**results[0], "images": np.concatenate([each["images"] for each in results])}
    return _Found(arrays, {**_said(moment, watch), **tape.scalars()}, tape.times, total + 1)


def _said(moment: _Moment, watch: Stopwatch) -> dict[str, Scalar]:
    return {
        "step": moment.step.index, **level_scalars(moment.step.level), "nfe": moment.step.nfe,
        "milliseconds": watch.milliseconds, "whole": moment.whole,
    }  # fmt: skip


def trajectory(recipe: Samples, resources: Resources) -> Floats:
    """x of every sample at every step, ``(steps + 1, count, *shape)`` from noise to data."""
    return way_of(_begin(recipe, resources))


def way_of(begun: Beginning) -> Floats:
    """The same of whatever is drawn in steps."""
    return np.concatenate([np.stack([step.x for step in member.walk]) for member in begun.members], axis=1)


class Beginning(NamedTuple):
    """What a run is made of before its first step; its first and its last frame have what is ``said``."""

    path: Path
    how: WalkPlan
    start: Floats
    members: list[Group]
    said: dict[str, Array]
    scalars: dict[str, Scalar]


def _begin(recipe: Samples, resources: Resources) -> Beginning:
    check(recipe, resources.card(recipe.model))
    network = DenoisingNetwork(recipe.model, resources, factors=recipe.factors)
    how = plan(network, recipe.sampler, recipe.steps, recipe.spacing, options_of(recipe, network.card.image))
    labels = labels_of(recipe.label, recipe.count, network.denoising.classes)

    def model_of(part: slice) -> Denoiser:
        return network.model(labels[part], recipe.guidance, recipe.guided)

    start, members = groups(
        network, how, model_of, recipe.seed, range(recipe.count), recipe.vary, recipe.spread
    )
    return Beginning(network.path, how, start, members, {"labels": labels}, {})


def level_scalars(level: Level) -> dict[str, Scalar]:
    """A level as scalars of a frame."""
    return {"t": level.t, "alpha": level.alpha, "sigma": level.sigma, "log_snr": level.log_snr}


class _Moment(msgspec.Struct, frozen=True):
    """After group ``number`` has made ``step``; ``whole`` if all have. ``pictures`` show all samples."""

    step: Step
    pictures: dict[str, Images]
    number: int
    whole: bool


def _moments(members: Sequence[Group], picture: Picture, count: int, watch: Stopwatch) -> Iterator[_Moment]:
    pictures: dict[str, Images] = {}
    while True:
        for number, member in enumerate(members):
            step = watch.next(member.walk)
            if step is None:
                return
            pictures = {
                name: _with(pictures.get(name), member.part, found, count)
                for name, found in picture(member, step).items()
            }
            yield _Moment(step, pictures, number, number == len(members) - 1)


def _with(before: Images | None, part: slice, found: Images, count: int) -> Images:
    """The pictures of all samples with those of a part renewed."""
    if len(found) == count:
        return found
    result = np.full((count, *found.shape[1:]), _UNSEEN, dtype=np.uint8) if before is None else before.copy()
    result[part] = found
    return result


class _Tape:
    """The times that were visited and, where trajectories are asked for, their pictures."""

    def __init__(self, recipe: TrajectoryExport, how: WalkPlan) -> None:
        self._recipe, self._how = recipe, how
        self._chosen = set(moments_of(len(how.times) - 1, recipe.moments))
        self._pictures: dict[int, Images] = {}
        self.times: list[float] = []

    def record(self, moment: _Moment) -> None:
        """Remember a step that all samples have made."""
        if not moment.whole:
            return
        index = moment.step.index
        self.times.append(moment.step.level.t)
        if self._recipe.output != "samples" and (self._how.adaptive or index in self._chosen):
            name = "x" if self._recipe.output == "trajectory" else "data"
            self._pictures[index] = moment.pictures[name]

    def result(self, last: _Moment) -> dict[str, Array]:
        """The final frame's ``images``, and ``shown`` for trajectories."""
        if self._recipe.output == "samples":
            return {"images": last.pictures["data"]}
        chosen = self._moments()
        rows = np.stack([self._pictures[index] for index in chosen], axis=1)
        return {
            "images": rows.reshape(-1, *rows.shape[2:]),
            "shown": np.array([self.times[index] for index in chosen], dtype=np.float32),
        }

    def scalars(self) -> dict[str, Scalar]:
        """How many moments a row of ``images`` has."""
        return {} if self._recipe.output == "samples" else {"columns": len(self._moments())}

    def _moments(self) -> Sequence[int]:
        # An adaptive sampler's number of steps is known only now.
        return moments_of(len(self.times) - 1, self._recipe.moments)


def _levels(path: Path, times: Sequence[float]) -> dict[str, Array]:
    levels = [path.level(t) for t in times]
    return {
        "times": np.array([level.t for level in levels], dtype=np.float32),
        "alphas": np.array([level.alpha for level in levels], dtype=np.float32),
        "sigmas": np.array([level.sigma for level in levels], dtype=np.float32),
    }


def _progress(moment: _Moment, how: WalkPlan, members: int) -> tuple[int, int]:
    """Steps done of those to do; of an adaptive sampler, thousandths of the way."""
    if how.adaptive:
        first, last = how.times[0], how.times[-1]
        share = (first - moment.step.level.t) / (first - last)
        return 1 + math.floor((_PARTS - 1) * share), _PARTS
    return moment.step.index * members + moment.number + 1, len(how.times) * members


def _stride(moment: _Moment, how: WalkPlan) -> int:
    """Every how many steps a frame is kept."""
    return stride_of(moment.pictures, len(how.times))


def stride_of(arrays: Mapping[str, Array], frames: int) -> int:
    """Every how many of so many frames are kept that hold as much as these arrays."""
    return max(1, math.ceil(sum(array.nbytes for array in arrays.values()) * frames / KEPT_BYTES))

"""The network's answers beside the exact ones: why it draws pictures that no training picture is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, Any, ClassVar, Generic, Literal, NamedTuple, TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import held_out_of
from playground.core.errors import RecipeError
from playground.core.fields import about, bounds
from playground.core.frames import Array, Frame, Scalar
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Resources
from playground.faces import small
from playground.gaussian.finite import Answer, ManyPictures
from playground.gaussian.levels import Level, Pair
from playground.gaussian.local import NOISE, LocalAnswer, LocalPictures, share_of_noise, side_at, whole
from playground.gaussian.noise import KeyedNoise
from playground.gaussian.samplers import Step
from playground.paradigms.denoising.display import Display, Images
from playground.paradigms.denoising.network import DenoisingNetwork, Floats
from playground.paradigms.denoising.recipes import Label, Model, Sampler, Seed, Spacing, Steps
from playground.paradigms.denoising.refusals import Need, check
from playground.paradigms.denoising.walks import labels_of, plan, walk

ROWS = ("network", "local", "heart", "population")
"""Who answers, in the order of a frame's rows; of the last only the small world of faces knows."""
MOST = 4096
"""Pictures that exact answers are worked out from, at most: the first of them."""
_HALF_RANGE = 127.5
"""Levels from grey to white."""
_ARRAYS = (
    "answers", "gaps", "r2", "chance", "source", "weight", "recalled", "certainty", "nearest", "away"
)  # fmt: skip

Side = Annotated[int, msgspec.Meta(ge=1, le=255)]
Windows = Annotated[
    tuple[Side, ...],
    about("Windows", "Sides of the windows of the local answer at nine shares of noise, from 0.1 to 0.9.",
          widget="steps", length=len(NOISE)),
]  # fmt: skip
Along = Annotated[
    Literal["own", "network"],
    about("Ways", "Whether each answer goes its own way from the noise, or all are asked where the network "
          "is.", titles={"own": "each its own", "network": "the network’s"}),
]  # fmt: skip
Noises = Annotated[int, bounds(1, 16, "Noises", "From how many noises pictures are drawn.")]


class Answers(Recipe, frozen=True, kw_only=True):
    """Draw by the network and by exact answers, from the same noises.

    *By heart* is the best answer for a finite set of pictures: those that the network learned from where they
    are known, else the held-out ones, of the label if it has one. *Local* is the best where every pixel sees
    a window only, whose side depends on the noise. In the small world of faces there is the best answer for
    all of its faces, too.

    Frames, one for each step; what is still to come is zero or NaN:

    - ``answers`` (rows, steps + 1, count, channels, height, width) uint8: predicted data, in the order of
      :data:`ROWS`;
    - ``gaps``, ``r2`` (rows, steps + 1, count) float32: root mean square distance to the network's answer, in
      levels of 255, and squared correlation with it over all values of a picture, NaN where one has none;
    - ``chance`` (steps + 1, count) float32: that correlation of the network's answers for two noises;
    - ``source``, ``weight`` (steps + 1, count, height, width) int32 and float32: of each pixel of the local
      answer, the picture that weighs most, and its weight;
    - ``recalled``, ``certainty`` (steps + 1, count): the same of the answer by heart;
    - ``nearest`` (steps + 1, count, …) uint8, ``away`` (steps + 1, count) float32: the picture nearest
      to the network’s answer, and its distance in levels;
    - ``times``, ``shares`` of noise, ``sides`` of windows (steps + 1,).

    Scalars ``step``, ``t``, ``set`` (how many pictures are known), ``learned`` (whether the network learned
    from them) and ``whole`` (the side of a window that covers all).
    """

    needs: ClassVar[tuple[Need, ...]] = ("pixels", "network", "fixed steps")

    model: Model
    sampler: Sampler = "euler"
    steps: Steps = 20
    spacing: Spacing = "uniform"
    along: Along = "own"
    windows: Windows = (3, 3, 3, 5, 9, 11, 15, 25, 127)
    label: Label = 0
    count: Noises = 6
    seed: Seed = 0

    @property
    def refused_windows(self) -> str | None:
        """Why windows of such sides cannot be used."""
        if len(self.windows) == len(NOISE) and all(side % 2 for side in self.windows):
            return None
        return f"There are {len(NOISE)} sides of windows, one for each share of noise, and all are odd."


class Known(NamedTuple):
    """Pictures that exact answers are worked out from, uint8 ``(size, …)``: whether the network learned from
    them, and all that it could have learned from, where these are known."""

    pictures: Images
    learned: bool
    world: Images | None = None


def known_to(network: DenoisingNetwork, label: int, resources: Resources) -> Known:
    """Those of a network and a label; raises ``DataError``, or ``RecipeError`` where none has the label."""
    learned = small.learned(network.card.data)
    if learned is not None:
        return Known(learned, learned=True, world=small.images())
    held_out = held_out_of(network.card, resources)
    labelled = label < network.denoising.classes
    chosen = np.flatnonzero(held_out.labels == label) if labelled else np.arange(len(held_out))
    if not len(chosen):
        raise RecipeError("No held-out image has this label; choose another one, or none.")
    return Known(held_out.images[chosen[:MOST]], learned=False)


Predict = Callable[[Floats, Level], NDArray[np.float32]]


def answers(recipe: Answers, resources: Resources) -> Run:
    """Frames as :class:`Answers` says."""
    check(recipe, resources.card(recipe.model))
    if recipe.refused_windows:
        raise RecipeError(recipe.refused_windows)
    network, display = DenoisingNetwork(recipe.model, resources), Display(recipe.model, resources)
    how = plan(network, recipe.sampler, recipe.steps, recipe.spacing)
    labels = labels_of(recipe.label, recipe.count, network.denoising.classes)
    known = known_to(network, recipe.label, resources)
    conditioned = network.model(labels)
    exact = _Exact(known, display, recipe.windows)
    levels = [network.path.level(t) for t in how.times]
    found = _Found(len(exact.rows) + 1, len(how.times), recipe.count, display.shape)
    start = network.start(recipe.seed, range(recipe.count))

    def trajectory(model: Callable[[Floats, Level], Pair]) -> Iterator[Step]:
        return walk(network, how, model, start, KeyedNoise(recipe.seed, range(recipe.count)))

    own = recipe.along == "own"
    others = [trajectory(_paired(answer)) for answer in exact.rows] if own else []
    for steps in zip(trajectory(conditioned), *others, strict=True):
        first, at = steps[0], steps[0].index
        clean = first.level.sigma == 0
        if own or clean:
            said = [step.data for step in steps]
        else:
            said = [first.data, *(answer(first.x, first.level) for answer in exact.rows)]
        if clean and not own:
            # Without noise each is asked no more: what it said last stands.
            said += exact.last
        found.take(at, said, display)
        exact.find_nearest(found, at, first.data)
        if not clean:
            local, heart = (step.x for step in steps[1:3]) if own else (first.x, first.x)
            exact.trace(found, at, local, heart, first.level)
        elif at:
            found.stay(at)
        ended = at + 1 == len(how.times)
        arrays = found.arrays()
        arrays["times"] = np.array(how.times, dtype=np.float32)
        arrays["shares"] = np.array([share_of_noise(each) for each in levels], np.float32)
        arrays["sides"] = np.array([side_at(recipe.windows, each) for each in levels])
        scalars: dict[str, Scalar] = {
            "step": at, "t": first.level.t, "set": len(known.pictures), "learned": known.learned,
            "whole": whole(*display.shape[1:]),
        }  # fmt: skip
        yield Frame(arrays=arrays, scalars=scalars, index=at + 1, total=len(how.times), final=ended)


def _paired(answer: Predict) -> Callable[[Floats, Level], Pair]:
    """An answer with the noise that follows from it."""

    def model(x: Floats, level: Level) -> Pair:
        data = answer(x, level)
        return Pair(data=data, noise=(x - level.alpha * data) / level.sigma)

    return model


Said = TypeVar("Said", LocalAnswer, Answer)


class _Remembered(Generic[Said]):
    """An answer that is not worked out again where it was asked last."""

    def __init__(self, answer: Callable[[Floats, Level], Said]) -> None:
        self._answer: Callable[[Floats, Level], Said] = answer
        self.last: Said
        self._asked: tuple[NDArray[np.float32], Level] | None = None

    def __call__(self, x: Floats, level: Level) -> Said:
        x = np.asarray(x, dtype=np.float32)
        if self._asked is None or self._asked[1] != level or not np.array_equal(self._asked[0], x):
            self.last, self._asked = self._answer(x, level), (x.copy(), level)
        return self.last

    def data(self, x: Floats, level: Level) -> NDArray[np.float32]:
        """The data that it answers."""
        return self(x, level).data


class _Exact:
    """The exact answers, and which known pictures they come from."""

    def __init__(self, known: Known, display: Display, windows: Sequence[int]) -> None:
        pictures = display.encode(known.pictures)
        local = LocalPictures(pictures)
        self._local = _Remembered(lambda x, level: local(x, level, side_at(windows, level)))
        self._heart = _Remembered(ManyPictures(pictures))
        self._known, self._flat = known.pictures, pictures.reshape(len(pictures), -1)
        self._squares = np.square(self._flat).sum(axis=1)
        self._all: list[_Remembered[Any]] = [self._local, self._heart]
        if known.world is not None:
            self._all.append(_Remembered(ManyPictures(display.encode(known.world))))
        self.rows: list[Predict] = [answer.data for answer in self._all]

    @property
    def last(self) -> list[NDArray[np.float32]]:
        """What each said last, in the order of the rows."""
        return [answer.last.data for answer in self._all]

    def trace(self, found: _Found, at: int, local: Floats, heart: Floats, level: Level) -> None:
        """Note which pictures the answers to these x come from."""
        answer, posterior = self._local(local, level), self._heart(heart, level).posterior
        found.source[at], found.weight[at] = answer.source, answer.weight
        found.recalled[at], found.certainty[at] = posterior.argmax(axis=1), posterior.max(axis=1)

    def find_nearest(self, found: _Found, at: int, data: Floats) -> None:
        """Note the known pictures that are nearest to the network's answer."""
        x = np.asarray(data, dtype=np.float32).reshape(len(data), -1)
        nearest = (self._squares - 2 * x @ self._flat.T).argmin(axis=1)
        found.nearest[at] = self._known[nearest]
        found.away[at] = np.sqrt(np.square(x - self._flat[nearest]).mean(axis=1)) * _HALF_RANGE


class _Found:
    """What is known so far."""

    def __init__(self, rows: int, steps: int, count: int, shape: tuple[int, ...]) -> None:
        self.answers = np.zeros((rows, steps, count, *shape), dtype=np.uint8)
        self.gaps = np.full((rows, steps, count), np.nan, dtype=np.float32)
        self.r2, self.chance = self.gaps.copy(), np.full((steps, count), np.nan, dtype=np.float32)
        self.source = np.zeros((steps, count, *shape[1:]), dtype=np.int32)
        self.weight = np.zeros((steps, count, *shape[1:]), dtype=np.float32)
        self.recalled = np.zeros((steps, count), dtype=np.int32)
        self.nearest = np.zeros((steps, count, *shape), dtype=np.uint8)
        self.away = np.full((steps, count), np.nan, dtype=np.float32)
        self.certainty = np.zeros((steps, count), dtype=np.float32)

    def take(self, at: int, said: Sequence[Floats], display: Display) -> None:
        """The answers of all rows at a step."""
        flat = np.stack([np.asarray(each, dtype=np.float64).reshape(len(each), -1) for each in said])
        self.answers[:, at] = np.stack([display.data(each) for each in said])
        self.gaps[:, at] = np.sqrt(np.square(flat - flat[0]).mean(axis=2)) * _HALF_RANGE
        self.r2[:, at] = correlation(flat, flat[0])
        if flat.shape[1] > 1:
            self.chance[at] = correlation(flat[0], np.roll(flat[0], 1, axis=0))

    def stay(self, at: int) -> None:
        """Where there is no noise left, pictures come from where they came from before."""
        for each in (self.source, self.weight, self.recalled, self.certainty):
            each[at] = each[at - 1]

    def arrays(self) -> dict[str, Array]:
        """Copies of all that is known, which later steps leave as they are."""
        return {name: getattr(self, name).copy() for name in _ARRAYS}


def correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> NDArray[np.float64]:
    """Squared correlation over the last axis; NaN where one of both is the same everywhere."""
    one, other = (each - each.mean(axis=-1, keepdims=True) for each in (one, other))
    with np.errstate(invalid="ignore", divide="ignore"):
        found = (one * other).sum(axis=-1) ** 2 / ((one**2).sum(axis=-1) * (other**2).sum(axis=-1))
    return np.asarray(found)

"""How a network speaks, measured: each convention that is known is tried on a few pictures.

Pictures are mixed with noise as a convention's path says, the network is told the time as it says, and its
answer is understood as it says. Where all of that is true, the network sees the data in the noise better than
anybody who knows only the pictures' mean and variance; where any of it is wrong, hardly ever.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, Literal, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.errors import PlaygroundError, RecipeError
from playground.core.noise import standard_normal
from playground.gaussian.adapt import path_of
from playground.gaussian.levels import Level, mix
from playground.gaussian.paths import Path
from playground.gaussian.predictions import to_pair
from playground.importing.conventions import SIGNED, UNSIGNED, Convention, Manner, Range, manners

Network: TypeAlias = Callable[..., Any]
"""``network(x, time)`` or, with labels, ``network(x, time, labels)``.

``x`` is float32 ``(batch, channels, height, width)``, ``time`` float32 ``(batch,)``, ``labels`` int64
``(batch,)``; the answer is like ``x``.
"""

FITS = 0.75
"""A score up to here is no accident: a network that knows nothing has at least 1."""
DOUBTFUL = 0.9
"""Up to here a network has learned something, but little; above, nothing fits."""
ALIKE = 0.05
"""Scores that differ by no more than this share are alike, however well they are known."""
SURE = 2.5
"""Scores differ if their difference is so many times its own standard error."""

_RATIOS = (0.12, 0.3, 0.7, 1.5, 3.0, 6.0)
_FIRST = (0.3, 1.5)
_FEW, _MOST = 6, 24
_KEPT = 6
_CAP = 30.0
_REACHED = 0.6
"""A path comes to a level if it comes so near to its σ/α."""

Errors: TypeAlias = NDArray[np.float64]
"""By level and picture: squared error over that of whoever knows only mean and variance."""


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A convention that was tried.

    ``score`` is the squared error of the data it shows, over that of the best guess from mean and variance:
    0 is perfect, 1 knows nothing. ``alike`` says that it cannot be told apart from the best. ``shrinks`` is
    1 where the answers are the mean of all that x may come from, and about ½ where they are as contrasted as
    pictures are, as those of a consistency network.
    """

    convention: Convention
    score: float
    alike: bool
    shrinks: float


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """What was measured: conventions by score, the best first, and what is to be thought of them.

    ``verdict``: ``found``, ``alike`` if several fit as well as the best, ``doubtful`` if the best shows
    little, ``nothing`` if none fits.
    """

    rows: tuple[Row, ...]
    verdict: Literal["found", "alike", "doubtful", "nothing"]

    @property
    def best(self) -> Convention | None:
        """The convention to use, where one fits."""
        return None if self.verdict == "nothing" else self.rows[0].convention

    @property
    def alike(self) -> tuple[Convention, ...]:
        """The best and all that cannot be told apart from it; empty where nothing fits."""
        return tuple(row.convention for row in self.rows if row.alike) if self.best else ()

    @property
    def sentence(self) -> str:
        """The verdict in words."""
        first = self.rows[0]
        if self.verdict == "nothing":
            return (
                f"Nothing fits: the best of the known conventions has an error of {first.score:.2f}, where 1 "
                "knows nothing of the pictures. The network may be untrained, or speak in another way."
            )
        if self.verdict == "alike":
            others = sum(row.alike for row in self.rows) - 1
            return f"{others} more cannot be told apart from the first: {first.convention.title}."
        other = next((row.score for row in self.rows[1:] if not row.alike), math.inf)
        told = f"{first.convention.title} (error {first.score:.3f}, the next {other:.3f})"
        if self.verdict == "doubtful":
            return f"It seems to be: {told}. That is little better than nothing."
        return f"{told[0].upper()}{told[1:]}."


def identify(
    network: Network,
    images: NDArray[Any],
    labels: NDArray[np.int64] | None = None,
    *,
    also: Sequence[Convention] = (),
    among: Iterable[Manner] | None = None,
    seed: int = 0,
    progress: Callable[[float], None] = lambda _: None,
) -> Identified:
    """Measure how a denoising network speaks, from a few pictures like those it was trained on.

    ``images`` are ``(count, channels, height, width)``: uint8 pictures, of which both usual ranges are tried,
    or floats as the network sees them, such as latents. At most 24 are used; eight suffice for a network that
    was trained well. ``network(x, time)`` takes and gives arrays (see :data:`Network`), and ``labels``, if
    given, as its third argument. ``also`` are further conventions to try, such as what a configuration says;
    ``among`` are the manners to try, by default all that are known. The same seed gives the same table.

    A network that fails or gives no numbers under a convention does not speak so. Raises ``RecipeError``
    where there are no pictures to measure on.

    A torch module is measured by
    ``identify(lambda x, t: module(torch.from_numpy(x), torch.from_numpy(t)).detach().numpy(), pictures)``;
    ``.best`` of what comes back is the convention, ``.sentence`` says how sure that is, and ``.rows`` are the
    table.
    """
    trial = _Trial(network, images, labels, seed)
    tried = [*(among if among is not None else manners())]
    first = [(manner, values) for manner in tried for values in trial.ranges]
    coarse: list[tuple[float, Manner, Range]] = []
    for number, (manner, values) in enumerate(first):
        best = min(_score(errors) for _, errors, _ in trial.of(manner.conventions(values), _FIRST, _FEW))
        coarse.append((best, manner, values))
        progress(0.6 * (number + 1) / len(first))
    coarse.sort(key=lambda one: one[0])
    groups: list[Iterable[Convention]] = [one.conventions(values) for _, one, values in coarse[:_KEPT]]
    groups += [[each] for each in also]
    found: list[tuple[Convention, Errors, float]] = []
    for number, group in enumerate(groups):
        found += trial.of(group, _RATIOS, _MOST)
        progress(0.6 + 0.4 * (number + 1) / len(groups))
    return _judged(found)


def _judged(found: list[tuple[Convention, Errors, float]]) -> Identified:
    unique = {one: (errors, shrinks) for one, errors, shrinks in found}
    ordered = sorted(((one, *rest) for one, rest in unique.items()), key=lambda one: _score(one[1]))
    best = ordered[0][1]
    rows = tuple(
        Row(convention=one, score=_score(errors), alike=_alike(errors, best), shrinks=shrinks)
        for one, errors, shrinks in ordered
    )
    verdict: Literal["found", "alike", "doubtful", "nothing"]
    if not rows[0].score < DOUBTFUL:
        verdict = "nothing"
    elif sum(row.alike for row in rows) > 1:
        verdict = "alike"
    else:
        verdict = "found" if rows[0].score < FITS else "doubtful"
    return Identified(rows=rows, verdict=verdict)


def _score(errors: Errors) -> float:
    """The geometric mean over the levels of the mean over the pictures."""
    means = errors.mean(axis=1)
    return float(np.exp(np.log(np.maximum(means, 1e-12)).mean())) if np.isfinite(means).all() else math.inf


def _alike(errors: Errors, best: Errors) -> bool:
    """Whether two scores differ by less than can be known from so many pictures, by the jackknife."""
    if not math.isfinite(_score(errors)):
        return False
    difference = math.log(_score(errors) / _score(best))
    count = errors.shape[1]
    without = np.array(
        [math.log(_score(np.delete(errors, at, 1)) / _score(np.delete(best, at, 1))) for at in range(count)]
    )
    error = math.sqrt((count - 1) / count * float(((without - without.mean()) ** 2).sum()))
    return difference <= max(ALIKE, SURE * error)


class _Trial:
    """Pictures and noise, the same for every convention, and what the network says of them."""

    def __init__(
        self, network: Network, images: NDArray[Any], labels: NDArray[np.int64] | None, seed: int
    ) -> None:
        if images.ndim != 4 or len(images) < 2:
            raise RecipeError("At least two pictures are needed, (count, channels, height, width).")
        count = min(len(images), _MOST)
        self._network = network
        self._images = images[:count]
        self._labels = None if labels is None else np.asarray(labels[:count], dtype=np.int64)
        self._noise = standard_normal(seed, range(count), images.shape[1:], "identify")
        self.ranges: tuple[Range, ...] = (SIGNED, UNSIGNED) if images.dtype == np.uint8 else (_own(images),)

    def of(
        self, group: Iterable[Convention], ratios: Sequence[float], most: int
    ) -> list[tuple[Convention, Errors, float]]:
        """For each convention of one manner and range: its errors, and whether its answers are means."""
        # What a network says may be anything; what is not finite shows that it does not speak so.
        with np.errstate(all="ignore"):
            return self._of(list(group), ratios, most)

    def _of(
        self, conventions: list[Convention], ratios: Sequence[float], most: int
    ) -> list[tuple[Convention, Errors, float]]:
        one = conventions[0]
        path = path_of(one.denoising)
        data = self._data(one.range)[:most]
        noise = self._noise[:most]
        spread = float(np.square(data - data.mean(axis=0)).mean()) * len(data) / (len(data) - 1)
        levels = list(_levels(path, ratios))
        answers = [
            None if level is None else self._ask(mix(data, noise, level), one.time(level), most)
            for level in levels
        ]
        found = []
        for convention in conventions:
            errors, shrinks = [], []
            for level, answer in zip(levels, answers, strict=True):
                if level is None or answer is None:
                    # A path that never comes to so much noise shows nothing there.
                    errors.append(np.ones(len(data)))
                    continue
                seen = _data_of(convention, answer, mix(data, noise, level), level)
                trivial = spread * level.sigma**2 / (level.alpha**2 * spread + level.sigma**2)
                errors.append(np.minimum(np.square(seen - data).mean(axis=(1, 2, 3)) / trivial, _CAP))
                centred = seen - data.mean(axis=0)
                shrinks.append(
                    float((centred * (data - data.mean(axis=0))).mean() / np.square(centred).mean())
                )
            found.append((convention, np.nan_to_num(np.array(errors), nan=np.inf), shrinks[-1]))
        return found

    def _data(self, values: Range) -> NDArray[np.float32]:
        if self._images.dtype != np.uint8:
            return self._images.astype(np.float32)
        low, high = values
        return (low + (high - low) / 255 * self._images.astype(np.float32)).astype(np.float32)

    def _ask(self, x: NDArray[np.float32], time: float, most: int) -> NDArray[np.float64]:
        told = np.full(len(x), time, dtype=np.float32)
        more = () if self._labels is None else (self._labels[:most],)
        try:
            answer = np.asarray(self._network(x, told, *more), dtype=np.float64)
        except (IndexError, RuntimeError, ValueError, PlaygroundError):
            # Told a time that it does not know, a network may refuse.
            return np.full(x.shape, np.nan)
        if answer.shape != x.shape:
            raise RecipeError(f"The network answers {answer.shape} where it was given {x.shape}.")
        return answer


def _own(images: NDArray[Any]) -> Range:
    """The ends of what the network sees, where that is given as it is."""
    return (-1.0, 1.0) if float(images.min()) < 0 else (0.0, 1.0)


def _levels(path: Path, ratios: Sequence[float]) -> Iterator[Level | None]:
    """The levels of a path with these σ/α, as far as it has them; whole ones where it has whole steps."""
    for ratio in ratios:
        t = path.time(-2 * math.log(ratio))
        if path.steps is not None:
            t = min(max(round(t), 1.0), path.end)
        level = path.level(max(t, path.floor))
        yield level if level.alpha > 0 and level.sigma > _REACHED * ratio * level.alpha else None


def _data_of(
    convention: Convention, answer: NDArray[np.float64], x: NDArray[np.float32], level: Level
) -> NDArray[np.float64]:
    said = convention.denoising
    seen: NDArray[np.float64] = to_pair(said.prediction, said.sign * answer, x, level).data
    return seen

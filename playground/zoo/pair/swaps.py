"""Attribute words that are swapped, with the rest kept and without: what changes where they do not act.

Swaps are drawn by a seed from names that differ in one word, a colour or a mood. Beside what changes outside
of two maps stands whether the edit happened at all: a way of keeping that keeps everything changes nothing.
For comparison stands beside it what real pictures of both names differ by there.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Sequence, Set
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground import paradigms
from playground.core.captioned import CaptionedImages
from playground.core.errors import DataError
from playground.core.noise import generator
from playground.core.prompts import escaped
from playground.core.resources import Resources
from playground.evaluate.contrastive import Contrastive
from playground.evaluate.retrieval import Share, share
from playground.paradigms.words.edits import beyond
from playground.paradigms.words.recipes import Edit
from playground.zoo.pair.compositions import Say
from playground.zoo.text.captioned import STYLES

SWAPS, SEED = 40, 2026
_COLOURS = "red orange yellow green blue purple brown black white pink grey"
_MOODS = (
    "angry anguished astonished confounded confused crying disappointed enraged fearful frowning grinning "
    "kissing pensive pleading pouting relieved sleepy smiling smirking tired unamused weary winking worried"
)
KINDS = {kind: frozenset(words.split()) for kind, words in (("colours", _COLOURS), ("moods", _MOODS))}
_LEAST = 1e-9
_RESAMPLES = 2000
_ENDS = (2.5, 97.5)
"""Percent of the bootstrap below and above which an interval of 95 % does not reach."""
_MAPS = {"where they are looked at": "", "where they act": "_acting"}


class Swap(msgspec.Struct, frozen=True):
    """A name, and the one that it becomes by another word; ``kind`` says what words these are."""

    kind: str
    before: str
    after: str
    style: int


class Ratio(msgspec.Struct, frozen=True):
    """How much changed outside a map, in grey levels, with the rest kept and without, and how they compare.

    ``swaps`` counts those with anything outside; intervals of ratios are of the bootstrap over them.
    ``real`` is what real pictures of both names differ by there, compared with what changes where nothing is
    kept, too.
    """

    kept: float
    free: float
    value: float
    low: float
    high: float
    swaps: int
    real: float
    real_low: float
    real_high: float


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What was found of some swaps: by each map, and the share that agrees better with the new name."""

    title: str
    swaps: int
    outside: dict[str, Ratio]
    agrees: dict[str, Share]


class Done(NamedTuple):
    """One swap: the scalars of its run, and of each drawing whether it agrees better with the new name."""

    swap: Swap
    scalars: dict[str, float]
    agrees: NDArray[np.bool_]


def swaps(
    images: CaptionedImages, count: int = SWAPS, seed: int = SEED, without: Sequence[Swap] = ()
) -> tuple[Swap, ...]:
    """So many, half of each kind, drawn by a seed whatever the order of the pictures.

    Of each kind the things that are coloured, or feel, take turns; those of ``without`` are none of them,
    whichever way round. Raises ``DataError`` for too few names.
    """
    names = sorted({texts[0] for texts in images.captions})
    drawn = generator(seed, 0, "swaps")
    taken = {frozenset((each.before, each.after)) for each in without}
    found: list[Swap] = []
    for kind, words in KINDS.items():
        pairs = _in_turn(_differing(names, words, taken), drawn)
        some = list(itertools.islice(pairs, count // len(KINDS)))
        if len(some) < count // len(KINDS):
            raise DataError(f"Too few names differ in one of the {kind} alone.")
        for place, pair in enumerate(some):
            before, after = pair if drawn.random() < 0.5 else pair[::-1]
            found.append(Swap(kind, before, after, place % len(STYLES)))
    return tuple(found)


def _differing(
    names: Sequence[str], words: frozenset[str], taken: Set[frozenset[str]]
) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """Pairs of names that differ in one word of some and are not taken, by what they have in common."""
    alike: dict[tuple[str, ...], list[str]] = {}
    for name in names:
        parts = name.lower().split()
        for place, part in enumerate(parts):
            if part in words and len(parts) > 1:
                alike.setdefault((*parts[:place], "", *parts[place + 1 :]), []).append(name)
    pairs = {
        common: [pair for pair in itertools.combinations(each, 2) if frozenset(pair) not in taken]
        for common, each in alike.items()
    }
    return {common: each for common, each in pairs.items() if each}


def _in_turn(
    pairs: dict[tuple[str, ...], list[tuple[str, str]]], drawn: np.random.Generator
) -> Iterator[tuple[str, str]]:
    """One pair of each thing, in an order that is drawn, until none is left."""
    left = {common: [each[int(i)] for i in drawn.permutation(len(each))] for common, each in pairs.items()}
    while left:
        for common in list(left):
            yield left[common].pop()
            if not left[common]:
                del left[common]


def measured(
    asked: Sequence[Swap],
    images: CaptionedImages,
    recipe: Edit,
    resources: Resources,
    pair: Contrastive,
    say: Say,
) -> tuple[Done, ...]:
    """Make each swap with the fields of ``recipe`` beside the prompts, the style and the seed.

    ``images`` are the real pictures.
    """
    found = []
    real = {
        (texts[0], style): image
        for texts, style, image in zip(images.captions, images.labels.tolist(), images.images, strict=True)
    }
    for number, swap in enumerate(asked):
        *_, last = paradigms.run(
            msgspec.structs.replace(
                recipe, prompt=escaped(swap.before), edited=escaped(swap.after),
                style=STYLES[swap.style], seed=number,
            ),
            resources,
        )  # fmt: skip
        drawn = last.arrays["images"]
        seen = pair.look(drawn.reshape(-1, *drawn.shape[2:])).reshape(*drawn.shape[:2], -1)
        old, new = pair.read([(swap.before,), (swap.after,)])
        scalars = {name: float(value) for name, value in last.scalars.items() if name.startswith("outside")}
        apart = differing(real.get((swap.before, swap.style)), real.get((swap.after, swap.style)))
        scalars |= {
            f"outside_real{end}": math.nan if apart is None else beyond(apart, last.arrays[f"mask{end}"])
            for end in _MAPS.values()
        }
        found.append(Done(swap, scalars, seen @ new > seen @ old))
        say(f"{number + 1} of {len(asked)} swaps")
    return tuple(found)


def differing(one: NDArray[np.uint8] | None, other: NDArray[np.uint8] | None) -> NDArray[np.float32] | None:
    """By how many grey levels two pictures (channels, height, width) differ, where both are there."""
    if one is None or other is None:
        return None
    levels: NDArray[np.float32] = np.abs(one.astype(np.float32) - other).mean(axis=0)
    return levels


def rows(found: Sequence[Done]) -> Iterator[Row]:
    """All together, and each kind."""
    for title in ("all", *KINDS):
        some = [each for each in found if title in ("all", each.swap.kind)]
        if not some:
            continue
        groups = np.repeat(np.arange(len(some)), some[0].agrees.shape[1])
        hits = np.concatenate([each.agrees for each in some], axis=1)
        named = zip(("before", "kept", "free"), hits, strict=True)
        yield Row(
            title=title,
            swaps=len(some),
            outside={name: _ratio(some, end) for name, end in _MAPS.items()},
            agrees={name: share(each, groups) for name, each in named},
        )


def _ratio(some: Sequence[Done], end: str) -> Ratio:
    there = [each.scalars for each in some if each.scalars[f"outside{end}"] > 0]
    levels = np.array([[each[f"outside_{of}{end}"] for of in ("kept", "free", "real")] for each in there])
    kept, free, real = levels.reshape(-1, 3).T
    value, low, high = _compared(kept, free)
    known = ~np.isnan(real)
    by_artists, least, most = _compared(real[known], free[known])
    return Ratio(
        kept=float(kept.mean()) if there else math.nan, free=float(free.mean()) if there else math.nan,
        value=value, low=low, high=high, swaps=len(there),
        real=by_artists, real_low=least, real_high=most,
    )  # fmt: skip


def _compared(one: NDArray[np.float64], other: NDArray[np.float64]) -> tuple[float, float, float]:
    """The ratio of two means over the same swaps, and its interval; NaN where there is none."""
    if not len(one):
        return math.nan, math.nan, math.nan
    drawn = _resampled(np.stack([one, other], axis=1))
    low, high = np.percentile(drawn[:, 0] / np.maximum(drawn[:, 1], _LEAST), _ENDS).tolist()
    return float(one.mean()) / max(float(other.mean()), _LEAST), low, high


def _resampled(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means over swaps ``(swaps, …)`` drawn again and again with replacement, ``(resamples, …)``."""
    swaps = len(values)
    chosen = generator(0, swaps, "bootstrap").integers(swaps, size=(_RESAMPLES, swaps))
    means: NDArray[np.float64] = values[chosen].mean(axis=1)
    return means


def table(found: Sequence[Row]) -> Iterator[str]:
    """The rows as a table in Markdown."""
    titles = [
        "swaps",
        *(f"changed outside of {name}: kept, not kept, ratio; of real pictures" for name in _MAPS),
    ]
    titles += [f"nearer to the new name: {name}" for name in ("before", "kept", "not kept")]
    yield f"| | {' | '.join(titles)} |"
    yield "|---|" + "---|" * len(titles)
    for row in found:
        cells = [
            f"{row.swaps}",
            *(
                f"{each.kept:.1f}, {each.free:.1f}, {each.value:.2f} ({each.low:.2f} to {each.high:.2f}); "
                f"{each.real:.2f} ({each.real_low:.2f} to {each.real_high:.2f})"
                for each in row.outside.values()
            ),
            *(f"{each.value:.0%} ({each.low:.0%} to {each.high:.0%})" for each in row.agrees.values()),
        ]
        yield f"| {row.title} | {' | '.join(cells)} |"

"""How near drawings lie to what was learned, beside how near pictures do that nobody learned from."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Annotated, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core.conditions import tokens_of
from playground.core.frames import Array
from playground.core.resources import Resources
from playground.evaluate.compositions import spread
from playground.evaluate.copies import are_copies, expected_copies
from playground.evaluate.retrieval import share
from playground.paradigms.words.copied import copied, prompt_of
from playground.paradigms.words.recipes import Copied
from playground.paradigms.words.yardstick import PAIR, yardstick
from playground.zoo.pair.drawing import DrawingSetting

Say: TypeAlias = Callable[[str], None]

MEASURES = ("pixels", "pair")
_NAMES = ("pixels", PAIR)
_SEED = 2
"""By which pairs are drawn."""
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A share of drawings with its 95 % interval."""

    value: _Share
    low: _Share
    high: _Share


class Nearness(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of drawings the share that are ``copies``, nearer to a training picture than nearly all held-out
    pictures; their ``median`` distance; and the share that lies ``nearer`` to the real picture that
    was asked for than to every other that was learned. By each measure."""

    drawings: int
    copies: dict[str, Rate]
    median: dict[str, float]
    nearer: dict[str, Rate]


class Report(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a model drew of pairs of emoji and style that are ``held_out`` and of those that were
    ``learned``; ``usual`` are the medians of held-out real pictures, and ``expected`` is the share of copies
    among drawings that are as near as these."""

    model: str
    model_hash: str
    pair_hash: str
    guidance: float
    steps: int
    seeds: int
    usual: dict[str, float]
    expected: float
    rows: dict[str, Nearness]


def measured(
    model: str, resources: Resources, way: DrawingSetting, pairs: int, seeds: int, say: Say
) -> Report:
    """Draw some pairs of both kinds; raises ``PlaygroundError`` where they cannot be drawn or compared."""
    card = resources.card(model)
    by = yardstick(card, resources)
    usual = {name: float(np.median(space.usual)) for name, space in zip(MEASURES, by.spaces(), strict=True)}
    vocabulary, most = resources.vocabulary(model), tokens_of(card).length - 1
    rows = {}
    for name, part in (("held_out", by.real.held_out), ("learned", by.real.learned)):
        found = []
        places = spread(np.arange(len(part)), pairs, _SEED).tolist()
        for number, place in enumerate(places, 1):
            prompt = prompt_of(part.captions[place], vocabulary, most)
            recipe = _recipe(model, way, seeds, prompt, by.real.styles[part.labels[place]], place)
            found.append(_drawn(recipe, resources))
            say(f"{name.replace('_', ' ')}: {number} of {len(places)}")
        rows[name] = _nearness(found)
    return Report(
        model=card.name, model_hash=card.hash, pair_hash=by.hash, guidance=way.guidance, steps=way.steps,
        seeds=seeds, usual=usual, expected=expected_copies(len(by.real.held_out)), rows=rows,
    )  # fmt: skip


def _recipe(model: str, way: DrawingSetting, seeds: int, prompt: str, style: str, seed: int) -> Copied:
    """A pair as the window asks for it; two neighbours, of which one may be what was asked for."""
    return Copied(
        model=model, prompt=prompt, style=style, count=seeds, seed=seed, nearest=2,
        sampler=way.sampler, steps=way.steps, guidance=way.guidance,
    )  # fmt: skip


def _drawn(recipe: Copied, resources: Resources) -> dict[str, Array]:
    *_, last = copied(recipe, resources)
    return last.arrays


def _nearness(found: Sequence[dict[str, Array]]) -> Nearness:
    copies, distances, nearer = (
        np.concatenate([each(arrays) for arrays in found], axis=1)
        for each in (_copies, lambda one: one["distances"][:, :, 0], _nearer)
    )
    groups = np.repeat(np.arange(len(found)), [arrays["nearer"].shape[1] for arrays in found])
    return Nearness(
        drawings=len(groups),
        copies=_by_measure(copies, groups),
        median={name: float(np.median(each)) for name, each in zip(MEASURES, distances, strict=True)},
        nearer=_by_measure(nearer, groups),
    )


def _copies(arrays: dict[str, Array]) -> NDArray[np.bool_]:
    """Whether each drawing is a copy."""
    return are_copies(arrays["nearer"], arrays["usual"].shape[1])


def _nearer(arrays: dict[str, Array]) -> NDArray[np.bool_]:
    """Whether each drawing is nearer to what was asked for than to all that was learned besides."""
    apart = arrays["apart"][:, :, None]
    # What was learned stands among the nearest itself, and is no other.
    others = np.where(np.isclose(arrays["distances"], apart, atol=1e-6), np.inf, arrays["distances"])
    return np.asarray(arrays["apart"] < others.min(axis=2))


def _by_measure(hits: NDArray[np.bool_], groups: NDArray[np.int64]) -> dict[str, Rate]:
    rates = (share(each, groups) for each in hits)
    return {name: Rate(each.value, each.low, each.high) for name, each in zip(MEASURES, rates, strict=True)}


_TITLES = {"held_out": "Never seen together", "learned": "Learned"}


def table(found: Report) -> Iterator[str]:
    """What was found, as a table in Markdown."""
    yield (
        "| | drawings | "
        + " | ".join(
            f"{what} by {by}"
            for what in ("copies", "nearer to what was asked for", "median")
            for by in _NAMES
        )
        + " |"
    )
    yield "|---|---|" + "---|" * 3 * len(_NAMES)
    for name, row in found.rows.items():
        shares = [_told(rates[by]) for rates in (row.copies, row.nearer) for by in MEASURES]
        medians = [f"{row.median[by]:.2f}" for by in MEASURES]
        yield f"| {_TITLES[name]} | {row.drawings:,} | {' | '.join((*shares, *medians))} |"
    usual = " | ".join(f"{found.usual[by]:.2f}" for by in MEASURES)
    expected = f"{found.expected:.1%}"
    yield f"| Real pictures that are held out | | {expected} | {expected} | | | {usual} |"


def _told(rate: Rate) -> str:
    return f"{rate.value:.0%} ({rate.low:.0%} to {rate.high:.0%})"

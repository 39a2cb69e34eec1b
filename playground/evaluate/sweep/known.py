"""Results at hand, of which some came with the program: which are shown, and which go away together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from playground.core.cards import Card
from playground.core.recipe import Written
from playground.core.resources import Placement
from playground.evaluate.report import kinds
from playground.evaluate.sweep.choosing import data_of
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.texts import day, interval, significant

OriginName = Literal["own, else shipped", "own", "shipped", "both"]

_SHORT = {
    "frechet_distance": "Fréchet distance",
    "network_evaluations": "evaluations",
    "milliseconds_per_image": "ms per picture",
    "agreement": "agreement with words",
}

_NO_SETTING = frozenset({"count", "seed", "vary", "spread", "output", "moments"})
"""Fields of a recipe that change neither how good nor how dear a picture is."""


def identity(recipe: Written) -> str:
    """A short name that two recipes share if they make pictures alike."""
    return _digest(_without(recipe, _NO_SETTING))


def series(recipe: Written) -> str:
    """A short name that two recipes share if they differ in nothing but the number of steps."""
    return _digest(_without(recipe, _NO_SETTING | {"steps"}))


def _without(recipe: Written, names: frozenset[str]) -> Written:
    return {name: value for name, value in recipe.items() if name not in names}


def _digest(value: Written) -> str:
    text = msgspec.json.encode(value, order="sorted")
    return hashlib.blake2b(text, digest_size=8).hexdigest()


class Known(msgspec.Struct, frozen=True):
    """A result, and whether it came with the program."""

    result: Result
    shipped: bool

    @property
    def heading(self) -> str:
        """The model's title, the setting, and where the model ran if not where it usually does."""
        placement = self.result.placement
        return f"{self.result.title}{'' if placement == Placement() else f', {placement.title}'}"

    @property
    def origin(self) -> str:
        """Where and when it was measured, and what ran the model, in one sentence."""
        result = self.result
        whose = "Came with the program: measured" if self.shipped else "Your own: measured"
        return f"{whose} on {day(result.date)} on {result.machine.sentence}, {result.placement.title}."

    @property
    def basis(self) -> str:
        """Of how many pictures it is, and against which ones, in one sentence."""
        job, report = self.result.job, self.result.report
        sets = f"{job.repeats} × " if job.repeats > 1 else ""
        of = f"Of {sets}{job.samples:,} pictures"
        return f"{of} against {report.reference}, in the features of {report.judge}."

    def numbers(self) -> Iterator[tuple[str, str]]:
        """The measures under their keys, in words with their intervals."""
        for key in kinds(self.result.report.features):
            found = self.result.measures.get(key)
            if found is not None:
                noise = self.result.report.noise.get(key)
                told = "" if noise is None else f", of noise {significant(noise.value)}"
                yield key, f"{_SHORT.get(key, key.replace('_', ' '))} {interval(found)}{told}"


def preferred(known: Iterable[Known], origin: OriginName) -> tuple[Known, ...]:
    """Those of an origin; ``own, else shipped``: a shipped one only where no own one is of its setting.

    Own ones of fewer or more pictures stand beside it, since the two cannot be held against each other.
    """
    there = tuple(known)
    if origin in ("own", "shipped"):
        return tuple(one for one in there if one.shipped == (origin == "shipped"))
    if origin == "both":
        return there
    own = {_what(one.result) for one in there if not one.shipped}
    return tuple(one for one in there if not one.shipped or _what(one.result) not in own)


def _what(result: Result) -> tuple[str, str, int]:
    return result.job.task, identity(result.job.recipe), result.job.samples


class Offer(msgspec.Struct, frozen=True):
    """Own results that can be taken away together, and what they are called."""

    title: str
    results: tuple[Result, ...]


def offers(known: Known, own: Sequence[Result], cards: Mapping[str, Card]) -> tuple[Offer, ...]:
    """What can be taken away where this result is pointed at; nothing where it came with the program.

    Results of pictures and of likelihoods never go together.
    """
    if known.shipped:
        return ()
    result = known.result
    others = [each for each in own if each.job.task == result.job.task]
    alike = tuple(each for each in others if identity(each.job.recipe) == identity(result.job.recipe))
    trial = tuple(
        each
        for each in others
        if each.job.samples == result.job.samples and data_of(each, cards) == data_of(result, cards)
    )
    what = "pictures" if result.job.task == "pictures" else "held-out images"
    found = [Offer("This result", (result,))]
    for together, of in ((alike, "this setting"), (trial, f"{result.job.samples:,} {what}")):
        if len(together) > 1:
            found.append(Offer(f"All {len(together):,} own results of {of}", together))
    return tuple(found)

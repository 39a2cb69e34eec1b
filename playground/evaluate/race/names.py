"""What candidates are called, and what is said of their cost."""

from __future__ import annotations

import msgspec

from playground.core.cards import Card
from playground.core.words import counted, number
from playground.evaluate.sweep.jobs import VARIANTS, Job, VariantName
from playground.evaluate.sweep.naming import setting_of, told_of, variant_of
from playground.paradigms.race.recipes import ClockName, LaneRecipe
from playground.paradigms.spoken import WORDS, knows_words

_ORDINALS = {1: "st", 2: "nd", 3: "rd"}
_SECOND = 1000.0
_DIGITS = ((100.0, 0), (10.0, 1), (0.1, 2))
_FINEST = 3
"""Digits behind the point of milliseconds: times are kept to microseconds."""


def family(candidate: LaneRecipe, card: Card) -> VariantName:
    """Which family a candidate's pictures belong to."""
    return variant_of(Job(recipe=msgspec.to_builtins(candidate)), card)


def title(candidate: LaneRecipe, card: Card) -> str:
    """The family, with a capital letter."""
    name = VARIANTS[family(candidate, card)]
    return name[:1].upper() + name[1:]


def setting(candidate: LaneRecipe) -> str:
    """How the pictures are made, in a few words; not what they are to show."""
    written = msgspec.to_builtins(candidate)
    return setting_of({name: value for name, value in written.items() if name not in WORDS})


def told(candidate: LaneRecipe) -> str:
    """What a candidate is told in words; empty for one that is told none, or nothing."""
    return ", ".join(told_of(msgspec.to_builtins(candidate))) if knows_words(candidate) else ""


def whole(count: float) -> str:
    """A number that grows evenly, and counts what is whole."""
    return number(int(count), 0)


def below(title: str, setting: str) -> str:
    """The setting as it stands below the title, without what that says already."""
    first, _, rest = setting.partition(", ")
    return rest if rest and first == title else setting


def steps_first(setting: str) -> str:
    """The setting with its steps before its sampler: what is cut off then is what they share."""
    parts = setting.split(", ")
    return ", ".join(sorted(parts, key=lambda part: not part.endswith((" step", " steps"))))


def evaluations(count: float) -> str:
    """A number of evaluations."""
    return counted(int(count), "evaluation")


def time(milliseconds: float) -> str:
    """A time with three digits or so, in milliseconds or seconds."""
    if milliseconds >= _SECOND:
        return f"{milliseconds / _SECOND:.{1 if milliseconds >= 10 * _SECOND else 2}f} s"
    digits = next((digits for least, digits in _DIGITS if milliseconds >= least), _FINEST)
    return f"{milliseconds:.{digits}f} ms" if milliseconds else "0 ms"


def spent(clock: ClockName, amount: float) -> str:
    """What a clock says."""
    return evaluations(amount) if clock == "evaluations" else time(amount)


def ordinal(place: int) -> str:
    """1st, 2nd, 3rd, 4th, …"""
    ending = "th" if place % 100 in (11, 12, 13) else _ORDINALS.get(place % 10, "th")
    return f"{place}{ending}"

"""A fixed list of analogies of emoji by their names, and what a model's sums of them came to when measured.

The list was written down before any sum was drawn by the finished model: it is of pairs that differ in the
same word or two, and of some that differ in their words alone or in what they show alone.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec

from playground.core import folders
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.regular import read_regular

_MAX_BYTES = 1_000_000
_Share = Annotated[float, msgspec.Meta(ge=0, le=1)]


class Analogy(NamedTuple):
    """``prompt`` less ``minus``, plus ``plus``, should be what is ``expected``."""

    group: str
    prompt: str
    minus: str
    plus: str
    expected: str

    @property
    def told(self) -> str:
        """The sum in a line."""
        return f"{self.prompt} − {self.minus} + {self.plus} = {self.expected}"


_LISTED = {
    "moods": (
        ("grinning cat", "grinning face", "crying face", "crying cat"),
        ("crying cat", "crying face", "weary face", "weary cat"),
        ("kissing cat", "kissing face", "grinning face", "grinning cat"),
        ("weary cat", "weary face", "kissing face", "kissing cat"),
        ("frowning face", "slightly frowning face", "slightly smiling face", "smiling face"),
    ),
    "animals": (
        ("cat face", "cat", "dog", "dog face"),
        ("cow face", "cow", "pig", "pig face"),
        ("tiger face", "tiger", "rabbit", "rabbit face"),
    ),
    "colours": (
        ("red heart", "red circle", "blue circle", "blue heart"),
        ("green heart", "green square", "purple square", "purple heart"),
        ("yellow circle", "yellow heart", "orange heart", "orange circle"),
        ("brown square", "brown circle", "green circle", "green square"),
        ("blue book", "blue circle", "orange circle", "orange book"),
        ("large orange diamond", "orange circle", "blue circle", "large blue diamond"),
    ),
    "moons": (
        ("waxing crescent moon", "waning crescent moon", "waning gibbous moon", "waxing gibbous moon"),
        ("first quarter moon face", "first quarter moon", "last quarter moon", "last quarter moon face"),
        ("full moon face", "full moon", "new moon", "new moon face"),
    ),
    "clocks": (
        ("two-thirty", "two o’clock", "three o’clock", "three-thirty"),
        ("nine-thirty", "nine o’clock", "four o’clock", "four-thirty"),
    ),
    "people": (
        ("man farmer", "man", "woman", "woman farmer"),
        ("woman astronaut", "woman", "man", "man astronaut"),
        ("man cook", "man singer", "woman singer", "woman cook"),
        ("princess", "woman", "man", "prince"),
    ),
    "places": (
        ("up-left arrow", "left arrow", "right arrow", "up-right arrow"),
        ("down-right arrow", "right arrow", "left arrow", "down-left arrow"),
        ("red triangle pointed up", "up arrow", "down arrow", "red triangle pointed down"),
    ),
}
ANALOGIES = tuple(Analogy(group, *each) for group, some in _LISTED.items() for each in some)


class Rate(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A share of drawings with its 95 % interval over analogies."""

    value: _Share
    low: _Share
    high: _Share


class Measured(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Of pictures of one kind the rates at which the expected caption is the nearest of the analogy's
    ``four``, the ``first`` of all captions, and among the ``five`` nearest of all."""

    four: Rate
    first: Rate
    five: Rate


class Results(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the sums of a model came to: ``rows`` by the kind of picture, and of each analogy the share of
    drawings that are nearest to the expected caption, of four, by what was added up."""

    model: str
    model_hash: str
    pair_hash: str
    style: str
    seeds: int
    guidance: float
    steps: int
    captions: int
    rows: dict[str, Measured]
    each: dict[str, dict[str, _Share]]


def results_file() -> Path:
    """Where the results of the model that ships are."""
    return folders.assets() / "words" / "arithmetic.json"


def read_results(path: Path) -> Results:
    """Results as they were written; raises ``DataError``."""
    with guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(read_regular(path, _MAX_BYTES), type=Results)

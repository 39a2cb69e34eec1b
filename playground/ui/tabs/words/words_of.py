"""The words of a prompt as they stand in it, and how much each weighs."""

from __future__ import annotations

import itertools
from typing import NamedTuple

from playground.core import plain_text
from playground.core.errors import RecipeError
from playground.core.prompts import parse, weighed
from playground.core.words_in import words_in

_SHOWN = 40
_MOST_WORDS = 200
"""More than have room on a bar, and than any network here reads."""


class Placed(NamedTuple):
    """A word of a prompt, what it weighs, and where it stands: ``prompt[start:stop]``."""

    text: str
    weight: float
    start: int
    stop: int


class Line(NamedTuple):
    """A line of a prompt and where it begins."""

    text: str
    begin: int

    @property
    def words(self) -> tuple[Placed, ...]:
        """Its first words in their order, but for signs of the weights themselves; none where its brackets
        are not in order."""
        try:
            spans = parse(self.text)
        except RecipeError:
            return ()
        found = (
            Placed(text, span.weight, *(self.begin + span.start + at for at in (each.start, each.stop)))
            for span in spans
            for each in words_in(span.text)
            if (text := span.text[each.start : each.stop]) not in "()\\:"
        )
        return tuple(itertools.islice(found, _MOST_WORDS))


def line_at(prompt: str, place: int) -> Line:
    """The line in which a place is."""
    begin = prompt.rfind("\n", 0, place) + 1
    end = prompt.find("\n", begin)
    return Line(prompt[begin : end if end >= 0 else len(prompt)], begin)


def written_at(prompt: str, place: int) -> Line:
    """The same, or the nearest line above it in which something is written."""
    line = line_at(prompt, place)
    return line if line.text.strip() else line_at(prompt, len(prompt[: line.begin].rstrip()))


def with_weight(prompt: str, word: Placed, weight: float) -> str:
    """The prompt in which one of its words has another weight; raises ``RecipeError``."""
    line = line_at(prompt, word.start)
    told = weighed(line.text, word.start - line.begin, word.stop - line.begin, weight)
    if _texts(Line(told, 0)) != _texts(line):
        raise RecipeError(
            f"What stands beside “{plain_text.line(word.text, _SHOWN)}” would become part of it or of its "
            "weight; put a space between."
        )
    return f"{prompt[: line.begin]}{told}{prompt[line.begin + len(line.text) :]}"


def _texts(line: Line) -> list[str]:
    return [word.text for word in line.words]


def letters_before(text: str, place: int) -> int:
    """A place in a text as Qt counts it, to whom some letters are two."""
    return len(text[:place].encode("utf-16-le", "surrogatepass")) // 2


def place_of(text: str, units: int) -> int:
    """A place in a text as Python counts it, of what Qt counts."""
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * units].decode("utf-16-le", "ignore"))

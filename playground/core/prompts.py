"""What a person writes to a model that is told words, taken apart: texts, how much each weighs, and where.

``(red:1.4)`` weighs the words in it, and brackets within brackets multiply. Brackets without a number only
group. ``\\(``, ``\\)``, ``\\:`` and ``\\\\`` are the signs themselves. Brackets part words.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from playground.core import plain_text
from playground.core.errors import RecipeError

MOST_WEIGHT = 10.0
"""Of a word, with all the brackets around it."""

_ESCAPED = "()\\:"
_NUMBER = re.compile(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][+-]?[0-9]+)?")
_WEIGHT = re.compile(rf":\s{{0,8}}{_NUMBER.pattern}\s{{0,8}}\)")
_SHOWN = 40


class Span(NamedTuple):
    """A part of a prompt without brackets, what it weighs, and where it stands: ``text[start:stop]``."""

    text: str
    weight: float
    start: int
    stop: int


class _Bracket(NamedTuple):
    """Where a bracket opens, the numbers of parts before it and before its end, and what it weighs."""

    at: int
    first: int
    end: int = -1
    weight: float = 1.0


def parse(text: str) -> tuple[Span, ...]:
    """The parts of a prompt in their order; raises ``RecipeError`` with one sentence.

    >>> [(span.text, span.weight) for span in parse("a (red:1.5) heart")]
    [('a ', 1.0), ('red', 1.5), (' heart', 1.0)]
    """
    spans: list[Span] = []
    brackets: list[_Bracket] = []
    ahead: list[int] = []
    begin = index = 0
    while index < len(text):
        letter = text[index]
        if letter == "\\" and text[index + 1 : index + 2] in tuple(_ESCAPED):
            spans += _plain(text, begin, index)
            spans.append(Span(text[index + 1], 1.0, index + 1, index + 2))
            begin = index = index + 2
            continue
        if letter == "(":
            spans += _plain(text, begin, index)
            ahead.append(len(brackets))
            brackets.append(_Bracket(index, len(spans)))
            begin = index + 1
        elif letter == ")":
            if not ahead:
                raise RecipeError(
                    f"A bracket closes behind {_quoted(text[:index], last=True)} that was never opened; "
                    "take it away, or write \\) for the sign."
                )
            stop, weight = _weighed(text, begin, index)
            spans += _plain(text, begin, stop)
            number = ahead.pop()
            brackets[number] = brackets[number]._replace(end=len(spans), weight=weight)
            begin = index + 1
        index += 1
    if ahead:
        behind = text[brackets[ahead[-1]].at + 1 :]
        raise RecipeError(
            f"A bracket opens before {_quoted(behind)} that is never closed; close it, or write \\( for the "
            "sign."
        )
    spans += _plain(text, begin, len(text))
    found = _multiplied(spans, brackets)
    _check(found)
    return found


def lines(text: str) -> tuple[tuple[str, int], ...]:
    """The lines of a prompt that say something, and where each begins; the first, where none does."""
    found, begin = [], 0
    for line in text.split("\n"):
        found.append((line, begin))
        begin += len(line) + 1
    said = tuple(each for each in found if each[0].strip())
    return said or (("", 0),)


def escaped(text: str) -> str:
    """A text in which brackets and colons are signs and weigh nothing."""
    return "".join(f"\\{letter}" if letter in _ESCAPED else letter for letter in text)


def spoken(text: str) -> str:
    """A prompt that says a text: the text itself, or escaped where something in it would weigh."""
    try:
        plain = "".join(span.text for span in parse(text) if span.weight == 1) == text
    except RecipeError:
        plain = False
    return text if plain else escaped(text)


def weighed(text: str, start: int, stop: int, weight: float) -> str:
    """A prompt in which what stands at ``text[start:stop]`` has another weight; raises ``RecipeError``.

    The number in the brackets that are around it alone is changed, or they come and go; those further out
    count as before.
    """
    number = _WEIGHT.match(text, stop)
    inside = text[start - 1 : start] == "(" and not _escapes(text, start - 1) and number is not None
    own = float(_NUMBER.search(text, stop).group()) if inside else 1.0  # type: ignore[union-attr]
    here = next((span.weight for span in parse(text) if span.start <= start < span.stop), 1.0)
    around = here / own if own else 1.0
    own_weight = float(f"{weight / around if around else weight:.3g}")
    begin, end = (start - 1, number.end()) if inside and number is not None else (start, stop)
    word, sign = text[start:stop], "\\" if _escapes(text, begin) else ""
    return f"{text[:begin]}{word if own_weight == 1 else f'{sign}({word}:{own_weight:g})'}{text[end:]}"


def _escapes(text: str, index: int) -> bool:
    """Whether what stands before a place would make a bracket there a sign."""
    return (index - len(text[:index].rstrip("\\"))) % 2 == 1


def _plain(text: str, begin: int, stop: int) -> Iterator[Span]:
    if begin < stop:
        yield Span(text[begin:stop], 1.0, begin, stop)


def _weighed(text: str, begin: int, stop: int) -> tuple[int, float]:
    """Where the text of a bracket ends that closes at ``stop``, and the weight behind it."""
    colon = text.rfind(":", begin, stop)
    number = text[colon + 1 : stop].strip() if colon >= 0 else ""
    if not _NUMBER.fullmatch(number):
        return stop, 1.0
    weight = float(number)
    if not 0 <= weight <= MOST_WEIGHT:
        raise RecipeError(
            f"The weight of {_quoted(text[begin:colon])} must lie between 0 and {MOST_WEIGHT:g}; it is "
            f"{weight:g}. Write \\: for a colon that weighs nothing."
        )
    return colon, weight


def _multiplied(spans: Sequence[Span], brackets: Sequence[_Bracket]) -> tuple[Span, ...]:
    """Parts with the weights of all brackets around them, in one walk; brackets are in their order."""
    found: list[Span] = []
    around: list[_Bracket] = []
    ahead = 0
    for number, span in enumerate(spans):
        while around and around[-1].end <= number:
            around.pop()
        while ahead < len(brackets) and brackets[ahead].first <= number:
            bracket = brackets[ahead]
            if bracket.end > number:
                outer = around[-1].weight if around else 1.0
                around.append(bracket._replace(weight=outer * bracket.weight))
            ahead += 1
        found.append(span._replace(weight=around[-1].weight) if around else span)
    return tuple(found)


def _check(spans: Sequence[Span]) -> None:
    for span in spans:
        if span.weight > MOST_WEIGHT or not math.isfinite(span.weight):
            raise RecipeError(
                f"The weight of {_quoted(span.text)}, with all brackets around it, must lie between 0 and "
                f"{MOST_WEIGHT:g}; it is {span.weight:g}."
            )


def _quoted(text: str, last: bool = False) -> str:
    """The first words of a text, or the last ones, as a sentence names them."""
    shown = plain_text.line(" ".join(text[-400:].split() if last else text[:400].split()))
    if not shown:
        return "nothing"
    short = shown if len(shown) <= _SHOWN else f"…{shown[-_SHOWN:]}" if last else f"{shown[:_SHOWN]}…"
    return f"“{short}”"

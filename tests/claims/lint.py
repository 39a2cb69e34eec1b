"""Numbers in texts that look as if the program gave them: they are claims, or in ``definitions.toml``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from playground.core.folders import assets
from tests.claims.pages import TEMPLATES

_SKIPPED = re.compile(
    r"\{claim:[^{}]*\}"  # what a claim says
    r"|\$[^$]*\$|`[^`]*`"  # code
    r"|\]\([^)]*\)"  # where a link leads
    r"|<[^>]*>"  # marks of HTML
)
_UNITS = (
    "grey levels?|nats?|bits?|millibits?|ms|milliseconds?|seconds?|minutes?|min|times|deviations?|MB"
    "|rounds?|steps?|seeds?|runs?|trainings?|points?|samples?|evaluations?|of (?:the )?(?:sixty|\\d+)"
)
_SMALL = "a|one|two|three|four|five|six|seven|eight|nine|ten|eighty|some|several|a few|few"
_WORDS = (
    rf"(?:(?:{_SMALL})\s)?(?:dozens?|hundreds?|thousands?)(?:\s(?:dozens?|hundreds?|thousands?))?"
    rf"|(?:(?:{_SMALL})\s)?(?:ten-thousandths?|twentieths?|hundredths?|thousandths?|millionths?)"
    rf"|(?:{_SMALL})\s(?:in ten|in a hundred)"
    r"|(?:four|five|six|seven|eight|nine|ten|eighty)\s(?:times|rounds)"
)
_NUMBER = re.compile(
    r"(?<![\w.,])[−-]?(?:"
    r"\d{1,3}(?:[,\u2009 ]\d{3})+(?:\.\d+)?"  # thousands apart
    r"|\d+\.\d+"  # decimals
    r"|\d+(?=\s*%)"  # shares
    rf"|\d+(?=\s(?:{_UNITS})\b)"  # whole numbers with a unit, or with what was counted
    r")"
    rf"|\b(?:{_WORDS})\b(?!-)",  # large, small and relative ones in words
    re.IGNORECASE,
)


class Definition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Numbers of one text that nobody measured: settings, sizes, constants; with the reason."""

    text: str
    numbers: tuple[str, ...]
    why: str


class _Definitions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    definition: tuple[Definition, ...]


def definitions() -> tuple[Definition, ...]:
    """All that are allowed."""
    content = (Path(__file__).parent / "definitions.toml").read_bytes()
    return msgspec.toml.decode(content, type=_Definitions).definition


def bare(text: str) -> Iterator[tuple[str, str]]:
    """Numbers of a text that are no claims, each with what stands around it."""
    told = _SKIPPED.sub(lambda found: "\N{WHITE SQUARE}" * len(found[0]), text)
    for found in _NUMBER.finditer(told):
        yield found[0], text[max(0, found.start() - 50) : found.end() + 25].replace("\n", " ")


def texts() -> Iterator[tuple[str, str]]:
    """Everything that is held against the rule, by ``folder/name``."""
    for path in sorted((assets() / "lessons").glob("*.toml")):
        lessons = msgspec.toml.decode(path.read_bytes())["lesson"]
        fields = ("text", "question", "look_for", "answer", "more")
        told = (lesson.get(field, "") for lesson in lessons for field in fields)
        yield f"lessons/{path.stem}", "\n".join(told)
    for path in sorted((assets() / "explanations").glob("*.md")):
        yield f"explanations/{path.stem}", path.read_text("utf-8")
    for path in sorted((assets() / "equations").glob("*.toml")):
        source = msgspec.toml.decode(path.read_bytes())
        words = [source["words"], *(piece.get("words", "") for piece in source["piece"])]
        yield f"equations/{path.stem}", "\n".join(words)
    for path in sorted(TEMPLATES.glob("*.md")):
        yield f"pages/{path.stem}", path.read_text("utf-8")


def faults() -> list[str]:
    """A line for each number that is neither a claim nor a definition of its text."""
    allowed = {(each.text, number) for each in definitions() for number in each.numbers}
    return [
        f"{name}: {number} in “…{around}…”"
        for name, text in texts()
        for number, around in bare(text)
        if (name, number) not in allowed
    ]

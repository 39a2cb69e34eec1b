"""Texts that people read have typographic apostrophes; code, TeX and documentation of code have none."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from playground.core.folders import assets, shipped_models

PACKAGE = Path(__file__).parent.parent / "playground"
STRAIGHT = re.compile(r"(?<=[\w}”.)])'(?=s\b)|(?<=\w)'(?=\w)|(?<=[sz])'(?=[\s.,;:)!?]|$)")
"""An apostrophe between letters, before a genitive's s, or after the s of a plural: no quotation mark, which
stands before a word, and no prime, which stands after a symbol."""
OF_CODE = {"latex", "preset", "id", "term", "kind"}
"""Keys of texts that nobody reads."""
CODE = re.compile(r"`[^`]*`")


def straight(text: str) -> list[str]:
    """What stands around each straight apostrophe."""
    return [text[max(0, found.start() - 20) : found.end() + 10] for found in STRAIGHT.finditer(text)]


def strings_of(source: str) -> Iterator[str]:
    """All strings of a module but its documentation; those with values in them whole, with “}” for each."""
    tree = ast.parse(source)
    skipped = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            skipped.update(id(part) for part in node.values)
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else "}" for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


def texts_of(table: Any) -> Iterator[str]:
    """All texts of a parsed TOML file that people read."""
    if isinstance(table, str):
        yield table
    elif isinstance(table, list):
        for each in table:
            yield from texts_of(each)
    elif isinstance(table, dict):
        for key, each in table.items():
            if key not in OF_CODE:
                yield from texts_of(each)


def name(path: Path) -> str:
    """A file's name with its folder's."""
    return f"{path.parent.name}/{path.name}"


def faults(texts: Callable[[str], Iterable[str]], paths: Iterable[Path]) -> dict[str, list[str]]:
    """By file, what stands around each straight apostrophe in the texts that it holds."""
    found = {
        f"{path.parent.name}/{path.name}": [
            each for text in texts(path.read_text("utf-8")) for each in straight(text)
        ]
        for path in paths
    }
    return {name: places for name, places in found.items() if places}


def test_strings_of_the_program() -> None:
    assert faults(strings_of, PACKAGE.rglob("*.py")) == {}


@pytest.mark.parametrize("pattern", ["lessons/*.toml", "equations/*.toml"])
def test_lessons_and_equations(pattern: str) -> None:
    assert faults(lambda text: texts_of(tomllib.loads(text)), assets().glob(pattern)) == {}


def test_cards_of_models() -> None:
    assert faults(lambda text: texts_of(tomllib.loads(text)), shipped_models().glob("*/card.toml")) == {}


def test_explanations() -> None:
    assert faults(lambda text: [CODE.sub("", text)], assets().glob("explanations/*.md")) == {}


def test_what_is_an_apostrophe() -> None:
    for text in ("it's", "both networks' layers", "Hutchinson’s and Wilson's", "“x”'s", "Esser et al.'s"):
        assert len(straight(text)) == 1, text
    for text in ("it’s", "f(x')", "<a href='use'>Use</a>", "style='color: red'", "the 'quoted' word"):
        assert straight(text) == [], text
    assert list(strings_of("'''a's'''\nx = f\"{y}'s z\"\nw = 'v'")) == ["}'s z", "v"]

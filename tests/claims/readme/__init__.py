"""The README’s parts that hold the program’s numbers: each is written from its template here, never by hand.

A template has places for claims, as lessons have, and for tables: ``{table:quality}``.
"""

from __future__ import annotations

import re
from pathlib import Path

from playground.core.claims import fill
from tests.claims.readme.tables import TABLES

README = Path(__file__).parent.parent.parent.parent / "README.md"
TEMPLATES = Path(__file__).parent

_PART = re.compile(
    r"(?P<begin><!-- claims: (?P<name>[a-z]+)\b[^>]*-->\n).*?(?P<end><!-- end of claims -->)", re.DOTALL
)
_TABLE = re.compile(r"\{table:(?P<name>[a-z]+)\}")


def templates() -> dict[str, str]:
    """All templates by their names."""
    return {path.stem: path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.md"))}


def part(name: str) -> str:
    """A part as it should stand in the README."""
    text = fill((TEMPLATES / f"{name}.md").read_text("utf-8"))
    return _TABLE.sub(lambda place: TABLES[place["name"]](), text)


def written(readme: str) -> str:
    """The README with all of its parts written anew."""
    return _PART.sub(
        lambda found: f"{found['begin']}\n{part(found['name']).strip()}\n\n{found['end']}", readme
    )


def parts(readme: str) -> list[str]:
    """The names of the parts that a README has."""
    return [found["name"] for found in _PART.finditer(readme)]

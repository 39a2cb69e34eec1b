"""Pages of ``docs/`` that hold the program's numbers: each is written from its template here, never by hand.

A template has places for claims, as lessons have, and for tables: ``{table:quality}``.
"""

from __future__ import annotations

import re
from pathlib import Path

from playground.core.claims import fill
from tests.claims.pages.tables import TABLES

TEMPLATES = Path(__file__).parent
DOCS = TEMPLATES.parents[2] / "docs"

_TABLE = re.compile(r"\{table:(?P<name>[a-z]+)\}")


def templates() -> dict[str, str]:
    """All templates by the names of their pages."""
    return {path.stem: path.read_text("utf-8") for path in sorted(TEMPLATES.glob("*.md"))}


def page(template: str) -> str:
    """A page as it should stand in ``docs/``."""
    return _TABLE.sub(lambda place: TABLES[place["name"]](), fill(template))


def write() -> None:
    """Write all pages anew."""
    for name, template in templates().items():
        (DOCS / f"{name}.md").write_text(page(template), "utf-8")

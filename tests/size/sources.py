"""The modules of a package, parsed."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import playground

PROGRAM = Path(playground.__file__).parent


class Source(NamedTuple):
    """A module: its name, where it stands below its package, its text, and its tree."""

    name: str
    place: Path
    text: str
    tree: ast.Module

    @property
    def part(self) -> str:
        """The package below the top that it belongs to; empty for a file of the top itself."""
        return self.place.parts[0] if len(self.place.parts) > 1 else ""

    @property
    def package(self) -> str:
        """The package that relative imports start from."""
        return self.name if self.place.name == "__init__.py" else self.name.rpartition(".")[0]


def sources(folder: Path = PROGRAM) -> list[Source]:
    """Those of the package in a folder, in the order of their names."""
    return sorted(_sources(folder))


def _sources(folder: Path) -> Iterator[Source]:
    for path in folder.rglob("*.py"):
        place = path.relative_to(folder)
        parts = [folder.name, *place.with_suffix("").parts]
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        text = path.read_text("utf-8")
        yield Source(name, place, text, ast.parse(text))

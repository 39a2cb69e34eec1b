"""``python -m tests.size``: one table of how large and how entangled the program is."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from tests.size.classes import depths
from tests.size.families import is_shared, named
from tests.size.imports import Kind, circles, graph_of
from tests.size.lines import code_lines
from tests.size.sources import PROGRAM, Source, sources
from tests.size.untyped import untyped
from tests.support.added_panel import EDITS

DEEP = 2
"""Classes between which and Qt there is more than one of ours are hard to follow."""
WAYS: dict[str, tuple[Kind, ...]] = {
    "as modules load": ("loaded",),
    "with late imports": ("loaded", "late"),
    "with imports for types": ("loaded", "late", "types"),
}


class Row(NamedTuple):
    """A line of the table, and what was counted by name."""

    title: str
    count: int
    found: Sequence[str] = ()


def main() -> None:
    """Print the table, and with ``--list`` what is behind its numbers."""
    parser = argparse.ArgumentParser(prog="python -m tests.size", description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=PROGRAM, help="the package (this program)")
    parser.add_argument("--list", action="store_true", help="also name what was counted, where it has names")
    args = parser.parse_args()
    for row in rows(sources(args.folder.resolve())):
        print(f"{row.title:<58}{row.count:>8,}")
        for line in row.found if args.list else ():
            print(f"    {line}")


def rows(modules: Sequence[Source]) -> Iterator[Row]:
    """The table's lines."""
    parts = sorted({module.part for module in modules}, key=lambda part: (part != "ui", part))
    for part in parts:
        of_part = [module for module in modules if module.part == part]
        title = f"{part}/" if part else "top level"
        yield Row(f"code lines, {title}", sum(code_lines(module.text) for module in of_part))
        yield Row(f"files, {title}", len(of_part))
    window = [module for module in modules if module.part == "ui"]
    deep = sorted(name for name, depth in depths(window).items() if depth > DEEP)
    yield Row("classes of ui/ deeper than two below a Qt class", len(deep), deep)
    graph = graph_of(modules)
    for way, kinds in WAYS.items():
        found = circles(graph, kinds)
        yield Row(f"import circles {way}", len(found), [" ↔ ".join(circle) for circle in found])
    counts: Counter[str] = sum((untyped(module.text) for module in window), Counter())
    for what in ("Any", "cast(", "object", "type: ignore"):
        yield Row(f"“{what}” in ui/", counts[what])
    shared = [(module, named(module)) for module in modules if is_shared(module)]
    naming = [f"{module.place.as_posix()}: {', '.join(sorted(which))}" for module, which in shared if which]
    yield Row("shared files that name a family", len(naming), naming)
    yield Row("edits that add a panel, as a test makes them", len(EDITS), [edit.what for edit in EDITS])


if __name__ == "__main__":
    main()

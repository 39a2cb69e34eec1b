"""Typeset the equations: every ``*.toml`` here into SVG pieces, and ``index.json`` that says how they fit.

For developers, after an edit: ``pip install ziamath`` and ``python assets/equations/build.py``, with a folder
where it is that of a plug-in. The program itself only reads what this wrote. An equation is a row of pieces
on one baseline, each its own file, so that the window can colour a term and write its value underneath. All
lengths in the index are in em.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
import tomllib
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import ziamath

HERE = Path(__file__).parent
SIZE = 100
"""Font size in which pieces are typeset: one em of the SVG files."""

INK = "#010203"
"""Stands for the colour of the ink: Qt's SVG has no ``currentColor``, so the window replaces this one."""

SPACES = {"": 0.0, "thin": 3 / 18, "medium": 4 / 18, "thick": 5 / 18}
AROUND = {
    "term": ("", ""),
    "relation": ("thick", "thick"),
    "operator": ("medium", "medium"),
    "product": ("thin", "thin"),
    "punctuation": ("", "thick"),
    "open": ("", ""),
    "close": ("", ""),
}
BEARING = 0.09
"""Room on both sides of every piece, about what a letter's own side bearings are."""


def piece(source: dict[str, Any], name: str, folder: Path) -> dict[str, Any]:
    """Typeset one piece into ``folder`` and give its entry of the index."""
    if found := re.search(r"\\[bB]igg?[lrm]?\\[{}]", source["latex"]):
        raise ValueError(f"{found[0]} in {folder.name} would be drawn as a large backslash before a brace")
    math = ziamath.Latex(source["latex"], size=SIZE, color=INK, inline=False, margin=0)
    svg = math.svgxml()
    left, top, right, bottom = ink(svg)
    svg.set("viewBox", f"{left:g} {top:g} {right - left:g} {bottom - top:g}")
    svg.set("width", f"{right - left:g}")
    svg.set("height", f"{bottom - top:g}")
    path = folder / f"{name}.svg"
    path.write_text(ElementTree.tostring(svg, encoding="unicode") + "\n", encoding="utf-8")
    kind = source.get("kind", "term")
    before, after = AROUND[kind]
    entry = {
        "file": f"{folder.name}/{path.name}",
        "kind": kind,
        "term": source.get("term", ""),
        "words": source.get("words", ""),
        "value": bool(source.get("term")) and source.get("value", True),
        "before": BEARING + SPACES[before],
        "after": BEARING + SPACES[source.get("space", after)],
        "width": (right - left) / SIZE,
        "ascent": -top / SIZE,
        "descent": bottom / SIZE,
    }
    return {key: round(value, 4) if isinstance(value, float) else value for key, value in entry.items()}


def ink(svg: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of what is drawn, the baseline being at 0.

    The typesetter's own box also holds the space that it leaves around operators.
    """
    xs: list[float] = []
    ys: list[float] = []
    for shape in svg.iter():
        if shape.tag.endswith("rect"):
            x, y = float(shape.get("x", 0)), float(shape.get("y", 0))
            xs += [x, x + float(shape.get("width", 0))]
            ys += [y, y + float(shape.get("height", 0))]
        elif shape.tag.endswith("path"):
            commands = shape.get("d", "")
            if set(re.findall("[A-Za-z]", commands)) - set("MLQCZ"):
                raise ValueError(f"a path with other commands than M, L, Q, C and Z: {commands}")
            numbers = [float(number) for number in re.findall(r"-?[\d.]+", commands)]
            xs += numbers[::2]
            ys += numbers[1::2]
    return min(xs), min(ys), max(xs), max(ys)


def equation(path: Path) -> dict[str, Any]:
    """Typeset the equation of one source file."""
    source = tomllib.loads(path.read_text(encoding="utf-8"))
    folder = path.parent / path.stem
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    pieces = [
        piece(part, f"{number:02}-{part.get('term') or part['kind']}", folder)
        for number, part in enumerate(source["piece"], start=1)
    ]
    return {"title": source["title"], "words": source["words"], "pieces": pieces}


def main() -> None:
    """Typeset all equations of a folder, usually this one."""
    ziamath.config.svg2 = False
    place = Path(sys.argv[1]) if len(sys.argv) > 1 else HERE
    index = {path.stem: equation(path) for path in sorted(place.glob("*.toml"))}
    text = json.dumps({"ink": INK, "equations": index}, indent=1, ensure_ascii=False)
    (place / "index.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

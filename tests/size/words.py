"""Find names and docstrings with words that the glossary has replaced: ``python -m tests.size.words``.

A package may use a word as often as ``words.toml`` says, and these counts only fall: ``--write`` lowers them.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
COUNTS = Path(__file__).with_name("words.toml")
INSTEAD: Mapping[str, str] = {
    "told": "conditioning, condition_of, report or message",
    "telling": "reporting, or what is reported",
    "way": "trajectory, interpolation, path or export",
    "ways": "trajectories, interpolations, paths or exports",
    "place": "position, token position, pixel, slot, point or folder",
    "places": "positions, pixels, slots, points or folders",
    "kept": "validation (held out), preserved or saved",
    "bring": "import",
    "bringing": "importing",
    "brought": "imported",
    "lane": "candidate",
    "lanes": "candidates",
    "entrant": "candidate",
    "entrants": "candidates",
    "look": "inspect, attention or context",
    "looked": "inspected",
    "looking": "inspecting",
    "apart": "subprocess, separate or distance",
    "child": "subprocess",
    "usual": "default or baseline",
    "room": "capacity",
}
"""Words of no single meaning, and what stands in their place; ``docs/glossary.md`` says when."""
MODULES = frozenset(
    (
        "veil", "slim", "apart", "foreign", "regular", "spelled", "telling", "bringing", "ways", "halves",
        "above", "why", "told", "kept", "looking",
    )
)  # fmt: skip
"""Names of modules that do not say what is in one."""
PHRASES: Mapping[str, str] = {"learn longer": "train longer", "learns longer": "trains longer"}
"""What docstrings say otherwise."""
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_TOKEN = re.compile(
    r'''[rRbBuUfF]{0,2}(?:"""(?P<doc>(?:[^\\]|\\.)*?)"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')'''
    r"|#[^\n]*|(?<!\w)(?P<name>[A-Za-z_]\w*)",
    re.DOTALL,
)
"""Strings, comments and names: ``tokenize`` finds the same names, and takes ten times as long."""


@cache
def replaced(name: str) -> frozenset[str]:
    """The replaced words in a name: of ``KeptCells`` it is ``kept``."""
    return frozenset(word.lower() for word in _WORD.findall(name)) & INSTEAD.keys()


def used(text: str) -> Counter[str]:
    """How often a module uses each replaced word in names, and each replaced phrase in docstrings."""
    found: Counter[str] = Counter()
    for token in _TOKEN.finditer(text):
        if name := token["name"]:
            found.update(replaced(name))
        elif said := token["doc"]:
            said = " ".join(said.lower().split())
            found.update(phrase for phrase in PHRASES if phrase in said)
    return found


def package(path: Path, root: Path) -> str:
    """The package of ``playground`` that a file's words are counted under."""
    inside = path.relative_to(root).parts
    return inside[0] if len(inside) > 1 else "playground"


def counted(root: Path = ROOT / "playground") -> dict[str, Counter[str]]:
    """How often each package uses each word."""
    found: dict[str, Counter[str]] = {}
    for path in sorted(root.rglob("*.py")):
        here = found.setdefault(package(path, root), Counter())
        here.update(used(path.read_text(encoding="utf-8")))
        if path.stem in MODULES:
            here[f"module {path.stem}"] += 1
    return found


def faults(found: Mapping[str, Mapping[str, int]], allowed: Mapping[str, Mapping[str, int]]) -> Iterator[str]:
    """A sentence for each word that a package uses more often than is allowed."""
    for name, counts in sorted(found.items()):
        for word, count in sorted(counts.items()):
            most = allowed.get(name, {}).get(word, 0)
            if count > most:
                better = INSTEAD.get(word) or PHRASES.get(word, "a name that says what the module holds")
                yield f"{name}: “{word}” is used {count} times, of which {most} are allowed; write {better}."


def toml(found: Mapping[str, Mapping[str, int]], reasons: Mapping[str, str]) -> str:
    """The counts as a file, a line for each package, with its reason."""
    lines = ["# How often a package may use a replaced word; counts only fall. See tests/size/words.py."]
    for name, counts in sorted(found.items()):
        said = ", ".join(f'"{word}" = {counts[word]}' for word in sorted(counts) if counts[word])
        if said:
            reason = reasons.get(name, "")
            lines.append(f"{name} = {{ {said} }}" + (f"  # {reason}" if reason else ""))
    return "\n".join(lines) + "\n"


REASONS: Mapping[str, str] = {
    "ui": "not done yet",
    "networks": "names of modules are keys of weights",
    "evaluate": "fields of reports that users have; locals are not done yet",
    "paradigms": "fields of recipes and of families that plug-ins declare; locals are not done yet",
    "zoo": "fields of training recipes and reports; locals are not done yet",
}
"""Why a package has replaced words."""


def main(arguments: list[str] | None = None) -> int:
    """Compare counts with what is allowed; 1 where they differ."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="lower the counts that are higher than needed")
    write = parser.parse_args(arguments).write
    found = counted()
    allowed = tomllib.loads(COUNTS.read_text(encoding="utf-8")) if COUNTS.exists() else {}
    if write:
        lowered = {
            name: {word: min(count, allowed.get(name, {}).get(word, 0)) for word, count in here.items()}
            for name, here in found.items()
        }
        COUNTS.write_text(toml(lowered, REASONS), encoding="utf-8")
        allowed = tomllib.loads(COUNTS.read_text(encoding="utf-8"))
    problems = list(faults(found, allowed))
    print(*problems, sep="\n", end="\n" if problems else "", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

"""How deep classes stand below those of Qt."""

from __future__ import annotations

import ast
from collections.abc import Collection

from tests.size.sources import Source

QT = ("PySide6", "pyqtgraph")


def depths(modules: Collection[Source]) -> dict[str, int]:
    """By its full name, how many classes of these modules lead from Qt down to one: 1 right below Qt."""
    bases: dict[str, list[str]] = {}
    known: dict[str, str] = {}
    for module in modules:
        names = _names(module)
        known |= {f"{module.name}.{name}": whole for name, whole in names.items()}
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                bases[f"{module.name}.{node.name}"] = [_whole(base, names) for base in node.bases]

    def depth(name: str) -> int:
        while name not in bases and name in known and known[name] != name:
            name = known[name]
        if name.partition(".")[0] in QT:
            return 0
        below = [depth(base) for base in bases.get(name, ())]
        return max((found + 1 for found in below if found >= 0), default=-1)

    found = {name: depth(name) for name in bases}
    return {name: value for name, value in found.items() if value > 0}


def _names(module: Source) -> dict[str, str]:
    """What names of a module mean: classes of its own, and what it imports."""
    found: dict[str, str] = {}
    for node in ast.walk(module.tree):
        match node:
            case ast.Import():
                for alias in node.names:
                    found[alias.asname or alias.name] = alias.name
            case ast.ImportFrom(level=0):
                for alias in node.names:
                    found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
            case ast.ClassDef():
                found[node.name] = f"{module.name}.{node.name}"
    return found


def _whole(base: ast.expr, names: dict[str, str]) -> str:
    """The full name of a base class, without what its brackets say."""
    text = ast.unparse(base.value if isinstance(base, ast.Subscript) else base)
    first, dot, rest = text.partition(".")
    return f"{names.get(first, first)}{dot}{rest}"

"""Who imports whom, and the circles in it, also those that only late imports or types hide."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, TypeAlias

from tests.size.lines import is_for_types, is_said
from tests.size.sources import Source

Kind: TypeAlias = Literal["loaded", "late", "types"]
Graph: TypeAlias = dict[str, dict[str, set[Kind]]]
"""For each module those that it imports, and how: as it is loaded, while it runs, or for annotations."""


def graph_of(modules: Collection[Source]) -> Graph:
    """The imports of modules among each other.

    A module that is imported brings the packages that it is in. A string that is a module's name, with or
    without a function behind a colon, is a late import: such strings are there to be imported. So is all that
    stands in a package that looks up its own name.
    """
    names = {module.name for module in modules}
    found: Graph = {name: {} for name in names}
    for module in modules:
        for name, kind in _imports(module, names):
            for brought in (name, *_packages_apart(name, module.name)):
                if brought != module.name:
                    found[module.name].setdefault(brought, set()).add(kind)
    return found


def circles(graph: Graph, kinds: Collection[Kind]) -> list[list[str]]:
    """Groups of modules each of which leads to all others of its group by imports of these kinds."""
    edges = {
        name: [other for other, how in imported.items() if how.intersection(kinds)]
        for name, imported in graph.items()
    }
    reached = {name: _reached(edges, name) for name in _knotted(edges)}
    groups = {
        tuple(sorted(other for other in ahead if name in reached.get(other, ())))
        for name, ahead in reached.items()
        if name in ahead
    }
    return sorted(map(list, groups))


def _knotted(edges: Mapping[str, Collection[str]]) -> Collection[str]:
    """Circles and what leads to them: what is left without those that lead to none."""
    left = dict(edges)
    while free := [name for name, ahead in left.items() if not any(other in left for other in ahead)]:
        for name in free:
            del left[name]
    return left


def _reached(edges: Mapping[str, Collection[str]], name: str) -> set[str]:
    found: set[str] = set()
    ahead = list(edges[name])
    while ahead:
        other = ahead.pop()
        if other not in found:
            found.add(other)
            ahead += edges[other]
    return found


def _imports(module: Source, names: Collection[str]) -> Iterator[tuple[str, Kind]]:
    waiting: list[tuple[ast.AST, Kind]] = [(module.tree, "loaded")]
    while waiting:
        node, kind = waiting.pop()
        match node:
            case ast.Import():
                yield from ((alias.name, kind) for alias in node.names if alias.name in names)
            case ast.ImportFrom():
                start = _start(module, node)
                for alias in node.names:
                    whole = f"{start}.{alias.name}"
                    target = whole if whole in names else start
                    if target in names:
                        yield target, kind
            case ast.Constant(value=str(value)) if (
                "." in value and (named := value.partition(":")[0]) in names
            ):
                yield named, "late"
            case ast.Name(id="__name__") if module.place.name == "__init__.py":
                yield from ((name, "late") for name in names if name.rpartition(".")[0] == module.name)
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                kind = "late" if kind == "loaded" else kind
        if is_for_types(node):
            kind = "types"
        if not is_said(node):
            waiting += ((child, kind) for child in ast.iter_child_nodes(node))


def _start(module: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    parts = module.package.split(".")
    above = parts[: len(parts) - node.level + 1]
    return ".".join([*above, *([node.module] if node.module else [])])


def _packages_apart(name: str, importer: str) -> Iterator[str]:
    """The packages that a module is in and its importer is not."""
    while name := name.rpartition(".")[0]:
        if not f"{importer}.".startswith(f"{name}."):
            yield name

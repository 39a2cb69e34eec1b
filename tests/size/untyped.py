"""Where types are given up: ``Any``, ``cast(…)``, ``object`` in annotations, and ``type: ignore``."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

_IGNORED = re.compile(r"#\s*type:\s*ignore")


def untyped(text: str) -> Counter[str]:
    """How often in a module."""
    tree = ast.parse(text)
    found: Counter[str] = Counter({"type: ignore": len(_IGNORED.findall(text))})
    for node in ast.walk(tree):
        match node:
            case ast.Name(id="Any"):
                found["Any"] += 1
            case ast.Call(func=ast.Name(id="cast")):
                found["cast("] += 1
    for annotation in _annotations(tree):
        names = (node for node in ast.walk(annotation) if isinstance(node, ast.Name))
        found["object"] += sum(name.id == "object" for name in names)
    return found


def _annotations(tree: ast.Module) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as found) | ast.AnnAssign(annotation=found):
                yield found
            case ast.FunctionDef(returns=ast.expr() as found):
                yield found

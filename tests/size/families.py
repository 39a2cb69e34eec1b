"""Which files that are all families' own name one of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.size.lines import is_said
from tests.size.sources import Source

FAMILIES = frozenset({"vae", "gan", "diffusion", "flow", "consistency", "nflow"})
_WORD = re.compile(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])")
_OF_ALL = re.compile(r"probability[ _]?flow|flow[ _](?:solver|log_density)", re.IGNORECASE)
"""The flow of an ODE, which diffusion models have as well."""
_ODES = "gaussian"
"""A package that knows paths and no families: what it calls a flow is that of an ODE."""
_MODELS = ("zoo", "recipes")
"""A folder whose files are each one model's own."""


def is_shared(module: Source) -> bool:
    """Whether a module is not one model's own, and no folder or file on the way to it is a family's."""
    of_model = module.place.parts[:-1] == _MODELS and module.place.name != "__init__.py"
    return not of_model and not any(_families(part) for part in module.place.with_suffix("").parts)


def named(module: Source) -> set[str]:
    """The families that a module's names, imports and strings name; not its docstrings and comments."""
    found = {family for text in _texts(module.tree) for family in _families(text)}
    return found - {"flow"} if module.part == _ODES else found


def _families(text: str) -> set[str]:
    return FAMILIES.intersection(word.lower() for word in _WORD.findall(_OF_ALL.sub("", text)))


def _texts(node: ast.AST) -> Iterator[str]:
    for name in ("id", "attr", "name", "asname", "arg", "module"):
        value = getattr(node, name, None)
        if isinstance(value, str):
            yield value
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    if not is_said(node):
        for child in ast.iter_child_nodes(node):
            yield from _texts(child)

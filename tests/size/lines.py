"""Lines of code: those that hold more than blanks, comments, docstrings and imports."""

from __future__ import annotations

import ast
import io
import tokenize
from collections.abc import Iterator

_NOTHING = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
    tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(text: str) -> int:
    """How many there are in a module; a text that goes over lines has as many as are not blank."""
    tree, lines = ast.parse(text), text.splitlines()
    tokens = tokenize.generate_tokens(io.StringIO(text).readline)
    held = {
        number
        for token in tokens
        if token.type not in _NOTHING
        for number in range(token.start[0], token.end[0] + 1)
        if lines[number - 1].strip()
    }
    return len(held - set(_said_or_imported(tree)))


def is_said(node: ast.AST) -> bool:
    """Whether a statement is a docstring: of a module, class or function, or below what it describes."""
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    )


def is_for_types(node: ast.AST) -> bool:
    """Whether a statement is an ``if TYPE_CHECKING``."""
    return (
        isinstance(node, ast.If)
        and isinstance(node.test, ast.Name | ast.Attribute)
        and ast.unparse(node.test) in ("TYPE_CHECKING", "typing.TYPE_CHECKING")
    )


def _said_or_imported(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if is_said(node) or isinstance(node, ast.Import | ast.ImportFrom):
            yield from range(node.lineno, (node.end_lineno or node.lineno) + 1)
        elif is_for_types(node):
            yield node.lineno

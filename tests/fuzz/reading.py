"""Where the program reads files or foreign bytes, found in its source: each such place needs a fuzzer."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import playground

_ROOT = Path(playground.__file__).parent

_CALLS = frozenset(
    {
        "open_regular", "read_regular", "check_regular", "safe_open", "load_file", "read_bytes", "read_text",
        "loads", "ZipFile", "GzipFile", "load_model_from_string", "InferenceSession", "fromfile",
    }
)  # fmt: skip
_DECODERS = ("json", "toml", "msgpack", "decoder", "_decoder", "_commands", "_messages", "tomllib", "pickle")
_OPENERS = ("gzip", "Image", "np", "numpy", "torch", "onnx", "zipfile", "av")


def reading() -> dict[str, set[str]]:
    """By module and name of each function that reads, what it calls for that."""
    found: dict[str, set[str]] = {}
    for path in sorted(_ROOT.rglob("*.py")):
        module = ".".join(("playground", *path.relative_to(_ROOT).with_suffix("").parts)).removesuffix(
            ".__init__"
        )
        for name, call in _calls(ast.parse(path.read_text(encoding="utf-8")), module):
            if what := _read_by(call):
                found.setdefault(name, set()).add(what)
    return found


def _calls(tree: ast.AST, name: str) -> Iterator[tuple[str, ast.Call]]:
    """Every call, with the name of what it stands in."""
    for node in ast.iter_child_nodes(tree):
        inner = name
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            inner = f"{name}.{node.name}"
        if isinstance(node, ast.Call):
            yield inner, node
        yield from _calls(node, inner)


def _read_by(call: ast.Call) -> str:
    """The name of what a call reads with, or nothing."""
    name = ast.unparse(call.func)
    owner, _, last = name.rpartition(".")
    short = owner.rpartition(".")[2]
    if last in _CALLS:
        return last
    if last == "decode" and (short in _DECODERS or "ecoder" in short) and not _just_encoded(call):
        return f"{short}.decode"
    if last in ("open", "load") and short in _OPENERS:
        return f"{short}.{last}"
    if last == "open" and _for_reading(call, owner):
        return "open"
    return ""


def _just_encoded(call: ast.Call) -> bool:
    """What the program has written itself in the same line is not foreign."""
    return bool(call.args) and "encode(" in ast.unparse(call.args[0])


def _for_reading(call: ast.Call, owner: str) -> bool:
    """Whether a call of ``open`` reads, as far as can be told: paths and the built-in name a mode first."""
    arguments = call.args[0 if owner else 1 :][:1]
    mode = arguments[0].value if arguments and isinstance(arguments[0], ast.Constant) else None
    return isinstance(mode, str) and mode.startswith("r")

"""pyqtgraph, without the classes of Qt that nobody asks it for.

As it is imported it copies every class of three of Qt's modules into modules of its own. PySide makes a class
when it is first looked at, and makes few of these otherwise, so that this takes longer than all the rest of
it. Here its modules ask PySide for what they are asked for.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets


@contextmanager
def _mirrored() -> Iterator[None]:
    """Put modules that copy nothing in the place of pyqtgraph's, unless it is there already."""
    sources = () if "pyqtgraph" in sys.modules else (QtCore, QtGui, QtWidgets)
    listing = [vars(source).get("__dir__") for source in sources]
    for source in sources:
        mirror = _mirror_of(source)
        sys.modules[mirror.__name__] = mirror
        vars(source)["__dir__"] = list
    try:
        yield
    finally:
        for source, own in zip(sources, listing, strict=True):
            del vars(source)["__dir__"]
            if own is not None:
                vars(source)["__dir__"] = own


def _mirror_of(source: ModuleType) -> ModuleType:
    mirror = ModuleType(source.__name__.replace("PySide6", "pyqtgraph.Qt"))

    def ask(name: str) -> type:
        found: type = getattr(source, name)
        vars(mirror)[name] = found
        return found

    vars(mirror)["__getattr__"] = ask
    return mirror


with _mirrored():
    import pyqtgraph as pg

__all__ = ["pg"]

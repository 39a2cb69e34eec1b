"""pyqtgraph, without the classes of Qt and the parts of its own that nobody asks it for.

As it is imported it copies every class of three of Qt's modules into modules of its own. PySide makes a class
when it is first looked at, and makes few of these otherwise, so that this takes longer than all the rest of
it. Here its modules ask PySide for what they are asked for. Some widgets that bring parameter trees and
processes along are imported by who asks for them.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

_LATER = ("ColorMapWidget", "DataFilterWidget", "RemoteGraphicsView", "ScatterPlotWidget")


@contextmanager
def _sparing() -> Iterator[None]:
    """Put modules that copy and bring nothing in the place of pyqtgraph's, unless it is there already."""
    if "pyqtgraph" in sys.modules:
        yield
        return
    with _mirrored(), _postponed():
        yield


@contextmanager
def _postponed() -> Iterator[None]:
    names = [f"pyqtgraph.widgets.{name}" for name in _LATER]
    for module, name in zip(names, _LATER, strict=True):
        sys.modules[module] = ModuleType(module)
        vars(sys.modules[module])[name] = None
    try:
        yield
    finally:
        for module in names:
            del sys.modules[module]
    parts = vars(sys.modules["pyqtgraph"])
    for name in _LATER:
        parts.pop(name, None)

    def ask(name: str) -> type:
        if name not in _LATER:
            raise AttributeError(f"module 'pyqtgraph' has no attribute {name!r}")
        found: type = getattr(import_module(f"pyqtgraph.widgets.{name}"), name)
        parts[name] = found
        return found

    parts["__getattr__"] = ask


@contextmanager
def _mirrored() -> Iterator[None]:
    sources = QtCore, QtGui, QtWidgets
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


with _sparing():
    import pyqtgraph as pg

__all__ = ["pg"]

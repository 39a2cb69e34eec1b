"""Menus that open where somebody clicks, and the menu of any picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QMetaMethod, Qt, SignalInstance
from PySide6.QtWidgets import QMenu, QWidget

from playground.core.recipe import Recipe
from playground.ui.widgets.clipboard import copy_picture


def closing_menu(parent: QWidget) -> QMenu:
    """An empty menu that is deleted once it is closed."""
    menu = QMenu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


@runtime_checkable
class Saves(Protocol):
    """A part of the window that can write the pictures it shows."""

    def saving(self, picture: NDArray[np.uint8], recipe: Recipe | None) -> Callable[[], None]:
        """What asks for a file and writes a picture ``(channels, height, width)`` as it is now; ``recipe``
        is what gives it, where that is known. Nothing is read or searched before that is called: a menu opens
        for other things, too."""


@runtime_checkable
class Leads(Protocol):
    """A part of the window that knows what else can be done with a picture."""

    def onward(self, picture: NDArray[np.uint8]) -> Iterable[tuple[str, Callable[[], None]]]:
        """By title, what other tabs can do with a picture ``(channels, height, width)``."""


def picture_menu(picture: NDArray[np.uint8], parent: QWidget, recipe: Recipe | None = None) -> QMenu:
    """A menu, deleted once it is closed, to copy a picture ``(channels, height, width)``, save it, or take it
    to another tab.

    ``recipe`` is what gives it, where whoever shows it knows better than the part of the window around it.
    """
    menu = closing_menu(parent)
    menu.addAction("Copy picture", partial(copy_picture, picture))
    saver = next((each for each in _around(parent) if isinstance(each, Saves)), None)
    if saver is not None:
        menu.addAction("Save picture…", saver.saving(picture, recipe))
    leader = next((each for each in _around(parent) if isinstance(each, Leads)), None)
    for title, go in () if leader is None else leader.onward(picture):
        menu.addAction(title, go)
    return menu


def is_heard(widget: QWidget, signal: SignalInstance) -> bool:
    """Whether somebody listens to a signal of a widget: one whose menu is asked for shows its own."""
    return widget.isSignalConnected(QMetaMethod.fromSignal(signal))


def _around(widget: QWidget | None) -> Iterator[QWidget]:
    """A widget and all that it stands in."""
    while widget is not None:
        yield widget
        widget = widget.parentWidget()

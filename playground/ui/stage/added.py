"""Tabs of plug-ins: one that cannot be made says so in its place."""

from __future__ import annotations

import traceback

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QVBoxLayout

from playground.core.dotted import load
from playground.core.paradigm import Paradigm
from playground.core.plugins import suffered
from playground.core.recipe import Recipe
from playground.ui.stage.spec import TabSpec
from playground.ui.stage.tab import StagedTab
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.tab import Context, Tab
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import fill


class Nothing(Recipe, frozen=True, kw_only=True, tag="nothing"):
    """The state of a tab that shows nothing."""


class UnusableTab(Tab):
    """A sentence in place of a tab."""

    def __init__(self, paradigm: Paradigm, context: Context, sentence: str, details: str) -> None:
        super().__init__(context)
        self.name, self.title = paradigm.name, paradigm.title
        self.store, self.player = Store(Nothing(), context.undo, self), Player(parent=self)
        text = Label(sentence, wraps=True, align=Qt.AlignmentFlag.AlignCenter)
        fill(QVBoxLayout(self), text)
        # The window listens only when the tab is made.
        QTimer.singleShot(0, self, lambda: self.report.emit(sentence, details))


def added_tab(paradigm: Paradigm, context: Context) -> Tab:
    """The tab of a plug-in's paradigm."""
    made, troubles = list[Tab](), list[BaseException]()
    with suffered(troubles.append):
        spec = load(paradigm.tab)
    if not troubles:
        with suffered(troubles.append, limited=False):
            made.append(_staged(spec, paradigm, context))
    if made:
        return made[0]
    (error,) = troubles
    why = f"{type(error).__name__}: {error}"
    sentence = (
        f"The tab {paradigm.title} of a plug-in cannot be shown ({why}). Update or uninstall the package "
        "that it comes from."
    )
    return UnusableTab(paradigm, context, sentence, "".join(traceback.format_exception(error)))


def _staged(spec: object, paradigm: Paradigm, context: Context) -> Tab:
    if not isinstance(spec, TabSpec):
        raise TypeError(f"{paradigm.tab} is no TabSpec")
    return StagedTab(spec, context)

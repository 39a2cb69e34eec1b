"""Links to what is shown: they are copied, and opened where they were pasted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import msgspec
from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QInputDialog, QWidget

from playground.core.errors import PlaygroundError, RecipeError
from playground.core.links import LessonLink, StateLink, is_link, read_link, write_link
from playground.core.recipe import Recipe, Written, change, decode, retired, written
from playground.ui.state.controls import Controlled
from playground.ui.tab import Tab
from playground.ui.widgets.messages import MessageBar


class Linker(QObject):
    """Writes links to the clipboard, and shows where one leads."""

    def __init__(
        self,
        messages: MessageBar,
        tab_of: Callable[[str], Tab | None],
        way: Callable[[str], AbstractContextManager[Tab | None]],
        show_lesson: Callable[[str], bool],
        parent: QWidget,
    ) -> None:
        """``tab_of`` gives a tab without showing it; ``way`` shows one and makes one undoable step of that
        and of what is edited inside."""
        super().__init__(parent)
        self._messages, self._tab_of, self._way, self._show_lesson = messages, tab_of, way, show_lesson
        self._window = parent

    def copy(self, name: str, tab: Tab | None) -> bool:
        """Put a link to what a tab of that name shows on the clipboard; ``False`` where there is none."""
        if tab is None:
            return False
        try:
            link = StateLink(name, msgspec.json.encode(told(tab.store.state)))
            QGuiApplication.clipboard().setText(write_link(link))
        except RecipeError as error:
            self._messages.show_message(error.sentence)
            return False
        return True

    def ask(self) -> None:
        """Open the link on the clipboard, or ask for one."""
        held = QGuiApplication.clipboard().text()
        if is_link(held):
            self.open(held)
            return
        dialog = QInputDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Open a link")
        dialog.setLabelText("A link that was copied here, such as playground:lesson/vae/border")
        dialog.resize(460, dialog.sizeHint().height())
        dialog.textValueSelected.connect(self.open)
        dialog.open()

    def open(self, text: str) -> None:
        """Show where a link leads, or say why it leads nowhere."""
        try:
            self._follow(read_link(text))
        except PlaygroundError as error:
            self._messages.show_message(error.sentence)

    def _follow(self, link: LessonLink | StateLink) -> None:
        if isinstance(link, LessonLink):
            if not self._show_lesson(link.name):
                raise RecipeError(f"There is no lesson “{link.name}” here.")
            return
        tab = self._tab_of(link.tab)
        if tab is None:
            raise RecipeError(f"The link leads to a tab “{link.tab}”, which is not here.")
        state = read_state(link, tab.store.state)
        tab.check(state)
        with self._way(link.tab):
            tab.accept(state)
        if notice := retired(link.document, (type(tab.store.state),)):
            self._messages.show_message(notice, severity="info")


def told(state: Recipe) -> Written:
    """What is open of a tab's state: all of it, whatever is usual when it is read."""
    whole, stage = written(state), getattr(state, "stage", "")
    if not stage:
        return whole
    part = getattr(state, stage)
    told = part.by_name() if isinstance(part, Controlled) else whole[stage]
    return {"kind": whole["kind"], "stage": stage, stage: told}


def read_state(link: StateLink, now: Recipe) -> Recipe:
    """The state that a link leads to; stages that it does not tell of stay as they are."""
    whole = decode(link.document, (type(now),))
    stage = getattr(whole, "stage", "")
    return change(now, stage=stage, **{stage: getattr(whole, stage)}) if stage else whole

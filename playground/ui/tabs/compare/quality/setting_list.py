"""The settings that can be measured, with a check box each, under those of their models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from playground.core.words import duration
from playground.evaluate.sweep.choices import Choice
from playground.ui.widgets.buttons import tool
from playground.ui.widgets.eliding_box import ElidingBox
from playground.ui.widgets.fold import bring_into_sight
from playground.ui.widgets.icons import icon
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.plain import set_tip

_INDENT = 18


class SettingList(QWidget):
    """Shows choices, and reports which the user wants otherwise."""

    chosen = Signal(tuple, bool)
    """(keys of settings, whether they are to be measured)."""

    removed = Signal(str)
    """The key of a setting that was added by hand and is to go."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes: dict[str, ElidingBox] = {}
        self.models: dict[str, ElidingBox] = {}
        self.notes: dict[str, Note] = {}
        self._choices: tuple[Choice, ...] = ()
        self._rows = QWidget()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def set_choices(self, choices: Sequence[Choice], titles: Mapping[str, str]) -> None:
        """Show these; ``titles`` are those of their models."""
        before = [(choice.key, choice.title) for choice in self._choices]
        self._choices = tuple(choices)
        if before != [(choice.key, choice.title) for choice in choices]:
            self._build(titles)
        for choice in choices:
            self.boxes[choice.key].setChecked(choice.chosen)
            self.notes[choice.key].say(_note(choice))
        for model in self.models:
            self._check(model)

    def point_at(self, key: str) -> None:
        """Bring a setting into sight, and the keyboard to it."""
        box = self.boxes.get(key)
        if box is not None:
            bring_into_sight(box)
            box.setFocus(Qt.FocusReason.OtherFocusReason)

    def _build(self, titles: Mapping[str, str]) -> None:
        self._rows.hide()
        self._rows.deleteLater()
        self.boxes, self.models, self.notes = {}, {}, {}
        rows: list[QWidget] = []
        for choice in self._choices:
            model = choice.job.model
            if model not in self.models:
                box = self.models[model] = ElidingBox(titles.get(model, model))
                box.setTristate(True)
                set_tip(box, f"All settings of {titles.get(model, model)} that do not take long, or none")
                box.clicked.connect(partial(self._choose_model, model))
                rows.append(box)
            rows.append(self._row(choice))
        self._rows = lay_out(QWidget(), down(*rows, spacing=3))
        self._column.addWidget(self._rows)

    def _row(self, choice: Choice) -> QWidget:
        box = self.boxes[choice.key] = ElidingBox(choice.title or "as it is", lines=3)
        box.setAccessibleName(f"{choice.job.model}: {choice.title}")
        box.clicked.connect(lambda on: self.chosen.emit((choice.key,), on))
        note = self.notes[choice.key] = Note("How long it takes")
        note.setWordWrap(False)
        remover = (self._remover(choice),) if choice.added else ()
        return lay_out(QWidget(), across((box, 1), note, *remover), left=_INDENT)

    def _remover(self, choice: Choice) -> QToolButton:
        name = f"Remove {choice.job.model}: {choice.title}"
        button = tool("", "Take this setting out of the list", name=name, flat=True)
        button.setIcon(icon("close", self.palette()))
        button.clicked.connect(lambda: self.removed.emit(choice.key))
        return button

    def _choose_model(self, model: str) -> None:
        self._choose_all([choice for choice in self._choices if choice.job.model == model])
        # The box went on by itself to a state that the choices may not have.
        self._check(model)

    def choose_every(self, chosen: bool) -> None:
        """Choose all that do not take long, or take back every choice."""
        keys = (choice.key for choice in self._choices if not (chosen and choice.dear))
        self.chosen.emit(tuple(keys), chosen)

    def _choose_all(self, of: Sequence[Choice]) -> None:
        """Choose those that do not take long, or, where they are chosen, none; all where all take long."""
        cheap = [choice for choice in of if not choice.dear] or of
        on = not all(choice.chosen for choice in cheap)
        self.chosen.emit(tuple(choice.key for choice in (cheap if on else of)), on)

    def _check(self, model: str) -> None:
        on = [choice.chosen for choice in self._choices if choice.job.model == model]
        state = Qt.CheckState.Checked if all(on) else Qt.CheckState.PartiallyChecked
        self.models[model].setCheckState(state if any(on) else Qt.CheckState.Unchecked)


def _note(choice: Choice) -> str:
    """What is said beside a setting: that it is measured, or how long it may take."""
    if choice.measured:
        return "measured"
    return "" if choice.seconds is None else duration(choice.seconds)

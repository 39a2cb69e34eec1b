"""The chosen training: its pictures and losses as it learns, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from playground.studio.training_folders import StoredTraining
from playground.ui.studio.curves import Curves
from playground.ui.studio.explain import HAPPENS, ROWS, tip_of
from playground.ui.studio.record import Record
from playground.ui.studio.requests import Requests
from playground.ui.studio.sheet_view import SheetView
from playground.ui.studio.words import about, facts, measured, model_there, progress, share, state
from playground.ui.widgets.buttons import push
from playground.ui.widgets.fold import Fold
from playground.ui.widgets.inputs import NumberBox
from playground.ui.widgets.larger import Heading
from playground.ui.widgets.layouts import across, down, lay_out
from playground.ui.widgets.messages import MessageBar, is_escape
from playground.ui.widgets.note import Note
from playground.ui.widgets.paragraph import Paragraph
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.readings import Reading, Readings

_ALL = 1000
_MINUTES = 1, 1440
_BAR = 10
"""Pixels."""
_ABOUT, _KEEP = "removing a training", "Keep it"
_BOTH = "Remove its model, too"
_GO_ON, _MEASURE = "Learn on from where it is", "Measure the model, which was not possible before"


class Detail(QWidget):
    """Shows what was seen last of one training."""

    wanted = Signal(str)
    """The model of the training of this name is to be opened in its tab."""

    def __init__(self, requests: Requests, messages: MessageBar) -> None:
        super().__init__()
        self._requests, self._messages = requests, messages
        self._kept: StoredTraining | None = None
        self._record: Record | None = None
        self._opening = False
        self.title = Heading(times=1.3, wraps=True)
        self.about = Paragraph(name="What is trained")
        self.state = Paragraph(name="How far it is")
        self.bar = QProgressBar()
        self.bar.setRange(0, _ALL)
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(_BAR)
        self.bar.setAccessibleName("Steps made")
        self.trouble = Note("What cannot be shown")
        self.pause = push("Pause", "Stop learning until you let it go on; nothing is lost")
        self.go = push("Go on", _GO_ON)
        self.longer = push(
            "Train longer", "Take the training up again for so many minutes, and write its model anew"
        )
        self.minutes = NumberBox()
        self.minutes.setDecimals(0)
        self.minutes.setRange(*_MINUTES)
        self.minutes.setSuffix(" min")
        self.minutes.setAccessibleName("Minutes that it learns longer")
        self.stop = push("Stop", "End the training and keep what it has learned; it can go on later")
        self.open = push("Open in its tab", "")
        self.opens = Note("Which model is opened")
        self.remove = push("Remove …", "Remove the training, and its model if you want that")
        self.sheets = SheetView()
        self.curves = Curves()
        self.facts = Readings("How it is trained")
        self.measured = Readings("Measured")
        self._sheet_trouble = ""
        self._lay_out()
        self._wire()

    def show_training(self, kept: StoredTraining, record: Record) -> None:
        """Show a training and what is recorded of it."""
        anew = self._kept is None or self._kept.folder != kept.folder
        if anew:
            self._opening, self._record, self._sheet_trouble = False, None, ""
            self.minutes.setValue(kept.plan.minutes)
            self._messages.withdraw(_ABOUT)
        if kept != self._kept:
            self._kept = kept
            self._show_state(kept)
        if record is not self._record:
            self._record = record
            self.curves.show_curves(kept.plan.family, record.curves)
            self.sheets.show_sheets(record.sheets, anew=anew)
            self._tell_trouble()

    @property
    def settled(self) -> bool:
        """Whether the pictures are there."""
        return self.sheets.settled

    def end(self) -> None:
        """The window closes."""
        self.sheets.end()

    def set_opening(self, opening: bool) -> None:
        """Its model is waited for, or is not any more."""
        self._opening = opening
        self._show_buttons()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing where another page is seen."""
        super().hideEvent(event)
        if not event.spontaneous():
            self._messages.withdraw(_ABOUT)

    def event(self, event: QEvent) -> bool:
        """Escape belongs to what is asked, and else to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and is_escape(event) and self._asks:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Escape keep the training."""
        if is_escape(event) and self._asks:
            self._messages.withdraw(_ABOUT)
        else:
            super().keyPressEvent(event)

    @property
    def _asks(self) -> bool:
        return self._messages.find_message(_ABOUT) is not None

    def _lay_out(self) -> None:
        buttons = across(
            self.pause, self.go, self.stop, self.open, self.longer, self.minutes, self.remove, None,
            spacing=6,
        )  # fmt: skip
        happens = Fold("What happens here")
        happens.body.addWidget(Paragraph(HAPPENS))
        lay_out(
            self,
            down(
                self.title, self.about, self.state, self.bar, buttons, self.opens,
                self.trouble,
                (across((self.sheets, 3), (self.curves, 2), spacing=14), 1),
                self.measured, self.facts, happens, spacing=6,
            ),
            margins=(14, 10, 14, 10),
        )  # fmt: skip

    def _wire(self) -> None:
        self.sheets.shown.connect(self.curves.set_mark)
        self.sheets.failed.connect(self._take_sheet_trouble)
        self._requests.changed.connect(self._show_buttons)
        self.pause.clicked.connect(lambda: self._requests.ask(self._name, "pause"))
        self.go.clicked.connect(lambda: self._requests.go(self._name))
        self.longer.clicked.connect(lambda: self._requests.learn_longer(self._name, self.minutes.value()))
        self.stop.clicked.connect(lambda: self._requests.ask(self._name, "stop"))
        self.open.clicked.connect(lambda: self.wanted.emit(self._name))
        self.remove.clicked.connect(self._ask_to_remove)

    @property
    def _name(self) -> str:
        return "" if self._kept is None else self._kept.folder.name

    def _show_state(self, kept: StoredTraining) -> None:
        told, shown = kept.report, state(kept)
        self.title.setText(kept.folder.name)
        self.sheets.expect(kept.alive)
        set_tip(self.sheets.picture, ROWS.get(kept.plan.family, ""))
        self.about.setText(about(kept.plan))
        self.state.setText(progress(kept))
        made = 0.0 if shown == "preparing" else share(told)
        self.bar.setValue(_ALL if shown == "finished" else round(_ALL * made))
        self.facts.set_readings([Reading(name, value) for name, value in facts(kept)])
        self.measured.set_readings([Reading(*each, tip=tip_of(each[0])) for each in measured(told.measured)])
        self.measured.setVisible(bool(told.measured))
        self._show_buttons()

    def _show_buttons(self) -> None:
        kept = self._kept
        if kept is None:
            return
        shown, free = state(kept), not self._requests.busy
        working = shown in ("preparing", "training", "measuring")
        self.pause.setVisible(shown in ("training", "preparing", "pausing"))
        self.pause.setEnabled(free and shown != "pausing")
        unmeasured = shown == "finished" and bool(kept.report.model) and not kept.report.measured
        self.go.setVisible(unmeasured or shown in ("paused", "interrupted", "stopped", "failed"))
        self.go.setText("Measure it" if unmeasured else "Go on")
        set_tip(self.go, _MEASURE if unmeasured else _GO_ON)
        self.go.setEnabled(free)
        for each in (self.longer, self.minutes):
            each.setVisible(shown == "finished")
            each.setEnabled(free)
        self.stop.setVisible(kept.alive)
        self.stop.setEnabled(free and (working or shown in ("paused", "pausing")))
        learned = kept.report.step > 0
        self.open.setEnabled(
            free and not self._opening and ((kept.alive and learned) or bool(kept.report.model))
        )
        self.open.setText("Opening …" if self._opening else "Open in its tab")
        there = model_there(kept)
        self.opens.say(there)
        set_tip(self.open, there or _tip(kept))
        self.remove.setVisible(not kept.alive)
        self.remove.setEnabled(free)

    def _take_sheet_trouble(self, sentence: str) -> None:
        self._sheet_trouble = sentence
        self._tell_trouble()

    def _tell_trouble(self) -> None:
        said = "" if self._record is None else self._record.trouble
        self.trouble.say(self._sheet_trouble or said, warning=True)

    def _ask_to_remove(self) -> None:
        name = self._name
        written = self._kept is not None and bool(self._kept.report.model)
        both = {_BOTH: lambda: self._requests.remove(name, model=True)} if written else {}
        self._messages.withdraw(_ABOUT)
        self._messages.show_message(
            f"Remove the training {name}? Its pictures, losses and checkpoints go, and it cannot go on then."
            f"{' Its model can be used without it.' if written else ''}",
            severity="warning", about=_ABOUT,
            choices={
                "Remove it": lambda: self._requests.remove(name, model=False), **both,
                _KEEP: self.remove.setFocus,
            },
        ).offer(_KEEP)  # fmt: skip


def _tip(kept: StoredTraining) -> str:
    """What the button does that opens the model, while there is a process, or when all is done."""
    if not kept.alive:
        return "Try the finished model in its tab"
    if not kept.report.step:
        return "It can be opened once it has begun to learn"
    return "Try the model in its tab as it is now"

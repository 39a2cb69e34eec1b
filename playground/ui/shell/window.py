"""The main window: makes its parts and connects them; what they do is theirs."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QMouseEvent,
    QPaintEvent,
    QResizeEvent,
    QUndoStack,
)
from PySide6.QtWidgets import QFrame, QMainWindow, QWidget

from playground.core.cards import Card
from playground.core.errors import PlaygroundError
from playground.core.frames import Scalar
from playground.core.recipe import Recipe, to_json
from playground.paradigms.families import draws, family_of
from playground.ui.actions import WITHIN_TABS, Actions, Command
from playground.ui.explain.courses import Itinerary
from playground.ui.shell.application import application
from playground.ui.shell.desk import COLUMNS, CONTROLS, EXPLANATION, FIRST_COLUMNS, Desk, Place, key_of
from playground.ui.shell.dialogs import Dialogs
from playground.ui.shell.dropping import Copier, Dropping
from playground.ui.shell.exporting import Exporter
from playground.ui.shell.focus import FocusGuard, rest_around
from playground.ui.shell.history import Recorder
from playground.ui.shell.importing import Importer, show_imported, tell_of
from playground.ui.shell.keeper import SessionKeeper
from playground.ui.shell.keys import KeyGuard
from playground.ui.shell.linking import Linker
from playground.ui.shell.models_folder import explain_models, open_models_folder
from playground.ui.shell.onward import onward
from playground.ui.shell.opening import Opener
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.studio import NAME as STUDIO
from playground.ui.shell.studio import Studio
from playground.ui.shell.visiting import Ways
from playground.ui.shell.watch import EngineWatch
from playground.ui.state.done import Done
from playground.ui.state.halt import Halt
from playground.ui.state.link import Link
from playground.ui.tab import Context, Order, Tab
from playground.ui.tabs import Entry, worth_visiting
from playground.ui.widgets.files import FileDrop
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.messages import EVERYWHERE, MessageBar
from playground.ui.widgets.plain import unmarked
from playground.ui.widgets.status import StatusLine
from playground.ui.widgets.theme import PALETTES, PREFERENCES, themes
from playground.ui.widgets.transport import Transport

if TYPE_CHECKING:
    from playground.ui.shell.presenting import Presentation

TITLE = "Generative Playground"
_log = logging.getLogger(__name__)
_SIZE = (1280, 800)
_LEAST = (1000, 680)
_UNDO_STEPS = 1000
_AT_NEXT_START = "It is the first model of its kind: the tab “{}” is there when the program is started again."


class Window(QMainWindow):
    """The window of the playground."""

    painted = Signal()
    """The window has been drawn for the first time."""

    def __init__(
        self,
        entries: tuple[Entry, ...],
        cards: tuple[Card, ...],
        file: SessionFile,
        session: Session,
        models: tuple[Path, ...] = (),
    ) -> None:
        """``models`` are the folders that some of the cards are from, beside the usual ones."""
        super().__init__()
        self.setWindowTitle(TITLE)
        self.setMinimumSize(*_LEAST)
        self._was_painted = False
        self._defaults: dict[str, Recipe] = {}
        self._diagram = session.diagram
        self._presentation: Presentation | None = None
        self._held = session
        """What is kept of the window while something is presented in it."""
        self.link = Link(self)
        self.undo = QUndoStack(self)
        self.undo.setUndoLimit(_UNDO_STEPS)
        self.commands = Actions(self)
        self.middle = QWidget()
        self.done = Done(session.done)
        self.itinerary = Itinerary()
        entries = worth_visiting(entries, cards)
        context = Context(self.link, self.undo, cards, models, self.done, self.itinerary)
        self.studio = Studio(session.training, self)
        places: tuple[Place, ...] = (self.studio.place,)
        start = Place("start", "Start", "Start page (Alt+Home)", partial(self._make_start, entries))
        self.desk = Desk(entries, context, start, session.tab, places)
        self.messages = MessageBar(self.middle, self.desk.room)
        icons = {"first": "first", "previous": "back", "play": "play", "next": "forward", "last": "last"}
        self.transport = Transport({shape: self.commands[name] for shape, name in icons.items()})
        self.status = StatusLine(self.link)
        self.watch = EngineWatch(self.link, self.messages, self.status, self.desk.placement, self)
        self.exporter = Exporter(self.messages, self)
        self.recorder = Recorder(self.messages, self)
        self.opener = Opener(
            self.messages, self.desk.visit, partial(explain_models, self.messages), self,
            Ways(self.desk, self.undo).to,
        )  # fmt: skip
        self.importer = Importer(self.messages, self._take_imported, self)
        self.linker = Linker(
            self.messages, self.desk.tab_of, Ways(self.desk, self.undo).to, self.show_lesson, self
        )
        self.copier = Copier(self.desk, self.link, self.linker, self.status, models)
        self.dialogs = Dialogs(
            self, self.desk, self.link, self.status, self.exporter, self.recorder, self.opener
        )
        self.dropping = Dropping(self.importer, self.dialogs, self.opener)
        FileDrop(self, self.dropping.take)
        self.studio.attach(self.messages, lambda: self.desk.cards, lambda: self.watch.devices("torch"))
        self._simple = {
            name: (session.simple or {}).get(name, session.simple is not None) for name in self.desk.names
        }
        self.desk.all_controls.setDefaultAction(self.commands["all-controls"])
        self.keeper = SessionKeeper(file, session, self._gather, self)
        self._guards = KeyGuard(application(), self), FocusGuard(application(), self)
        self._lay_out()
        self._connect()
        self._connect_commands()
        self._connect_choices(entries, places)
        self._last_tab = session.tab
        self._restore(session)
        # The first control would take the keyboard, and that is the tab bar, which keeps the arrow keys.
        self.desk.setFocus()

    def open_last_tab(self) -> None:
        """Build the tab or page that was shown last, or the Start page where none was; apart from the window
        itself, since this takes longer."""
        if self.desk.current is None and self._show_named(self._last_tab) is None:
            self.desk.show_start()

    def _show_named(self, name: str) -> QWidget | None:
        """Show a tab or a page that is none; ``None`` where there is none of that name."""
        return self.desk.visit(name) or self.desk.show_place(name)

    def show_lesson(self, name: str) -> bool:
        """Open the tab of a lesson such as ``vae/border`` and try it; ``False`` where there is none."""
        tab = self.desk.tab_of(name.partition("/")[0])
        if tab is None:
            return False
        self.desk.finish(tab.name)
        guide = tab.guide
        lesson = None if guide is None else guide.named(name)
        if guide is None or lesson is None:
            return False
        self.desk.visit(tab.name)
        self.desk.unfold(EXPLANATION, True)
        guide.choose(lesson)
        return True

    def _make_start(self, entries: tuple[Entry, ...]) -> QWidget:
        # It is imported when it is shown, which is not at every start.
        from playground.ui.start.page import StartPage

        titles = {each.name: each.title for each in entries}
        try:
            page = StartPage(titles, self.link, self.done, self.itinerary)
        except PlaygroundError as error:
            return Label(error.sentence, wraps=True)
        page.entered.connect(self.desk.visit)
        page.studio_wanted.connect(self.studio.wanted)
        return page

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell when the window is on the screen."""
        super().paintEvent(event)
        if not self._was_painted:
            self._was_painted = True
            QTimer.singleShot(0, self, self.painted.emit)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the new size."""
        super().resizeEvent(event)
        self.keeper.touch()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take the keyboard from the control that has it: nothing under the mouse wanted the click."""
        super().mousePressEvent(event)
        if (focus := self.focusWidget()) is not None:
            rest_around(focus)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Save the session, finish what is being written, and end the engine."""
        if self._presentation is not None:
            self._presentation.leave()
        self.transport.drive(None)
        self.keeper.save()
        self.hide()
        for tab in self.desk.tabs.values():
            tab.end()
        self.opener.close()
        self.dropping.end()
        self.studio.end()
        self.importer.end()
        self.dialogs.end()
        self.exporter.wait()
        self.recorder.wait()
        self.link.close()
        super().closeEvent(event)

    def _take_imported(self, folder: Path) -> None:
        show_imported(self.messages, folder, self._show_model, self.desk.take_model, self)

    def take_copied(self, card: Card) -> None:
        """Let a model be used that was found in a folder of models, and tell of it if it draws, and more than
        its card is new."""
        known = self.desk.knows(card)
        listed = self.desk.take_model(card)
        if not known and draws(listed):
            tell_of(self.messages, listed, "found among your models", self._show_model)

    def _open_trained(self, card: Card) -> None:
        self.desk.take_model(card)
        self._show_model(card.paradigm, card.name)

    def _show_model(self, tab: str, model: str) -> None:
        family = family_of(tab)
        if family is not None and tab not in self.desk.names:
            self.messages.show_message(_AT_NEXT_START.format(family.title), severity="info")
        elif family is not None and family.generate is not None:
            self.opener.apply(family.generate(**{"model": model}))

    def _lay_out(self) -> None:
        self._line = QFrame()
        self._line.setFrameShape(QFrame.Shape.HLine)
        self._line.setFrameShadow(QFrame.Shadow.Sunken)
        lay_out(self.middle, down((self.desk, 1), self._line, self.transport, spacing=0))
        self.setCentralWidget(self.middle)
        self.setStatusBar(self.status)

    def _connect(self) -> None:
        self.desk.built.connect(self._take_tab)
        self.desk.finished.connect(lambda _tab: self.transport.come_last(self))
        self.desk.visited.connect(self._show_tab)
        self.desk.started.connect(self._show_start)
        self.desk.folded.connect(self._note_columns)
        self.itinerary.wanted.connect(self.show_lesson)
        self.keeper.trouble.connect(
            lambda said: self.messages.show_message(said, severity="warning", tab=EVERYWHERE)
        )
        self.desk.placement.chosen.connect(self.keeper.touch)
        self.status.ongoing_wanted.connect(self._show_ongoing)
        self.studio.ongoing.connect(lambda text: self.status.show_ongoing(STUDIO, text))
        self.studio.opened.connect(self._open_trained)
        self.studio.data_wanted.connect(self.dialogs.show_data)
        self.studio.wanted.connect(lambda: self.desk.show_place(STUDIO))
        self.dialogs.train_on = self.studio.train_on
        self.studio.chosen_changed.connect(self.keeper.touch)
        self.watch.offers_changed.connect(self.studio.offer_devices)
        self.done.changed.connect(self.keeper.touch)
        themes().theme_changed.connect(self.keeper.touch)
        themes().scale_changed.connect(self.keeper.touch)
        undo, redo = self.commands["undo"], self.commands["redo"]
        self.undo.canUndoChanged.connect(undo.setEnabled)
        self.undo.canRedoChanged.connect(redo.setEnabled)
        self.undo.undoTextChanged.connect(lambda text: undo.setText(f"&Undo {unmarked(text)}".rstrip()))
        self.undo.redoTextChanged.connect(lambda text: redo.setText(f"&Redo {unmarked(text)}".rstrip()))
        undo.setEnabled(False)
        redo.setEnabled(False)

    def _connect_commands(self) -> None:
        on = self.commands.on
        for name, do in {
            "open": self.opener.ask,
            "open-link": self.linker.ask,
            "export": self._export,
            "quit": self.close,
            "undo": self.undo.undo,
            "redo": self.undo.redo,
            "copy": self.copier.copy,
            "copy-link": self.copier.copy_link,
            "grid": self.dialogs.show_grid,
            "history": self.dialogs.show_history,
            "copy-python": self.copier.copy_python,
            "copy-command": self.copier.copy_command,
            "reset": self._reset,
            "larger": lambda: themes().zoom(1),
            "smaller": lambda: themes().zoom(-1),
            "normal": lambda: themes().set_scale(1.0),
            "dismiss": self.messages.clear,
            "controls": lambda: self._fold("controls", CONTROLS),
            "explanation": lambda: self._fold("explanation", EXPLANATION),
            "diagram": self._toggle_diagram,
            "all-controls": self._toggle_simple,
            "full-screen": self._fill_screen,
            "present": self._present,
            "next-placement": self.watch.place_next,
            "import": self.importer.ask,
            "models-folder": lambda: open_models_folder(self.messages),
            "data": self.dialogs.show_data,
            "trusted-models": self.dialogs.show_trusted,
            "stop": self._stop,
            "restart": self.watch.restart,
            "play": lambda: self.transport.player.toggle(),
            "back": lambda: self.transport.player.step(-1),
            "forward": lambda: self.transport.player.step(1),
            "first": self.transport.go_first,
            "last": self.transport.go_last,
            "faster": lambda: self.transport.change_speed(1),
            "slower": lambda: self.transport.change_speed(-1),
            "loop": lambda: self.transport.set_loops(self.commands["loop"].isChecked()),
            "train-toggle": lambda: self._train("toggle"),
            "train-step": lambda: self._train("step"),
            "train-reset": lambda: self._train("reset"),
            "start": self.desk.show_start,
            "explain": self._explain,
            "shortcuts": lambda: self.dialogs.show_shortcuts(self.commands),
            "copy-details": self.dialogs.copy_details,
            "about": self.dialogs.show_about,
        }.items():
            on(name, do)

    def _connect_choices(self, entries: tuple[Entry, ...], places: tuple[Place, ...]) -> None:
        """Commands of which there are as many as there is to choose from."""
        on = self.commands.on
        for preference in PREFERENCES:
            on(f"theme-{preference}", partial(themes().prefer, preference))
        for palette in PALETTES:
            on(f"palette-{palette}", partial(themes().prefer_palette, palette))
        self.commands["contrast"].toggled.connect(themes().prefer_contrast)
        named = [(each.name, each.title) for each in entries] + [(each.name, each.title) for each in places]
        for number, (name, title) in enumerate(named, start=1):
            self.commands.add(Command(f"go-{name}", "&Go", title, key_of(number)))
            on(f"go-{name}", partial(self._show_named, name))
        for command in WITHIN_TABS:
            self.commands.add(command)
        for name, step in (("next", 1), ("previous", -1)):
            on(f"{name}-stage", partial(self._walk, "stages", step))
            on(f"{name}-panel", partial(self._walk, "panels", step))

    def _restore(self, session: Session) -> None:
        try:
            self._show_session(session)
        except Exception as error:  # noqa: BLE001 - whatever a session brings, the start goes on
            _log.warning("The last session: %r", error)
            self._last_tab = ""
            self._show_session(Session())
            self.keeper.start_anew()

    def _show_session(self, session: Session) -> None:
        self.watch.place(session.placement)
        self.commands[f"theme-{session.theme}"].setChecked(True)
        self.commands[f"palette-{session.palette}"].setChecked(True)
        self.commands["contrast"].setChecked(session.high_contrast)
        self.resize(*(session.size if all(session.size) else _SIZE))
        if session.maximized:
            self.setWindowState(self.windowState() | self.windowState().WindowMaximized)
        default = COLUMNS if session.simple is None else FIRST_COLUMNS
        self.desk.set_columns(session.columns if len(session.columns) == len(COLUMNS) else default)

    def _gather(self, session: Session) -> Session:
        """Everything of the session but the tabs' states; what is presented is no part of it."""
        if self._presenting:
            return msgspec.structs.replace(self._held, done=self.done.names)
        return msgspec.structs.replace(
            session,
            tab=self.desk.open_name or self._last_tab,
            size=(self.width(), self.height()),
            maximized=self.isMaximized(),
            columns=self.desk.columns(),
            diagram=self._diagram,
            simple=self._simple,
            theme=themes().preference,
            palette=themes().palette,
            high_contrast=themes().high,
            text_scale=themes().chosen_scale,
            placement=self.link.placement,
            done=self.done.names,
            training=self.studio.chosen,
        )

    @property
    def _presenting(self) -> bool:
        return self._presentation is not None and self._presentation.on

    def _take_tab(self, tab: Tab) -> None:
        name = tab.name
        self._defaults[name] = tab.store.state
        self.transport.come_last(self)
        self.keeper.keep(name, tab)
        tab.want_diagram(self._diagram)
        tab.set_simple(self._simple.get(name, False))
        tab.diagram_wanted.connect(self._want_diagram)
        tab.report.connect(lambda said, details: self.messages.show_message(said, details, tab=name))
        tab.halted.connect(lambda about, halt: self._show_halt(name, about, halt))
        tab.status.connect(lambda numbers: self._show_numbers(tab, numbers))
        tab.player_changed.connect(lambda: self._drive(tab))
        tab.recipe_chosen.connect(self.opener.apply)
        tab.export_wanted.connect(self.exporter.ask_where)
        tab.drew.connect(self.recorder.note)
        tab.ongoing.connect(lambda text: self.status.show_ongoing(name, text))
        # Undo may reach an edit of another tab: whatever changes is shown.
        tab.store.changed.connect(lambda _old, _new: self._show_changed(name))
        tab.changed_unseen.connect(lambda: self._show_changed(name))

    def _show_start(self) -> None:
        if self._presentation is not None:
            self._presentation.leave()
        self.transport.drive(None)
        self.transport.hide()
        self.status.show_numbers({})
        place = self.desk.place
        if place is not None:
            self._last_tab = place.name
        self.setWindowTitle(TITLE if place is None else f"{place.title} – {TITLE}")
        self.messages.show_tab("start" if place is None else place.name)
        self.keeper.touch()

    def _show_tab(self, tab: Tab) -> None:
        self.transport.setHidden(self._presenting)
        self._last_tab = tab.name
        self._show_simple(tab)
        if self.transport.player is not tab.player:
            self.transport.drive(tab.player)
            self.status.show_numbers({})
        self.setWindowTitle(f"{tab.title} – {TITLE}")
        self.messages.show_tab(tab.name)
        if self._presentation is not None:
            self._presentation.go_to(tab)
        self.keeper.touch()

    def _show_ongoing(self, name: str) -> None:
        shown = self._show_named(name)
        if isinstance(shown, Tab):
            shown.show_ongoing()

    def _drive(self, tab: Tab) -> None:
        if tab is self.desk.current:
            self._show_tab(tab)

    def _show_changed(self, name: str) -> None:
        if self.desk.open_name != name:
            self.desk.visit(name)

    def _show_numbers(self, tab: Tab, numbers: Mapping[str, Scalar]) -> None:
        if tab is self.desk.current:
            self.status.show_numbers(numbers)

    def _show_halt(self, tab: str, about: str, halt: Halt | None) -> None:
        self.messages.withdraw(about)
        if halt is not None:
            said = halt.sentence, halt.details
            self.messages.show_message(*said, choices=halt.choices, tab=tab, about=about)

    def _note_columns(self) -> None:
        self.commands["controls"].setChecked(self.desk.is_unfolded(CONTROLS))
        self.commands["explanation"].setChecked(self.desk.is_unfolded(EXPLANATION))
        self.keeper.touch()

    def _fold(self, name: str, column: int) -> None:
        if self.desk.current is None:
            # On the Start page neither column is seen.
            self._note_columns()
            self.status.say("Open a paradigm first: here is nothing to fold.")
            return
        self.desk.unfold(column, self.commands[name].isChecked())

    def _toggle_diagram(self) -> None:
        if self.desk.current is not None:
            self.desk.current.toggle_diagram()

    def _want_diagram(self, wanted: bool) -> None:
        self._diagram = wanted
        for tab in self.desk.tabs.values():
            tab.want_diagram(wanted)
        self.keeper.touch()

    def _toggle_simple(self) -> None:
        tab = self.desk.current
        if tab is None or not tab.has_simple:
            self.commands["all-controls"].setChecked(True)
            self.status.say("All controls are shown here.")
            return
        self._set_simple(tab, not self.commands["all-controls"].isChecked())

    def _set_simple(self, tab: Tab, simple: bool) -> None:
        self._simple[tab.name] = simple
        tab.set_simple(simple)
        if tab is self.desk.current:
            self._show_simple(tab)
        self.keeper.touch()

    def _show_simple(self, tab: Tab) -> None:
        simple = tab.has_simple and self._simple.get(tab.name, False)
        self.commands["all-controls"].setChecked(not simple)
        self.desk.all_controls.setVisible(tab.has_simple)
        self.desk.set_simple(simple)
        self.transport.set_simple(simple)

    def _fill_screen(self) -> None:
        if self.commands["full-screen"].isChecked():
            self.showFullScreen()
        else:
            self.showNormal()

    def _present(self) -> None:
        if self._presentation is not None and self._presentation.on:
            # Where somebody writes, the key comes here.
            self._presentation.leave()
            return
        tab = self.desk.current
        if tab is None:
            self.status.say("Open a paradigm first, to present it.")
            return
        if self._presentation is None:
            # Start-up has no use for it.
            from playground.ui.shell.presenting import Presentation

            around = self.menuBar(), self.status, self.desk.tab_bar, self._line, self.transport
            self._presentation = Presentation(self, self.middle, self.desk, around, self._stop)
            self._presentation.turned.connect(self.messages.set_presenting)
        self._held = self._gather(Session())
        self._presentation.begin(tab)

    def _reset(self) -> None:
        tab = self.desk.current
        if tab is not None:
            tab.store.replace("Reset to defaults", tab.reset(self._defaults[tab.name]))

    def _train(self, order: Order) -> None:
        if self.desk.current is not None:
            self.desk.current.train(order)

    def _walk(self, places: Literal["stages", "panels"], step: int) -> None:
        tab = self.desk.current
        if tab is not None and not (tab.walk_stages if places == "stages" else tab.walk_panels)(step):
            self.status.say(f"There are no other {places} here.")

    def _export(self) -> None:
        tab = self.desk.current
        self.exporter.ask(() if tab is None else tab.exports(), lambda: () if tab is None else tab.exports())

    def saving(self, picture: NDArray[np.uint8], recipe: Recipe | None) -> Callable[[], None]:
        """What asks for a file and writes a picture that no stage shows."""
        # It is imported when it is asked for: start-up has no use for it.
        from playground.ui.stage.saving import single_export

        document = "" if recipe is None else to_json(recipe)
        return partial(self.exporter.ask_where, single_export(picture, document=document))

    def onward(self, picture: NDArray[np.uint8]) -> Iterable[tuple[str, Callable[[], None]]]:
        """By title, what other tabs can do with a picture."""
        tab = self.desk.current
        made = None if tab is None else tab.made()
        model = "" if made is None else str(getattr(made.recipe, "model", ""))
        cards = self.desk.cards
        yield from onward(picture, "" if tab is None else tab.name, model, cards, self.opener.apply)
        data = next((card.data for card in cards if card.name == model), "")
        if data:
            yield "Find its nearest training pictures", partial(self.dialogs.show_nearest, picture, data)

    def _explain(self) -> None:
        if self.desk.current is None:
            self.status.say("Open a paradigm first, to have it explained.")
            return
        self.desk.unfold(EXPLANATION, True)
        self.desk.focus_explanation()
        self.desk.current.explain()

    def _stop(self) -> bool:
        """Give up what is computed or written; false where there is nothing."""
        tab = self.desk.current
        stopped = [self.exporter.busy, tab is not None and tab.stop(), self.link.stop()]
        self.exporter.cancel()
        if stopped[-1]:
            self.watch.give_up()
        return any(stopped)

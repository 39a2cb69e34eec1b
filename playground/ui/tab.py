"""What the window knows of a tab."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtGui import QFont, QPicture, QUndoStack
from PySide6.QtWidgets import QWidget

from playground.core.cards import Card, told_apart
from playground.core.errors import ExportError
from playground.core.progress import Progress
from playground.core.recipe import Recipe
from playground.ui.explain.courses import Itinerary
from playground.ui.state.done import Done
from playground.ui.state.link import Link
from playground.ui.state.player import Player
from playground.ui.state.store import Store

if TYPE_CHECKING:
    from playground.ui.explain.guide import LessonGuide
    from playground.ui.plots.slide import Look

Save: TypeAlias = Callable[[Path, bool, Progress], None]
"""Writes a file: (path, whether over another one, how far it is)."""

Order: TypeAlias = Literal["toggle", "step", "reset"]
"""To train or pause, to make one training step, or to begin anew."""


class Context(msgspec.Struct, frozen=True):
    """What the window lends to its tabs."""

    link: Link
    undo: QUndoStack
    cards: tuple[Card, ...]
    """Models that can be chosen, in the order of their folders; the tab picks those of its paradigm."""
    folders: tuple[Path, ...] = ()
    """Folders with models beside the usual ones."""
    done: Done = msgspec.field(default_factory=Done)
    """Which lessons are done, and which handles have been dragged."""
    itinerary: Itinerary = msgspec.field(default_factory=Itinerary)
    """The course that is followed."""

    def beside(self, card: Card) -> Context:
        """The same with one model more, in the place of one of its name."""
        told = f"{card.title} ({card.name})"
        if any((each.name, each.title) == (card.name, told) for each in self.cards):
            card = msgspec.structs.replace(card, title=told)
        others = (each for each in self.cards if each.name != card.name)
        return msgspec.structs.replace(self, cards=told_apart((*others, card)))


class Film(msgspec.Struct, frozen=True):
    """How many pictures an animation has, and what writes it with each of them laid out for a slide, in
    letters of a font."""

    count: int
    laid_out: Callable[[Look, QFont], Save]
    legend: bool = False
    """Whether a legend is drawn with them where the look has one."""


class Export(msgspec.Struct, frozen=True):
    """Something a tab can write: ``save(path, overwrite, progress)`` runs outside the window's thread.

    It raises what ``progress`` raises, and has then written nothing. It is made when it is chosen, so it
    holds the arrays and the recipe shown at that moment. Where ``why`` says why it cannot be written now, it
    is offered to nobody but told of.
    """

    title: str
    stem: str
    suffixes: tuple[str, ...]
    save: Save
    why: str = ""
    drawing: Callable[[], QPicture] | None = None
    """Its picture as drawing commands, where it has one that can be laid out for a slide."""
    document: str = ""
    """The recipe and the facts that go with the drawing."""
    film: Film | None = None
    """What the drawing is one picture of, where it is animated."""

    def write(self, path: Path, overwrite: bool, progress: Progress) -> None:
        """``save``, where the suffix is one of those that are offered; raises ``ExportError`` for others."""
        suffix = path.suffix.lower()
        folder = "" in self.suffixes and (not suffix or path.is_dir())
        if suffix not in self.suffixes and not folder:
            raise ExportError(
                f"{path.name} was not written: “{self.title}” cannot have the suffix “{path.suffix}”; use "
                f"{_either(self.suffixes)}."
            )
        self.save(path, overwrite, progress)


def _either(suffixes: tuple[str, ...]) -> str:
    *others, last = [suffix or "a name without a suffix, for a folder" for suffix in suffixes]
    return f"{', '.join(others)} or {last}" if others else last


def not_now(title: str, why: str) -> Export:
    """What would be offered if there were nothing against it: ``why`` goes on from “cannot be written:”."""

    def save(_path: Path, _overwrite: bool, _progress: Progress) -> None:
        raise ExportError(f"{title} cannot be written: {why}.")

    return Export(title, "", (), save, why)


class Made(msgspec.Struct, frozen=True):
    """What makes a picture: its recipe, after how many steps of a training without end, whether pictures
    come out of it, and which fields mean nothing to its model."""

    recipe: Recipe
    train_steps: int = 0
    pictures: bool = True
    idle: frozenset[str] = frozenset()


class Tab(QWidget):
    """Base of all tabs. A tab is built at its first visit and wires store → channels → views.

    The window listens to the signals below, drives ``player`` from the transport, asks ``exports`` when the
    export menu opens, and stores ``store.state`` in the session. Subclasses set ``name`` and ``title``.
    """

    name: str
    title: str
    store: Store[Any]
    player: Player

    report = Signal(str, str)
    """(sentence, details): an error or notice to show in the message bar."""

    halted = Signal(str, object)
    """(channel, :class:`~playground.ui.state.halt.Halt`): why what went on there for ever has ended, shown
    until it goes on again, which ``None`` tells."""

    status = Signal(dict)
    """Numbers for the status line, such as {"ms per picture": 1.2, "NFE": 1}."""

    player_changed = Signal()
    """From now on the transport drives another ``player``."""

    recipe_chosen = Signal(object)
    """A recipe that is to be shown in the tab that it belongs to."""

    export_wanted = Signal(object)
    """An :class:`Export` that is to be written: a file is to be asked for."""

    ongoing = Signal(str)
    """In a few words what goes on for long, seen or not, and how far it has come; empty when nothing does."""

    drew = Signal(object)
    """A :class:`~playground.ui.state.feed.Shown`: pictures that a model has drawn, whole."""

    diagram_wanted = Signal(bool)
    """Whether dataflows are to be seen from now on, in all tabs."""

    changed_unseen = Signal()
    """An undoable step has changed what is no part of the store: a tab that is not shown is to be shown."""

    models_changed = Signal()
    """Its context knows other models now."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def take_model(self, card: Card) -> None:
        """Let a model be chosen that was not there when the window opened."""
        self.context = self.context.beside(card)
        self.models_changed.emit()

    def exports(self) -> tuple[Export, ...]:
        """What can be exported now."""
        return ()

    def controls(self) -> QWidget:
        """The form at the left of the window."""
        return QWidget()

    def explanation(self) -> QWidget:
        """The panel at the right of the window."""
        return QWidget()

    @property
    def guide(self) -> LessonGuide | None:
        """What leads through the lessons of the tab, once its explanation is built."""
        return None

    def train(self, order: Order) -> None:
        """Train or pause, make one training step, or begin anew; nothing where nothing is trained."""

    def settled(self) -> bool:
        """Whether what goes on for ever, if anything does, has come far enough for a picture of the tab."""
        return True

    def stop(self) -> bool:
        """Give up what is computed outside of the engine; true if there was something."""
        return False

    def show_ongoing(self) -> None:
        """Open the place where it is seen what ``ongoing`` told."""

    def end(self) -> None:
        """The window closes: end what would go on without it."""

    def copy(self) -> bool:
        """Put the main picture on the clipboard; ``False`` where there is none."""
        return False

    def made(self) -> Made | None:
        """What makes that which is shown; ``None`` where no one recipe does."""
        return None

    def set_bare(self, bare: bool) -> None:
        """Show what is open alone, without bars to choose by, or with them again."""

    def told(self) -> tuple[str, str]:
        """What is open by its title, and in a sentence."""
        return self.title, ""

    def want_diagram(self, wanted: bool) -> None:
        """Show the dataflow of what is open where there is room, or never."""

    def toggle_diagram(self) -> None:
        """Fold the dataflow of what is open away, or unfold it."""

    def walk_stages(self, step: int) -> bool:
        """Show the stage that stands ``step`` places further; ``False`` where there is but one."""
        return False

    def walk_panels(self, step: int) -> bool:
        """Open the panel that stands ``step`` places further; ``False`` where there are none."""
        return False

    def reset(self, first: Recipe) -> Recipe:
        """The state with the controls in use as they are in ``first``, the tab's own first state."""
        return first

    def explain(self) -> None:
        """Bring what the explanation says about the part in use into sight."""

    def check(self, state: Recipe) -> None:
        """Raise ``RecipeError`` where a state of the tab's type names what is not there."""

    def restore(self, state: Recipe) -> None:
        """Be as the last session left it: nothing that takes long goes on unasked."""
        self.store.load(state)

    def accept(self, recipe: Recipe) -> bool:
        """Show this recipe as one undoable step; ``False`` where the tab cannot.

        Raises ``RecipeError`` where a state names what is not there.
        """
        return False

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported picture beside what its recipe gives now; ``False`` where the tab cannot."""
        return False

"""A lab as a part of a tab, run by its specification: planes, small plots, and the training that goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Generic

import msgspec
from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QFont, QGuiApplication, QImage, QPicture, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractScrollArea, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from playground.core.frames import Scalar
from playground.core.recipe import Recipe, change, to_json
from playground.paradigms.lab.beside import are_two, names
from playground.paradigms.lab.recipe import Reviewable
from playground.ui.lab.controls import LabControls
from playground.ui.lab.film import HistoryFilm, posed_sheet, sheet
from playground.ui.lab.halves import Halves
from playground.ui.lab.parts import Figure, Part, Place
from playground.ui.lab.planes import LabPlanes
from playground.ui.lab.scene import TrainingScene
from playground.ui.lab.second_view import SecondView
from playground.ui.lab.spec import LabSpec
from playground.ui.lab.state import R, S
from playground.ui.lab.train_bar import LookBack, TrainBar, stands
from playground.ui.lab.veil import Veil
from playground.ui.plots.key_strip import Key, KeyStrip, with_keys
from playground.ui.plots.steps_plot import StepsPlot
from playground.ui.stage.diagram import Look, Node
from playground.ui.stage.exports import FILM
from playground.ui.stage.saving import plotted
from playground.ui.stage.stage_widget import StageWidget
from playground.ui.state.player import Player
from playground.ui.state.store import Store
from playground.ui.tab import Context, Export, Film, Made, Order, Save
from playground.ui.timers import once
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import across, down, fill, lay_out
from playground.ui.widgets.plain import set_tip
from playground.ui.widgets.readings import Reading, Readings
from playground.ui.widgets.spotlight import point_at
from playground.ui.widgets.theme import themes

if TYPE_CHECKING:
    from playground.ui.plots.slide import Look as SlideLook

_TELL_MS = 200
_NOTHING = (
    "Nothing is drawn yet, so there is nothing to learn.\n\n"
    "Draw points at the left: with the first stroke the training begins."
)
_SETTLE_MS = 700
_TWO_COLUMNS = 560
"""Pixels from which on the numbers of two trainings have room beside each other."""
_SHARE = 0.2
"""Of the height of the stage for the small plots, between the two ends that the specification sets."""
_TALLEST = 16_777_215
"""The most that a widget can be set to."""


class LabStage(StageWidget, Generic[S, R]):
    """Trains while it can be seen; the transport goes through what the specification lets it walk.

    Its numbers are told a few times a second.
    """

    at_once = True

    def __init__(self, spec: LabSpec[S, R], context: Context, store: Store[S]) -> None:
        """``store`` holds a state of the lab."""
        super().__init__()
        self.spec, self.diagram = spec, spec.diagram
        self.scene = scene = spec.scene(f"{spec.name}/lab", store, context.link, spec.kept, spec.sent)
        self.player = Player(spec.per_second)
        for each in (scene, self.player):
            each.setParent(self)
        self._make_numbers(scene)
        self.planes, self.keys = spec.planes(scene, self.player), KeyStrip()
        self.halves = Halves(self.planes)
        self.veil = Veil(scene, self.planes)
        self.parts = {part.name: part for part in spec.parts(scene, self.player)}
        self.plots = QWidget()
        self._second: SecondView[S, R] | None = None
        self._simple, self._few = False, False
        self._lay_out()
        self._settle = once(self, _SETTLE_MS, store.end_gesture)
        if spec.walk is not None:
            self.player.set_moves(spec.walk.moves)
            if (reads := spec.walk.reads) is not None:
                self.player.reads = lambda position: reads(scene.recipe, position)
            self.player.moved.connect(self._walk)
            self.player.playing_changed.connect(lambda _playing: store.end_gesture())
        scene.changed.connect(self._follow)
        self._follow(scene.state, scene.state)

    def _make_numbers(self, scene: TrainingScene[S, R]) -> None:
        scene.report.connect(self.report)
        scene.halted.connect(self.halted)
        self.bar = TrainBar(scene)
        self.history = LookBack(scene) if isinstance(scene.recipe, Reviewable) else None
        self.numbers, self.second_numbers = Readings("Measured"), Readings("Measured of B")
        self.second_numbers.hide()
        self._turn, self._next = once(self, _TELL_MS, self._begin_telling), once(self, 0, self._tell_on)
        self._left: Iterator[None] = iter(())
        scene.feed.arrived.connect(lambda: self._turn.isActive() or self._turn.start())
        scene.feed.arrived.connect(self._mark)
        scene.feed.failed.connect(self.tell)
        scene.feed.stopped.connect(self.tell)
        scene.feed.interrupted.connect(self._tell_nothing)
        self._blank = Label(_NOTHING, align=Qt.AlignmentFlag.AlignCenter, wraps=True)
        self._blank.setParent(self)
        self._blank.setAutoFillBackground(True)
        self._blank.hide()
        scene.told_anew.connect(self.tell)
        scene.aimed.connect(self.tell)

    def _lay_out(self) -> None:
        shares = {part.widget: part.stretch for part in self.parts.values()}
        row = ((each, shares[each]) for each in self._at("row"))
        self._row = fill(QHBoxLayout(self.plots), *row, spacing=10)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._fit()
        head = across((self.bar, 1), *self._at("head"))
        numbers = across((self.numbers, 1), (self.second_numbers, 1), spacing=10)
        self._twice: dict[Place, QVBoxLayout] = {place: QVBoxLayout() for place in ("above", "under")}
        tables = ((table, 2) for table in self._at("table"))
        column = down(
            head, *filter(None, (self.history,)),
            *self._at("above"), self._twice["above"], (self.halves, 3), *self._at("below"),
            self.keys, numbers, *self._at("under"), self._twice["under"], self.plots, *tables, spacing=4,
        )  # fmt: skip
        lay_out(self, column)

    def _at(self, place: Place) -> list[QWidget]:
        return [part.widget for part in self.parts.values() if part.place == place]

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave most of the room to the planes; with another width the numbers need other lines."""
        super().resizeEvent(event)
        self._show_blank()
        self._give_room_back()
        self._fit()
        self._show_plots()
        # Once the planes have their size.
        QTimer.singleShot(0, self, self._show_keys)
        for part in self.parts.values():
            part.fit(self.width())

    def _fit(self) -> None:
        least, most = (round(themes().scale * height) for height in self.spec.heights)
        height = min(max(round(_SHARE * self.height()), least), most)
        # What planes in a row cannot use is the plots'.
        spare = self._few and not self.planes.field
        self.halves.setMaximumHeight(round(self.width() / self.planes.slim) if spare else _TALLEST)
        for widget in (*self._at("row"), *(part.widget for part in self._row_of_b())):
            widget.setMinimumHeight(height)
            widget.setMaximumHeight(_TALLEST if spare else height)
        vertical = QSizePolicy.Policy.Expanding if spare else QSizePolicy.Policy.Fixed
        self.plots.setSizePolicy(QSizePolicy.Policy.Preferred, vertical)

    # Simple

    def set_simple(self, simple: bool) -> None:
        """Show the large plane, one button and the legend, or all; of two trainings, always all."""
        self._simple = simple
        self._show_few()

    def _show_few(self) -> None:
        few = self.spec.left_in_simple(self._simple, self.scene.recipe) is not None
        if few == self._few:
            return
        self._few = few
        self.planes.set_alone(few)
        self._fit()
        self.bar.set_simple(few)
        self.numbers.setHidden(few)
        if self.history is not None:
            self.history.setHidden(few)
        self.draw_panels()
        self._show_plots()

    @property
    def seen(self) -> str:
        simple = self.spec.simple
        if simple is None or simple.sees is None or self.scene.feed.frame is None:
            return ""
        return simple.sees(self.scene)

    @property
    def lead(self) -> str:
        return "" if self.spec.simple is None else self.spec.simple.equation

    # A second training beside the first

    @property
    def second(self) -> SecondView[S, R] | None:
        """What is drawn of a second training, while one goes on."""
        return self._second if self.scene.other is not None else None

    def _show_second(self) -> None:
        """Draw a second training where the recipe holds one."""
        run = self.scene.recipe
        two = are_two(run)
        if self._second is None:
            if not two:
                return
            self._second = self._make_second()
        changed = two != (self.second is not None)
        if changed:
            self._second.show(two)
            self.second_numbers.setVisible(self._apart())
            for widget in self._unseen():
                widget.hide()
            self._give_room_back()
        if changed or two:
            self.halves.show_two(names(run), self._second.planes if two else None)

    def _make_second(self) -> SecondView[S, R]:
        second = SecondView(self.spec, self.scene, self.player, self.parts)
        second.planes.turn.first = self.planes.turn
        for name, part in second.parts.items():
            part.widget.setParent(self)
            if isinstance(part.widget, StepsPlot):
                continue
            if part.place in self._twice:
                self._twice[part.place].addWidget(part.widget)
            else:
                place = self._row.indexOf(self.parts[name].widget) + 1
                self._row.insertWidget(place, part.widget, part.stretch)
        self._second = second
        self._fit()
        return second

    def _unseen(self) -> list[QWidget]:
        """In Simple what it does not leave; small plots of the training that the form does not edit, where
        those of two do not fit."""
        if self._few and self.spec.simple is not None:
            left = self.spec.simple.around.split()
            return [part.widget for name, part in self.parts.items() if name not in left]
        if self.second is None or self._apart():
            return []
        row = self._row_of_b()
        return [self.parts[part.name].widget if self.scene.aim == "B" else part.widget for part in row]

    def _row_of_b(self) -> list[Part[QWidget]]:
        return [] if self._second is None else [part for part in self._second.own() if part.place == "row"]

    def _show_plots(self) -> None:
        room = self.height() >= self.spec.roomy(self.scene.recipe)
        row = [widget for widget in self._at("row") if not (self._few and widget in self._unseen())]
        self.plots.setVisible(bool(row) and room)

    # The way of the transport

    def _walk(self, position: int) -> None:
        walk, run = self.spec.walk, self.scene.recipe
        values = walk.to(run, position) if walk is not None else {}
        if walk is None or not values:
            return
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.scene.run.load(change(run, **values))
        else:
            self.scene.edit(walk.label, self.scene.run, **values)
            self._settle.start()

    # The dataflow

    @property
    def place(self) -> str:
        """The large plane, if one is."""
        return self.planes.large_name if self.planes.field else ""

    def go_to(self, place: str) -> None:
        """Enlarge a plane, and show where it is, or where a small plot is."""
        self.planes.enlarge(place)
        shown = self.planes.planes.get(place) or self.parts[place].widget
        point_at(shown)

    def look(self, node: Node) -> Look:
        """What the newest frame has of a part."""
        feed = self.scene.told_of.feed
        if callable(node.shows):
            return node.shows(feed.arrays, feed.scalars) if feed.frame is not None else None
        return feed.arrays.get(node.shows)

    def _follow(self, old: S, new: S) -> None:
        if old.view != new.view:
            self.place_changed.emit()
        if self.spec.walk is not None and (place := self.spec.walk.place(self.scene.recipe)):
            self.player.set_count(*place)
        self._show_second()
        self._show_few()
        self._show_plots()
        self._show_keys()
        self._show_blank()
        self.ongoing.emit(self.scene.ongoing())

    def _show_keys(self) -> None:
        keys = self.spec.keys(self.scene.state, self.scene.feed.scalars)
        labelled = self.planes.labelled(self._few)
        self.planes.set_labels({name: self.planes.keys_of(name, keys) for name in labelled})
        self.keys.set_keys(() if labelled else keys)
        self.keys.setVisible(bool(self.keys.keys))

    def _seen_keys(self) -> tuple[Key, ...]:
        """What the marks of the planes that are shown mean."""
        keys = self.spec.keys(self.scene.state, self.scene.feed.scalars)
        return self.planes.keys_of(self.planes.large_name, keys) if self.planes.alone else keys

    # Numbers

    def tell(self) -> None:
        """Show the newest numbers now."""
        self._next.stop()
        self._left = iter(())
        for _ in self._telling():
            pass

    def _begin_telling(self) -> None:
        if self._next.isActive():
            # What is being told is told to its end, or a busy window would only ever begin.
            self._turn.start()
            return
        self._left = self._telling()
        self._tell_on()

    def _tell_on(self) -> None:
        """Tell one thing after the other: all at once would hold up the mouse for as long."""
        for _ in self._left:
            self._next.start()
            return

    def _telling(self) -> Iterator[None]:
        """Numbers are read, so that they are told a few times a second."""
        self.bar.tell()
        self._tell_numbers()
        yield
        yield from self._telling_panels()
        self.status.emit(self.rates())
        self.ongoing.emit(self.scene.ongoing())
        self.numbers_told.emit()

    def _tell_numbers(self) -> None:
        """Those of both of two trainings; where there is too little room, of the one that the form edits."""
        second, apart = self.second, self._apart()
        self.second_numbers.setVisible(apart)
        most = self.spec.most_readings(self.scene.feed.scalars)
        if second is None:
            self.numbers.set_readings(self.spec.readings(self.scene.numbers()))
            self.numbers.keep_room(most)
            return
        # The line above the planes tells the phase of the first.
        phase = ": ".join(stands(second.scene.feed.scalars)) if second.in_other_phase else ""
        first, other = (
            (Reading(letter, said), *self.spec.readings(scene.numbers()))
            for letter, said, scene in (("A", "", self.scene), ("B", phase, second.scene))
        )
        alone = other if self.scene.told_of is second.scene else first
        self.numbers.set_readings(first if apart else alone)
        self.second_numbers.set_readings(other)
        for numbers in (self.numbers, self.second_numbers):
            numbers.keep_room(most)

    def _apart(self) -> bool:
        """Whether the numbers of two trainings stand beside each other."""
        return self.second is not None and self._room() >= round(themes().scale * _TWO_COLUMNS)

    def _room(self) -> int:
        """The width that is seen, which may be less than what it needs and then has."""
        around: QWidget | None = self.parentWidget()
        while around is not None and not isinstance(around, QAbstractScrollArea):
            around = around.parentWidget()
        return self.width() if around is None else around.viewport().width()

    def draw_panels(self) -> None:
        """Let all parts tell of the newest frame."""
        for _ in self._telling_panels():
            pass

    def _telling_panels(self) -> Iterator[None]:
        self.planes.tell()
        self._show_keys()
        set_tip(self.numbers, self.scene.tip or self.spec.help)
        yield
        if self.second is not None:
            self.second.tell(self._unseen())
            yield
        for part in self.parts.values():
            part.widget.setVisible(part.tell() and part.widget not in self._unseen())
            yield

    def _mark(self) -> None:
        """Mark in the curves where one looks back to, at once: one drags."""
        feed = self.scene.feed
        if feed.past:
            self.bar.tell()
        for part in self.parts.values():
            if isinstance(part.widget, StepsPlot):
                part.widget.set_mark(float(feed.scalars["step"]) if feed.past else None)

    def rates(self) -> dict[str, Scalar]:
        """Numbers for the status line: steps of training, and network evaluations where points flow."""
        scene, scalars = self.scene, self.scene.feed.scalars
        trains = not scene.failed and not scene.feed.past and scene.sent(scene.recipe).training
        pace = {"training steps/s": round(float(scalars.get("steps_per_second", 0)))} if trains else {}
        return {**pace, **({"NFE": scalars["nfe"]} if "nfe" in scalars else {})}

    def told(self) -> bool:
        """Whether all that has come is told."""
        return not self._turn.isActive() and not self._next.isActive()

    def _tell_nothing(self) -> None:
        """Nothing goes on: what the numbers told of is gone."""
        self._turn.stop()
        self._next.stop()
        for numbers in (self.numbers, self.second_numbers):
            numbers.set_readings(())
        self.status.emit({})

    def _show_blank(self) -> None:
        """Lay a sentence over the pictures where there is nothing to learn: they are of other data, and there
        is nothing to play."""
        empty = self.scene.empty
        self._blank.setVisible(empty)
        self.player.set_empty(empty)
        if empty:
            top = self.bar.geometry().bottom() + 1
            self._blank.setGeometry(self.rect().adjusted(0, top, 0, 0))
            self._blank.raise_()

    def changeEvent(self, event: QEvent) -> None:
        """As in letters of another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._give_room_back()

    def _give_room_back(self) -> None:
        for numbers in (self.numbers, self.second_numbers):
            numbers.give_room_back()
        if self.scene.feed.frame is not None:
            self._turn.start()

    # What the tab asks for

    def settled(self) -> bool:
        """Whether the training has come as far as one comes to see, or there is nothing to learn."""
        far = self.spec.far(self.scene.recipe, self.scene.feed.scalars) and self.told()
        return self.scene.empty or far

    def showEvent(self, event: QShowEvent) -> None:
        """By now the state of the last session has come back."""
        super().showEvent(event)
        self._show_blank()

    def watch(self, watched: bool) -> None:
        """Train while somebody looks; what was played back stands where it was when nobody did any more."""
        if not watched:
            self.player.pause()
        self.scene.watch(watched)
        self.ongoing.emit(self.scene.ongoing())

    def accept(self, recipe: Recipe) -> bool:
        """Show a state or recipe of this lab as one undoable step; ``False`` for any other."""
        return self.scene.accept(recipe)

    def trained(self) -> int:
        """The step that the newest run has come to."""
        return self.scene.feed.step

    def begin_anew(self, before: Recipe, label: str = "") -> None:
        """Train from the start, where the change from the recipe ``before`` has not done so already."""
        if isinstance(before, type(self.scene.recipe)):
            self.scene.begin_anew(before, label)

    def train(self, order: Order) -> None:
        """Train or pause, make one step, or begin anew."""
        self.scene.train(order)

    def controls(self) -> LabControls[S, R]:
        """The form for the left column."""
        return LabControls(self.spec, self.scene)

    def exports(self) -> tuple[Export, ...]:
        """What is shown now; nothing before the first frame."""
        frame = self.scene.feed.frame
        if frame is None:
            return ()
        self._draw_planes()
        document = to_json(self.scene.shown, frame.facts)
        self._lend_keys()
        others = [each for part in self.parts.values() for each in part.exports()]
        drawn = (
            plotted(each.title, f"{self.spec.stem}-{each.stem}", each.picture, each.columns, document)
            for each in self._figures()
        )
        return *others, *drawn, *self._films(document)

    def _figures(self) -> Iterator[Figure]:
        """All that is drawn; of two trainings, by the letter of each; of B nothing before its first frame."""
        yield from _figures_of("A" if self.second else "", self.planes, self.parts)
        if self.second is not None and self.second.scene.feed.frame is not None:
            yield from _figures_of("B", self.second.planes, self.second.parts)

    def _films(self, document: str) -> tuple[Export, ...]:
        """The history of the training, where there is one."""
        film = HistoryFilm(self.scene, self._filmed, document)
        if film.count < 2:
            return ()

        def laid_out(look: SlideLook, font: QFont) -> Save:
            from playground.ui.plots.slide import image, slide

            def drawn() -> QImage:
                self._draw_now()
                return image(slide(self._posed, look, font))

            return HistoryFilm(self.scene, drawn, document, film.count).save

        title = f"The history of the training in {film.count} pictures, animated"
        slides = Film(film.count, laid_out, legend=True)
        export = Export(title, f"{self.spec.stem}-history", FILM, film.save)
        return (msgspec.structs.replace(export, drawing=self._posed, document=document, film=slides),)

    def _draw_now(self) -> None:
        """Draw the newest frame, whatever the display has time for."""
        self.tell()
        self._draw_planes()

    def _draw_planes(self) -> None:
        self.planes.draw()
        if self.second is not None:
            self.second.planes.draw()

    def _caption(self) -> str:
        scalars = self.scene.feed.scalars
        phase = str(scalars.get("phase", "training")).capitalize()
        return f"{phase}: step {int(scalars['step']):,}"

    def _filmed(self) -> QImage:
        """What is drawn now, and at which step."""
        self._draw_now()
        # Another tab may have been opened meanwhile: what is shown is what this one would show.
        return sheet(self._caption(), [each for each in (self.halves, self.plots) if each.isVisibleTo(self)])

    def _posed(self) -> QPicture:
        """The same as posed for a slide, with one legend for all planes."""
        both = (self.planes, *((self.second.planes,) if self.second else ()))
        planes = [plane for each in both for plane in each.planes.values()]
        for plane in planes:
            plane.keys = ()
        row = [part.widget for part in (*self.parts.values(), *self._row_of_b()) if part.place == "row"]
        groups = [
            [each for each in group if each.isVisibleTo(self)]
            for group in ((*self.halves.names, *planes), row)
        ]
        return with_keys(lambda: posed_sheet(self._caption(), self, groups), self._seen_keys(), self)

    def _lend_keys(self) -> None:
        """Tell every plane what its marks mean, as it would be told if that plane were the large one."""
        for planes in (self.planes, *((self.second.planes,) if self.second else ())):
            state, scalars, field = planes.scene.state, planes.scene.feed.scalars, planes.field
            for name, plane in planes.planes.items():
                view = msgspec.structs.replace(state.view, **{field: name}) if field else state.view
                shown = self.spec.keys(msgspec.structs.replace(state, view=view), scalars)
                plane.keys = planes.keys_of(name, shown)

    def made(self) -> Made | None:
        """The training as it is now, by how many steps it has made."""
        frame = self.scene.feed.frame
        step = 0 if frame is None else int(frame.scalars.get("step", 0))
        return Made(self.scene.shown, step, pictures=False) if step else None

    def copy(self) -> bool:
        """Put the picture of the planes on the clipboard."""
        self._draw_planes()
        copied = self.planes.copied if self.second is None else self.halves
        QGuiApplication.clipboard().setImage(copied.grab().toImage())
        return True


def _figures_of(letter: str, planes: LabPlanes[S, R], parts: Mapping[str, Part[QWidget]]) -> Iterator[Figure]:
    """What of a training can be exported, by its letter where there are two: the curves of the second are in
    the pictures of the first."""
    found = [(each, False) for each in planes.figures()]
    for part in parts.values():
        curves = letter == "B" and isinstance(part.widget, StepsPlot)
        found += [(each, curves) for each in part.figures()]
    for each, curves in found:
        title, stem = (f"{letter}: {each.title}", f"{letter.lower()}-{each.stem}") if letter else each[:2]
        yield Figure(title, stem, None if curves else each.picture, each.columns)

"""The race as a stage of the tab: the clock, the lanes, and what each of them costs."""

from __future__ import annotations

from pathlib import Path

from markupsafe import Markup
from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QTabBar, QVBoxLayout, QWidget

from playground.core.recipe import Recipe, change
from playground.paradigms.race.recipes import Race
from playground.ui.clipboard import copy_picture
from playground.ui.plain import strong
from playground.ui.player import Player
from playground.ui.store import Store
from playground.ui.tab import Context, Export
from playground.ui.tabs.compare.race import names
from playground.ui.tabs.compare.race.animation import Stage
from playground.ui.tabs.compare.race.controls import RaceControls
from playground.ui.tabs.compare.race.costs_view import CostsView
from playground.ui.tabs.compare.race.exports import race_exports
from playground.ui.tabs.compare.race.lanes_view import LanesView
from playground.ui.tabs.compare.race.scene import COMPUTED, RaceScene
from playground.ui.tabs.compare.race.standing import POSITIONS, Standing, finish, standings
from playground.ui.tabs.compare.race.state import RaceState
from playground.ui.watched import Watched
from playground.ui.widgets.label import Label
from playground.ui.widgets.note import Note
from playground.ui.widgets.pages import Pages

_SECONDS = 10.0
"""How long the whole race takes at the transport's own speed."""

_GESTURE_MS = 700
_PANELS = {"race": "Side by side", "costs": "What each costs"}
_ALONE = (
    "Every lane was run by itself, one after the other; its steps were timed, and the clock runs on that."
)
_RUNS = "Running lane by lane, so that none slows another: {:.0%} done. Then the race begins."
_STOPPED = Markup("Not all lanes have been run. <a href='again'>Run them</a>")
_EQUAL = "All lanes have asked their networks equally often, or have finished."


class RaceStage(Watched):
    """Runs lanes, shows the race at the transport's moment, and lets lanes be changed."""

    recipe_chosen = Signal(object)
    """A recipe that is to be shown in the tab that it belongs to."""

    def __init__(self, context: Context, store: Store, parent: QWidget | None = None) -> None:
        """``store`` holds a :class:`RaceState`."""
        super().__init__(parent)
        self.context, self.store = context, store
        self.scene = RaceScene(store, context.link, context.cards, self)
        self.player = Player((POSITIONS - 1) / _SECONDS, self, once=True)
        self.bar = QTabBar()
        self.bar.setDrawBase(False)
        self.bar.setExpanding(False)
        self.bar.setAccessibleName("Panels")
        for title in _PANELS.values():
            self.bar.addTab(title)
        self.clock, self.note = Label(), Note("How the clock runs")
        self.clock.setAccessibleName("The race’s clock")
        self.lanes, self.costs = LanesView(), CostsView()
        self.stack = Pages()
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_GESTURE_MS)
        self._fresh = False
        self._lay_out()
        self._connect()
        self.scene.start()

    def _lay_out(self) -> None:
        for panel in (self.lanes, self.costs):
            self.stack.addWidget(panel)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self.bar, self.clock, self.note):
            column.addWidget(part)
        column.addWidget(self.stack, 1)

    def _connect(self) -> None:
        scene = self.scene
        scene.report.connect(self.report)
        scene.changed.connect(self._follow)
        scene.stepped.connect(self.draw)
        scene.ready.connect(self._begin)
        self.note.linkActivated.connect(lambda _link: scene.again())
        self.lanes.chosen.connect(lambda lane: scene.act("Choose a lane", chosen=lane))
        self.lanes.opened.connect(lambda lane: self.recipe_chosen.emit(scene.recipe_of(lane)))
        self.bar.currentChanged.connect(self._open)
        self.player.moved.connect(self._walk)
        self.player.playing_changed.connect(lambda _playing: self.store.end_gesture())
        self._settle.timeout.connect(self.store.end_gesture)

    @property
    def panel_bar(self) -> QTabBar:
        """Where the panels are chosen."""
        return self.bar

    def watch(self, watched: bool) -> None:
        """Run lanes and the clock while somebody looks: other tabs' work would slow the lanes' times."""
        if not watched:
            self.player.pause()
        self.scene.watch(watched)

    # What is drawn

    def draw(self) -> None:
        """Show every lane at the moment of the clock."""
        state, scene = self.scene.state, self.scene
        lanes = scene.standings()
        self.lanes.show_lanes(lanes, state.clock, state.count, state.lane)
        if state.panel == "costs":
            self.costs.show_lanes(self.finished(), state.clock, state.count)
        self._tell(lanes)

    def finished(self) -> list[Standing]:
        """The lanes at the finish, in the order of their places; their pictures are the data."""
        whole = change(self.scene.state, shows="data")
        return finish(standings(self.scene.grid, whole, 1.0)) if self.scene.grid.complete else []

    def _tell(self, lanes: list[Standing]) -> None:
        scene, state = self.scene, self.scene.state
        if not scene.grid.complete:
            self.clock.setText(strong("Not begun"))
            if all(lane.why for lane in lanes):
                self.note.say("No lane can be run.", warning=True)
            else:
                self.note.say(_STOPPED if scene.stopped else _RUNS.format(scene.progress))
            return
        now = scene.clock()
        self.clock.setText(strong(names.spent(state.clock, now)))
        self.note.say(_EQUAL if state.clock == "evaluations" else f"{_ALONE}{self._slowed()}")
        there = sum(lane.finished for lane in lanes)
        self.status.emit({"spent": names.spent(state.clock, now), "at the finish": there})

    def _slowed(self) -> str:
        """How much slower than it was the race is shown, where it is shown evenly."""
        whole = max(tape.total("milliseconds") for tape in self.scene.grid.run)
        if self.scene.state.pace == "log" or whole <= 0:
            return ""
        slower = 1000 * _SECONDS / self.player.speed / whole
        ratio = f"{slower:.1f} times slower" if slower >= 1 else f"{1 / slower:.1f} times faster"
        return f" It is shown {ratio} than it was."

    # The cycle

    def _follow(self, old: RaceState, new: RaceState) -> None:
        if not self.scene.grid.complete:
            self.player.set_count(1)
        elif self.player.count == POSITIONS:
            self.player.seek(self._place())
        self.stack.setCurrentWidget(self.costs if new.panel == "costs" else self.lanes)
        self.bar.setCurrentIndex(list(_PANELS).index(new.panel))
        self._fresh = self._fresh or any(getattr(old, name) != getattr(new, name) for name in COMPUTED)
        self.draw()

    def _begin(self) -> None:
        """All lanes have been run: the race begins if it was changed, or if it stands at its start."""
        if self._fresh:
            self._fresh = False
            self.store.load(change(self.scene.state, position=0.0))
        self.player.set_count(POSITIONS, self._place())
        self.draw()
        if self.scene.state.position == 0.0 and self.isVisible():
            self.player.play()

    def _place(self) -> int:
        return round(self.scene.state.position * (POSITIONS - 1))

    def _walk(self, place: int) -> None:
        """Go where the transport went, unless the state is there already."""
        if place == self._place() or self.player.count != POSITIONS:
            return
        position = place / (POSITIONS - 1)
        if self.player.playing:
            # Playing is no edit: it would fill the undo stack, and undoing it would stop nothing.
            self.store.load(change(self.scene.state, position=position))
        else:
            self.store.edit("Move the clock", position=position)
            self._settle.start()

    def _open(self, index: int) -> None:
        name = list(_PANELS)[index]
        if name != self.scene.state.panel:
            self.scene.act("Open panel", panel=name)

    # What the tab asks for

    def controls(self) -> RaceControls:
        """The clock, the pictures and the lanes."""
        return RaceControls(self.scene)

    def settled(self) -> bool:
        """Whether all lanes that can be run have been, and the race is not on its way."""
        whole = self.scene.grid.complete and not self.player.playing
        return whole or all(lane.why for lane in self.scene.grid.named)

    def exports(self) -> tuple[Export, ...]:
        """The race, once all lanes have been run."""
        result = self.scene.result(2)
        if result is None:
            return ()
        self.costs.show_lanes(self.finished(), self.scene.state.clock, self.scene.state.count)
        stage = Stage(self.scene.grid, self.scene.state, self.lanes.style_now(marked=False), result)
        race, costs = self.lanes.picture(), self.costs.picture()
        return tuple(race_exports(self.scene, stage, race, costs, self.finished()))

    def copy(self) -> bool:
        """Put the first picture of the chosen lane on the clipboard."""
        found = self.scene.standings()[self.scene.state.lane].pictures
        if found is not None:
            copy_picture(found[0])
        return found is not None

    def compare(self, recipe: Recipe, picture: Path) -> bool:
        """Show an exported race beside what its recipe gives now."""
        if not isinstance(recipe, Race):
            return False
        from playground.ui.compare import CompareDialog

        CompareDialog(self.context.link.channel("compare/exported"), recipe, picture, self).show()
        return True

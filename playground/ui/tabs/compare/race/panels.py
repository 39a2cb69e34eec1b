"""What the panels of the race have in common: its clock over the lanes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget

from playground.core.frames import Scalar
from playground.evaluate.race import names
from playground.evaluate.race.standing import POSITIONS, Standing
from playground.ui.stage.panel import Panel
from playground.ui.stage.spec import PanelSpec, Walk
from playground.ui.tab import Export
from playground.ui.tabs.compare.race.drawing import RowsView
from playground.ui.tabs.compare.race.exports import race_exports
from playground.ui.tabs.compare.race.scene import PACE, RaceScene, place, position
from playground.ui.tabs.compare.race.state import RUN
from playground.ui.widgets.label import Label
from playground.ui.widgets.layouts import down, lay_out
from playground.ui.widgets.note import Note
from playground.ui.widgets.plain import strong

_ALONE = (
    "Every lane was run by itself, one after the other; its steps were timed, and the clock runs on that."
)
_RUNS = "Running lane by lane, so that none slows another: {:.0%} done. Then the race begins."
_STOPPED = Markup("Not all lanes have been run. <a href='again'>Run them</a>")
_EQUAL = "All lanes have asked their networks equally often, or have finished."


class RacePanel(Panel[RaceScene], QWidget):
    """Draws ``lanes`` in a view, and says how the clock runs."""

    def __init__(
        self,
        scene: RaceScene,
        name: str,
        view: RowsView,
        lanes: Callable[[], list[Standing]],
        hint: str = "",
    ) -> None:
        """``hint`` says what the mouse does there."""
        super().__init__(scene)
        self._hint = f" {hint}" if hint else ""
        self.name, self.view, self._lanes = name, view, lanes
        self.clock, self.note = Label(name="The race’s clock"), Note("How the clock runs")
        lay_out(self, down(self.clock, self.note, (view, 1), spacing=4))
        self.note.linkActivated.connect(lambda _link: scene.measure("race"))
        scene.follow(self.draw)
        scene.queued.connect(lambda _view: self.draw())

    def draw(self) -> None:
        """Show what there is now."""
        scene, state, race = self.scene, self.scene.state, self.scene.state.race
        if state.panel != self.name:
            return
        self.view.show_lanes(self._lanes(), race.clock, race.count, state.lane)
        if scene.grid.complete:
            self.clock.setText(strong(names.spent(race.clock, scene.clock())))
            runs = _EQUAL if race.clock == "evaluations" else f"{_ALONE}{self._slowed()}"
            self.note.say(f"{runs}{self._hint}")
            return
        self.clock.setText(strong("Not begun"))
        if all(lane.why for lane in scene.grid.named):
            self.note.say("No lane can be run.", warning=True)
        else:
            self.note.say(_STOPPED if scene.stopped else _RUNS.format(scene.progress))

    def _slowed(self) -> str:
        """How much slower than it was the race is shown, where it is shown evenly."""
        whole = max(tape.total("milliseconds") for tape in self.scene.grid.run)
        if self.scene.state.race.pace == "log" or whole <= 0:
            return ""
        slower = 1000 * (POSITIONS - 1) / PACE / self.scene.player.speed / whole
        ratio = f"{slower:.1f} times slower" if slower >= 1 else f"{1 / slower:.1f} times faster"
        return f" It is shown {ratio} than it was."

    def status(self) -> dict[str, Scalar]:
        """What the clock says, and who is there."""
        scene = self.scene
        if not scene.grid.complete:
            return {}
        there = sum(lane.finished for lane in scene.standings())
        return {"spent": names.spent(scene.state.race.clock, scene.clock()), "at the finish": there}

    @property
    def picture(self) -> NDArray[np.uint8] | None:
        """The first picture of the chosen lane."""
        found = self.scene.standings()[self.scene.state.lane].pictures
        return None if found is None else found[0]

    def exports(self) -> list[Export]:
        """The race and its costs, once all lanes have been run."""
        return race_exports(self.scene, self.view)


def panel(name: str, title: str, draws: Callable[[RaceScene], RacePanel]) -> PanelSpec:
    """A panel of the race, in which the transport moves the clock."""
    clock = Walk("Clock of the race", "Move the clock", place, position, pace=PACE)
    return PanelSpec(name, title, "", walk=clock, draws=draws, tells="clock position", asks=(RUN,))

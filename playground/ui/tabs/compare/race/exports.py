"""What the race can write to files: every one carries the race with the times that were measured."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPicture

from playground.core.progress import Progress
from playground.core.recipe import to_json
from playground.evaluate.race import names
from playground.evaluate.race.standing import Grid, clock_at, costs, standings
from playground.paradigms.race.recipes import Race
from playground.ui.plots.plot_files import dots_as, pixels
from playground.ui.plots.pose import inked
from playground.ui.stage.exports import FILM, PICTURES, STRIP
from playground.ui.stage.filming import film_of, write_film
from playground.ui.stage.saving import Ways, pictured, plotted
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.tabs.compare.race.costs_view import CostsView
from playground.ui.tabs.compare.race.drawing import Rows, RowsView, Style, columns, sheet_of, write
from playground.ui.tabs.compare.race.lanes_view import LanesView
from playground.ui.tabs.compare.race.scene import RaceScene

_COARSE, _FINE = 11, 61
WIDTH, ROW = 860, 52
_HEAD = 34
_MOMENTS = 81
_STILL = 12
"""Pictures for which the finish stays."""
_FPS = 12.0


def race_exports(scene: RaceScene, view: RowsView) -> list[Export]:
    """Everything, once all lanes have been run, drawn as large as ``view`` is."""
    shown, coarse, fine = (scene.result(moments) for moments in (2, _COARSE, _FINE))
    if shown is None or coarse is None or fine is None:
        return []
    race, ends, state, finished = LanesView(), CostsView(), scene.state, scene.finished()
    for drawn, lanes in ((race, scene.standings()), (ends, finished)):
        drawn.setFont(view.font())
        drawn.setPalette(view.palette())
        drawn.resize(view.size())
        drawn.show_lanes(lanes, state.race.clock, state.race.count)
    with inked(race):
        film = Film(scene.grid, race.style_now(), shown)
    count, document = state.race.count, to_json(coarse.recipe, coarse.frame.facts)
    strips: Ways = {**STRIP, "moments": _COARSE, "scale": 2}
    alone: Ways = {"moments": _FINE, "columns": count, "scale": 4, "spacing": 1, "fps": _FPS}
    title = f"Filmstrips of {len(coarse.recipe.lanes)} × {count} pictures, and arrays"
    return [
        film.export(),
        pictured("The race’s pictures alone, animated", "race-pictures", FILM, fine, alone),
        pictured(title, "race-filmstrips", PICTURES, coarse, strips),
        plotted("The race as it is shown", "race-moment", race.picture(), {}, document),
        plotted("What each lane costs", "race-costs", ends.picture(), costs(finished, count), document),
    ]


class Film(msgspec.Struct, frozen=True):
    """The race as it is drawn, moment by moment, for an animation that says who is who."""

    grid: Grid
    style: Style
    result: Shown

    def export(self) -> Export:
        """Every moment as a picture, and the last for a while."""
        document = to_json(self.result.recipe, self.result.frame.facts)
        film = film_of(_MOMENTS + _STILL, self._drawn, _FPS, document)

        def save(path: Path, overwrite: bool, progress: Progress) -> None:
            write_film(path, self.canvases(progress), _FPS, document, overwrite, progress)

        end, title = partial(self._picture, 1.0), "The race, animated"
        return Export(title, "race", FILM, save, drawing=end, document=document, film=film)

    def canvases(self, progress: Progress, moments: int = _MOMENTS) -> NDArray[np.uint8]:
        """Every moment as a picture (moments, 3, height, width)."""
        found = []
        for index in range(moments):
            progress(0, moments)
            found.append(self._canvas(index / (moments - 1)))
        return np.stack([*found, *found[-1:] * _STILL])

    def _canvas(self, position: float) -> NDArray[np.uint8]:
        picture = self._picture(position)
        image = QImage(picture.boundingRect().size(), QImage.Format.Format_RGB32)
        dots_as(image, picture)
        painter = QPainter(image)
        picture.play(painter)
        painter.end()
        return pixels(image)

    def _drawn(self, index: int) -> QPicture:
        return self._picture(min(1.0, index / (_MOMENTS - 1)))

    def _picture(self, position: float) -> QPicture:
        race: Race = self.result.recipe
        lanes = [lane for lane in standings(self.grid, race, position) if not lane.why]
        picture, area = QPicture(), QRect(0, 0, WIDTH, _HEAD + ROW * len(lanes))
        painter = QPainter(picture)
        painter.fillRect(area, self.style.inks.ground)
        painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
        title = self.style.title
        head = QRect(16, (_HEAD - QFontMetrics(title).height()) // 2, WIDTH - 32, _HEAD)
        spent = names.spent(race.clock, clock_at(self.grid, race, position))
        write(painter, head, spent, title, self.style.inks.text)
        painter.translate(0, _HEAD)
        place = columns(WIDTH, area.height() - _HEAD, lanes, self.style)
        Rows(painter, place, self.style).draw(lanes, [sheet_of(lane.pictures) for lane in lanes])
        painter.end()
        picture.setBoundingRect(area)
        return picture

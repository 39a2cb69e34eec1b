"""The race as it is drawn, moment by moment, for an animation that says who is who."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRect
from PySide6.QtGui import QFontMetrics, QImage, QPainter

from playground.core.errors import ExportError
from playground.core.progress import Progress
from playground.core.recipe import to_json
from playground.ui.feed import Shown
from playground.ui.tabs.compare.race import names
from playground.ui.tabs.compare.race.drawing import Style, columns, draw, fonts, sheet_of, write
from playground.ui.tabs.compare.race.standing import Grid, Standing, clock_at, standings
from playground.ui.tabs.compare.race.state import RaceState

if TYPE_CHECKING:
    from playground.export.animation import Encoder

WIDTH, ROW = 860, 52
_HEAD = 34
_MOMENTS = 81
_STILL = 12
"""Pictures for which the finish stays."""
_FPS = 12.0


class Stage(msgspec.Struct, frozen=True):
    """What an animation is made of, as it was when it was asked for."""

    grid: Grid
    state: RaceState
    style: Style
    result: Shown


def saver(stage: Stage) -> Callable[[Path, bool, Progress], None]:
    """``save`` of an export: draws every moment, and writes them in the format that the suffix names."""

    def save(path: Path, overwrite: bool, progress: Progress) -> None:
        # Pillow is loaded when something is written: the window starts without it.
        from playground.export.animation import milliseconds
        from playground.export.atomic import write_file

        encode = _encoder(path.suffix.lower())
        recipe, facts = stage.result.recipe, stage.result.frame.facts
        pictures = canvases(stage, progress)
        write_file(
            path, encode(pictures, milliseconds(_FPS), to_json(recipe, facts), progress), overwrite=overwrite
        )

    return save


def canvases(stage: Stage, progress: Progress, moments: int = _MOMENTS) -> NDArray[np.uint8]:
    """Every moment as a picture (moments, 3, height, width)."""
    found = []
    for index in range(moments):
        progress(0, moments)
        found.append(_canvas(stage, index / (moments - 1)))
    return np.stack([*found, *found[-1:] * _STILL])


def _canvas(stage: Stage, position: float) -> NDArray[np.uint8]:
    lanes = [lane for lane in standings(stage.grid, stage.state, position) if not lane.why]
    image = QImage(WIDTH, _HEAD + ROW * len(lanes), QImage.Format.Format_RGB32)
    image.fill(stage.style.inks.ground)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.TextAntialiasing)
    _head(painter, stage, clock_at(stage.grid, stage.state, position))
    painter.translate(0, _HEAD)
    _rows(painter, lanes, stage.style, image.height() - _HEAD)
    painter.end()
    data = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine() // 4, 4)
    return np.ascontiguousarray(data[:, : image.width(), 2::-1].transpose(2, 0, 1))


def _rows(painter: QPainter, lanes: list[Standing], style: Style, height: int) -> None:
    sheets = [sheet_of(lane.pictures) for lane in lanes]
    draw(painter, lanes, sheets, columns(WIDTH, height, lanes, style), style)


def _head(painter: QPainter, stage: Stage, clock: float) -> None:
    title, _ = fonts(stage.style)
    text = names.spent(stage.state.clock, clock)
    box = QRect(16, (_HEAD - QFontMetrics(title).height()) // 2, WIDTH - 32, _HEAD)
    write(painter, box, text, title, stage.style.inks.text)


def _encoder(suffix: str) -> Encoder:
    from playground.export import animation

    encoders: dict[str, Encoder] = {
        ".gif": animation.gif,
        ".webp": animation.webp,
        ".apng": animation.animated_png,
        ".mp4": animation.mp4,
    }
    if suffix not in encoders:
        raise ExportError(f"An animation cannot be written as “{suffix}”; use {', '.join(encoders)}.")
    return encoders[suffix]

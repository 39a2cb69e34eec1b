"""What the race can write to files: every one carries the race with the times that were measured."""

from __future__ import annotations

import importlib.util

import numpy as np
from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.recipe import to_json
from playground.ui.saving import plotted, saver
from playground.ui.stage.exports import ANIMATION
from playground.ui.tab import Export
from playground.ui.tabs.compare.race import animation
from playground.ui.tabs.compare.race.scene import RaceScene
from playground.ui.tabs.compare.race.standing import Standing

_COARSE, _FINE = 11, 61
_STEM = "race"


def race_exports(
    scene: RaceScene, stage: animation.Stage, race: QPicture, costs: QPicture, finished: list[Standing]
) -> list[Export]:
    """Everything, once all lanes have been run; ``finished`` are the lanes in the order of their places."""
    coarse, fine = scene.result(_COARSE), scene.result(_FINE)
    if coarse is None or fine is None:
        return []
    document = to_json(coarse.recipe, coarse.frame.facts)
    lanes, count = len(coarse.recipe.lanes), coarse.recipe.count
    strip = {"layout": "filmstrip", "moments": _COARSE, "scale": 2, "spacing": 1}
    film = {"moments": _FINE, "columns": count, "scale": 4, "spacing": 1, "fps": 12}
    return [
        Export("The race, animated", _STEM, moving(), animation.saver(stage)),
        Export("The race’s pictures alone, animated", f"{_STEM}-pictures", moving(), saver(fine, film)),
        Export(
            f"Filmstrips of {lanes} × {count} pictures, and arrays", f"{_STEM}-filmstrips", (".png", ".npz"),
            saver(coarse, strip),
        ),
        plotted("The race as it is shown", f"{_STEM}-moment", race, {}, document),
        plotted("What each lane costs", f"{_STEM}-costs", costs, table(finished, count), document),
    ]  # fmt: skip


def moving() -> tuple[str, ...]:
    """The suffixes of animations that can be written here."""
    return (*ANIMATION, ".mp4") if importlib.util.find_spec("av") else ANIMATION


def table(finished: list[Standing], count: int) -> dict[str, Array]:
    """The costs as columns, a row for each lane."""
    return {
        "place": np.array([lane.place for lane in finished]),
        "paradigm": np.array([lane.title for lane in finished]),
        "model": np.array([lane.model for lane in finished]),
        "setting": np.array([lane.setting for lane in finished]),
        "evaluations": np.array([int(lane.total_nfe) for lane in finished]),
        "milliseconds": np.array([lane.total_milliseconds for lane in finished]),
        "milliseconds_per_picture": np.array([lane.total_milliseconds / count for lane in finished]),
    }

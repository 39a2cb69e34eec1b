"""Every lesson of three tabs: tried in a real window, it shows what it tells of, and all of it."""

from __future__ import annotations

from typing import Any

import pytest

from playground.ui.explain.content import Lesson, load_lessons
from tests.e2e import deeds
from tests.e2e.conftest import Begin
from tests.e2e.looks import SIZES, THEMES, resize, set_theme
from tests.e2e.seat import PATIENCE, Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900)]

LOOKS = tuple(zip(THEMES, SIZES.values(), strict=True))
"""Each theme at one of the sizes: what fits does not depend on colours."""

FEW = {
    tab: {"kind": f"{tab}-images", "model": model, "panel": "denoise", "steps": 1, "count": 1}
    for tab, model in (
        ("diffusion", "fashion-ddpm"), ("flow", "fashion-flow"), ("consistency", "fashion-consistency"),
    )
}  # fmt: skip
"""With what a program begins: next to nothing, so that the lessons are what it draws."""

LAYERS = {
    "density": ("density", "density_exact"),
    "arrows": ("arrows", "arrows_exact"),
    "flow": ("track", "track_exact"),
    "trails": ("track", "track_exact"),
    "start": ("probe_path", "probe_exact"),
    "lines": ("lines",),
    "jumps": ("jump_starts", "jump_ends"),
}
"""What a lab's frames hold when a layer of its planes is to be seen."""

AS_ONE_GOES = "Filmstrip of the chosen sample"
"""What shows of a way only how far one has gone."""

BY_BUTTON = {"Held-out images with their bits per dimension"}
"""What is empty until one asks for it, as the lesson says."""


@pytest.mark.parametrize("tab", ["diffusion", "flow", "consistency"])
def test_every_lesson_shows_what_it_tells_of(begin: Begin, tab: str) -> None:
    window = begin(tab, stage="images", images=FEW[tab]).settle()
    for lesson in load_lessons(tab):
        deeds.try_lesson(window, lesson.title, lambda preset=lesson.preset: holds(window.state, preset))
        for theme, size in LOOKS:
            set_theme(window, theme)
            resize(window, size)
            until(lambda lesson=lesson: shown(window, lesson), f"“{lesson.title}” is drawn", 3 * PATIENCE)
            window.shot(f"lesson-{tab}-{lesson.id}-{theme}")
            assert window.facts["messages"] == []
            until(lambda: not window.ask("cut_off"), f"“{lesson.title}” fits into a {theme} window of {size}")
            for name, matrix in window.ask("matrices").items():
                if name in BY_BUTTON and not matrix["pictures"]:
                    continue
                assert matrix["pictures"] > 0 and matrix["side"] >= 14 and not matrix["headings"], name


def holds(state: dict[str, Any], preset: dict[str, Any]) -> bool:
    """Whether a state has all values of a preset."""
    return all(
        holds(state[name], value) if isinstance(value, dict) else state[name] == value
        for name, value in preset.items()
    )


def shown(window: Seat, lesson: Lesson) -> bool:
    """Whether everything that a lesson sets up is there to be seen."""
    if lesson.preset["stage"] == "images":
        complete = window.ask("complete") and not window.ask("empty_pictures")
        empty = {name for name, found in window.ask("matrices").items() if found["empty"]}
        return bool(complete and not empty - {AS_ONE_GOES})
    lab = window.ask("lab")
    numbers, run = lab["numbers"], lesson.preset["lab"]["run"]
    layers = [name for name, on in lesson.preset["lab"]["view"].items() if on and name in LAYERS]
    arrays = {array for name in layers for array in LAYERS[name]}
    if "jumps" in layers:
        arrays -= {"probe_exact"} - set(lab["arrays"])
    last = numbers.get("phase") == ("distillation" if "teacher_steps" in run else "training")
    # Measured on what the lesson sets up, and not on what stood there before.
    asked = 2 * run["steps"] - 1 if run.get("sampler") == "heun" else run["steps"]
    measured = numbers.get("nfe") == asked and "sliced_wasserstein" in numbers
    return bool(last and measured and arrays <= set(lab["arrays"]))

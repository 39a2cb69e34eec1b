"""How large a plot of a grid becomes is known before any cell is drawn."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from playground import paradigms
from playground.api.models import world
from playground.core.errors import ExportError
from playground.paradigms.flow import Sample
from playground.paradigms.grid import sheet
from playground.paradigms.grid.measuring import names
from playground.paradigms.grid.plot import check, plot
from playground.paradigms.grid.recipes import Grid, grid_of
from playground.paradigms.grid.sheet import Images

CELL = Sample(model="fashion-flow", sampler="euler", steps=1, count=1)


def drawn(grid: Grid, classes: list[str]) -> Images:
    one = dict.fromkeys(names(grid.plotted), 1.0)
    return plot(grid, [one] * len(grid.cells()), classes).picture


def refused(grid: Grid, classes: list[str]) -> bool:
    try:
        check(grid, classes)
    except ExportError:
        return True
    return False


@settings(max_examples=25, deadline=None)
@example(classes=["Ankle boot" * 5], deep=2, measure="kernel_distance")
@given(
    classes=st.lists(st.text(max_size=80), max_size=16),
    deep=st.integers(0, 3),
    measure=st.sampled_from(("nfe", "kernel_distance")),
)
def test_what_is_let_through_is_drawn_within_the_largest_picture(
    classes: list[str], deep: int, measure: str
) -> None:
    axes = {"guidance": (1.0, 2.0), "label": tuple(range(-1, len(classes) + 1))}
    grid = grid_of(CELL, {**axes, **({"seed": tuple(range(deep))} if deep else {})}, measure)
    picture = drawn(grid, classes)
    pixels = picture.shape[1] * picture.shape[2]
    for most in (pixels - 1, pixels):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sheet, "MAX_PIXELS", most)
            assert refused(grid, classes) == (pixels > most)
    assert (picture[:, :, -1] == 255).all(), "a name is cut"


def test_names_of_classes_count_before_a_cell_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    resources, grid = world(), grid_of(CELL, {"steps": (1, 2), "label": (0, 9)}, "nfe")
    _, height, width = drawn(grid, []).shape
    monkeypatch.setattr(sheet, "MAX_PIXELS", height * width)
    assert resources.card("fashion-flow").labels[9] == "Ankle boot" and not refused(grid, [])
    with pytest.raises(ExportError, match="million pixels"):
        next(paradigms.run(grid, resources))

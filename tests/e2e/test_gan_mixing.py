"""Mixing by layers in a real window: the span is dragged, nudged and undone, and comes back next time."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.e2e import deeds
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, seat, until
from tests.support import any_shape
from tests.support.trusted import allow

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

LARGE, SOURCES = "The picture that is looked at, large", ("Its row’s picture", "Its column’s picture")
LAYERS, GRID = "Layers that take the column’s style", "Pictures mixed by layers"
BEGUN: dict[str, Any] = {
    "kind": "gan-images", "model": "colour-mapped", "panel": "mixing", "first": 1, "last": 2,
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Settings and data of somebody who has models of many shapes, among them one with layers."""
    models = tmp_path / "data" / "models"
    any_shape.write_models(models)
    any_shape.write_held_out(tmp_path / "data" / "heldout")
    deeds.begin_at(tmp_path, "gan", stage="images", images=BEGUN)
    allow(models, tmp_path / "settings")
    return tmp_path


def whole(window: Seat, **values: Any) -> None:
    """Wait until the grid of these values is there."""

    def there() -> bool:
        found = deeds.ended(window, "mixing")
        return bool(found and values.items() <= found["recipe"].items())

    until(there, f"what is mixed by {values} is there")


def span(window: Seat) -> tuple[int, int]:
    """The first and last layer that take the column's style."""
    return window.images["first"], window.images["last"]


def test_the_span_is_dragged_nudged_undone_and_comes_back(folder: Path) -> None:
    with seat(folder) as window:
        window.settle()
        whole(window, first=1, last=2)
        _drag_and_undo(window)
        window.drag([tuple(window.ask("layer_pixel", layer=4))])
        until(lambda: span(window) == (4, 4), "a press takes that layer alone")
        window.click("New rows")
        until(lambda: window.images["a"] == 2, "the seed that follows on both")
        whole(window, first=4, last=4, a=2)
        _look_closer(window)
        for look, size in looks(window):
            for part in (LAYERS, GRID, LARGE, *SOURCES, "New rows", "New columns"):
                inside(window.where(part), size, part)
            window.settle().shot(f"mixing-{look}")
        before = window.images
        assert window.close() == 0
    with seat(folder) as second:
        second.settle()
        assert second.images == before
        whole(second, first=4, last=4, a=2)


def _drag_and_undo(window: Seat) -> None:
    done, before = window.facts["undo"], window.picture(LARGE)
    (start, y), (end, _) = (window.ask("layer_pixel", layer=layer) for layer in (1, 3))
    window.drag([(start + (end - start) * step // 10, y) for step in range(11)], 0.04)
    until(lambda: span(window) == (3, 4), "the span has moved by two layers")
    whole(window, first=3, last=4)
    assert window.facts["undo"] == done + 1 and window.picture(LARGE) != before
    window.press("shift+Left")
    until(lambda: span(window) == (3, 3), "its finer end came nearer")
    window.press("ctrl+z", "ctrl+z")
    until(lambda: span(window) == (1, 2), "both are undone")
    whole(window, first=1, last=2)
    assert window.picture(LARGE) == before


def _look_closer(window: Seat) -> None:
    """Click a picture: it is large, in colour, and with both that it is made of."""
    before = window.picture(LARGE)
    window.drag([tuple(window.ask("mixed_pixel", row=3, column=5))])
    until(lambda: (window.images["row"], window.images["column"]) == (3, 5), "another one is looked at")
    until(lambda: window.picture(LARGE) != before, "it is large")
    for name in (LARGE, *SOURCES):
        assert window.ask("picture", name=name)["shape"] == list(any_shape.COLOUR)

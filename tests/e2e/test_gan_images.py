"""The GAN's Images in a real window: drag, ways, truncation, directions, verdicts, training, export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e import deeds
from tests.e2e.conftest import RUNTIMES, Shared
from tests.e2e.looks import inside, looks
from tests.e2e.seat import PATIENCE, Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

FRESH: dict[str, Any] = {
    "model": "fashion-gan", "panel": "plane", "verdicts": True, "label": 8, "truncation": 1.0, "snapshot": -1,
    "a": 0, "b": 1, "c": 2, "d": 3, "u": 0.5, "v": 0.5, "tiles": 5, "sample.label": -1,
    "sample.count": 20, "seed": 0, "order": "as drawn", "path": "spherical", "frames": 9, "t": 0.0,
    "coefficients": [], "rows": 3, "pictures": 5, "reach": 4.0,
    "judge.count": 40, "moments.count": 10, "moment": 0,
}  # fmt: skip
PANELS = {
    "plane": "Latent plane", "sample": "Samples", "interpolate": "Interpolate", "directions": "Directions",
    "judge": "Discriminator", "moments": "Training",
}  # fmt: skip


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests: the tab is open, at its Images."""
    sitting = shared.begin("gan", stage="images", images={"kind": "gan-images", **FRESH})
    return sitting.settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The latent plane of four bags."""
    deeds.load(program, "images", **FRESH)
    shown(program, "point", u=0.5, v=0.5, truncation=1.0)
    return program


def shown(window: Seat, feed: str, **values: Any) -> dict[str, Any]:
    """What a feed shows, once it is whole and of a recipe with these values."""

    def there() -> dict[str, Any] | None:
        found = deeds.ended(window, feed)
        return found if found and values.items() <= found["recipe"].items() else None

    found: dict[str, Any] = until(there, f"{feed} of {values} is there", 2 * PATIENCE)
    return found


def panel(window: Seat, name: str) -> None:
    """Open a panel by its tab, once the window has come to rest after what was done before."""
    window.ask("rest")

    def opened() -> bool:
        if window.images["panel"] != name:
            window.click(PANELS[name])
        return bool(window.images["panel"] == name)

    until(opened, f"“{PANELS[name]}” is open")


def told(window: Seat, name: str) -> str:
    """What a label of this name says."""
    found: list[str] = window.ask("everything").get(f"Label {name}", [""])
    return found[0]


def test_dragging_over_the_square_draws_live(window: Seat) -> None:
    before, drawn, done = shown(window, "point"), window.facts["drawn"], window.facts["undo"]
    first = window.picture("Picture at the chosen point")
    places = [(0.5 + 0.4 * at / 24, 0.5 - 0.45 * at / 24) for at in range(25)]
    window.drag([tuple(window.ask("square_pixel", u=u, v=v)) for u, v in places], 0.04)
    until(lambda: window.images["u"] == pytest.approx(0.9, abs=0.01), "the point is there")
    after = shown(window, "point", u=window.images["u"], v=window.images["v"])
    assert after["hash"] != before["hash"]
    assert window.facts["drawn"] > drawn + 4, "pictures were drawn on the way"
    assert window.facts["undo"] == done + 1 and window.facts["undo_text"] == "Move z"
    assert window.picture("Picture at the chosen point") != first
    assert f"u\u00a0=\u00a0{window.images['u']:.2f}" in told(window, "What is at the chosen point")
    window.shot("gan-images-dragged")
    window.press("Left", "Up")
    until(lambda: window.images["u"] == pytest.approx(0.88, abs=0.01), "the arrow keys nudge it")
    window.press(*["ctrl+z"] * (window.facts["undo"] - done))
    assert shown(window, "point", u=0.5, v=0.5)["hash"] == before["hash"]


def test_a_neighbour_is_clicked_and_corners_are_changed(window: Seat) -> None:
    shown(window, "point")
    window.click("Pictures around the point")
    until(lambda: window.images["u"] == 0.5, "the middle one is where one is")
    x, y, width, height = window.where("Pictures around the point")
    window.drag([(x + width - min(width, height) // 6, y + height // 6)])
    until(lambda: window.images["v"] == pytest.approx(0.4), "the neighbour is where one is now")
    tiles = shown(window, "plane")["hash"]
    window.click("New corners")
    assert shown(window, "plane", a=4, b=5, c=6, d=7)["hash"] != tiles
    deeds.choose(window, "Label", "Sneaker")
    shown(window, "plane", label=7)
    window.shot("gan-images-sneakers")


def test_truncation_and_class_change_the_samples(window: Seat) -> None:
    panel(window, "sample")
    first, done = shown(window, "sample", count=20), window.facts["undo"]
    deeds.drag_slider(window, "Truncation ψ", 0.5, 0.3, 0.0)
    typical = shown(window, "sample", truncation=0.0)
    assert typical["hash"] != first["hash"]
    deeds.choose(window, "Label", "Bag")
    bags = shown(window, "sample", label=8)
    window.click("Next seed")
    shown(window, "sample", seed=1, label=8)
    # Without noise no seed makes a difference.
    assert window.images["truncation"] == 0.0
    deeds.slide(window, "Truncation ψ", "End")
    wild = shown(window, "sample", truncation=2.0)
    assert wild["hash"] != bags["hash"]
    window.click("Order: by D")
    until(lambda: window.images["order"] == "by D", "they are sorted")
    assert "taken for real" in told(window, "What the discriminator says of the samples")
    window.shot("gan-images-wild")
    window.press(*["ctrl+z"] * (window.facts["undo"] - done))
    assert shown(window, "sample", truncation=1.0, label=-1, seed=0)["hash"] == first["hash"]


def test_both_ways_between_two_seeds(window: Seat) -> None:
    panel(window, "interpolate")
    turning, straight = shown(window, "interpolate"), shown(window, "other_way")
    assert (turning["recipe"]["path"], straight["recipe"]["path"]) == ("spherical", "linear")
    a, b = window.picture("Picture of seed A"), window.picture("Picture of seed B")
    assert a and b and a != b
    deeds.drag_slider(window, "Position between seed A and seed B", 0.0, 0.3, 0.7, 1.0)
    until(lambda: window.images["t"] == 1.0, "it is at B")
    assert window.picture("Picture at the current position") == b
    window.ask("rest")
    window.press("space")
    until(lambda: 0 < window.images["t"] < 1, "it walks by itself")
    window.press("space")
    until(lambda: not window.facts["playing"], "it pauses")
    window.shot("gan-images-way")
    x, y, _, height = window.where("Filmstrip of the other way")
    window.drag([(x + height // 2, y + height // 2)])
    until(lambda: window.images["path"] == "linear", "the other way is gone")
    assert shown(window, "interpolate", path="linear")["hash"] == straight["hash"]


def test_a_direction_is_gone_along_and_the_way_back(window: Seat) -> None:
    panel(window, "directions")
    shown(window, "directions")
    start = window.picture("Picture as drawn")
    until(lambda: window.picture("Picture moved") == start, "nothing has moved yet")
    shown(window, "traverse", rows=3)
    deeds.drag_slider(window, "Direction 1", 0.5, 0.6, 0.75)
    until(lambda: window.images["coefficients"], "it has moved")
    (far,) = window.images["coefficients"]
    assert far == pytest.approx(4.0, abs=0.4)
    shown(window, "directions", coefficients=[far])
    assert window.picture("Picture moved") != start == window.picture("Picture as drawn")
    window.shot("gan-images-directions")
    window.click("All to 0")
    shown(window, "directions", coefficients=[])
    until(lambda: window.picture("Picture moved") == start, "it is back")


def test_the_discriminator_judges_real_and_generated_ones(window: Seat) -> None:
    panel(window, "judge")
    shown(window, "judge", count=40)
    until(lambda: "of all pairs" in told(window, "What the decisions come to"), "the verdict is written")
    late = told(window, "What the decisions come to")
    deeds.choose(window, "Snapshot", "50 steps")
    shown(window, "judge", snapshot=1)
    until(lambda: told(window, "What the decisions come to") != late, "another discriminator judges")
    window.shot("gan-images-judge")


def test_the_scrubber_shows_both_players_as_they_learned(window: Seat) -> None:
    panel(window, "moments")
    shown(window, "moments", count=10)
    assert "untrained" in told(window, "Moment that is shown")
    grey = window.ask("drawn", name="Generated at this moment")
    deeds.drag_slider(window, "Moment of the training", 0.0, 0.5, 1.0)
    until(lambda: window.images["moment"] == 5, "it is at the end")
    assert "the end, 12,894 steps" in told(window, "Moment that is shown")
    assert window.ask("drawn", name="Generated at this moment") != grey
    window.ask("rest")
    window.press("Home")
    until(lambda: window.images["moment"] == 0, "the transport goes to the start")
    window.press("space")
    until(lambda: window.images["moment"] >= 2, "it plays")
    window.press("space")
    until(lambda: not window.facts["playing"], "it pauses")
    moment = window.images["moment"]
    window.shot("gan-images-training")
    window.click("Use in all panels")
    until(lambda: window.images["snapshot"] in (moment, -1), "all panels show it")
    panel(window, "sample")
    shown(window, "sample", snapshot=window.images["snapshot"])


def test_samples_are_exported_and_reopened(window: Seat, tmp_path: Path) -> None:
    panel(window, "sample")
    first = shown(window, "sample")
    path = tmp_path / "samples.png"
    deeds.export(window, path, "Samples, grid")
    window.click("Next seed")
    deeds.drag_slider(window, "Truncation ψ", 0.5, 0.4)
    panel(window, "plane")
    shown(window, "point")
    deeds.drop(window, path)
    until(lambda: window.images["panel"] == "sample", "the panel is open again")
    assert shown(window, "sample", seed=0, truncation=1.0)["hash"] == first["hash"]
    assert window.ask("drop", path=str(path))
    until(lambda: "carries a recipe" in window.sentences(), "the file has been read")
    window.click("Compare")
    until(lambda: window.ask("where", name="Same: no pixel differs."), "the files are compared")
    window.settle()  # what was found has changed the size of the dialog
    window.click("Close")
    until(lambda: not window.ask("where", name="Same: no pixel differs."), "it is closed")


def test_a_way_and_the_training_are_exported_as_animations(window: Seat, tmp_path: Path) -> None:
    panel(window, "interpolate")
    shown(window, "interpolate")
    deeds.export(window, tmp_path / "way.gif", "Between two seeds, animated")
    with Image.open(tmp_path / "way.gif") as way:
        assert way.n_frames == 9
    panel(window, "moments")
    shown(window, "moments")
    deeds.export(window, tmp_path / "training.webp", "Through the training, animated")
    with Image.open(tmp_path / "training.webp") as training:
        assert training.n_frames == 6
    panel(window, "plane")
    deeds.drop(window, tmp_path / "training.webp")
    until(lambda: window.images["panel"] == "moments", "it is reopened where it was made")


def test_a_lesson_sets_the_stage(window: Seat) -> None:
    title = "Never sure, mostly right"
    deeds.try_lesson(window, title, lambda: window.images["panel"] == "judge")
    shown(window, "judge", count=256)
    until(lambda: "81.5 %" in told(window, "What the decisions come to"), "it shows what the lesson says")
    assert "73.2 %" in told(window, "What the decisions come to")
    window.click(title)


def test_all_panels_are_whole_in_both_themes_at_both_sizes(window: Seat) -> None:
    feeds = {"plane": "plane", "sample": "sample", "interpolate": "other_way", "directions": "traverse",
             "judge": "judge", "moments": "moments"}  # fmt: skip
    for look, size in looks(window):
        for each, feed in feeds.items():
            deeds.load(window, "images", **{**FRESH, "panel": each})
            shown(window, feed)
            for part in ("Stage", "Panels", "Explanation", "Model"):
                inside(window.where(part), size, part)
            window.settle().shot(f"gan-images-{each}-{look}")
            assert window.ask("empty_pictures") == []
    assert window.facts["messages"] == []


def test_after_all_that_the_windows_process_has_loaded_no_runtime(window: Seat) -> None:
    assert not set(window.ask("modules")) & RUNTIMES

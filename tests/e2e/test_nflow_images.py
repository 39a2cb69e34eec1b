"""The normalizing flow's Images in a real window: temperature, ways, clicked pictures, histograms, export."""

from __future__ import annotations

import csv
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
    "model": "fashion-nflow", "panel": "sample", "label": -1, "count": 10, "seed": 0, "temperature": 0.7,
    "a": {"from": "held-out", "index": 0}, "b": {"from": "held-out", "index": 1}, "told": 10,
    "path": "spherical", "frames": 5, "t": 0.0, "source": {"from": "held-out", "index": 0},
    "labelled": False, "noise": 0, "order": "as they come", "beside": ["digits"],
}  # fmt: skip


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests: the tab is open, at its Images."""
    sitting = shared.begin("nflow", stage="images", images={"kind": "nflow-images", **FRESH})
    # The graph of the way back is long, and is made fast before its first use.
    until(lambda: deeds.ended(sitting, "sample"), "the samples are there", 3 * PATIENCE)
    return sitting.settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The tab with ten samples."""
    deeds.load(program, "images", **FRESH)
    shown(program, "sample", seed=0, temperature=0.7)
    return program


def shown(window: Seat, feed: str, **values: Any) -> dict[str, Any]:
    """What a feed shows, once it is whole and of a recipe with these values."""

    def there() -> dict[str, Any] | None:
        found = deeds.ended(window, feed)
        return found if found and values.items() <= found["recipe"].items() else None

    found: dict[str, Any] = until(there, f"{feed} of {values} is there", 3 * PATIENCE)
    return found


def panel(window: Seat, title: str, name: str) -> None:
    """Open a panel by its tab."""
    window.click(title)
    until(lambda: window.images["panel"] == name, f"“{title}” is open")


def told(window: Seat, name: str) -> str:
    """What a label of this name says."""
    found: list[str] = window.ask("everything").get(f"Label {name}", [""])
    return found[0]


def test_temperature_class_and_seed_draw_other_samples(window: Seat) -> None:
    first, done = shown(window, "sample"), window.facts["undo"]
    deeds.drag_slider(window, "Temperature", 0.35, 0.2, 0.0)
    cold = shown(window, "sample", temperature=0.0)
    assert cold["hash"] != first["hash"]
    deeds.choose(window, "Label", "Bag")
    bags = shown(window, "sample", label=8)
    assert bags["hash"] != cold["hash"]
    window.click("Next seed")
    # Without noise no seed makes a difference.
    assert shown(window, "sample", seed=1, label=8)["recipe"]["temperature"] == 0.0
    deeds.drag_slider(window, "Temperature", 0.0, 0.3, 0.5)
    warm = shown(window, "sample", temperature=1.0)
    assert warm["hash"] not in (first["hash"], cold["hash"], bags["hash"])
    window.shot("nflow-images-warm")
    window.press(*["ctrl+z"] * (window.facts["undo"] - done))
    assert shown(window, "sample", temperature=0.7, seed=0, label=-1)["hash"] == first["hash"]


def test_a_way_between_held_out_images_by_slider_and_filmstrip(window: Seat) -> None:
    panel(window, "Interpolate", "interpolate")
    shown(window, "interpolate", frames=5)
    ends = [window.picture("Picture A"), window.picture("Picture B")]
    assert ends[0] != ends[1] and window.picture("Picture at the current position") == ends[0]
    seen = set()
    for share in (0.0, 0.25, 0.5, 0.75, 1.0):
        deeds.drag_slider(window, "Position between A and B", max(0.0, share - 0.1), share)
        until(lambda share=share: window.images["t"] == share, f"it is at {share}")
        seen.add(window.picture("Picture at the current position"))
    assert len(seen) == 5 and ends[1] in seen
    window.click("A click sets B")
    x, y, _, _ = window.where("Held-out images")
    window.drag([(x + 41 * 5 + 10, y + 12)])
    until(lambda: window.images["b"] == {"from": "held-out", "index": 5}, "the sixth image is B")
    shown(window, "interpolate", b={"from": "held-out", "index": 5})
    assert window.picture("Picture B") != ends[1] and window.picture("Picture A") == ends[0]
    window.click("New sample as A")
    until(lambda: window.images["a"]["from"] == "seed", "A is a sample")
    shown(window, "interpolate", a={"from": "seed", "seed": 0, "index": 0, "temperature": 1.0})
    window.shot("nflow-images-way")


def test_a_clicked_picture_is_taken_apart_and_its_terms_come_back(window: Seat, tmp_path: Path) -> None:
    panel(window, "One picture", "inspect")
    shown(window, "inspect", source={"from": "held-out", "index": 0})
    words = told(window, "Bits per dimension of the picture")
    assert "bits/dim" in words
    x, y, _, _ = window.where("Held-out images")
    window.drag([(x + 41 * 2 + 10, y + 12)])
    second = {"from": "held-out", "index": 2}
    taken = shown(window, "inspect", source=second)
    until(lambda: told(window, "Bits per dimension of the picture") != words, "other bits are told")
    window.ask("rest")
    window.press("r")
    other = shown(window, "inspect", source=second, noise=1)
    assert other["hash"] != taken["hash"]
    path = tmp_path / "terms.png"
    deeds.export(window, path, "Terms of the log-likelihood")
    window.shot("nflow-images-picture")
    deeds.load(window, "images", **FRESH)
    deeds.drop(window, path)
    assert shown(window, "inspect", source=second, noise=1)["hash"] == other["hash"]
    assert window.images["panel"] == "inspect"


def test_digits_are_more_likely_than_clothes(window: Seat, tmp_path: Path) -> None:
    panel(window, "Histogram", "likelihood")
    shown(window, "likelihood", of="digits")
    until(lambda: "digits" in told(window, "Bits per dimension of each kind of picture"), "it is told")
    path = tmp_path / "bits.csv"
    means = {}
    for kind in ("held-out", "digits"):
        deeds.export(window, path, f"Bits per dimension, {kind}")
        with path.open(encoding="utf-8") as file:
            bits = [float(row["bits"]) for row in csv.DictReader(file)]
        assert len(bits) == 1000
        means[kind] = sum(bits) / 1000
        path.unlink()
    assert means["digits"] + 0.5 < means["held-out"] < 3.3
    window.shot("nflow-images-histogram")


def test_there_and_back_is_exact(window: Seat) -> None:
    panel(window, "There and back", "back")
    shown(window, "inspect", source={"from": "held-out", "index": 0})
    until(lambda: window.picture("What comes back"), "the picture is back")
    assert window.picture("What comes back") == window.picture("Picture")
    window.shot("nflow-images-back")


def test_samples_are_exported_and_come_back(window: Seat, tmp_path: Path) -> None:
    deeds.load(window, "images", **{**FRESH, "seed": 5, "temperature": 0.9, "label": 3})
    exported = shown(window, "sample", seed=5)
    grid, arrays = tmp_path / "samples.png", tmp_path / "samples.npz"
    deeds.export(window, grid, "Samples, grid and arrays")
    deeds.export(window, arrays, "Samples, grid and arrays")
    with Image.open(grid) as picture:
        assert picture.width >= 3 * 28 * 3
    for path in (grid, arrays):
        deeds.load(window, "images", **FRESH)
        deeds.drop(window, path)
        assert shown(window, "sample", seed=5)["hash"] == exported["hash"]
        assert (window.images["temperature"], window.images["label"]) == (0.9, 3)


def test_every_panel_is_whole_in_both_themes_at_both_sizes(window: Seat) -> None:
    parts = {
        "sample": ("Samples", "Next seed"),
        "interpolate": ("Picture A", "Picture B", "Filmstrip from A to B"),
        "inspect": ("Picture x: draw here", "Bits of each value", "log p(x + u)", "Resample u"),
        "likelihood": ("Histograms of bits per dimension", "Stop"),
        "back": ("Picture", "Its z", "What comes back", "z read as each class"),
        "scales": ("Pictures with one scale of z drawn anew",),
    }  # fmt: skip
    for look, size in looks(window):
        for name, names in parts.items():
            deeds.load(window, "images", **{**FRESH, "panel": name})
            for part in names:
                inside(window.where(part), size, part)
            window.shot(f"nflow-images-{name}-{look}")
    assert window.facts["messages"] == []


def test_after_all_that_the_windows_process_has_loaded_no_runtime(window: Seat) -> None:
    assert not set(window.ask("modules")) & RUNTIMES

"""The normalizing flow's 2-D lab in a real window: it trains while one slides, turns and drags."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import deeds
from tests.e2e.conftest import RUNTIMES, Shared
from tests.e2e.labs import Lab, Watcher, edited
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

WATCHER = Watcher("flow_lab")
lab_when = WATCHER.when

_LOOKS = 30
"""Points that were the same in so many looks are at rest."""


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests, in which the lab is open."""
    return shared.begin("nflow", stage="lab").settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The lab as it begins."""
    program.press("ctrl+shift+d", "ctrl+r")
    program.ask("rest")
    lab_when(program, lambda lab: lab["waterfall"] is not None and lab["grid"] is not None)
    return program


def test_it_learns_the_density_and_says_how_well(window: Seat) -> None:
    window.click("Begin the training anew")
    before = lab_when(window, lambda lab: lab["numbers"].get("kl", 0) > 0.25)
    after = lab_when(window, lambda lab: lab["numbers"].get("kl", 9) < 0.25)
    assert after["run"] == before["run"] and after["drawn"] > before["drawn"]
    assert after["points"] != before["points"] and after["grid"] != before["grid"]
    assert {"density", "density_exact", "log_areas", "angles"} <= set(after["arrays"])
    numbers = lab_when(window, lambda lab: {"round_trip", "condition_max"} <= lab["numbers"].keys())[
        "numbers"
    ]
    assert numbers["round_trip"] < 1e-3 and numbers["condition_max"] >= numbers["condition_median"] >= 1
    until(lambda: "round-trip error" in window.ask("flow_lab")["words"], "the numbers are written")
    window.shot("nflow-learned")


def still(window: Seat) -> Lab:
    """What the lab shows once it does not train, and its points have come to rest.

    What a frame has no time for comes with one of the next: this looks until nothing is left.
    """
    seen = [lab_when(window, lambda lab: not lab["numbers"]["trained"])]

    def at_rest() -> Lab | None:
        lab: Lab = window.ask("flow_lab")
        if lab["points"] != seen[-1]["points"]:
            seen.clear()
        seen.append(lab)
        return lab if len(seen) > _LOOKS else None

    found: Lab = until(at_rest, "the points are at rest")
    return found


def test_the_layer_slider_carries_points_from_data_to_noise(window: Seat) -> None:
    lab_when(window, lambda lab: lab["numbers"]["step"] >= 60)
    window.click("Train, or pause")
    held, begun = still(window), window.facts["undo"]
    assert held["note"] == "Data x"
    deeds.drag_slider(window, "Layer", 1.0, 0.8, 0.63)
    until(lambda: 2.3 < window.state["lab"]["run"]["layer"] < 2.7, "it is between two layers")
    layer = window.state["lab"]["run"]["layer"]
    # A plane is drawn a moment after the numbers have come.
    between = lab_when(window, lambda lab: lab["note"] == "Between h₂ and h₁")
    assert abs(between["numbers"]["position"] - layer) < 1e-6
    assert between["points"] != held["points"] and between["grid"] != held["grid"]
    window.shot("nflow-between")
    deeds.drag_slider(window, "Layer", 0.63, 0.2, 0.0)
    noise = lab_when(window, lambda lab: lab["note"] == "Noise z")
    window.ask("rest")
    window.press("space")
    seen = {noise["points"]}
    until(lambda: seen.add(window.ask("flow_lab")["points"]) or len(seen) > 6, "the points walk")
    window.press("space")
    until(lambda: not window.facts["playing"], "it pauses")
    # Drags that follow one another at once are one step to undo.
    window.press(*["ctrl+z"] * (window.facts["undo"] - begun))
    lab_when(window, lambda lab: lab["note"] == "Data x")
    assert still(window)["points"] == held["points"]


def test_a_probe_is_dragged_and_its_likelihood_is_taken_apart(window: Seat) -> None:
    lab_when(window, lambda lab: lab["numbers"]["step"] >= 40)
    window.drag_on_plane([(0.2, 0.1), (0.5, 0.2), (1.0, -0.4), (1.4, 0.2)])
    until(lambda: window.facts["undo_text"] == "Move the probe", "the probe was moved")
    probe = window.state["lab"]["run"]["probe"]
    assert probe == pytest.approx([1.4, 0.2], abs=0.05)
    lab = lab_when(window, lambda lab: close(lab["probe_at"], probe))
    assert close(lab["probe_way"][-1], probe) and len(lab["waterfall"]) == 5
    assert sum(lab["waterfall"]) == pytest.approx(lab["numbers"]["log_density"], abs=1e-4)
    window.press("Left", "Up")
    moved = [probe[0] - 0.1, probe[1] + 0.1]
    until(lambda: close(window.state["lab"]["run"]["probe"], moved), "the arrow keys nudge it")
    window.ask("rest")
    window.click("Direction: data to noise")
    edited(window, direction="data to noise", layer=0.0, held=0.0)
    turned = lab_when(window, lambda lab: lab["numbers"]["direction"] == "data to noise" and lab["probe_way"])
    assert close(lab_when(window, lambda lab: close(lab["probe_way"][0], moved))["probe_at"], moved)
    assert turned["run"] == lab["run"]
    lab_when(window, lambda lab: lab["note"] == "Data x")
    window.shot("nflow-probe")


def close(point: list[float], other: list[float]) -> bool:
    """Whether two points of the plane are the same."""
    return all(abs(a - b) < 0.01 for a, b in zip(point, other, strict=True))


def test_another_kind_of_layer_begins_anew_and_can_be_undone(window: Seat, tmp_path: Path) -> None:
    before = lab_when(window, lambda lab: lab["numbers"]["step"] >= 30)
    deeds.choose(window, "Kind of layer", "Affine")
    edited(window, transform="affine coupling")
    anew = lab_when(window, lambda lab: lab["run"] != before["run"])
    deeds.slide(window, "Layers", "Right")
    edited(window, layers=5)
    lab_when(window, lambda lab: lab["run"] != anew["run"] and len(lab["waterfall"] or ()) == 6)
    path = tmp_path / "plane.png"
    deeds.export(window, path, "Flow plane")
    assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 2000
    window.press("ctrl+z", "ctrl+z")
    edited(window, transform="spline coupling", layers=4)
    deeds.drop(window, path)
    edited(window, transform="affine coupling", layers=5)
    lab_when(window, lambda lab: lab["numbers"]["layers"] == 5)


def test_it_is_whole_in_both_themes_at_both_sizes(window: Seat) -> None:
    deeds.hold(window)
    for look, size in looks(window):
        until(lambda: window.where("Measured")[3] > 10, "the numbers are written")
        for part in ("Flow plane", "Learned plane", "Known plane", "Layer", "Measured", "log p(x)"):
            inside(window.where(part), size, part)
        window.shot(f"nflow-{look}")
    assert window.facts["messages"] == []


def test_after_all_that_the_windows_process_has_loaded_no_runtime(window: Seat) -> None:
    assert not set(window.ask("modules")) & RUNTIMES

"""The 2-D lab of all three tabs: it trains in the engine's process while one looks and drags."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e import deeds
from tests.e2e.conftest import RUNTIMES, Shared
from tests.e2e.labs import Watcher, edited
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

TABS = {"diffusion": "ctrl+3", "flow": "ctrl+4", "consistency": "ctrl+5"}

WATCHER = Watcher("lab")
lab_when, learned = WATCHER.when, WATCHER.learned


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests, in which a lab is open."""
    return shared.begin("flow", stage="lab").settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The lab of Flow Matching, as it begins."""
    program.press("ctrl+shift+d", "ctrl+4", "ctrl+r")
    until(lambda: program.facts["tab"] == "flow", "the tab is open")
    program.ask("rest")
    lab_when(program, lambda lab: lab["points"] is not None and lab["way"] is not None)
    return program


def test_it_learns_and_the_points_go_where_the_data_are(window: Seat) -> None:
    before = lab_when(window, lambda lab: "sliced_wasserstein" in lab["numbers"])
    later = before["numbers"]["step"] + 300
    after = lab_when(window, lambda lab: lab["numbers"]["step"] > later and lab["points"] != before["points"])
    assert after["run"] == before["run"] and after["drawn"] > before["drawn"]
    floor = after["numbers"]["noise_floor"]
    near = lab_when(window, lambda lab: lab["numbers"].get("sliced_wasserstein", 9) < 4 * floor)
    assert near["run"] == before["run"]
    assert {"density", "density_exact", "arrows", "arrows_exact", "probe_reference"} <= set(near["arrays"])
    window.shot("lab-learned")


def test_hot_controls_change_what_is_seen_and_the_training_goes_on(window: Seat) -> None:
    before = learned(window, 50)
    deeds.drag_slider(window, "Position", 1.0, 0.7, 0.5)
    until(lambda: abs(window.state["lab"]["run"]["time"] - 0.5) < 0.02, "the time is half")
    half = lab_when(window, lambda lab: abs(lab["numbers"]["time"] - 0.5) < 0.02)
    assert half["points"] != before["points"]
    deeds.choose(window, "Sampler", "Heun")
    edited(window, sampler="heun")
    lab_when(window, lambda lab: lab["numbers"].get("nfe") == 2 * 20 - 1)
    deeds.slide(window, "Steps", "Left", "Left")
    edited(window, steps=18)
    lab_when(window, lambda lab: lab["numbers"].get("nfe") == 2 * 18 - 1 and len(lab["way"]) == 19)
    deeds.slide(window, "Learning rate", "Left")
    after = learned(window, 50)
    assert after["run"] == before["run"] == after["asked"]
    assert after["numbers"]["step"] > before["numbers"]["step"]
    window.ask("rest")
    window.press("space")
    seen = {window.ask("lab")["points"]}
    until(lambda: seen.add(window.ask("lab")["points"]) or len(seen) > 8, "the points flow")
    window.press("space")
    until(lambda: not window.facts["playing"], "it pauses")


def test_a_start_is_dragged_and_its_way_is_integrated(window: Seat) -> None:
    before = learned(window, 20)
    window.drag_on_plane([(0.5, -0.1), (0.5, 0.2), (0.0, -0.5), (-1.0, -1.0)])
    until(lambda: window.facts["undo_text"] == "Move the start", "the start was moved")
    assert window.state["lab"]["run"]["probe"] == pytest.approx([-1.0, -1.0], abs=0.05)
    probe = window.state["lab"]["run"]["probe"]
    after = lab_when(window, lambda lab: lab["way"] is not None and close(lab["way"][0], probe))
    assert after["way"][-1] != before["way"][-1]
    window.press("Right", "Up")
    moved = [probe[0] + 0.1, probe[1] + 0.1]
    until(lambda: close(window.state["lab"]["run"]["probe"], moved), "the arrow keys nudge it")
    after = lab_when(window, lambda lab: close(lab["way"][0], moved))
    assert after["run"] == before["run"]
    window.shot("lab-start")


def close(point: list[float], other: list[float]) -> bool:
    """Whether two points of the plane are the same."""
    return all(abs(a - b) < 0.01 for a, b in zip(point, other, strict=True))


def test_training_is_paused_stepped_and_begun_anew(window: Seat) -> None:
    before = learned(window, 100)
    window.press("ctrl+Return")
    edited(window, training=False)
    held = lab_when(window, lambda lab: not lab["numbers"]["trained"])
    # Looking goes on while it is held.
    deeds.slide(window, "Steps", "Left")
    lab_when(window, lambda lab: lab["numbers"].get("nfe") == 19)
    assert window.ask("lab")["numbers"]["step"] == held["numbers"]["step"]
    for step in (1, 2):
        window.press("ctrl+shift+Return")
        one = lab_when(
            window, lambda lab, step=step: lab["numbers"]["step"] >= held["numbers"]["step"] + step
        )
        assert one["numbers"]["step"] == held["numbers"]["step"] + step
    assert one["run"] == before["run"]
    window.click("Begin the training anew")
    anew = lab_when(window, lambda lab: lab["run"] != before["run"])
    assert anew["numbers"]["step"] <= 1
    window.click("Train, or pause")
    edited(window, training=True)
    assert learned(window, 20)["run"] == anew["run"]


def test_another_path_begins_it_anew_and_reflow_goes_on_from_it(window: Seat) -> None:
    before = learned(window, 100)
    deeds.choose(window, "Path", "VP, cosine")
    edited(window, path="vp-cosine")
    cosine = lab_when(window, lambda lab: lab["run"] != before["run"])
    window.press("ctrl+z")
    edited(window, path="linear")
    straight = lab_when(window, lambda lab: lab["run"] not in (before["run"], cosine["run"]))
    # A flow is reflowed once it has learned something: most of each frame's time goes into that now.
    deeds.unfold(window, "More")
    deeds.slide(window, "Speed", "End")
    edited(window, speed=50)
    deeds.slide(window, "Reflows", "Right")
    edited(window, reflows=1)
    reflowed = lab_when(window, lambda lab: lab["numbers"]["phase"] == "reflow 1")
    assert reflowed["run"] == straight["run"]
    deeds.slide(window, "Speed", "Home")
    lab_when(window, lambda lab: "few_ends" in lab["arrays"])
    window.shot("lab-reflow")
    deeds.slide(window, "Reflows", "Home")
    back = lab_when(window, lambda lab: lab["numbers"]["phase"] == "training")
    assert back["run"] == straight["run"]


@pytest.mark.parametrize("tab", ["diffusion", "consistency"])
def test_the_other_labs_learn_too(window: Seat, tab: str) -> None:
    flow = learned(window, 10)
    window.press(TABS[tab])
    until(lambda: window.facts["tab"] == tab, "the tab is open")
    before = lab_when(window, lambda lab: lab["points"] is not None)
    run = window.state["lab"]["run"]
    if tab == "consistency":
        deeds.slide(window, "Teacher’s training", "Home")
        edited(window, teacher_steps=0)
        jumps = lab_when(window, lambda lab: {"jump_ends", "spread"} <= set(lab["arrays"]))
        assert jumps["numbers"]["phase"] == "distillation"
        deeds.slide(window, "Steps", "Right")
        edited(window, steps=2)
    else:
        deeds.slide(window, "η", "End")
        edited(window, eta=1.0)
        deeds.choose(window, "Sampler", "DDPM")
        edited(window, sampler="ddpm")
    after = learned(window, 30)
    assert after["run"] == before["run"]
    window.shot(f"lab-{tab}")
    window.click("Exact")
    until(lambda: window.state["lab"]["view"]["large"] == "exact", "the exact plane is large")
    window.press("ctrl+z")
    until(lambda: window.state["lab"]["view"]["large"] == "learned", "the learned plane is large again")
    assert window.state["lab"]["run"] != run
    window.press("ctrl+4")
    until(lambda: window.facts["tab"] == "flow", "the other tab is open")
    # What nobody saw meanwhile has waited, and goes on now.
    assert learned(window, 10)["run"] == flow["run"]
    assert window.facts["messages"] == []


def test_a_plane_is_exported_and_its_recipe_comes_back(window: Seat, tmp_path: Path) -> None:
    path = tmp_path / "plane.png"
    deeds.choose(window, "Coupling", "Optimal transport")
    edited(window, coupling="optimal transport")
    learned(window, 20)
    state = window.state["lab"]["run"]
    deeds.export(window, path, "Learned plane")
    assert path.stat().st_size > 10_000
    window.press("ctrl+r")
    edited(window, coupling="independent")
    deeds.drop(window, path)
    edited(window, **{key: value for key, value in state.items() if key != "training"})
    assert learned(window, 20)["numbers"]["phase"] == "training"


def test_after_all_that_the_windows_process_has_loaded_no_runtime(window: Seat) -> None:
    modules = set(window.ask("modules"))
    assert "playground" in modules and "PySide6" in modules
    assert not modules & RUNTIMES

"""The VAE's 2-D lab: it trains in the engine's process while one steers, drags and looks at both sides."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.paradigms.vae_lab.presets import PRESETS
from tests.e2e import deeds
from tests.e2e.conftest import RUNTIMES, Shared
from tests.e2e.labs import Lab, Watcher, edited
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(300)]

WATCHER = Watcher("vae_lab")
lab_when, learned = WATCHER.when, WATCHER.learned


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests, in which the lab is open."""
    return shared.begin("vae", stage="lab").settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The lab at the beginning of its default training."""
    program.click("2-D lab")
    until(lambda: program.state["stage"] == "lab", "the lab is open")
    program.press("ctrl+shift+d", "ctrl+r")
    program.ask("rest")
    before = program.ask("vae_lab")["asked"]
    program.press("ctrl+shift+BackSpace")
    lab_when(program, lambda lab: lab["run"] > before and "codes" in lab["arrays"])
    return program


def measured(window: Seat, since: int) -> Lab:
    """What the lab shows once it has measured a model that has trained for longer than this."""
    return lab_when(window, lambda lab: lab["numbers"].get("measured_step", -1) > since)


def switch(window: Seat, name: str) -> None:
    """Click the box at the left of a switch."""
    window.ask("scroll_to", name=name)
    x, y, _, height = window.where(name)
    window.drag([(x + 8, y + height // 2)])


def test_it_learns_and_says_what_its_bound_is_made_of(window: Seat) -> None:
    before = lab_when(window, lambda _: True)
    after = measured(window, 300)
    assert after["run"] == before["run"] and after["drawn"] > before["drawn"]
    assert after["codes"] != before["codes"]
    assert {"codes", "samples", "mesh", "density", "density_exact", "data_points"} <= set(after["arrays"])
    numbers = after["numbers"]
    parts = numbers["entropy"] + numbers["divergence"] + numbers["gap"]
    assert numbers["bound"] == pytest.approx(parts, abs=0.4)
    assert numbers["bound"] < before["numbers"]["negative_elbo"] and numbers["active"] == 2
    until(lambda: "= entropy" in window.ask("vae_lab")["words"], "it is written")
    window.shot("vae-lab-learned")


def test_beta_and_sigma_are_changed_while_it_trains(window: Seat) -> None:
    before = lab_when(window, lambda lab: lab["numbers"]["step"] > 150 and lab["numbers"]["kl"] > 0.5)
    deeds.slide(window, "β", "End")
    edited(window, beta=100.0)
    quiet = lab_when(window, lambda lab: lab["numbers"]["kl"] < 0.1 and lab["numbers"]["active"] == 0)
    assert quiet["numbers"]["step"] > before["numbers"]["step"]
    switch(window, "Learn σ")
    edited(window, learn_sigma=False)
    deeds.slide(window, "Decoder σ", "End")
    edited(window, sigma=2.0)
    wide = lab_when(window, lambda lab: lab["numbers"]["sigma"] == pytest.approx(2.0))
    assert not wide["numbers"]["sigma_learned"]
    deeds.slide(window, "β", "Home")
    edited(window, beta=0.0)
    deeds.slide(window, "Decoder σ", "Home")
    edited(window, sigma=0.02)
    loud = lab_when(window, lambda lab: lab["numbers"]["kl"] > 1 and lab["numbers"]["active"] > 0)
    assert loud["run"] == before["run"], "none of this begins the training anew"
    assert loud["numbers"]["step"] > quiet["numbers"]["step"]


def test_a_code_is_dragged_and_a_point_is_clicked(window: Seat) -> None:
    before = learned(window, 100)
    window.click("Train, or pause")
    held = lab_when(window, lambda lab: not lab["numbers"]["trained"])
    window.drag_on_plane([(0.0, 0.0), (0.5, 0.2), (1.0, 1.0), (1.5, 1.0)], side="latent")
    until(lambda: window.facts["undo_text"] == "Move the latent point", "the code was moved")
    assert window.state["lab"]["run"]["code"] == pytest.approx([1.5, 1.0], abs=0.05)
    moved = lab_when(window, lambda lab: lab["decoded"] != held["decoded"])
    assert moved["codes"] == held["codes"], "looking trains nothing"
    window.press("Left", "Up")
    until(lambda: close(window.state["lab"]["run"]["code"], [1.4, 1.1]), "the arrow keys nudge it")
    window.drag_on_plane([(-1.0, 0.5)], side="data")
    until(lambda: window.facts["undo_text"] == "Move the probe", "the probe was put there")
    assert window.state["lab"]["run"]["probe"] == pytest.approx([-1.0, 0.5], abs=0.05)
    lab_when(window, lambda lab: lab["probe_code"] != held["probe_code"])
    window.shot("vae-lab-dragged")
    window.press("ctrl+z")
    edited(window, probe=[1.0, 1.0])
    back = lab_when(window, lambda lab: lab["probe_code"] == held["probe_code"])
    assert back["run"] == before["run"]


def close(point: list[float], other: list[float]) -> bool:
    """Whether two points of the plane are the same, up to a pixel."""
    return all(abs(a - b) < 0.05 for a, b in zip(point, other, strict=True))


def test_training_is_paused_stepped_and_begun_anew(window: Seat) -> None:
    before = learned(window, 50)
    window.press("ctrl+Return")
    edited(window, training=False)
    held = lab_when(window, lambda lab: not lab["numbers"]["trained"])
    assert measured(window, held["numbers"]["step"] - 1)["codes"] == held["codes"]
    for step in (1, 2):
        window.press("ctrl+shift+Return")
        wanted = held["numbers"]["step"] + step
        one = lab_when(window, lambda lab, wanted=wanted: lab["numbers"]["step"] >= wanted)
        assert one["numbers"]["step"] == wanted and one["codes"] != held["codes"]
    assert one["run"] == before["run"]
    window.click("Begin the training anew")
    anew = lab_when(window, lambda lab: lab["run"] != before["run"])
    assert anew["numbers"]["step"] <= 1
    window.click("Train, or pause")
    edited(window, training=True)
    assert learned(window, 20)["run"] == anew["run"]


def test_a_code_of_one_number_is_a_line(window: Seat) -> None:
    before = learned(window, 20)
    deeds.slide(window, "Latent size", "Left")
    edited(window, latent=1)
    line = lab_when(window, lambda lab: lab["run"] != before["run"] and lab["numbers"]["step"] > 200)
    assert line["arrays"]["codes"][1] == 1 and "curve" in line["arrays"] and "mesh" not in line["arrays"]
    window.drag_on_plane([(0.0, -1.0), (1.0, -1.5)], side="latent")
    until(lambda: window.facts["undo_text"] == "Move the latent point", "the code was moved")
    code = window.state["lab"]["run"]["code"]
    assert code == [pytest.approx(1.0, abs=0.05), 0.0], "a line has no second coordinate"
    switch(window, "True posterior")
    until(lambda: window.state["lab"]["view"]["truth"], "the true posterior is shown")
    measured(window, line["numbers"]["step"])
    window.shot("vae-lab-line")
    window.press("ctrl+z", "ctrl+z", "ctrl+z")
    edited(window, latent=2)
    square = lab_when(window, lambda lab: "mesh" in lab["arrays"])
    assert square["run"] not in (before["run"], line["run"])


def test_every_preset_begins_anew_and_shows_what_it_is_called(window: Seat) -> None:
    runs = {learned(window, 20)["run"]}
    for preset in PRESETS:
        window.ask("scroll_to", name=preset.title)
        window.click(preset.title)
        edited(window, beta=preset.recipe.beta, data=preset.recipe.data)
        until(lambda told=preset.help: window.ask("where", name=told), "it is said what to see")
        lab = lab_when(window, lambda lab, runs=frozenset(runs): lab["run"] not in runs)
        assert window.facts["undo_text"] == f"Show “{preset.title}”"
        runs.add(lab["run"])
        found = measured(window, 250)["numbers"]
        if preset.name == "collapse":
            assert found["active"] == 0 and found["data_kl"] < 0.3 and found["modes_covered"] == 0
        elif preset.name == "holes":
            assert found["aggregate_kl"] > 1.5 and found["stray"] > 0.6
        else:
            assert found["active"] == 2 and found["aggregate_kl"] < 0.5
        window.shot(f"vae-lab-{preset.name}")
    assert window.facts["messages"] == []


def test_a_lesson_begins_anew_too(window: Seat) -> None:
    window.ask("scroll_to", name="Latent holes")
    window.click("Latent holes")
    edited(window, beta=0.02)
    before = learned(window, 50)
    title = "Holes in the prior"
    deeds.try_lesson(window, title, lambda: window.state["lab"]["view"]["ground"] == "exact")
    lab_when(window, lambda lab: lab["run"] != before["run"] and lab["numbers"]["step"] > 0)
    window.click(title)


def test_a_side_is_exported_and_its_recipe_comes_back(window: Seat, tmp_path: Path) -> None:
    path = tmp_path / "side.png"
    deeds.slide(window, "β", "Left", "Left")
    state = window.state["lab"]["run"]
    assert state["beta"] < 1
    learned(window, 20)
    deeds.export(window, path, "Data plane")
    assert path.stat().st_size > 10_000
    window.press("ctrl+z")
    edited(window, beta=1.0)
    deeds.drop(window, path)
    edited(window, beta=state["beta"])
    assert window.state["stage"] == "lab"
    learned(window, 20)


def test_nothing_is_cut_off_in_both_themes_at_both_sizes(window: Seat) -> None:
    measured(window, 0)
    parts = ("Stage", "Latent plane", "Data plane", "Measured", "Sliced Wasserstein", "Explanation",
             "Healthy run", "β", "What the lines and colours mean")  # fmt: skip
    for look, size in looks(window):
        drawn = window.ask("vae_lab")["drawn"]
        lab_when(window, lambda lab, drawn=drawn: lab["drawn"] > drawn + 2)
        window.shot(f"vae-lab-{look}")
        places = {part: window.where(part) for part in parts}
        for part, place in places.items():
            inside(place, size, part)
        left, right = places["Latent plane"], places["Data plane"]
        assert left[2] == right[2] >= 180 and left[0] + left[2] < right[0]
        form = window.where("Controls")
        assert places["β"][0] + places["β"][2] <= form[0] + form[2]
    assert window.facts["messages"] == []


def test_after_all_that_the_windows_process_has_loaded_no_runtime(window: Seat) -> None:
    modules = set(window.ask("modules"))
    assert "playground" in modules and "PySide6" in modules
    assert not modules & RUNTIMES

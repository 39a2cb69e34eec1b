"""The GAN's 2-D lab in a real window: who plays, how slowly, by which rules, and from which start."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.live.gan import PARTS
from playground.paradigms.gan_lab.presets import PRESETS
from tests.e2e import deeds
from tests.e2e.conftest import RUNTIMES, Shared
from tests.e2e.labs import Lab, Watcher, edited
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, until

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

WATCHER = Watcher("gan_lab")
lab_when, learned = WATCHER.when, WATCHER.learned


@pytest.fixture(scope="module")
def program(shared: Shared) -> Seat:
    """One program for all tests, in which the lab is open."""
    return shared.begin("gan", stage="lab").settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The lab at the beginning of its default training."""
    program.press("ctrl+shift+d", "ctrl+r")
    program.ask("rest")
    before = lab_when(program, lambda _: True)["run"]
    program.press("ctrl+shift+BackSpace")
    lab_when(program, lambda lab: lab["run"] > before and "data_points" in lab["arrays"])
    return program


def held(window: Seat) -> Lab:
    """Pause, and give what the lab shows then."""
    window.press("ctrl+Return")
    edited(window, training=False)
    return lab_when(window, lambda lab: not lab["numbers"]["trained"])


def test_the_game_comes_near_its_rest(window: Seat) -> None:
    before = lab_when(window, lambda lab: lab["numbers"]["step"] < 400)
    after = lab_when(window, lambda lab: lab["numbers"].get("modes_covered", 0) >= 5)
    assert after["run"] == before["run"] and after["drawn"] > before["drawn"]
    assert after["fakes"] != before["fakes"] and after["field"] != before["field"]
    assert {"fakes", "sticks", "discriminator", "mesh", "mesh_areas", "data_points"} <= set(after["arrays"])
    numbers = after["numbers"]
    assert 0 <= numbers["js"] < 0.6 and numbers["js_floor"] < numbers["js"] + 0.05
    assert 0 < numbers["d_fake"] < 1 and 0 < numbers["d_real"] < 1
    until(lambda: "modes" in window.ask("gan_lab")["words"], "the numbers are written")
    assert "real" in after["judged"] and "generated" in after["judged"]
    window.shot("gan-learned")


def test_one_player_learns_and_the_other_stands_still(window: Seat) -> None:
    learned(window, 40)
    for button, moves, stands in (("Only D", "field", "fakes"), ("Only G", "fakes", "field")):
        window.click(button)
        player = "discriminator" if button == "Only D" else "generator"
        edited(window, players=player)
        first = learned(window, 5)
        second = learned(window, 60)
        assert second["run"] == first["run"]
        assert second[stands] == first[stands] and second[moves] != first[moves], button
    window.click("Both")
    edited(window, players="both")
    first = learned(window, 5)
    second = learned(window, 60)
    assert second["fakes"] != first["fakes"] and second["field"] != first["field"]


def test_one_round_at_a_time(window: Seat) -> None:
    learned(window, 20)
    before = held(window)
    for step in (1, 2, 3):
        window.press("ctrl+shift+Return")
        wanted = before["numbers"]["step"] + step
        one = lab_when(window, lambda lab, wanted=wanted: lab["numbers"]["step"] >= wanted)
        assert one["numbers"]["step"] == wanted
        assert one["fakes"] != before["fakes"] and one["run"] == before["run"]
    window.press("ctrl+Return")
    edited(window, training=True)
    assert learned(window, 20)["run"] == before["run"]


def test_slow_motion_walks_through_both_updates_in_five_parts(window: Seat) -> None:
    learned(window, 30)
    held(window)
    window.click("Slow motion")
    edited(window, slow=True)
    seen: list[tuple[str, str]] = []
    captions = set()
    for _ in range(11):
        before = window.ask("gan_lab")["numbers"]
        mark = (before["player"], before["part"], before["step"])
        window.press("ctrl+shift+Return")
        lab = lab_when(
            window,
            lambda lab, mark=mark: tuple(lab["numbers"][name] for name in ("player", "part", "step")) != mark,
        )
        numbers = lab["numbers"]
        seen.append((numbers["player"], numbers["part"]))
        assert PARTS[numbers["part_index"] - 1] == numbers["part"]
        told = until(
            lambda wanted=numbers["caption"]: (
                shown["caption"] if (shown := window.ask("gan_lab"))["caption"].startswith(wanted) else ""
            ),
            "the caption is there",
        )
        captions.add(told)
        arrays = set(lab["arrays"])
        if numbers["part"] == "gradient":
            pulls = {"batch_sticks"} if numbers["player"] == "generator" else {"batch_pull_real"}
            assert pulls | {"gradient_sizes"} <= arrays
            window.shot(f"gan-slow-{numbers['player']}")
    first = seen.index(("discriminator", "noise")) if ("discriminator", "noise") in seen else 0
    cycle = [("discriminator", part) for part in PARTS] + [("generator", part) for part in PARTS]
    start = cycle.index(seen[first])
    wanted = [cycle[(start + at) % 10] for at in range(len(seen) - first)]
    assert seen[first:] == wanted and set(seen) == set(cycle)
    assert len(captions) >= 10
    window.click("Slow motion")
    edited(window, slow=False)


def test_slow_motion_goes_on_by_itself(window: Seat) -> None:
    window.click("Slow motion")
    edited(window, slow=True, training=True)
    parts: set[str] = set()
    until(lambda: parts.add(window.ask("gan_lab")["numbers"]["part"]) or len(parts - {""}) >= 3, "it walks")
    window.click("Slow motion")
    edited(window, slow=False)


def test_rules_are_changed_while_they_play(window: Seat) -> None:
    run = learned(window, 40)["run"]
    deeds.choose(window, "Objective", "Wasserstein")
    edited(window, objective="wasserstein")
    critic = lab_when(window, lambda lab: lab["numbers"]["d_scale"] == "critic")
    deeds.choose(window, "Objective", "Hinge")
    edited(window, objective="hinge")
    lab_when(window, lambda lab: lab["numbers"]["d_scale"] == "margin")
    deeds.choose(window, "Objective", "Non-saturating")
    edited(window, objective="non-saturating")
    deeds.drag_slider(window, "R1", 0.0, 0.02, 0.05)
    until(lambda: window.state["lab"]["run"]["r1"] > 0, "R1 is on")
    deeds.drag_slider(window, "Updates per round", 0.0, 0.1, 0.2)
    until(lambda: window.state["lab"]["run"]["d_steps"] > 1, "D learns more often")
    last = learned(window, 40)
    assert last["run"] == run == critic["run"], "none of this begins the training anew"
    assert last["numbers"]["d_scale"] == "probability"
    deeds.choose(window, "Noise", "Uniform 1-D")
    edited(window, noise="uniform 1-D")
    line = lab_when(window, lambda lab: lab["run"] != run and "curve" in lab["arrays"])
    assert "mesh" not in line["arrays"]
    window.shot("gan-thread")


def test_every_preset_begins_anew_and_shows_what_it_is_called(window: Seat) -> None:
    runs = {learned(window, 20)["run"]}
    for preset in PRESETS:
        window.ask("scroll_to", name=preset.title)
        window.click(preset.title)
        edited(window, objective=preset.recipe.objective, g_steps=preset.recipe.g_steps)
        until(lambda told=preset.help: window.ask("where", name=told), "it is said what to see")
        lab = lab_when(window, lambda lab, runs=frozenset(runs): lab["run"] not in runs)
        runs.add(lab["run"])
        if preset.name == "mode collapse":
            found = lab_when(
                window, lambda lab: lab["numbers"]["step"] >= 300 and "modes_covered" in lab["numbers"]
            )
            assert found["numbers"]["modes_covered"] <= 3
        elif preset.name == "vanishing gradient":
            lab_when(window, lambda lab: lab["numbers"]["stick_size"] < 1e-4, "the gradient vanishes")
        window.shot(f"gan-{preset.name.replace(' ', '-')}")
    assert window.facts["messages"] == []


def test_the_game_is_exported_and_its_recipe_comes_back(window: Seat, tmp_path: Path) -> None:
    path = tmp_path / "game.png"
    deeds.choose(window, "Objective", "Least squares")
    edited(window, objective="least squares")
    learned(window, 20)
    deeds.export(window, path)
    assert path.read_bytes().startswith(b"\x89PNG") and path.stat().st_size > 5000
    window.press("ctrl+z")
    edited(window, objective="non-saturating")
    deeds.drop(window, path)
    edited(window, objective="least squares")
    assert window.state["stage"] == "lab"
    learned(window, 20)


def test_nothing_is_cut_off_in_both_themes_at_both_sizes(window: Seat) -> None:
    lab_when(window, lambda lab: "js" in lab["numbers"])
    parts = (
        "Stage", "Measured", "Healthy run", "Objective", "Explanation", "Train, or pause",
        "What the discriminator says of real and generated ones",
    )  # fmt: skip
    deeds.hold(window)
    for look, size in looks(window):
        window.settle()
        for part in parts:
            inside(window.where(part), size, part)
        window.shot(f"gan-lab-{look}")
    assert window.facts["messages"] == []


def test_after_all_that_the_windows_process_has_loaded_no_runtime(window: Seat) -> None:
    assert not set(window.ask("modules")) & RUNTIMES

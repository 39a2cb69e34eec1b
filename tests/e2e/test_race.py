"""The race in a real window, run by small networks: watch it, scrub, change lanes, export, and come back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.e2e import deeds
from tests.e2e.seat import Seat, seat, until
from tests.support.tiny_denoiser import CONSISTENCY, DDPM, FLOW, write_denoiser
from tests.support.trusted import allow

pytestmark = [pytest.mark.e2e, pytest.mark.torch, pytest.mark.timeout(300)]

LANES: list[dict[str, Any]] = [
    {"kind": "diffusion-sample", "model": "tiny-ddpm", "sampler": "ddpm", "steps": 20},
    {"kind": "flow-sample", "model": "tiny-flow", "sampler": "heun", "steps": 3},
    {"kind": "consistency-sample", "model": "tiny-consistency", "steps": 1},
    {"kind": "gan-sample", "model": "no-such-pair"},
]
FRESH: dict[str, Any] = {
    "lanes": LANES, "label": 1, "count": 3, "seed": 0, "clock": "evaluations", "pace": "log",
    "shows": "data", "panel": "race", "chosen": 0, "position": 1.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    """One program for all tests: the tab is open at its race."""
    folder = tmp_path_factory.mktemp("race")
    models = folder / "models"
    write_denoiser(models / "tiny-ddpm", DDPM)
    write_denoiser(models / "tiny-flow", FLOW, seed=1)
    write_denoiser(models / "tiny-consistency", CONSISTENCY, seed=2)
    race = {"kind": "compare-race-stage", **FRESH}
    deeds.begin_at(folder / "first", "compare", stage="race", race=race)
    allow(models, folder / "first" / "settings")
    with seat(folder / "first", "--models", str(models)) as sitting:
        yield sitting.settle()


@pytest.fixture
def window(program: Seat) -> Seat:
    """The race at its finish."""
    deeds.load(program, "race", **FRESH)
    ready(program)
    deeds.load(program, "race", **FRESH)
    until(lambda: program.state["race"]["position"] == 1.0, "the race is over")
    return program


def ready(window: Seat) -> dict[str, Any]:
    """The race, once every lane that can be run has been, and it stands."""

    def there() -> dict[str, Any] | None:
        found = window.ask("race")
        if found["playing"]:
            window.ask("rest")
            window.press("space")
        return found if found["complete"] and not found["busy"] and not found["playing"] else None

    found: dict[str, Any] = until(there, "all lanes have been run")
    return found


def test_the_race_plays_to_its_end_and_is_scrubbed(window: Seat) -> None:
    over = window.ask("race")
    # The last of Heun's three steps asks once.
    assert [lane["total"] for lane in over["lanes"][:3]] == [20, 5, 1]
    assert [lane["place"] for lane in over["lanes"][:3]] == [3, 2, 1]
    window.press("Home")
    start = until(lambda: _at(window, 0), "the race is at its start")
    assert not any(lane["finished"] for lane in start["lanes"])
    window.press("space")
    until(lambda: window.ask("race")["playing"], "it plays")
    until(lambda: window.ask("race")["lanes"][2]["finished"], "the first is at the finish")
    end = until(lambda: (found := window.ask("race"))["clock"] == 20 and found, "the last is, too")
    until(lambda: not window.ask("race")["playing"], "it stands")
    assert end["lanes"] == over["lanes"]
    deeds.drag_slider(window, "Position", 1.0, 0.7, 0.5)
    half = until(lambda: (found := window.ask("race"))["clock"] < 20 and found, "it was scrubbed")
    for lane in half["lanes"][:3]:
        assert lane["nfe"] <= half["clock"]
        assert lane["finished"] == (lane["total"] <= half["clock"])
    window.shot("race-half")


def test_a_missing_model_says_so_and_the_costs_are_shown_in_their_order(window: Seat) -> None:
    assert window.ask("race")["lanes"][3]["why"] == "The model “no-such-pair” was not found."
    first = window.ask("drawn", name="Lanes of the race")
    window.click("What each costs")
    until(lambda: window.state["race"]["panel"] == "costs", "the costs are open")
    assert window.ask("drawn", name="What each lane costs") != first
    window.shot("race-costs")
    window.press("ctrl+z")
    until(lambda: window.state["race"]["panel"] == "race", "the race is back")


def test_a_lane_is_chosen_changed_and_undone(window: Seat) -> None:
    before, done = window.ask("race"), window.facts["undo"]
    window.drag([tuple(before["lanes"][1]["at"])])
    until(lambda: window.state["race"]["chosen"] == 1, "the second lane is chosen")
    deeds.choose(window, "Sampler", "Euler")
    until(lambda: window.state["race"]["lanes"][1]["sampler"] == "euler", "it is sampled otherwise")
    changed = ready(window)
    assert changed["lanes"][1]["total"] == 3
    window.press(*["ctrl+z"] * (window.facts["undo"] - done))
    until(lambda: window.state["race"]["lanes"][1]["sampler"] == "heun", "it is as before")
    ready(window)
    deeds.load(window, "race", position=1.0)
    assert until(lambda: _at(window, 20), "the race is over")["lanes"] == before["lanes"]


def test_clock_pictures_and_label_are_chosen(window: Seat) -> None:
    before = window.ask("race")
    deeds.choose(window, "Clock", "Milliseconds")
    until(
        lambda: "ms" in window.ask("race")["words"] or " s" in window.ask("race")["words"], "it runs on time"
    )
    window.click("Pictures: x")
    until(lambda: window.state["race"]["shows"] == "x", "x is shown")
    deeds.choose(window, "Label", "C")
    until(lambda: window.state["race"]["label"] == 2, "another label is drawn")
    ready(window)
    deeds.load(window, "race", position=1.0)
    after = window.ask("race")
    for lane, other in zip(before["lanes"][:3], after["lanes"][:3], strict=True):
        assert lane["pictures"] != other["pictures"]


def test_it_is_exported_and_comes_back(window: Seat, tmp_path: Path) -> None:
    shown, state = window.ask("race"), window.state["race"]
    film, strip = tmp_path / "race.webp", tmp_path / "strip.png"
    deeds.export(window, film, "The race, animated")
    with Image.open(film) as found:
        assert found.n_frames > 10
    deeds.export(window, strip, "Filmstrips")
    for path in (film, strip):
        deeds.load(window, "race", lanes=LANES[1:2], seed=5, label=0)
        ready(window)
        deeds.drop(window, path)
        ready(window)
        deeds.load(window, "race", position=1.0)
        again = window.ask("race")
        # The lane without a model took no part in what was written.
        assert again["lanes"] == shown["lanes"][:3]
        assert {key: window.state["race"][key] for key in ("seed", "label", "clock", "shows")} == {
            key: state[key] for key in ("seed", "label", "clock", "shows")
        }
    # What was drawn with the times of this machine is applied, and not compared: only the tab has that name.
    left, *_ = window.where("Compare")
    window.ask("drop", path=str(film))
    until(lambda: window.ask("where", name="Apply"), "the film's recipe is offered")
    assert window.where("Compare")[0] == left
    window.shot("race-dropped")
    window.press("ctrl+shift+d")
    window.ask("drop", path=str(strip))
    until(lambda: window.where("Compare")[0] != left, "it is offered to compare the strip")
    window.click("Compare")
    until(lambda: window.ask("where", name="Same: no pixel differs"), "they are compared")
    window.settle()  # what was found has changed the size of the dialog
    window.click("Close")
    until(lambda: not window.ask("where", name="Same: no pixel differs"), "the comparison is closed")


@pytest.mark.parametrize("size", [(1280, 800), (1000, 680)])
def test_it_fits_the_window(window: Seat, size: tuple[int, int]) -> None:
    window.ask("resize", width=size[0], height=size[1])
    _x, _y, width, height = until(lambda: window.ask("where", name="Lanes of the race"), "it is there")
    assert 300 < width < size[0] and 200 < height < size[1]
    window.settle().shot(f"race-{size[0]}")


def _at(window: Seat, clock: float) -> dict[str, Any] | None:
    found = window.ask("race")
    return dict(found) if found["clock"] == clock else None

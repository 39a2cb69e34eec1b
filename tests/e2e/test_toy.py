"""A family of somebody else's package, installed by pip: its tab is driven as those of the program are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from playground.core import folders
from playground.paradigms.cards import rules
from playground.runtimes.catalogue import catalogue
from playground.ui import tabs
from tests.e2e import deeds
from tests.e2e.labs import Watcher, edited
from tests.e2e.looks import inside, looks
from tests.e2e.seat import Seat, environment, until
from tests.support.installed import ROOT, install_toy

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

TRAINING = Watcher("training")
SHIPPED = (entry.card for entry in catalogue((folders.shipped_models(),), rules()).entries)
KEY = f"ctrl+{1 + len(tabs.worth_visiting(tabs.discover(), SHIPPED))}"
"""Its tab stands behind those of the program."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the package is installed."""
    folder = tmp_path_factory.mktemp("site")
    install_toy(folder)
    return folder


@contextmanager
def seated(folder: Path, site: Path) -> Iterator[Seat]:
    """A program that finds what is installed there."""
    found = environment(folder / "settings", folder / "data")
    sitting = Seat(folder, surroundings={**found, "PYTHONPATH": os.pathsep.join((str(ROOT), str(site)))})
    try:
        sitting.ask("resize", width=1280, height=800)
        yield sitting.settle()
    finally:
        sitting.kill()


def test_its_tab_appears_trains_draws_exports_and_comes_back(site: Path, tmp_path: Path) -> None:
    with seated(tmp_path, site) as window:
        window.press(KEY)
        until(lambda: window.facts["tab"] == "toy", "the tab of the package is open")
        it_trains(window)
        plane = tmp_path / "plane.csv"
        deeds.export(window, plane, "Toy plane")
        assert len(np.loadtxt(plane, delimiter=",", comments="#", skiprows=1)) == 1000
        window.press("ctrl+Tab")
        until(lambda: window.state["stage"] == "images", "the stage of the models is open")
        allow_the_model(window)
        it_follows_a_slider(window)
        ray = tmp_path / "ray.npz"
        deeds.export(window, ray)
        with np.load(ray) as arrays:
            assert arrays["images"].shape == (8, 1, 16, 24) and arrays["images"].max() > 200
            assert json.loads(str(arrays["recipe"]))["recipe"]["kind"] == "toy-ray"
        it_is_whole(window)
        left = window.state
        assert all(severity == "info" for severity, _ in window.facts["messages"])
        assert window.close() == 0
    with seated(tmp_path, site) as again:
        assert again.facts["tab"] == "toy" and again.state == left
        until(lambda: drawn(again), "the ray is drawn")


def it_trains(window: Seat) -> None:
    """Learn for a while, and hold the training."""
    first = TRAINING.when(window, lambda lab: "width" in lab["numbers"])
    # It begins beside the data and too narrow.
    later = TRAINING.when(window, lambda lab: lab["numbers"]["step"] >= 300)
    assert later["run"] == first["run"] and later["numbers"]["width"] > 0.8
    until(lambda: "width" in window.ask("training")["words"], "the numbers are written")
    window.shot("toy-lab")
    window.click("Train, or pause")
    edited(window, training=False)


def allow_the_model(window: Seat) -> None:
    """Say that the model may be used: it came with the package, and not with the program."""
    until(lambda: window.ask("where", name="Use this model"), "one is asked about the model")
    window.shot("toy-trust")
    window.click("Use this model")
    until(lambda: drawn(window), "the ray is drawn")


def it_follows_a_slider(window: Seat) -> None:
    before = window.ask("feed", name="ray")["hash"]
    deeds.drag_slider(window, "Angle", 0.58, 0.7, 0.75)
    until(lambda: 80 < window.images["angle"] < 100, "the slider was moved")
    until(lambda: drawn(window) and window.ask("feed", name="ray")["hash"] != before, "the pictures follow")
    window.press("ctrl+z")
    until(lambda: window.images["angle"] == 30, "it is undone")
    until(lambda: drawn(window) and window.ask("feed", name="ray")["hash"] == before, "and so are they")


def it_is_whole(window: Seat) -> None:
    for look, size in looks(window):
        for part in ("Pictures on the ray", "Angle"):
            inside(window.where(part), size, part)
        window.settle().shot(f"toy-{look}")


def drawn(window: Seat) -> bool:
    """Whether the pictures are there that the state asks for."""
    found = window.ask("feed", name="ray")
    asked = {name: window.images[name] for name in ("model", "count", "reach", "angle")}
    return found is not None and found["final"] and asked.items() <= found["recipe"].items()

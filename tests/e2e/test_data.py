"""*Data…* in the real window, on pictures as people have them: one sentence each, and the rest is used."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e import deeds
from tests.e2e.learner import command, do
from tests.e2e.seat import Seat, seat, until
from tests.support import bad_pictures
from tests.support.own_drawings import draw

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(600)]

MANY = 100_000
LONG = 240.0
"""Seconds after which a machine that is busy otherwise has read some of them."""


@pytest.fixture
def place(tmp_path: Path) -> Path:
    place = tmp_path / "first"
    deeds.begin_at(place, "vae")
    return place


@pytest.fixture
def many(tmp_path: Path) -> Iterator[Path]:
    """A folder of a hundred thousand pictures, which are a few under many names."""
    few = sorted(draw(tmp_path / "few", 12, 16).rglob("*.png"))
    folder = tmp_path / "many"
    for index in range(MANY):
        inside = folder / f"class {index % 10}"
        if index < 10:
            inside.mkdir(parents=True)
        os.link(few[index % len(few)], inside / f"{index}.png")
    yield folder
    # Nobody keeps so many files to look at later.
    shutil.rmtree(folder)


def begin_to_read(window: Seat, place: Path, source: Path) -> None:
    """Drop a folder, and let all its pictures be read once some are seen; it takes many seconds."""
    window.ask("drop", path=str(source))
    until(lambda: window.ask("where", name=f"{MANY:,} pictures, 16 × 16, colour"), "some are looked at", LONG)
    window.ask("focus", name="Add")
    window.press("space")
    until(lambda: left_in(place), "it is being read", LONG)


def left_in(place: Path) -> list[Path]:
    """What there is of data sets."""
    folder = place / "data" / "datasets"
    return list(folder.iterdir()) if folder.exists() else []


def test_bad_pictures_are_a_sentence_each_and_the_rest_becomes_a_set(place: Path, tmp_path: Path) -> None:
    source = draw(tmp_path / "one" / "drawings", 9, 24)
    said = bad_pictures.spoil(source / "discs")
    bad = len(said) - 1  # a link is no picture
    count = 9 + bad_pictures.KINDS + bad
    with seat(place) as window:
        window.ask("drop", path=str(source))
        looked = (
            f"{count} pictures, 24 × 24, colour, 3 classes: 18 to learn from and 1 held out. Of these, {bad} "
        )
        until(lambda: window.ask("where", name=looked), "it is said what it will be")
        assert window.ask("text", name="What will be left out").splitlines() == [*said]
        do(window, "Add")
        listed = f"Left out ({len(said)}):\n" + "\n".join(f"  {each}" for each in said)
        until(lambda: window.ask("text", name="What was left out") == listed, "the set is there")

        # Another folder of the same name gets a name of its own, and is told so where it asks for that one.
        window.ask("drop", path=str(draw(tmp_path / "other" / "drawings", 1, 24)))
        until(lambda: window.ask("where", name="1 picture, 24 × 24"), "it is looked at")
        assert "drawings-2" in window.ask("everything")["QLineEdit Name"]
        do(window, "Add")
        alone = f"There is one picture in {tmp_path / 'other' / 'drawings'}: a data set needs two"
        until(lambda: window.ask("where", name=alone), "one picture alone is a sentence")
        window.press("Escape")
        assert window.close() == 0 and window.said() == ""
    assert [path.name for path in left_in(place)] == ["drawings"]
    status, printed = command(place, "data", "show", "drawings")
    assert status == 0 and "18 to learn from, 1 held out" in printed
    assert all(each in printed for each in said)
    status, printed = command(place, "data", "add", "drawings", str(source))
    assert status == 1 and "There is a data set drawings already" in printed


def test_many_pictures_are_given_up_and_a_window_that_closes_leaves_nothing_of_them(
    place: Path, many: Path
) -> None:
    with seat(place) as window:
        begin_to_read(window, place, many)
        assert len(left_in(place)) == 1
        window.press("Escape")
        until(lambda: not left_in(place), "nothing is left of it", LONG)
        begin_to_read(window, place, many)
        assert len(left_in(place)) == 1
        assert window.close() == 0 and window.said() == ""
        assert not left_in(place)
    with seat(place) as window:
        begin_to_read(window, place, many)
        os.kill(window.process.pid, signal.SIGKILL)
        until(lambda: not left_in(place), "the process has found out", LONG)

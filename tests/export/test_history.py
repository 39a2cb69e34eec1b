"""What was drawn is kept with its recipe, within its bounds, and what is pinned always."""

from __future__ import annotations

import errno
import hashlib

import numpy as np
import pytest

from playground.core.errors import ExportError
from playground.core.frames import Frame
from playground.core.recipe import to_json
from playground.export.history import History
from playground.export.metadata import read_recipe
from playground.paradigms import flow
from playground.paradigms.vae_images.recipes import Sample


def frame(side: int = 8) -> Frame:
    images = np.random.default_rng(side).integers(0, 256, (1, 1, side, side), dtype=np.uint8)
    return Frame(arrays={"images": images}, final=True)


def recipe(seed: int) -> Sample:
    return Sample(model="m", count=1, seed=seed)


def seeds(history: History) -> list[int]:
    return [read_recipe(one.path)[0].seed for one in history.kept()]


def test_the_newest_comes_first_and_the_oldest_goes(tmp_path) -> None:
    history = History(tmp_path / "h", most=3)
    assert history.kept() == ()
    for seed in range(5):
        history.add(frame(), recipe(seed))
    assert seeds(history) == [4, 3, 2]


def test_the_newest_comes_first_also_after_the_clock_was_put_back(tmp_path, monkeypatch) -> None:
    history = History(tmp_path, most=3)
    for seed, now in enumerate((5_000, 6_000, 7_000, 100, 200, 300)):
        monkeypatch.setattr("time.time_ns", lambda now=now: now)
        history.add(frame(), recipe(seed))
    assert seeds(history) == [5, 4, 3]


def test_the_same_is_kept_once_and_is_the_newest_then(tmp_path) -> None:
    history = History(tmp_path)
    for seed in (1, 2, 1):
        history.add(frame(), recipe(seed))
    assert seeds(history) == [1, 2]


def test_what_was_kept_before_a_field_came_is_the_same(tmp_path) -> None:
    history, asked = History(tmp_path), flow.Sample(model="m")
    later = ('"coordinates"', '"clip', '"ending"', '"stride"', '"vary"', '"spread"')
    lines = to_json(asked).splitlines()
    before = "\n".join(line for line in lines if not any(name in line for name in later))
    old = tmp_path / f"{1:020d}-{hashlib.sha256(before.encode()).hexdigest()[:12]}.png"
    old.touch()
    history.add(frame(), asked)
    assert len(history.kept()) == 1 and not old.exists()


def test_what_is_pinned_stays_until_it_is_not(tmp_path) -> None:
    history = History(tmp_path, most=2)
    history.add(frame(), recipe(0))
    pinned = history.pin(history.kept()[0], True)
    for seed in (1, 2, 3):
        history.add(frame(), recipe(seed))
    assert seeds(history) == [3, 0]
    history.add(frame(), recipe(0))
    assert seeds(history)[0] == 0 and history.kept()[0].pinned
    assert not pinned.path.exists()
    history.pin(history.kept()[0], False)
    for seed in (4, 5):
        history.add(frame(), recipe(seed))
    assert seeds(history) == [5, 4]


def test_bytes_are_bounded_but_the_newest_stays(tmp_path) -> None:
    history = History(tmp_path, most_bytes=3000)
    for seed in range(4):
        history.add(frame(40), recipe(seed))
    assert sum(one.path.stat().st_size for one in history.kept()) <= 3000 + 2000
    history = History(tmp_path, most_bytes=1)
    history.add(frame(), recipe(9))
    assert seeds(history) == [9]


def test_a_full_disk_is_told_and_nothing_is_lost(tmp_path, monkeypatch) -> None:
    history = History(tmp_path)
    history.add(frame(), recipe(1))

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ExportError, match="the disk is full"):
        history.add(frame(), recipe(1))
    assert seeds(history) == [1]

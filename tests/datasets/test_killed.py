"""However adding and removing end, there is a whole data set or none, and what they left behind goes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from playground.cli import main
from playground.core import folders
from playground.core.images import read_labelled_images
from playground.datasets import own_sets
from tests.support.killed_adding import adding

ROOT = Path(__file__).parents[2]
COUNT = 6

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="nothing is killed here without fork")


@pytest.mark.parametrize(("what", "first", "last"), [("add", (), ("own",)), ("remove", ("own",), ())])
def test_a_death_leaves_a_whole_data_set_or_none(
    what: str,
    first: tuple[str, ...],
    last: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source = tmp_path / "drawings"
    source.mkdir()
    for seed in range(COUNT):
        levels = np.random.default_rng(seed).integers(0, 256, (8, 8), np.uint8)
        Image.fromarray(levels).save(source / f"{seed}.png")
    words = [sys.executable, "-m", "tests.support.killed_adding", str(source), str(tmp_path / "dead"), what]
    subprocess.run(words, cwd=ROOT, check=True)
    deaths = sorted((tmp_path / "dead").iterdir(), key=lambda folder: int(folder.name))
    found = []
    for number, folder in enumerate(deaths):
        monkeypatch.setenv("PLAYGROUND_DATA", str(folder))
        place = folders.own_data_sets()
        there = own_sets.names()
        found.append(there)
        if number % 2:
            capsys.readouterr()
            assert main(["data", "list", "--json"]) == 0
            listed = json.loads(capsys.readouterr().out)
            # What the program knows without its being added has no digest yet.
            assert [own["name"] for own in listed if own["sha256"]] == [*there]
            assert {path.name for path in place.glob("*")} == {*there}
        own = own_sets.read("own") if there else adding(str(source))
        assert own.training + own.held_out == COUNT
        parts = [read_labelled_images(place / "own", part).images for part in ("train", "t10k")]
        assert len({one.tobytes() for images in parts for one in images}) == COUNT
        if not there:
            assert [path.name for path in place.iterdir()] == ["own"]
    assert len(found) > 5 and set(found) <= {first, last}
    assert (found[0], found[-1]) == (first, last) and found == sorted(found, key=[first, last].index)

"""Races that version 0.1 wrote are read, and written as they were."""

from __future__ import annotations

import json
from pathlib import Path

from playground.core.recipe import from_json, to_json
from playground.paradigms import recipe_types
from playground.paradigms.race.recipes import DEFAULT_LANES, Race

OLD = (Path(__file__).parent / "written" / "recipe-0.1.json").read_text("utf-8")


def test_a_race_of_version_01_is_read_and_written_as_it_was() -> None:
    recipe, _ = from_json(OLD, recipe_types())
    assert recipe == Race(lanes=DEFAULT_LANES[::3], label=3, count=2, clock="milliseconds")
    old, new = json.loads(OLD)["recipe"], json.loads(to_json(recipe))["recipe"]
    # What lanes can be told since then says that it is as it was.
    later = [
        {name: now.pop(name) for name in [*now] if name not in was}
        for now, was in zip(new["lanes"], old["lanes"], strict=True)
    ]
    assert json.dumps(new) == json.dumps(old)
    assert [each for each in later if each] == [
        {"coordinates": "own", "clip": "off", "clip_limit": 1.0, "clip_share": 0.995, "ending": "data",
         "stride": "next", "factors": "", "vary": -1, "spread": 0.35}
    ] * sum("sampler" in one for one in new["lanes"])  # fmt: skip

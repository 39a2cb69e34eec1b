"""What is said before a training begins is what others were measured to give, and warns of too few steps."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from playground.core import folders
from playground.studio import foresight, training_folders
from playground.studio.training_folders import Family, Plan
from tests.support.played_training import Played

PLAN = Plan(name="mine", family="flow", data="drawings", minutes=20.0)
TITLES = {"vae": "VAE", "gan": "GAN", "flow": "flow", "nflow": "normalizing flow"}
TABLE = Path(__file__).parents[2] / "docs" / "train.md"


def test_what_others_had_is_what_the_page_says() -> None:
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in TABLE.read_text().splitlines()]
    table, of = dict[tuple[str, int], float](), ""
    for row in rows:
        if len(row) == 8 and re.fullmatch(r"[\d,]+", row[3]):
            of = row[0] or of
            table[of, int(row[3].replace(",", ""))] = float(row[5].split(" ±")[0])
    for family, gave in foresight.OTHERS.items():
        for steps, distance in gave:
            assert distance == pytest.approx(table[f"drawings, {TITLES[family]}", steps] / 5.79)


@pytest.mark.parametrize("family", get_args(Family))
def test_too_few_steps_are_warned_of_and_more_are_not(family: Family) -> None:
    plan = Plan(name="mine", family=family, data="drawings", minutes=2.0)
    few = foresight.foresight(plan, 2)
    assert "2 steps" in few.said and "2 steps will hardly teach it anything" in few.warning
    assert few.warning.endswith("Give it at least 300 minutes.") == (foresight.FEWEST[family] == 300)
    enough = foresight.foresight(plan, 12_345)
    assert not enough.warning and "about 12,000 steps" in enough.said
    assert ("drawings" in enough.said) == (family not in ("reflow", "consistency"))
    # What is named as the least is enough.
    assert all(gave.steps >= foresight.FEWEST[family] for gave in foresight.OTHERS.get(family, ()))


def test_the_newest_training_of_the_kind_tells_the_speed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path))
    assert foresight.by_others(PLAN) is None
    other = Played(Plan(name="other", family="flow", data="drawings", minutes=5.0))
    other.tell(step=50, steps=50, seconds=100.0, stage="finished")
    assert foresight.by_others(PLAN) is None, "too few to tell"
    other.tell(step=600, steps=600, seconds=285.0, stage="finished")
    assert foresight.by_others(PLAN) == round(600 * 1185 / 285)
    assert folders.user_data() == tmp_path and training_folders.names() == ("other",)
    large = Plan(name="large", family="flow", data="drawings", preset="base")
    assert foresight.by_others(large) is None

"""A league is kept also when nobody is left to hear of it."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
import shiboken6
from pytestqt.qtbot import QtBot

from playground.paradigms.league.recipes import League
from playground.paradigms.league.results import LeagueResult
from playground.ui.tabs.compare.league.scene import Keeper

pytestmark = pytest.mark.qt

RECIPE = League()
FOUND = LeagueResult(recipe=msgspec.to_builtins(RECIPE), standings=())


@pytest.mark.parametrize("writable", [True, False])
def test_whoever_asked_may_be_gone_when_it_is_written(qtbot: QtBot, tmp_path: Path, writable: bool) -> None:
    folder = tmp_path / "compare"
    if not writable:
        folder.write_text("a file where the folder should be", encoding="utf-8")
    keeper = Keeper(folder)
    shiboken6.delete(keeper)
    keeper._write(RECIPE, FOUND)
    assert folder.is_dir() == writable
    assert not writable or list(folder.glob("*.json"))

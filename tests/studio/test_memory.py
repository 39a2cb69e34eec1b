"""A training that would not fit into memory is refused before it begins, in one sentence."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from playground.core import memory_limit
from playground.core.errors import DataError
from playground.datasets.adding import Order, add
from playground.datasets.folder import FolderSource
from playground.studio import memory, starting, training_folders
from playground.studio.training_folders import Plan
from tests.support.own_drawings import draw


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Plan:
    monkeypatch.setenv("PLAYGROUND_DATA", str(tmp_path / "data"))
    pictures = draw(tmp_path / "pictures", 12, 16)
    add(FolderSource(pictures), Order(name="drawings", place=str(pictures)))
    return Plan(name="mine", family="flow", data="drawings", size=16)


def test_more_is_needed_by_what_is_larger(plan: Plan) -> None:
    def with_(**changes: object) -> float:
        return memory.needed(msgspec.structs.replace(plan, **changes))

    small = memory.needed(plan)
    assert small < with_(size=128) and small < with_(preset="base") and small < with_(family="reflow")
    assert with_(family="nflow", size=128) > 2e9 > with_(family="nflow")


def test_what_does_not_fit_is_refused_and_nothing_is_begun(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    memory.check(plan)
    monkeypatch.setenv(memory_limit.VARIABLE, "0.5")
    with pytest.raises(DataError, match=r"takes about .* of memory, more than the 500 MB"):
        starting.start(plan)
    assert training_folders.names() == ()

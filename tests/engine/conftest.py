"""A real engine process, and a diary of what it said."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from playground.engine.client import EngineClient, Setup
from playground.engine.protocol import Ready
from tests.support.engine_diary import Diary
from tests.support.engine_world import NAME


@pytest.fixture
def diary() -> Diary:
    return Diary()


@pytest.fixture
def client(diary: Diary) -> Iterator[EngineClient]:
    """A client whose process serves the made-up recipes and is ready."""
    with EngineClient(diary, Setup(workbench=NAME)) as engine:
        engine.launch()
        diary.wait(Ready)
        yield engine

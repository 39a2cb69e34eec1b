"""Settings of all tests."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import playground  # noqa: F401 - telemetry is off before a test loads a runtime

# Children import nothing from the current folder, so they are told where these tests are.
os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
os.environ["PYTHONSAFEPATH"] = "1"

# How long an example takes says something about the machine's load and nothing about the program. Continuous
# integration tries the same examples every time; people try new ones.
settings.register_profile("playground", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("playground")


@pytest.fixture(scope="session", autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps for its user, such as verdicts on graphs, it keeps for these tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_DATA", str(tmp_path_factory.mktemp("data")))
        yield

"""Running programs for the tests, each on folders of its own unless a test says otherwise."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.e2e import deeds
from tests.e2e.screen import screen
from tests.e2e.seat import Seat, seat

Sit = Callable[..., Seat]
_SCREEN = 1920, 1200


def pytest_configure(config: pytest.Config) -> None:
    """Each of several workers has a screen of its own."""
    if hasattr(config, "workerinput"):
        stack = ExitStack()
        os.environ["DISPLAY"] = stack.enter_context(screen(*_SCREEN))
        config.add_cleanup(stack.close)


@pytest.fixture
def sit(tmp_path: Path) -> Iterator[Sit]:
    """``sit(name="first")`` starts the program on the folder of that name and waits until all is drawn.

    A folder on which nothing was started yet opens the first tab, in the place of the Start page.
    """
    with ExitStack() as stack:

        def start(name: str = "first", *arguments: str) -> Seat:
            if not (tmp_path / name / "settings").exists():
                deeds.begin_at(tmp_path / name, "vae")
            return stack.enter_context(seat(tmp_path / name, *arguments)).settle()

        yield start


@pytest.fixture
def window(sit: Sit) -> Seat:
    """A fresh program."""
    return sit()

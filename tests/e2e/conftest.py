"""Running programs for the tests: one that they share, or each on folders of its own.

A start costs more than most tests do. So a test asks for ``begin`` or ``window`` unless it is about starting,
ending, killing, folders, options, or what comes into sight for the first time.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import deeds
from tests.e2e.launcher import SELDOM
from tests.e2e.screen import screen
from tests.e2e.seat import Seat, seat

Sit = Callable[..., Seat]
Begin = Callable[..., Seat]
_SCREEN = 1920, 1200
RUNTIMES = {"torch", "onnxruntime", "onnx", "safetensors", "scipy"}
"""What no window loads of itself."""


def pytest_configure(config: pytest.Config) -> None:
    """Each of several workers has a screen of its own; labs are drawn ten times a second."""
    os.environ[SELDOM] = "100"
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


class Shared:
    """One program for many tests; another one is started where it has ended."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._folder, self._stack = folder, stack
        self._sitting: Seat | None = None
        self._starts = 0

    def begin(self, tab: str, **state: Any) -> Seat:
        """The program as after a start on a session with this state of a tab, before all is drawn."""
        if self._sitting is None or self._sitting.process.poll() is not None:
            self._sitting = self._start()
        self._sitting.ask("renew", tab=tab, state=state)
        return self._sitting

    def rest(self) -> None:
        """Let it do nothing while others are tested, or end it where those would find what it has loaded."""
        if self._sitting is None or self._sitting.process.poll() is not None:
            return
        if RUNTIMES & set(self._sitting.ask("modules")):
            self.give_up()
        else:
            self.begin("vae")

    def give_up(self) -> None:
        """End the program: nobody knows what a test that failed has left."""
        if self._sitting is not None:
            self._sitting.kill()

    def _start(self) -> Seat:
        self._starts += 1
        folder = self._folder / str(self._starts)
        deeds.begin_at(folder, "vae")
        return self._stack.enter_context(seat(folder))


@pytest.fixture(scope="session")
def all_shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shared]:
    """What tests share which need no program of their own."""
    with ExitStack() as stack:
        yield Shared(tmp_path_factory.mktemp("shared"), stack)


@pytest.fixture(scope="module")
def shared(all_shared: Shared, request: pytest.FixtureRequest) -> Iterator[Shared]:
    """The same, at rest while other files are run."""
    failed = request.session.testsfailed
    yield all_shared
    if request.session.testsfailed > failed:
        all_shared.give_up()
    else:
        all_shared.rest()


@pytest.fixture
def begin(shared: Shared, request: pytest.FixtureRequest) -> Iterator[Begin]:
    """``begin("flow", stage="lab")`` gives a shared program as it is after a start on such a session.

    A test may rely on the state of all tabs, on sizes, theme, and folds, on nothing to undo and no message.
    What others have built, loaded or learned is there still, and lessons that they tried are tried.
    """
    failed = request.session.testsfailed
    yield shared.begin
    if request.session.testsfailed > failed:
        shared.give_up()


@pytest.fixture
def window(begin: Begin) -> Seat:
    """The VAE's pictures in the shared program."""
    return begin("vae").settle()

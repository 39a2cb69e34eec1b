"""Settings of all tests."""

from __future__ import annotations

import gc
import importlib.util
import os
import re
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import settings

import playground  # noqa: F401 - telemetry is off before a test loads a runtime
from playground.core.child import use_one_thread
from playground.core.system import resident
from playground.engine.memory import Housekeeping

# As in the engine, whose numbers are held against those of this process: sums depend on how they are cut.
use_one_thread()

if importlib.util.find_spec("PySide6"):  # It would read the text of all that tests import.
    importlib.import_module("playground.ui")

# Children import nothing from the current folder, so they are told where these tests are.
os.environ["PYTHONPATH"] = str(Path(__file__).parent.parent)
os.environ["PYTHONSAFEPATH"] = "1"

# How long an example takes says something about the machine's load and nothing about the program. Continuous
# integration tries the same examples every time; people try new ones.
settings.register_profile("playground", deadline=None, derandomize=bool(os.environ.get("CI")))
settings.load_profile("playground")


# What ``make test`` runs first, in an environment that has neither Qt nor a runtime.
_FOUNDATION = tuple(Path(__file__).parent / name for name in ("core", "gaussian", "paradigms", "faces"))
_NEEDS = re.compile(r"mark\.(torch|qt)\b")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--foundation", choices=("alone", "apart"), help="only what needs no Qt and torch, or all else"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Files of the foundation that never name a marker need not even be loaded where all else is wanted."""
    if config.getoption("--foundation") != "apart" or not collection_path.name.startswith("test_"):
        return None
    named = not _in_foundation(collection_path) or _NEEDS.search(collection_path.read_text("utf-8"))
    return None if named else True


_RARELY = (7_000, 10, 10)
"""Garbage is searched for a tenth as often as Python does, which takes one second in thirty."""


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is loaded now lives to the end, and is never searched for garbage, neither while it grows nor
    between all tests."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.collect()
        gc.freeze()
        gc.set_threshold(*_RARELY)
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what the option says."""
    wanted = config.getoption("--foundation")
    if wanted is None:
        return
    chosen: dict[bool, list[pytest.Item]] = {True: [], False: []}
    for item in items:
        chosen[_is_foundation(item) == (wanted == "alone")].append(item)
    config.hook.pytest_deselected(items=chosen[False])
    items[:] = chosen[True]


def _is_foundation(item: pytest.Item) -> bool:
    needs = item.get_closest_marker("torch") or item.get_closest_marker("qt")
    return needs is None and _in_foundation(item.path)


def _in_foundation(path: Path) -> bool:
    return any(path.is_relative_to(folder) for folder in _FOUNDATION)


MUCH = 100e6
"""Bytes that tests may let go before they are given back."""


@pytest.fixture(scope="module", autouse=True)
def small_process() -> Iterator[None]:
    """A file of tests that took much memory gives back what it let go before the next begins."""
    before = resident(os.getpid()) or 0
    yield
    if (resident(os.getpid()) or 0) - before > MUCH:
        Housekeeping().tidy()


@pytest.fixture(scope="session", autouse=True)
def own_data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What the program keeps for its user, such as verdicts on graphs, it keeps for these tests alone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PLAYGROUND_DATA", str(tmp_path_factory.mktemp("data")))
        yield

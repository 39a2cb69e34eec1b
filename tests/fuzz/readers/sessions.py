"""The last session, and the state of each tab in it."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import msgspec

from playground.core.recipe import Recipe, decode, retired
from playground.core.resources import Placement
from playground.ui.shell.session import FILE, MIGRATIONS, Session, SessionFile
from playground.ui.tabs.compare.state import CompareState
from playground.ui.tabs.consistency.state import ConsistencyState
from playground.ui.tabs.diffusion.state import DiffusionState
from playground.ui.tabs.flow.state import FlowState
from playground.ui.tabs.gan.state import GanState
from playground.ui.tabs.nflow.state import NflowState
from playground.ui.tabs.vae.state import VaeState
from tests.fuzz.mutate.tree import json_mutation
from tests.fuzz.reader import Reader

STATES: tuple[type[Recipe], ...] = (
    VaeState,
    GanState,
    DiffusionState,
    FlowState,
    ConsistencyState,
    NflowState,
    CompareState,
)


def _states(_: Path) -> Sequence[bytes]:
    return [msgspec.json.encode(state()) for state in STATES]


def _sessions(folder: Path) -> Sequence[bytes]:
    tabs = {state.__name__: msgspec.Raw(msgspec.json.encode(state())) for state in STATES}
    full = Session(
        tab="vae", tabs=tabs, size=(1280, 800), columns=(300, 600, 300), theme="dark", text_scale=1.25,
        placement=Placement("torch", "cpu"),
    )  # fmt: skip
    older = [msgspec.structs.replace(full, version=version) for version in MIGRATIONS]
    _file(folder)
    return [msgspec.json.encode(session) for session in (full, *older, Session())]


@functools.cache
def _file(folder: Path) -> SessionFile:
    file = SessionFile(folder)
    assert not file.claim()
    return file


def _session(path: Path) -> Session:
    """What comes back can be given to the window: to Qt, whose numbers have 32 bits."""
    from PySide6.QtCore import QPoint, QSize

    found = _file(path.parent).load()
    QSize(*found.size)
    for width in found.columns:
        QPoint(width, 0)
    return found


def _session_again(session: Session) -> None:
    assert msgspec.json.decode(msgspec.json.encode(session), type=Session) == session


def _state(path: Path) -> Any:
    """A tab's state, and whether it asks for what is there no more."""
    raw = path.read_bytes()
    state = decode(raw, STATES)
    assert isinstance(retired(raw, STATES), str)
    return state


def _state_again(state: Any) -> None:
    assert decode(msgspec.json.encode(state), (type(state),)) == state


READERS = (
    Reader(
        name="session", seeds=_sessions, read=_session, mutate=json_mutation,
        file=FILE, moves=True, again=_session_again,
        opens=("playground.ui.shell.session.SessionFile.load", "playground.ui.shell.session.parse"),
        inputs=60,
    ),
    Reader(
        name="tab-state", seeds=_states, read=_state, mutate=json_mutation, again=_state_again,
        opens=("playground.core.recipe.decode", "playground.core.recipe.retired"), inputs=80,
    ),
)  # fmt: skip

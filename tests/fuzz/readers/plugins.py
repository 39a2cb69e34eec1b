"""What installed packages say that they add."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from playground.core import plugins
from tests.fuzz.mutate.plain import mutate_text
from tests.fuzz.reader import Reader

_PACKAGE = "toy-1.0.dist-info"
_SAID = b"""\
[console_scripts]
toy = toy.cli:main

[playground.samplers]
ralston = toy.ralston:SAMPLER
[playground.planar]
# the heart
heart=toy.heart:HEART [extra]

[playground.models]
models = toy.models
"""


def _said(folder: Path) -> Sequence[bytes]:
    (folder / _PACKAGE).mkdir(exist_ok=True)
    return [_SAID]


def _added(path: Path) -> None:
    """What it adds is of our groups alone, and named in one line each."""
    for plugin in plugins.added_by([str(path.parent.parent)]):
        assert plugin.group in plugins.GROUPS
        assert "\n" not in plugin.name + plugin.target


READERS = (
    Reader(
        name="plug-ins", seeds=_said, read=_added, mutate=mutate_text, file=f"{_PACKAGE}/entry_points.txt",
        opens=("playground.core.plugins._read",), inputs=20,
    ),
)  # fmt: skip

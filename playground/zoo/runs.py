"""A run's folder: the log of its losses and its sample sheets beside its checkpoints."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
from PIL import Image

from playground.core.errors import ExportError
from playground.core.frames import Frame, Scalar
from playground.core.guard import guarded
from playground.core.regular_files import read_regular
from playground.export.atomic import write_file
from playground.zoo.train import Training, train

LOG = "losses.jsonl"
EVERY = 50
_MOST_OF_LOG = 200_000_000


class _Line(msgspec.Struct):
    """What must be known of a line of the log."""

    step: int


def recorded(training: Training, every: int = EVERY) -> Iterator[Frame]:
    """The frames of :func:`train`, with losses written to ``losses.jsonl`` and sheets to ``sheets/*.png``.

    There is a line for each ``every``-th step and for what an epoch ends with.

    A line and a sheet are written before the checkpoint that passes them. Lines that lie after the checkpoint
    from which the training goes on are dropped first. Raises :class:`ExportError` when the folder cannot be
    written.
    """
    try:
        yield from _recorded(training, every)
    except OSError as error:
        raise ExportError(
            f"The training in {training.folder} stopped because it cannot write there "
            f"({error.strerror or error}); make room and start it again, and it goes on."
        ) from error


def _recorded(training: Training, every: int) -> Iterator[Frame]:
    (training.folder / "sheets").mkdir(parents=True, exist_ok=True)
    path = training.folder / LOG
    _cut(path, training.step)
    with path.open("a", encoding="utf-8") as log:

        def record(frame: Frame) -> None:
            if frame.final or frame.index % every == 0 or "validation_loss" in frame.scalars:
                log.write(json.dumps({"step": frame.index, **_rounded(frame.scalars)}) + "\n")
                log.flush()
                os.fsync(log.fileno())
            if "sheet" in frame.arrays:
                picture = io.BytesIO()
                Image.fromarray(frame.arrays["sheet"]).save(picture, "PNG")
                name = f"step-{frame.index:07d}.png"
                write_file(training.folder / "sheets" / name, picture.getvalue(), overwrite=True)

        yield from train(training, record)


def _rounded(scalars: dict[str, Scalar]) -> dict[str, Scalar]:
    return {
        name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in scalars.items()
    }


def _cut(path: Path, step: int) -> None:
    """Keep the lines of the log up to ``step``, each step once; a line that is damaged or cut off goes."""
    if not path.exists():
        return
    first: dict[int, bytes] = {}
    with guarded(ExportError, f"The log {path} cannot be read"):
        lines = read_regular(path, _MOST_OF_LOG).splitlines()
    for line in lines:
        try:
            found = msgspec.json.decode(line, type=_Line).step
        except (msgspec.MsgspecError, UnicodeError, RecursionError):
            continue
        if 0 < found <= step:
            first.setdefault(found, line + b"\n")
    write_file(path, b"".join(first[found] for found in sorted(first)), overwrite=True)

"""A run's folder: the log of its losses and its sample sheets beside its checkpoints."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from playground.core.errors import ExportError
from playground.core.frames import Frame, Scalar
from playground.export.atomic import write_file
from playground.zoo.train import Training, train

LOG = "losses.jsonl"
EVERY = 50


def recorded(training: Training) -> Iterator[Frame]:
    """The frames of :func:`train`, with losses written to ``losses.jsonl`` and sheets to ``sheets/*.png``.

    Lines of the log that lie after the checkpoint from which the training goes on are dropped first. Raises
    :class:`ExportError` when the folder cannot be written.
    """
    try:
        yield from _recorded(training)
    except OSError as error:
        raise ExportError(
            f"The training in {training.folder} stopped because it cannot write there "
            f"({error.strerror or error}); make room and start it again, and it goes on."
        ) from error


def _recorded(training: Training) -> Iterator[Frame]:
    (training.folder / "sheets").mkdir(parents=True, exist_ok=True)
    path = training.folder / LOG
    _cut(path, training.step)
    with path.open("a", encoding="utf-8") as log:
        for frame in train(training):
            if frame.final or frame.index % EVERY == 0 or "validation_loss" in frame.scalars:
                log.write(json.dumps({"step": frame.index, **_rounded(frame.scalars)}) + "\n")
                log.flush()
            if "sheet" in frame.arrays:
                picture = Image.fromarray(frame.arrays["sheet"])
                picture.save(training.folder / "sheets" / f"step-{frame.index:07d}.png")
            yield frame


def _rounded(scalars: dict[str, Scalar]) -> dict[str, Scalar]:
    return {
        name: float(f"{value:.6g}") if isinstance(value, float) else value for name, value in scalars.items()
    }


def _cut(path: Path, step: int) -> None:
    """Keep the lines of the log up to ``step``; a line that a kill cut off goes as well."""
    if not path.exists():
        return
    kept: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            if json.loads(line)["step"] > step:
                break
        except (ValueError, KeyError, TypeError):
            break
        kept.append(line + "\n")
    write_file(path, "".join(kept).encode(), overwrite=True)

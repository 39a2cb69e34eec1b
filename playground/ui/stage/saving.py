"""Writing what a feed shows: the frame and recipe are those of the moment the export was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal, TypedDict

import msgspec
from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.progress import Progress
from playground.ui.plots.plot_files import plot_bytes
from playground.ui.state.feed import Shown
from playground.ui.tab import Export


class Ways(TypedDict, total=False):
    """How ``playground.export`` lays out pictures."""

    layout: Literal["grid", "filmstrip", "single", "animation"]
    columns: int
    spacing: int
    scale: int
    fps: float
    moments: int


def saver(shown: Shown, options: Ways) -> Callable[[Path, bool, Progress], None]:
    """``save`` of an :class:`~playground.ui.tab.Export`; ``options`` are those of ``export`` itself."""

    def save(path: Path, overwrite: bool, progress: Progress) -> None:
        # Pillow is loaded when something is written: the window starts without it.
        from playground.export.writing import export

        facts = shown.frame.facts
        export(shown.frame, shown.recipe, facts, path, overwrite=overwrite, progress=progress, **options)

    return save


def plotted(
    title: str, stem: str, picture: QPicture | None, columns: Mapping[str, Array], document: str
) -> Export:
    """A plot: PNG and SVG where there is a picture, and CSV where there are columns of equal length."""
    suffixes = ((".png", ".svg") if picture is not None else ()) + ((".csv",) if columns else ())
    export = file_export(title, stem, suffixes, lambda suffix: plot_bytes(suffix, picture, columns, document))
    return export if picture is None else drawable(export, picture, document)


def drawable(export: Export, picture: QPicture, document: str) -> Export:
    """The same, which can be laid out for a slide, too."""
    return msgspec.structs.replace(export, drawing=lambda: picture, document=document)


def file_export(title: str, stem: str, suffixes: tuple[str, ...], content: Callable[[str], bytes]) -> Export:
    """A file that holds what ``content`` gives for its suffix."""

    def save(path: Path, overwrite: bool, _progress: Progress) -> None:
        from playground.export.atomic import write_file

        write_file(path, content(path.suffix.lower()), overwrite=overwrite)

    return Export(title, stem, suffixes, save)

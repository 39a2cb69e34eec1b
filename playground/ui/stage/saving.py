"""Writing what a feed shows: the frame and recipe are those of the moment the export was made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Literal, TypedDict

import msgspec
import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QPicture

from playground.core.frames import Array
from playground.core.progress import Progress
from playground.core.recipe import to_json
from playground.ui.plots.plot_files import picture_of, plot_bytes
from playground.ui.stage.filming import Pictures, film_of
from playground.ui.state.feed import Shown
from playground.ui.tab import Export
from playground.ui.widgets.clipboard import COPY_SCALE

PICTURE = "Picture"


class Ways(TypedDict, total=False):
    """How ``playground.export`` lays out pictures."""

    layout: Literal["grid", "filmstrip", "single", "animation"]
    columns: int
    index: int
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


def pictured(title: str, stem: str, suffixes: tuple[str, ...], shown: Shown, options: Ways) -> Export:
    """The pictures of a result in one of the ways of laying them out; for a slide, too, if they are on one
    canvas, or on one after the other."""
    from playground.export.pictures import Layout, arrange, pictures_of

    export = Export(title, stem, suffixes, saver(shown, options))
    animated = ".gif" in suffixes
    if not shown.frame.final or not (animated or suffixes[0] == ".png"):
        return export

    @cache
    def canvases() -> Pictures:
        name = "animation" if animated else options.get("layout", "grid")
        columns, spacing = options.get("columns", 0), options.get("spacing", 0)
        layout = Layout(name=name, columns=columns, spacing=spacing, moments=options.get("moments", 0))
        return arrange(pictures_of(shown.frame), layout)

    def drawn(index: int) -> QPicture:
        return picture_of(canvases()[index], options.get("scale", 1))

    document = to_json(shown.recipe, shown.frame.facts)
    count = options.get("moments", 0) or (len(pictures_of(shown.frame)) if animated else 0)
    film = film_of(count, drawn, options.get("fps", 12.0), document) if animated else None
    return msgspec.structs.replace(export, drawing=lambda: drawn(-1), document=document, film=film)


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


def single_export(picture: NDArray[np.uint8], stem: str = "picture", document: str = "") -> Export:
    """A picture ``(channels, height, width)`` by itself, with a recipe and facts as JSON text or nothing."""

    def content(_suffix: str) -> bytes:
        from playground.export.images import png
        from playground.export.pictures import Layout, arrange

        return png(arrange(picture[None], Layout(name="single", scale=COPY_SCALE))[0], document)

    return file_export(PICTURE, stem, (".png",), content)

"""Films as files: pictures after one another as they are, or each laid out for a slide."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QFont, QPicture

from playground.core.progress import Progress
from playground.ui.plots.plot_files import pixels
from playground.ui.tab import Film, Save

if TYPE_CHECKING:
    from playground.ui.plots.slide import Look

Pictures = NDArray[np.uint8]


def write_film(
    path: Path, pictures: Pictures, fps: float, document: str, overwrite: bool, progress: Progress
) -> None:
    """Write pictures, ``(n, 3, height, width)``, in the format that the suffix names."""
    # Pillow is loaded when something is written: the window starts without it.
    from playground.export.animation import ENCODERS, milliseconds
    from playground.export.atomic import write_file

    encode = ENCODERS[path.suffix.lower()]
    write_file(path, encode(pictures, milliseconds(fps), document, progress), overwrite=overwrite)


def film_of(count: int, draw: Callable[[int], QPicture], fps: float, document: str) -> Film:
    """A film whose pictures ``draw`` gives in any thread, and no pose changes."""

    def laid_out(look: Look, font: QFont) -> Save:
        def save(path: Path, overwrite: bool, progress: Progress) -> None:
            from playground.ui.plots.slide import image, slide_of

            found = []
            for index in range(count):
                progress(index, count)
                found.append(pixels(image(slide_of(draw(index), look, font))))
            write_film(path, np.stack(found), fps, document, overwrite, progress)

        return save

    return Film(count, laid_out)

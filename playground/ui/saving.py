"""Writing what a feed shows: the frame and recipe are those of the moment the export was made."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from playground.core.progress import Progress
from playground.ui.feed import Shown


def saver(shown: Shown, options: dict[str, Any]) -> Callable[[Path, bool, Progress], None]:
    """``save`` of an :class:`~playground.ui.tab.Export`; ``options`` are those of ``export`` itself."""

    def save(path: Path, overwrite: bool, progress: Progress) -> None:
        # Pillow is loaded when something is written: the window starts without it.
        from playground.export.writing import export

        facts = shown.frame.facts
        export(shown.frame, shown.recipe, facts, path, overwrite=overwrite, progress=progress, **options)

    return save

"""What quality and cost can be written as: the plot, and the results behind its points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtGui import QPicture

from playground.core.errors import ExportError
from playground.core.progress import Progress
from playground.evaluate.sweep.collection import collect, encode
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.ui.plots.plot_files import save_plot
from playground.ui.tab import Export
from playground.ui.tabs.compare.quality import marks
from playground.ui.tabs.compare.quality.board import Board
from playground.ui.tabs.compare.quality.state import QualityState


def quality_exports(
    board: Board, state: QualityState, points: Sequence[marks.Mark], picture: QPicture
) -> tuple[Export, ...]:
    """The plot with its legend, or what its points are, and the results of its data and families."""
    shown = tuple(mark.known.result for mark in points)
    results = marks.exported(board.results.known, state, board.cards)
    document = msgspec.json.format(encode(collect(shown)), indent=1).decode()

    def save_picture(path: Path, overwrite: bool, progress: Progress) -> None:
        if path.suffix.lower() == ".csv":
            save(shown, path, overwrite, progress)
        else:
            save_plot(path, picture, {}, document, overwrite=overwrite)

    def save_results(path: Path, overwrite: bool, progress: Progress) -> None:
        save(results, path, overwrite, progress)

    return (
        Export("Quality and cost", "compare-quality", (".png", ".svg", ".csv"), save_picture),
        Export("Results", "compare-results", (".csv", ".json"), save_results),
    )


def save(results: Sequence[Result], path: Path, overwrite: bool, _progress: Progress) -> None:
    """Write results in the format that the suffix names; raises ``ExportError``."""
    from playground.export.atomic import write_file

    write_file(path, content(results, path.suffix.lower()), overwrite=overwrite)


def content(results: Sequence[Result], suffix: str) -> bytes:
    """Results in the format that a suffix names; raises ``ExportError`` for others."""
    if suffix == ".csv":
        return csv_of(results).encode()
    if suffix == ".json":
        return encode(collect(results))
    raise ExportError(f"Results cannot be written as “{suffix}”; use .csv or .json.")

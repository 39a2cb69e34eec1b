"""What quality and cost can be written as: the plot, and the results behind its points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec
from PySide6.QtGui import QPicture

from playground.core.progress import Progress
from playground.evaluate.sweep import points as marks
from playground.evaluate.sweep.collection import collect, content, encode
from playground.evaluate.sweep.jobs import Result
from playground.ui.plots.plot_files import save_plot
from playground.ui.tab import Export
from playground.ui.tabs.compare.board import Board
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

"""What quality and cost can be written as: the plot, and the results behind its points."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtGui import QPicture

from playground.evaluate.sweep import points as marks
from playground.evaluate.sweep.store import collect, content, encode
from playground.ui.plots.plot_files import plot_bytes
from playground.ui.stage.saving import drawable, file_export
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

    def plot(suffix: str) -> bytes:
        return content(shown, suffix) if suffix == ".csv" else plot_bytes(suffix, picture, {}, document)

    whole = file_export("Quality and cost", "compare-quality", (".png", ".svg", ".csv"), plot)
    return (
        drawable(whole, picture, document),
        file_export("Results", "compare-results", (".csv", ".json"), partial(content, results)),
    )

"""What quality and cost can be written as: the plot, and the results behind its points."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from playground.core.errors import ExportError
from playground.core.progress import Progress
from playground.evaluate.sweep.collection import collect, encode
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.spreadsheet import csv_of
from playground.ui.plots.plot_files import save_plot
from playground.ui.tab import Export
from playground.ui.tabs.compare.quality import marks

if TYPE_CHECKING:
    from playground.ui.tabs.compare.quality.stage import QualityStage


def quality_exports(stage: QualityStage) -> tuple[Export, ...]:
    """The plot as it is shown, and the results of its data and families; nothing where there is no point."""
    shown = tuple(mark.known.result for mark in stage.plot.marks)
    if not shown:
        return ()
    results = marks.exported(stage.board.results.known, stage.state, stage.board.cards)
    picture = stage.plot.picture()
    document = msgspec.json.format(encode(collect(shown)), indent=1).decode()

    def save_picture(path: Path, overwrite: bool, _progress: Progress) -> None:
        save_plot(path, picture, {}, document, overwrite=overwrite)

    def save_results(path: Path, overwrite: bool, _progress: Progress) -> None:
        from playground.export.atomic import write_file

        write_file(path, content(results, path.suffix.lower()), overwrite=overwrite)

    return (
        Export("Quality and cost", "compare-quality", (".png", ".svg"), save_picture),
        Export("Results", "compare-results", (".csv", ".json"), save_results),
    )


def content(results: Sequence[Result], suffix: str) -> bytes:
    """Results in the format that a suffix names; raises ``ExportError`` for others."""
    if suffix == ".csv":
        return csv_of(results).encode()
    if suffix == ".json":
        return encode(collect(results))
    raise ExportError(f"Results cannot be written as “{suffix}”; use .csv or .json.")

"""What the probe sees of the Compare tab: points on the screen, what is told of one, cells, and the sweep."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QPoint

from playground.ui.shell.window import Window


class CompareQuestions:
    """Questions about quality and cost, and about the table; mixed into the probe."""

    _window: Window

    def ask_compared(self) -> dict[str, Any]:
        """The points with their places on the screen, and what is told of the one that is pointed at."""
        stage = self._window.desk.tabs["compare"].stages["quality"]  # type: ignore[attr-defined]
        plot, detail, measuring = stage.plot, stage.detail, stage.board.measuring
        points = []
        for mark in plot.marks:
            pixel = plot.mapToGlobal(plot.pixel_of(mark.key).toPoint())
            points.append(
                {
                    "key": mark.key, "model": mark.known.result.model, "steps": mark.known.result.steps,
                    "cost": mark.cost, "value": mark.value, "shipped": mark.known.shipped,
                    "pixel": [pixel.x(), pixel.y()],
                }
            )  # fmt: skip
        process = measuring._process
        return {
            "points": points,
            "lit": plot.lit,
            "title": detail.title.text(),
            "facts": detail.facts.text(),
            "pictures": len(detail.strip.shown) if detail.strip.isVisible() else 0,
            "running": measuring.running,
            "process": 0 if process is None else int(process.processId()),
            "words": stage.bar.words.toolTip(),
        }

    def ask_cell(self, row: str, column: str) -> list[int]:
        """The screen's pixel in the middle of a cell, brought into sight."""
        stage = self._window.desk.tabs["compare"].stages["table"]  # type: ignore[attr-defined]
        view = stage.view
        index = stage.model.index(stage.model.row_of(row), stage.model.column_of(column))
        view.scrollTo(index)
        pixel: QPoint = view.viewport().mapToGlobal(view.visualRect(index).center())
        return [pixel.x(), pixel.y()]

    def ask_cells(self) -> dict[str, dict[str, list[str]]]:
        """The text of every cell, and why it is empty if it is."""
        stage = self._window.desk.tabs["compare"].stages["table"]  # type: ignore[attr-defined]
        return {
            row.family: {key: [cell.text, cell.missing] for key, cell in row.cells.items()}
            for row in stage.model.table.rows
        }

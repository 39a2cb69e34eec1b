"""The least that a window with a plot costs: a bare PySide6 window with one pyqtgraph plot.

``python -m tests.bench.bare_window`` prints when it was painted, on the system's monotonic clock.
"""

from __future__ import annotations

import sys
import time

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow


class BareWindow(QMainWindow):
    """Tells when its plot was painted first, and closes."""

    def __init__(self) -> None:
        super().__init__()
        self._plot = pg.PlotWidget()
        self._plot.plot([0, 1, 2], [0, 1, 0])
        self.setCentralWidget(self._plot)
        self.resize(1280, 800)
        self._plot.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note the first paint in the next turn, when it is done."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._painted)
        return False

    def _painted(self) -> None:
        sys.stdout.write(f"{time.monotonic()}\n")
        self.close()


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = BareWindow()
    window.show()
    raise SystemExit(application.exec())

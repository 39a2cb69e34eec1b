"""The least that a window with a plot costs: a bare PySide6 window with one pyqtgraph plot.

``python -m tests.bench.bare_window`` prints when it was painted, on the system's monotonic clock.
"""

from __future__ import annotations

import sys
import time

import pyqtgraph as pg
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow


class BareWindow(QMainWindow):
    """Tells when it was painted as the real window does, and closes."""

    def __init__(self) -> None:
        super().__init__()
        plot = pg.PlotWidget()
        plot.plot([0, 1, 2], [0, 1, 0])
        self.setCentralWidget(plot)
        self.resize(1280, 800)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Note the first paint in the next turn, when the plot inside is painted too."""
        super().paintEvent(event)
        QTimer.singleShot(0, self, self._painted)

    def _painted(self) -> None:
        sys.stdout.write(f"{time.monotonic()}\n")
        self.close()


if __name__ == "__main__":
    application = QApplication(sys.argv)
    window = BareWindow()
    window.show()
    raise SystemExit(application.exec())

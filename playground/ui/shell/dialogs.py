"""What the menu opens over the window, imported when it is asked for: start-up has no use for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from playground.ui.actions import Actions
from playground.ui.shell.desk import Desk
from playground.ui.shell.exporting import Exporter
from playground.ui.shell.history import Recorder
from playground.ui.shell.opening import Opener
from playground.ui.state.link import Link
from playground.ui.widgets.status import StatusLine

if TYPE_CHECKING:
    from playground.ui.shell.data_dialog import DataDialog


class Dialogs:
    """Opens them over ``window``."""

    def __init__(
        self,
        window: QWidget,
        desk: Desk,
        link: Link,
        status: StatusLine,
        exporter: Exporter,
        recorder: Recorder,
        opener: Opener,
    ) -> None:
        self._window, self._desk, self._link, self._status = window, desk, link, status
        self._exporter, self._recorder, self._opener = exporter, recorder, opener
        self._data: DataDialog | None = None
        self.train_on: Callable[[str], None] | None = None
        """Leads to a training on the data set of a name, where there is one."""

    def end(self) -> None:
        """Give up what a dialog does on its own: the window closes."""
        if self._data is not None:
            self._data.close()

    def show_data(self, source: Path | None = None) -> None:
        """The data sets of one's own; with a source, one that is to be made of that."""
        from playground.ui.shell.data_dialog import DataDialog

        if self._data is None:
            self._data = DataDialog(self._window, self.train_on)
            self._data.finished.connect(self._forget_data)
            self._data.show()
        self._data.activateWindow()
        if source is not None:
            self._data.add(str(source))

    def _forget_data(self) -> None:
        self._data = None

    def show_about(self) -> None:
        """What this is."""
        from playground.ui.shell import helping

        helping.show_page("About", helping.about(), self._window)

    def show_shortcuts(self, commands: Actions) -> None:
        """All keys."""
        from playground.ui.shell import helping

        helping.show_page("Keyboard shortcuts", helping.shortcuts(commands.commands), self._window)

    def copy_details(self) -> None:
        """Put on the clipboard what whoever mends something wants to know."""
        from playground.ui.shell import helping

        facts = {"compute process": self._status.engine_state, "models run on": self._status.placement.text()}
        QGuiApplication.clipboard().setText(helping.details(facts))
        self._status.say("Copied versions and the newest lines of the log.")

    def show_grid(self) -> None:
        """All combinations of values of fields of what is shown."""
        from playground.ui.shell.grid_dialog import GridDialog

        made = None if self._desk.current is None else self._desk.current.made()
        if made is None or made.train_steps or not made.pictures:
            self._status.say("What is shown is no picture that could be drawn in a grid.")
            return
        dialog = GridDialog(made, self._link, self._exporter.ask_where, self._window)
        dialog.recipe_chosen.connect(self._opener.apply)
        dialog.show()

    def show_nearest(self, picture: NDArray[np.uint8], data: str) -> None:
        """The pictures of a data set that are nearest to one."""
        from playground.ui.shell.nearest_dialog import NearestDialog

        NearestDialog(picture, data, self._window).show()

    def show_history(self) -> None:
        """What was drawn before."""
        from playground.ui.shell.history import HistoryDialog

        self._recorder.wait()
        dialog = HistoryDialog(self._window)
        dialog.recipe_chosen.connect(self._opener.apply)
        dialog.show()

    def show_trusted(self) -> None:
        """Which models of others are allowed."""
        from playground.ui.shell.trusted_models import TrustedModels

        TrustedModels(self._window).open()

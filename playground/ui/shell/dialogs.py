"""What the menu opens over the window, imported when it is asked for: start-up has no use for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

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
import platform
import sys
from collections.abc import Iterable

from markupsafe import Markup
from PySide6.QtCore import Qt, QUrl, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialogButtonBox, QListWidget, QListWidgetItem, QPushButton, QTextBrowser

import playground
from playground.core import folders, plain_text
from playground.core.errors import SettingsError
from playground.export.trust import TrustStore
from playground.faces.licence import LICENCE
from playground.ui.actions import MENUS, Command, shortcut_text
from playground.ui.shell import log
from playground.ui.shell.presenting import KEYS
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.label import Label
from playground.ui.widgets.plain import set_tip


class Page(QTextBrowser):
    """Shows our own rich text; whatever else was put into it stands there as it was written."""

    def __init__(self, page: Markup) -> None:
        super().__init__()
        self.setOpenLinks(False)
        self.setHtml(page)

    def loadResource(self, kind: int, name: QUrl | str) -> None:
        """Nothing: pages show no pictures."""


_ABOUT = Markup("""
<h2>Generative Playground {version}</h2>
<p>A desktop laboratory for generative models: see them work, drag them around, measure them.</p>
<p>MIT licence. Fonts: Inter, JetBrains Mono and STIX Two Math under the SIL Open Font License 1.1.
Images: Fashion-MNIST (MIT licence); MNIST by LeCun, Cortes and Burges (CC BY-SA 3.0).</p>
<p>Faces: {faces}.</p>
""")


def show_page(title: str, page: Markup, parent: QWidget) -> Dialog:
    """Open a page of text over a window, which waits until the page is closed by its button or Escape."""
    dialog = Dialog(title, (520, 560), parent)
    text = Page(page)
    text.setAccessibleName(title)
    dialog.fill(text)
    dialog.open()
    return dialog


def about() -> Markup:
    """What the program is, and whose work it stands on."""
    return _ABOUT.format(version=playground.__version__, faces=LICENCE)


def shortcuts(commands: Iterable[Command]) -> Markup:
    """A table of all commands and their keys, menu by menu, and of those while something is presented."""
    tables: dict[str, list[tuple[str, str]]] = {title: [] for title in MENUS}
    for command in commands:
        name, key = command.text.replace("&", "").rstrip("…"), shortcut_text(command)
        tables[command.menu].append((name, key))
    tables["While presenting"] = [(key.text, ", ".join(map(_written, key.keys))) for key in KEYS]
    row = Markup("<tr><td width='300'>{}</td><td><b>{}</b></td></tr>")
    return Markup().join(
        Markup("<h3>{}</h3><table cellpadding='3'>{}</table>").format(
            title.replace("&", ""), Markup().join(row.format(*each) for each in rows)
        )
        for title, rows in tables.items()
        if rows
    )


def _written(key: Qt.Key) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def details(facts: dict[str, str]) -> str:
    """Versions, ``facts`` and the newest lines of the log, to be pasted into a report."""
    known = {
        "playground": playground.__version__,
        "python": sys.version.split()[0],
        "qt": qVersion(),
        "platform": platform.platform(),
        "log file": str(folders.user_log() / log.FILE),
        **facts,
    }
    lines = [f"{name}: {value}" for name, value in known.items()]
    return "\n".join([*lines, "", *log.newest()])


_WHICH = Qt.ItemDataRole.UserRole


class TrustedModels(Dialog):
    """A list; what is taken back is asked about again when it is next to be used."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Trusted models", (640, 360), parent)
        self._store = TrustStore()
        self.text = Label(wraps=True)
        self.list = QListWidget()
        self.list.setAccessibleName("Trusted models")
        self.list.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.take_back = QPushButton("Do not trust any more")
        self.buttons.addButton(self.take_back, QDialogButtonBox.ButtonRole.ActionRole)
        self.fill(self.text, (self.list, 1))
        self.list.itemSelectionChanged.connect(self._follow)
        self.take_back.clicked.connect(self._take_back)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        try:
            found = self._store.models()
        except SettingsError as error:
            found = ()
            self.text.setText(error.sentence)
        else:
            some = "Models of others that may be used, as they were when you allowed them:"
            self.text.setText(some if found else "No model of others was allowed.")
        for each in found:
            item = QListWidgetItem(plain_text.line(f"{each.name}   {each.date[:10]}   {each.folder}", 300))
            item.setData(_WHICH, each.fingerprint)
            set_tip(item, f"Fingerprint {each.fingerprint}")
            self.list.addItem(item)
        self._follow()

    def _follow(self) -> None:
        self.take_back.setEnabled(bool(self.list.selectedItems()))

    def _take_back(self) -> None:
        chosen = {item.data(_WHICH) for item in self.list.selectedItems()}
        try:
            self._store.distrust(lambda each: each.fingerprint in chosen)
        except SettingsError as error:
            self.text.setText(error.sentence)
            return
        self._fill()


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
        show_page("About", about(), self._window)

    def show_shortcuts(self, commands: Actions) -> None:
        """All keys."""
        show_page("Keyboard shortcuts", shortcuts(commands.commands), self._window)

    def copy_details(self) -> None:
        """Put on the clipboard what whoever mends something wants to know."""
        facts = {"compute process": self._status.engine_state, "models run on": self._status.placement.text()}
        QGuiApplication.clipboard().setText(details(facts))
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

    def show_history(self) -> None:
        """What was drawn before."""
        from playground.ui.shell.history import HistoryDialog

        self._recorder.wait()
        dialog = HistoryDialog(self._window)
        dialog.recipe_chosen.connect(self._opener.apply)
        dialog.show()

    def show_trusted(self) -> None:
        """Which models of others are allowed."""

        TrustedModels(self._window).open()

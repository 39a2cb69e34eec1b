"""The Help menu: shortcuts, about, and details for a report."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterable

from markupsafe import Markup
from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QWidget

import playground
from playground.core import folders
from playground.faces.licence import LICENCE
from playground.ui.actions import MENUS, Command, shortcut_text
from playground.ui.shell import log
from playground.ui.shell.presenting import KEYS
from playground.ui.widgets.dialog import Dialog
from playground.ui.widgets.page import Page

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

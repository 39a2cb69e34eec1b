"""pyqtgraph is imported in one place, which has PySide make no class that nobody asks for."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import playground.ui

PROGRAM = """
import json
from PySide6 import QtCore, QtGui, QtWidgets
sources = QtCore, QtGui, QtWidgets
before = [{{*dir(source)}} for source in sources]
import {how}
import pyqtgraph
listed = all(names <= {{*dir(source)}} for names, source in zip(before, sources))
made = [type(vars(source).get(name)).__name__ == "ObjectType" for source, name in zip(sources, {rare})]
same = [getattr(vars(pyqtgraph.Qt)[source.__name__[8:]], name) is getattr(source, name)
        for source, name in zip(sources, {rare})]
print(json.dumps([listed, made, same]))
"""
RARE = ("QXmlStreamReader", "QPdfWriter", "QWizard")


def after(how: str) -> tuple[bool, list[bool], list[bool]]:
    """Whether PySide lists what it did, which rare classes it has made, and if pyqtgraph has the same."""
    program = PROGRAM.format(how=how, rare=RARE)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    listed, made, same = json.loads(done.stdout)
    return listed, made, same


def test_no_class_is_made_until_it_is_asked_for() -> None:
    assert after("pyqtgraph")[1:] == ([True] * 3, [True] * 3), "as pyqtgraph does it"
    assert after("playground.ui.plots.graphing") == (True, [False] * 3, [True] * 3)


def test_what_brings_much_along_is_imported_by_who_asks_for_it() -> None:
    program = (
        "import sys; from playground.ui.plots.graphing import pg\n"
        "assert 'pyqtgraph.parametertree' not in sys.modules\n"
        "assert not hasattr(pg, 'Nothing')\n"
        "for name in ('ColorMapWidget', 'DataFilterWidget', 'RemoteGraphicsView', 'ScatterPlotWidget'):\n"
        "    assert getattr(pg, name) is vars(sys.modules['pyqtgraph.widgets.' + name])[name]\n"
        "from pyqtgraph.parametertree import Parameter\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_nobody_imports_it_otherwise() -> None:
    folder = Path(playground.ui.__file__).parent
    texts = {path.name: path.read_text("utf-8") for path in folder.rglob("*.py")}
    assert [name for name, text in texts.items() if re.search("^(import|from) pyqtgraph", text, re.M)] == []

"""With two screens a presentation goes from the one to the other, and the window comes back."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.support.installed import ROOT

SCREENS = [(0, 0, 1920, 1080), (1920, 0, 1024, 768)]

PROGRAM = """
import json, sys
from pathlib import Path
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from playground.ui.shell.app import make_application
from playground.ui.shell.presenting import LEAST
from playground.ui.shell.session import Session, SessionFile
from playground.ui.shell.window import Window
from tests.support.letters import letters
from tests.ui.sketch import ENTRIES

application = make_application()
window = Window(ENTRIES, (), SessionFile(Path(sys.argv[1])), Session())
window.show()
window.desk.visit(window.desk.names[0])
window.setGeometry(50, 60, 1200, 760)


def look():
    for _ in range(10):
        application.processEvents()
    height = window.screen().geometry().height()
    return window.geometry().getRect(), letters(window)[0][0] >= LEAST * height


seen = [look()]
window.commands["present"].trigger()
seen.append(look())
for key in (Qt.Key.Key_S, Qt.Key.Key_S, Qt.Key.Key_S, Qt.Key.Key_F5):
    QTest.keyClick(window, key)
    seen.append(look())
print(json.dumps(seen))
window.close()
"""


def test_it_goes_to_the_other_screen_and_the_window_comes_back(tmp_path: Path) -> None:
    shape = ("x", "y", "width", "height")
    screens = [
        {"name": str(number), **dict(zip(shape, each, strict=True)), "logicalDpi": 96, "dpr": 1}
        for number, each in enumerate(SCREENS)
    ]
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"synchronousWindowSystemEvents": False, "screens": screens}))
    said = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "settings")],
        cwd=ROOT,
        env={
            "QT_QPA_PLATFORM": f"offscreen:configfile={config}",
            "HOME": str(tmp_path),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    before, *presented, after = [(tuple(place), readable) for place, readable in json.loads(said.stdout)]
    one, other = SCREENS
    assert [place for place, _ in presented] == [one, other, one, other]
    assert all(readable for _, readable in presented)
    assert after[0] == before[0]

"""What is on the clipboard outlives the program as far as it can, and takes nothing down with it."""

from __future__ import annotations

import subprocess
import sys
import textwrap

import pytest


@pytest.mark.process
def test_a_table_is_copied_and_the_program_still_ends_well() -> None:
    script = """
        import sys
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication
        from playground.ui.widgets.clipboard import copy_table
        application = QApplication(sys.argv)
        for word in ("one", "two"):
            copy_table(word, f"<b>{word}</b>")
        data = application.clipboard().mimeData()
        assert data.text() == "two" and data.html() == "<b>two</b>"
        QTimer.singleShot(0, application.quit)
        status = application.exec()
        assert application.clipboard().text() == "two"
        raise SystemExit(status)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True)
    assert (done.returncode, done.stderr.replace("propagateSizeHints", "")) == (0, "")

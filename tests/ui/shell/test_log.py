"""The log keeps Qt's messages and the newest lines, and cannot keep the window from opening."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from playground.ui.shell import log

pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    level = logging.getLogger().level
    yield
    log.stop()
    logging.getLogger().setLevel(level)


def test_qt_and_python_write_to_one_log(tmp_path: Path) -> None:
    assert log.start(tmp_path / "logs", print) == ""
    log.catch_qt()
    qWarning("a warning of Qt")
    logging.getLogger("playground.test").error("an error of ours")
    lines = (tmp_path / "logs" / log.FILE).read_text().splitlines()
    assert [line.split(" ", 2)[2] for line in lines] == [
        "WARNING qt.default: a warning of Qt",
        "ERROR playground.test: an error of ours",
    ]
    assert log.newest() == lines


def test_a_folder_that_cannot_be_made_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    sentence = log.start(tmp_path / "file" / "logs", print)
    assert sentence.startswith("No log is written, because ")
    logging.getLogger("playground.test").error("still here")
    assert log.newest()[-1].endswith("still here")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here is always full")
def test_a_full_disk_is_one_sentence_and_no_traceback(tmp_path: Path, qtbot, capsys) -> None:
    (tmp_path / log.FILE).symlink_to("/dev/full")
    told: list[str] = []
    assert log.start(tmp_path, told.append) == ""
    writer = threading.Thread(target=lambda: logging.getLogger("playground.test").error("from elsewhere"))
    writer.start()
    writer.join()
    for number in range(3):
        logging.getLogger("playground.test").error("line %d", number)
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(0)
    (sentence,) = told
    assert sentence.startswith(f"The log {tmp_path / log.FILE} cannot be written (No space left on device)")
    assert log.newest()[-1].endswith("line 2")
    log.stop()
    assert capsys.readouterr() == ("", "")

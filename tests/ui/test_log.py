"""The log keeps Qt's messages and the newest lines, and cannot keep the window from opening."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning

from playground.ui import log

pytestmark = pytest.mark.qt


@pytest.fixture(autouse=True)
def stopped() -> Iterator[None]:
    level = logging.getLogger().level
    yield
    log.stop()
    logging.getLogger().setLevel(level)


def test_qt_and_python_write_to_one_log(tmp_path: Path) -> None:
    assert log.start(tmp_path / "logs") == ""
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
    sentence = log.start(tmp_path / "file" / "logs")
    assert sentence.startswith("No log is written, because ")
    logging.getLogger("playground.test").error("still here")
    assert log.newest()[-1].endswith("still here")

"""The log: a file that cannot grow without end, the newest lines at hand, and Qt's own messages in it."""

from __future__ import annotations

import collections
import contextlib
import logging
import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, Slot, qInstallMessageHandler

FILE = "playground.log"
_NAME = "playground"
_BYTES = 1_000_000
_LINES = 200
_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}
_HARMLESS = ("This plugin does not support propagateSizeHints()",)


class _Newest(logging.Handler):
    """Keeps the newest lines in memory."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: collections.deque[str] = collections.deque(maxlen=_LINES)

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(self.format(record))


class _Trouble(QObject):
    """Tells once, on the thread on which it was made, that the log cannot be written on any."""

    _came = Signal(str)

    def __init__(self, tell: Callable[[str], object]) -> None:
        super().__init__()
        self._tell, self._told = tell, False
        self._came.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    def note(self, path: str, error: OSError) -> None:
        """A line could not be written."""
        if not self._told:
            self._told = True
            why = error.strerror or str(error)
            self._came.emit(f"The log {path} cannot be written ({why}), so it misses lines from here on.")

    @Slot(str)
    def _pass_on(self, sentence: str) -> None:
        self._tell(sentence)


def start(folder: Path, tell: Callable[[str], object]) -> str:
    """Log to a file in ``folder``; gives the sentence for the user where that is not possible.

    When the file cannot be written later, ``tell`` gets a sentence, once, and the program goes on: lines come
    to the file again as soon as it takes them.
    """
    # Brings sockets and more along, which the window must not wait for.
    from logging.handlers import RotatingFileHandler

    class Log(RotatingFileHandler):
        def handleError(self, record: logging.LogRecord) -> None:
            error = sys.exception()
            if isinstance(error, OSError):
                trouble.note(self.baseFilename, error)
            else:
                super().handleError(record)

        def close(self) -> None:
            # What waits in it is written once more, and where it was refused before, it is again.
            with contextlib.suppress(OSError):
                super().close()

    trouble = _Trouble(tell)
    root = logging.getLogger()
    root.setLevel(logging.INFO)
    _add(root, _Newest())
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = Log(folder / FILE, maxBytes=_BYTES, backupCount=1, encoding="utf-8")
    except OSError as error:
        return f"No log is written, because {folder / FILE} cannot be opened ({error.strerror})."
    _add(root, handler)
    return ""


def catch_qt() -> None:
    """Send Qt's messages to the log instead of stderr."""
    qInstallMessageHandler(_take)


def newest() -> list[str]:
    """The newest lines of the log."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _Newest):
            return list(handler.lines)
    return []


def stop() -> None:
    """Close the log's file and give Qt its own handler back."""
    qInstallMessageHandler(None)
    root = logging.getLogger()
    for handler in list(root.handlers):
        if handler.get_name() == _NAME:
            root.removeHandler(handler)
            handler.close()


def _add(root: logging.Logger, handler: logging.Handler) -> None:
    handler.set_name(_NAME)
    handler.setFormatter(logging.Formatter(_FORMAT))
    root.addHandler(handler)


def _take(kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    if text not in _HARMLESS:
        logging.getLogger(f"qt.{context.category or 'default'}").log(_LEVELS[kind], "%s", text)

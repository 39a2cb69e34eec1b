"""What may happen to the window's process from outside its design: mistakes in the program, and Ctrl+C."""

from __future__ import annotations

import logging
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from types import TracebackType

from PySide6.QtCore import QObject, QSocketNotifier
from PySide6.QtWidgets import QWidget

from playground.ui.widgets.messages import EVERYWHERE, MessageBar

_log = logging.getLogger(__name__)


def catch_mistakes(messages: MessageBar) -> None:
    """Show an error that nobody expected as a message with its details, and go on."""

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        _log.error("%s", details)
        what = f"{kind.__name__}: {error}".rstrip(": ")
        messages.show_message(
            f"Something went wrong because of a mistake in the program ({what}).", details, tab=EVERYWHERE
        )

    sys.excepthook = show


@contextmanager
def mistakes_raised() -> Iterator[None]:
    """Raise, at the end, the first error of a slot that was called inside: Qt keeps it from its caller."""
    errors: list[BaseException] = []
    before = sys.excepthook
    sys.excepthook = lambda _kind, error, _trace: errors.append(error)
    try:
        yield
    finally:
        sys.excepthook = before
    if errors:
        raise errors[0]


class Interrupts(QObject):
    """Closes the window on Ctrl+C in the terminal and on a polite request to end.

    Python handles a signal only when it runs, and in Qt's event loop it does not: the signal's number is
    written to a socket that Qt watches.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._reader, self._writer = socket.socketpair()
        for end in (self._reader, self._writer):
            end.setblocking(False)
        self._before = signal.set_wakeup_fd(self._writer.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: None)
        self._notifier = QSocketNotifier(self._reader.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(window.close)

    def stop(self) -> None:
        """Let signals do what they did before."""
        self._notifier.setEnabled(False)
        signal.set_wakeup_fd(self._before)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        self._reader.close()
        self._writer.close()

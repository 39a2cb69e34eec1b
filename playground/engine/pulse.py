"""What the compute process says of itself without a message: numbers in memory that the window sees, too."""

from __future__ import annotations

import ctypes
import time

LONG = 5.0
"""Seconds without an answer that are worth a word; loading a library or a large model may take them."""


class Pulse(ctypes.Structure):
    """Written by the process, read by the window at any time."""

    _fields_ = (
        ("stepping", ctypes.c_longlong),
        ("turned", ctypes.c_double),
        ("taken", ctypes.c_longlong),
        ("resting", ctypes.c_bool),
    )

    stepping: int
    """The generation of the run being stepped, or 0."""
    turned: float
    """When it last came to look at its inbox, on the monotonic clock, which all processes share."""
    taken: int
    """How many commands it has read."""
    resting: bool
    """Whether it has nothing to do before the next command."""

    def turn(self) -> None:
        """Say that it goes on."""
        self.turned = time.monotonic()

    def silence(self, sent: int, asked: float) -> float:
        """Seconds for which it has not gone on, though there was something to do; 0 where there is nothing.

        ``sent`` is how many commands it was sent, ``asked`` when the oldest that waits may have been sent.
        """
        if self.resting and self.taken >= sent:
            return 0.0
        since = max(self.turned, asked) if self.resting else self.turned
        return max(0.0, time.monotonic() - since)

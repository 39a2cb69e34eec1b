"""A text broken into lines that fit."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics


def broken(text: str, metrics: QFontMetrics, room: int, most: int = 99) -> list[str]:
    """The text in at most so many lines, none wider than ``room`` pixels.

    What is cut out is the middle of the last line: names of a kind often differ at their end.
    """
    done, rest = list[str](), text
    while metrics.horizontalAdvance(rest) > room and len(done) + 1 < most:
        ends = [index for index, letter in enumerate(rest) if letter == " "]
        fitting = [end for end in ends if metrics.horizontalAdvance(rest[:end]) <= room]
        if not fitting:
            break
        done.append(rest[: fitting[-1]])
        rest = rest[fitting[-1] + 1 :]
    return [*done, metrics.elidedText(rest, Qt.TextElideMode.ElideMiddle, room)]

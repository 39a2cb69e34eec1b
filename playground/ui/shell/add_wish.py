"""What is to become a data set: fields as they are typed, the command that they mean, and its sentences."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterable
from pathlib import Path

import msgspec
from PySide6.QtCore import QObject, Signal

from playground.core import folders, leftovers
from playground.core.errors import DataError, PlaygroundError
from playground.datasets import own_sets
from playground.datasets.adding import HELD_OUT
from playground.datasets.arrays import Range
from playground.datasets.faces import are_faces
from playground.datasets.preparing import LARGEST, SMALLEST, Preparation
from playground.datasets.tables import HUB
from playground.ui.state.command_run import CommandRun, reworded

_BROKE_OFF = "The reading broke off, and nothing was kept."


class _Far(msgspec.Struct, frozen=True):
    done: int
    total: int


class AddRun(QObject):
    """Makes one data set at a time."""

    went_on = Signal(int, int)
    """(done, total) pictures."""

    ended = Signal(str)
    """Why there is no data set; empty where there is one."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._run: CommandRun | None = None

    @property
    def busy(self) -> bool:
        """Whether pictures are being read."""
        return self._run is not None

    def start(self, words: Iterable[str]) -> None:
        """Begin; it ends with ``ended``."""
        self._run = CommandRun(words, self)
        self._run.line.connect(self._take_line)
        self._run.ended.connect(self._take_end)
        self._run.gone.connect(_sweep)
        self._run.start()

    def end(self) -> None:
        """Give up; once the process has gone, nothing is left of it."""
        run, self._run = self._run, None
        if run is not None:
            run.give_up()

    def _take_line(self, line: str) -> None:
        try:
            far = msgspec.json.decode(line, type=_Far)
        except msgspec.MsgspecError:
            return  # The last line is the data set itself, which is read where it lies.
        self.went_on.emit(far.done, far.total)

    def _take_end(self, done: bool, sentence: str) -> None:
        self._run = None
        self.ended.emit("" if done else sentence or _BROKE_OFF)


def _sweep() -> None:
    # The dialog may be gone, and a disk slow. Where the program ends, that waits for it: what is half would
    # lie there until the next start.
    threading.Thread(target=leftovers.sweep, args=(folders.own_data_sets(),)).start()


_WORDS = (
    (r",? or --channels grey", ", or choose grey"),
    (r"say --labels none to leave them out", "untick “Classes” to leave them out"),
    (r"say with --range which are black and white", "say at “Black and white” which are which"),
    (r"name (the pictures among them|that of the pictures) with --images", "name it at “Array of pictures”"),
    (r", or remove that one first \(playground data remove [^)]*\)", ""),
)
"""What stands in the sentences of the command for what has a field here."""


class AddWish(msgspec.Struct, frozen=True, kw_only=True):
    """What the fields say."""

    name: str
    place: str
    images: str = ""
    labels: str = ""
    levels: Range | None = None
    how: Preparation = Preparation()
    held_out: float = HELD_OUT
    title: str = ""
    licence: str = ""

    @property
    def source(self) -> tuple[str, str, str, Range | None]:
        """What says which pictures they are."""
        return self.place, self.images, self.labels, self.levels

    def command(self, *, has_parts: bool) -> list[str]:
        """The words of ``playground data add``."""
        words = ["data", "add", self.name, self.place, "--json"]
        said = {
            "--size": str(self.how.size or ""), "--crop": self.how.crop, "--channels": self.how.channels,
            "--background": self.how.background, "--images": self.images, "--labels": self.labels,
            "--title": self.title, "--licence": self.licence,
            "--held-out": "" if has_parts else f"{self.held_out:g}",
        }  # fmt: skip
        words += [f"{option}={value}" for option, value in said.items() if value]
        # A number below 0 is no option where others that look like it are none.
        return [*words, "--range", *(f"{level:g}" for level in self.levels)] if self.levels else words


def side_of(text: str) -> int:
    """A side in pixels, 0 for the pictures' own; raises ``DataError``."""
    if not text.strip():
        return 0
    if not text.strip().isdecimal():
        raise DataError(f"The size is a number of pixels, {SMALLEST} to {LARGEST}, or empty.")
    return int(text)


def share_of(text: str) -> float:
    """A share of per cents; raises ``DataError``."""
    try:
        share = float(text.replace(",", ".").removesuffix("%")) / 100
    except ValueError:
        share = 0.0
    if not 0 < share < 1:
        raise DataError("What is held out lies between 0 and 100 %, such as 10.")
    return share


def levels_of(text: str) -> Range | None:
    """Two numbers, or none; raises ``DataError``."""
    words = text.replace(",", " ").split()
    if not words:
        return None
    try:
        low, high = map(float, words)
    except ValueError:
        raise DataError("Black and white are two numbers, such as 0 1.") from None
    return low, high


def free_name(place: str) -> str:
    """A name for a data set that a place suggests and that is free."""
    if are_faces(place):
        place = "my-faces"
    stem = re.sub(r"[^a-z0-9]+", "-", Path(place.removeprefix(HUB)).stem.lower()).strip("-")[:34]
    stem = stem or "pictures"
    taken = {stem, *own_sets.names()} if refusal(stem) else set()
    return next(name for number in range(1, 10_000) if (name := _numbered(stem, number)) not in taken)


def _numbered(stem: str, number: int) -> str:
    return stem if number == 1 else f"{stem}-{number}"


def refusal(name: str) -> str:
    """Why a data set cannot have a name."""
    if not name:
        return "Give it a name, such as my-drawings."
    try:
        own_sets.free(name)
    except PlaygroundError as error:
        return error.sentence
    return ""


def told_here(sentence: str) -> str:
    """A sentence of the command in the window's words."""
    return reworded(sentence, _WORDS)

"""All trainings of the user as they are seen at a moment, and the record of the chosen one."""

from __future__ import annotations

from dataclasses import dataclass, field

from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.studio import training_folders
from playground.studio.training_folders import StoredTraining
from playground.ui.studio.record import LogReader, Record


@dataclass(frozen=True)
class Row:
    """A training; where it cannot be read there is a sentence instead."""

    name: str
    kept: StoredTraining | None
    trouble: str = ""


@dataclass(frozen=True)
class Overview:
    """The newest training comes first. ``record`` is that of the training ``name``, and empty without one.

    ``trouble`` says why the folder of them all cannot be read.
    """

    rows: tuple[Row, ...] = ()
    name: str = ""
    record: Record = field(default_factory=Record)
    trouble: str = ""

    def of(self, name: str) -> Row | None:
        """The training of that name."""
        return next((row for row in self.rows if row.name == name), None)

    @property
    def at_work(self) -> tuple[StoredTraining, ...]:
        """The trainings on which a process works."""
        return tuple(row.kept for row in self.rows if row.kept is not None and row.kept.alive)


class Looker:
    """Looks at the folders of all trainings; it is used by one thread at a time."""

    def __init__(self) -> None:
        self._reader: tuple[str, LogReader] | None = None

    def look(self, name: str) -> Overview:
        """How all are, and what is recorded of the one of that name, if there is one."""
        try:
            with guarded(DataError, "The trainings cannot be looked at"):
                names = training_folders.names()
        except DataError as error:
            return Overview(trouble=error.sentence)
        rows = tuple(map(_row, names))
        chosen = next((row.kept for row in rows if row.name == name), None)
        if chosen is None:
            self._reader = None
            return Overview(rows)
        if self._reader is None or self._reader[0] != name:
            self._reader = name, LogReader(chosen.folder)
        return Overview(rows, name, self._reader[1].read())


def _row(name: str) -> Row:
    try:
        return Row(name, training_folders.read(name))
    except DataError as error:
        return Row(name, None, error.sentence)

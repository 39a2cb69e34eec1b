"""All results that the tab shows: those that came with the program, and the user's own, which can go."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand

from playground.core.errors import DataError, ExportError
from playground.core.words import counted
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.known import Known
from playground.evaluate.sweep.store import Store, read_collection, shipped_file


class Results(QObject):
    """Results by their keys, the shipped ones apart; views draw them anew when they change."""

    changed = Signal()
    """There are other results than before."""

    report = Signal(str, str)

    def __init__(self, folder: Path, parent: QObject) -> None:
        """``folder`` holds the user's own."""
        super().__init__(parent)
        self.folder = folder
        self._shipped: dict[str, Result] = {}
        self._own: dict[str, Result] = {}
        self._told: set[str] = set()

    def load(self) -> None:
        """Read both anew; what cannot be read is reported."""
        self._shipped = {result.key: result for result in self._read_shipped()}
        self._own = self._read_own()
        self.changed.emit()

    def refresh(self) -> None:
        """Read the user's own anew: another window or a command may have measured some."""
        own = self._read_own()
        if own != self._own:
            self._own = own
            self.changed.emit()

    def add(self, result: Result) -> None:
        """One more of the user's own, which is in the folder already."""
        self._own[result.key] = result
        self.changed.emit()

    def remove(self, results: Iterable[Result]) -> tuple[Result, ...]:
        """Take some of the user's own away, from the folder too: those that went; others are reported."""
        store, gone = Store(self.folder), []
        for result in results:
            try:
                store.remove(result.key)
            except ExportError as error:
                self.report.emit(error.sentence, "")
                continue
            self._own.pop(result.key, None)
            gone.append(result)
        self.changed.emit()
        return tuple(gone)

    def restore(self, results: Iterable[Result]) -> None:
        """Put some that were taken away back into the folder, unless they were measured again meanwhile."""
        store = Store(self.folder)
        for result in results:
            try:
                if store.get(result.key) is None:
                    store.put(result)
            except ExportError as error:
                self.report.emit(error.sentence, "")
        self._own = self._read_own()
        self.changed.emit()

    def tell_once(self, problems: Iterable[str]) -> None:
        """Report problems of files, each of them once."""
        for problem in dict.fromkeys(problems):
            if problem not in self._told:
                self._told.add(problem)
                self.report.emit(problem, "")

    @property
    def own(self) -> tuple[Result, ...]:
        """The user's own."""
        return tuple(self._own.values())

    @property
    def known(self) -> tuple[Known, ...]:
        """All of them: a measurement that is in both is the user's own."""
        own = [Known(result, False) for result in self._own.values()]
        shipped = [Known(result, True) for key, result in self._shipped.items() if key not in self._own]
        return (*shipped, *own)

    def of(self, key: str) -> Known | None:
        """The result of that key."""
        return next((known for known in self.known if known.result.key == key), None)

    def _read_own(self) -> dict[str, Result]:
        store = Store(self.folder)
        own = {result.key: result for result in store}
        self.tell_once(store.problems)
        return own

    def _read_shipped(self) -> tuple[Result, ...]:
        try:
            file = shipped_file()
            return read_collection(file).results if file.is_file() else ()
        except DataError as error:
            self.report.emit(error.sentence, "")
            return ()


class Removal(QUndoCommand):
    """Own results leave their folder; undone, they are there as they were."""

    def __init__(self, results: Results, gone: tuple[Result, ...], tell: Callable[[], None]) -> None:
        """``tell`` is called whenever they have gone or come back."""
        super().__init__(f"remove {counted(len(gone), 'own result')}")
        self._results, self._gone, self._tell = results, gone, tell

    def redo(self) -> None:
        """Take them away; those that cannot be stay, and are not given back later."""
        self._gone = self._results.remove(self._gone)
        self.setObsolete(not self._gone)
        self._tell()

    def undo(self) -> None:
        """Give them back."""
        self._results.restore(self._gone)
        self._tell()

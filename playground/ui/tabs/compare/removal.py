"""Taking own results away: which together, and as a step that can be undone."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec
from PySide6.QtGui import QUndoCommand

from playground.core.cards import Card
from playground.core.words import counted
from playground.evaluate.sweep.choosing import data_of
from playground.evaluate.sweep.jobs import Result
from playground.ui.tabs.compare.identity import identity
from playground.ui.tabs.compare.results import Known, Results


class Offer(msgspec.Struct, frozen=True):
    """Own results that can be taken away together, and what they are called."""

    title: str
    results: tuple[Result, ...]


def offers(known: Known, results: Results, cards: Mapping[str, Card]) -> tuple[Offer, ...]:
    """What can be taken away where this result is pointed at; nothing where it came with the program.

    Results of pictures and of likelihoods never go together.
    """
    if known.shipped:
        return ()
    result = known.result
    others = [each for each in results.own if each.job.task == result.job.task]
    alike = tuple(each for each in others if identity(each.job.recipe) == identity(result.job.recipe))
    trial = tuple(
        each
        for each in others
        if each.job.samples == result.job.samples and data_of(each, cards) == data_of(result, cards)
    )
    what = "pictures" if result.job.task == "pictures" else "held-out images"
    found = [Offer("This result", (result,))]
    for together, of in ((alike, "this setting"), (trial, f"{result.job.samples:,} {what}")):
        if len(together) > 1:
            found.append(Offer(f"All {len(together):,} own results of {of}", together))
    return tuple(found)


class Removal(QUndoCommand):
    """Own results leave their folder; undone, they are there as they were."""

    def __init__(self, results: Results, gone: tuple[Result, ...], tell: Callable[[], object]) -> None:
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

"""The table from what the window knows: results, models, and the leagues that were played."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from playground.core import folders
from playground.core.cards import Card
from playground.evaluate.sweep.cells import Table
from playground.evaluate.sweep.choosing import data_of
from playground.evaluate.sweep.jobs import Result
from playground.evaluate.sweep.known import preferred
from playground.evaluate.sweep.stability import largest, leagues_at_hand
from playground.evaluate.sweep.table import counter, table
from playground.ui.tabs.compare.results import Results
from playground.ui.tabs.compare.table.state import TableState


class Builder:
    """Makes tables; models' files are read once."""

    def __init__(
        self,
        results: Results,
        cards: Mapping[str, Card],
        models: tuple[Path, ...],
        report: Callable[[str], None],
    ) -> None:
        """``models`` are folders with models beside the usual ones; ``report`` is told of damaged files."""
        self._results, self._cards, self._report = results, cards, report
        self._count = counter(folders.model_folders(models))
        self._counted: dict[str, int | None] = {}
        self._told: set[str] = set()

    def build(self, state: TableState) -> Table:
        """The table of a state."""
        own, shipped, problems = leagues_at_hand(self._results.folder)
        for problem in problems:
            if problem not in self._told:
                self._told.add(problem)
                self._report(problem)
        results = [one.result for one in preferred(self._results.known, state.origin)]
        leagues = [*(own if state.origin != "shipped" else ()), *(shipped if state.origin != "own" else ())]
        return table(results, self._cards.values(), largest(leagues), state.data, self._parameters)

    def data(self) -> tuple[str, ...]:
        """The data sets of models and of results."""
        of_models = {card.data for card in self._cards.values()}
        of_results: set[str] = {data_of(result, self._cards) for result in self._all()}
        return tuple(sorted(of_models | of_results))

    def _all(self) -> tuple[Result, ...]:
        return tuple(one.result for one in self._results.known)

    def _parameters(self, card: Card) -> int | None:
        if card.name not in self._counted:
            self._counted[card.name] = self._count(card)
        return self._counted[card.name]

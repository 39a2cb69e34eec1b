"""The table of paradigms, from what was measured: sweeps, cards, a league, and the models' own files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from playground.core.cards import Card
from playground.core.heldout import DATA_FACT
from playground.evaluate.intervals import mean_within
from playground.evaluate.report import Measure
from playground.evaluate.sweep.baseline import footing, real
from playground.evaluate.sweep.cells import Cell, Column, Row, Table, nothing
from playground.evaluate.sweep.choosing import (
    KERNEL,
    KERNEL_RULE,
    RULE,
    data_of,
    quality_of,
    representative,
    up_to_date,
    usual_data,
    usual_samples,
)
from playground.evaluate.sweep.columns import (
    MEASURE,
    NATURES,
    NATURES_APART,
    beside_the_best,
    best_of,
    columns_of,
    usual_images,
)
from playground.evaluate.sweep.commands import command_of, joined
from playground.evaluate.sweep.jobs import VARIANTS, Job, Result, VariantName
from playground.evaluate.sweep.naming import setting_of, variant_of
from playground.evaluate.sweep.settings import likelihoods_of
from playground.evaluate.sweep.stability import diverged_cell, note, spread_cell
from playground.evaluate.sweep.texts import significant
from playground.paradigms.families import draws, family_of
from playground.paradigms.family import Nature
from playground.paradigms.league.results import LeagueResult

Count = Callable[[Card], int | str]
"""How many numbers a model has learned, or a sentence that says why that is not known."""

AGREEMENT = "agreement"
_MEASURED = ("coverage", "recall", "milliseconds_per_image")
_HERE = "“Measure here” in Compare’s “Quality and cost”"
_NOTES = (
    "Bits are those of held-out pictures with 256 grey levels. Exact ones are of dequantised pictures, which "
    "bound those of grey levels from above, so all of them can be compared.",
)


def table(
    results: Iterable[Result],
    cards: Iterable[Card],
    league: LeagueResult | None = None,
    data: str = "",
    count: Count = lambda card: f"The weights of {card.name} were not counted.",
) -> Table:
    """Every row and every column; ``data`` is the data set, that of most results if none is named.

    Stability is that of the ``league``.
    """
    known = {card.name: card for card in cards}
    current = up_to_date(results, known)
    data = data or usual_data(current, known)
    of_data = [result for result in current if data_of(result, known) == data]
    drawn = (family_of(card.paradigm) for card in known.values() if card.data == data)
    there = {variant.name for family in drawn if family is not None for variant in family.variants}
    there |= {result.family for result in of_data}
    families = (*NATURES, *(family for family in NATURES_APART if family in there))
    makers = [_Row(family, data, of_data, known, league, count) for family in families]
    rows, bits = _compared(tuple(maker.row() for maker in makers), makers)
    samples = usual_samples(of_data)
    quality = quality_of(of_data)
    sets = (f"Pictures are measured in sets of {samples:,}.",) if samples else ()
    rule = (KERNEL_RULE if quality == KERNEL else RULE, *_features_of(of_data))
    stability = () if league is None else (note(league),)
    notes = (*sets, *rule, *_NOTES, *bits, *stability)
    told = _notes_of_words(of_data)
    return Table(data=data, columns=_columns(of_data), rows=rows, notes=(*notes, *told))


def _columns(results: Iterable[Result]) -> tuple[Column, ...]:
    found = tuple(results)
    return columns_of(quality_of(found), {name for result in found for name in result.measures})


def _notes_of_words(results: Iterable[Result]) -> Iterator[str]:
    """How agreement with words is told, where it is."""
    notes = (note for result in results if AGREEMENT in result.measures for note in result.report.notes)
    yield from dict.fromkeys(note for note in notes if note.startswith("Agreement with the words"))


def _features_of(results: Sequence[Result]) -> Iterator[str]:
    """In whose features distances are, where the user's own pictures made them."""
    own = (result.report.judge for result in results if result.report.facts.get(DATA_FACT))
    for judge in filter(None, dict.fromkeys(own)):
        yield f"Distances, coverage and recall are in the features of {judge}."


def _compared(rows: tuple[Row, ...], makers: Sequence[_Row]) -> tuple[tuple[Row, ...], tuple[str, ...]]:
    """The rows with likelihoods held against each other, and a sentence on that where there is one."""
    results = {row.family: maker.bits for row, maker in zip(rows, makers, strict=True) if maker.bits}
    cells, said = beside_the_best({row.family: row.cells["likelihood"] for row in rows}, results)
    told = (
        msgspec.structs.replace(row, cells={**row.cells, "likelihood": cells[row.family]}) for row in rows
    )
    return tuple(told), (said,) if said else ()


class _Row:
    """One family's cells."""

    def __init__(
        self,
        family: VariantName,
        data: str,
        results: Sequence[Result],
        cards: Mapping[str, Card],
        league: LeagueResult | None,
        count: Count,
    ) -> None:
        self._family, self._data = family, data
        self._nature = NATURES[family] if family in NATURES else NATURES_APART[family]
        self._results, self._league, self._count = results, league, count
        self._quality = quality_of(results)
        self._result = representative(results, family, usual_samples(results))
        self._card = self._model(cards)
        kind = self._nature.likelihood
        self.bits = None if kind == "none" else best_of(results, family, self._name, usual_images(results))
        """The result that its likelihood is of, which is one of the model that heads the row."""

    @property
    def _name(self) -> str:
        return self._card.name if self._card else self._result.model if self._result else ""

    def row(self) -> Row:
        """The row, every column filled."""
        cells = {
            "likelihood": self._likelihood(),
            **{name: self._measured(name) for name in (self._quality, AGREEMENT, *_MEASURED)},
            "network_evaluations": self._evaluations(),
            "spread": self._stability(spread_cell),
            "diverged": self._stability(diverged_cell),
            "parameters": self._parameters(),
            "steps": self._steps(),
            "type": Cell(text=self._nature.type, source="definition", how=self._nature.explained),
        }
        return Row(
            family=self._family,
            title=VARIANTS[self._family],
            model=self._name,
            setting=setting_of(self._result.job.recipe) if self._result else "",
            key=self._result.key if self._result else "",
            cells={column.key: cells[column.key] for column in _columns(self._results)},
        )

    def _model(self, cards: Mapping[str, Card]) -> Card | None:
        """The model of the result, or else one of this family at hand."""
        if self._result is not None:
            return cards.get(self._result.model)
        for card in cards.values():
            if card.data == self._data and draws(card):
                family = variant_of(Job(recipe={"sampler": self._family}), card)
                if family == self._family:
                    return card
        return None

    @property
    def _absent(self) -> Cell:
        """What a cell says that would need a result."""
        if self._card is None:
            return nothing(f"There is no model of this kind of {self._data or 'any data set'}.")
        return nothing(f"Nothing of this paradigm is measured yet; {_HERE} does.")

    def _stability(self, cell: Callable[[LeagueResult | None, str], Cell]) -> Cell:
        if self._nature.apart:
            return nothing("The plane has no words, so nobody of this kind trains there.")
        return cell(self._league, self._nature.league)

    def _measured(self, name: str) -> Cell:
        if self._result is None:
            return self._absent
        if name == AGREEMENT and "prompt" not in self._result.job.recipe:
            return nothing("It is told no words.")
        measure = self._result.measures.get(name)
        if measure is None:
            return nothing("The result of this setting does not hold this measure.")
        how = _how(name, self._result, measure, self._results)
        return _of_result(self._result, measure, how, significant(measure.value))

    def _evaluations(self) -> Cell:
        if self._result is None:
            return self._absent
        measure = self._result.measures.get("network_evaluations")
        if measure is None or not self._nature.iterative:
            how = "The decoder, generator or inverse is asked once for each picture."
            return Cell(text="1", value=1.0, source="definition", how=how)
        how = f"Counted while {self._result.job.samples:,} pictures were made: {self._setting}."
        return _of_result(self._result, measure, how, f"{measure.value:g}")

    def _steps(self) -> Cell:
        if not self._nature.iterative:
            return Cell(
                text="1",
                value=1.0,
                source="definition",
                how="A picture is made in one go, without a sampler.",
            )
        if self._result is None or self._result.steps is None:
            return self._absent
        steps = self._result.steps
        return Cell(text=f"{steps}", value=float(steps), source="definition", how=f"As set: {self._setting}.")

    def _likelihood(self) -> Cell:
        nature = self._nature
        if nature.likelihood == "none":
            return Cell(text="none", source="none", missing=nature.why)
        if self.bits is not None:
            measure, model = self.bits.measures[MEASURE], self.bits.model
            told = "given" if self.bits.job.recipe.get("labelled") else "without"
            how = f"{nature.why} Of {model}, mean over {self.bits.report.held_out}, {told} their labels."
            return _of_result(self.bits, measure, how, _bits(nature, measure.value))
        return self._likelihood_of_card()

    def _likelihood_of_card(self) -> Cell:
        card, nature = self._card, self._nature
        if card is None:
            return self._absent
        bits = card.measured.get("bits_per_dim")
        if bits is None:
            return nothing(_unmeasured(card))
        error = card.measured.get("bits_per_dim_error")
        count = card.measured.get("images")
        low, high = (
            (None, None) if error is None else mean_within(bits, error, None if count is None else int(count))
        )
        return Cell(
            text=_bits(nature, bits),
            value=bits,
            low=low,
            high=high,
            source="card",
            how=f"{nature.why} From the card of {card.name}: {card.measured_with.partition('; ')[0]}.",
            date=card.training.date if card.training else "",
            machine=card.training.device if card.training else "",
            command=joined("evaluate", card.name, "--data", "DIR", "--write"),
        )

    def _parameters(self) -> Cell:
        if self._card is None:
            return self._absent
        told = self._card.measured.get("parameters")
        count = self._count(self._card) if told is None else int(told)
        if isinstance(count, str):
            return nothing(count)
        parts = ", ".join(self._card.parts)
        return Cell(
            text=_short(count), value=float(count), source="file" if told is None else "card",
            how=f"All {count:,} learned numbers of {self._card.name} ({parts}).",
            date=self._card.training.date if self._card.training else "",
        )  # fmt: skip

    @property
    def _setting(self) -> str:
        return setting_of(self._result.job.recipe) if self._result else ""


def _of_result(result: Result, measure: Measure, how: str, text: str) -> Cell:
    return Cell(
        text=text, value=measure.value, low=measure.low, high=measure.high, source="sweep", how=how,
        date=result.date, machine=result.machine.sentence, command=command_of(result), key=result.key,
    )  # fmt: skip


def _how(name: str, result: Result, measure: Measure, others: Sequence[Result]) -> str:
    report, setting = result.report, setting_of(result.job.recipe)
    sets = f"{measure.repeats} sets of {measure.samples:,}" if measure.repeats > 1 else f"{measure.samples:,}"
    if name == "milliseconds_per_image":
        return f"The median over the groups in which {sets} pictures were made: {setting}, one thread."
    stand = footing(result, name)
    level = None if stand is None else real(stand, others)
    told = "" if level is None else significant(level.value)
    whose = "Real pictures of another style" if name == AGREEMENT else "Held-out real pictures"
    beside = f" {whose}, measured in the same way: {told}." if told else ""
    if noise := report.noise.get(name):
        beside = f"{beside} Pictures of noise: {significant(noise.value)}."
    against = f"in the features of {report.features} against {report.reference}"
    return f"Of {sets} pictures ({setting}), {against}.{beside}"


def _unmeasured(card: Card) -> str:
    """Why there is no likelihood of a model whose family has one, and what measures it."""
    if any(likelihoods_of(card)):
        return f"The likelihood of {card.name} is not measured yet; {_HERE} does."
    return f"The likelihood of {card.name} stands in no card, and cannot be measured in Compare."


def _bits(nature: Nature, bits: float) -> str:
    return f"{nature.likelihood}: {'≤ ' if nature.likelihood == 'bound' else ''}{bits:.2f}"


def _short(count: int) -> str:
    return f"{count / 1e6:.2f} M" if count >= 1_000_000 else f"{count / 1e3:.0f} k"

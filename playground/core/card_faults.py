"""What is wrong in a card although every field has the right type.

What cards of one family must say beside what all must stands in its :class:`CardRules`, which whoever reads a
card hands in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple, TypeAlias

import msgspec

from playground.core.cards import FORMAT, Card, Condition, LabelCondition, Table, TokenCondition
from playground.core.ports import Ports, listed

MAX_CLASSES = 1000


class Fault(NamedTuple):
    """A wrong field of a card: what it must be, and what was found."""

    field: str
    must: str
    found: str = ""

    def __str__(self) -> str:
        return f"{self.field} must {self.must}" + (f" (it {self.found})" if self.found else "")


Faults: TypeAlias = Iterator[Fault]


class CardRules(msgspec.Struct, frozen=True, kw_only=True):
    """What cards of one paradigm say beside what all do.

    ``table`` is the kind of table that they have, if any. ``ports`` are the inputs and outputs of the parts
    that a model may be made of, of which those ``needed`` have to be there.
    """

    ports: Callable[[Card], dict[str, Ports]]
    needed: Callable[[Card], Iterable[str]]
    faults: Callable[[Card], Faults] = lambda _: iter(())
    table: type[Table] | None = None


Rules: TypeAlias = Mapping[str, CardRules]
"""Those of all paradigms, by their names."""


def tables_of(rules: Rules) -> dict[str, type[Table]]:
    """All kinds of tables that cards may have, by their names there."""
    found = {one.table.field: one.table for one in rules.values() if one.table is not None}
    return dict(sorted(found.items()))


def faults_of(card: Card, folder: str, rules: Rules) -> list[Fault]:
    """All that is wrong in the card of the folder of that name."""
    found = list(_common(card, folder))
    if card.paradigm not in rules:
        names = ", ".join(f"“{name}”" for name in rules)
        return [*found, Fault("paradigm", f"be one of {names}", f"is “{card.paradigm}”")]
    own = rules[card.paradigm]
    found += [
        Fault(table.field, "be left out", f"has no meaning for “{card.paradigm}”")
        for table in card.tables
        if type(table) is not own.table
    ]
    wrong = list(own.faults(card))
    # What a part takes and gives cannot be told while what it follows from is wrong.
    return [*found, *wrong, *(() if wrong else _of_parts(card, own))]


def _common(card: Card, folder: str) -> Faults:
    if card.format != FORMAT:
        yield Fault("format", f"be 1 or {FORMAT}, which this program reads", f"is {card.format}")
    if card.name != folder:
        yield Fault("name", f"be “{folder}”, as the folder is called", f"is “{card.name}”")
    if min(card.image.shape) < 1:
        yield Fault("image", "have at least one channel, row and column", f"has {sides(card.image.shape)}")
    if not card.image.low < card.image.high:
        yield Fault("image.low", "be below image.high", f"is {card.image.low:g}")
    if card.latent_kl and len(card.latent_kl) != card.latent:
        yield Fault(
            "latent_kl", f"have {card.latent} entries, one per latent dimension", f"has {len(card.latent_kl)}"
        )
    if not card.parts:
        yield Fault("parts", "name at least one graph")
    if card.network is not None and not card.weights:
        yield Fault("weights", "name the file with the network’s weights")
    named = {file.path for file in card.files}
    for file in sorted(named | set(_used(card))):
        if Path(file).name != file or file in ("", ".", ".."):
            yield Fault("files", "lie in the model’s folder", f"names “{file}”, which is outside")
        elif file not in named:
            yield Fault("files", f"list “{file}” with its size and SHA-256")


def _used(card: Card) -> Iterator[str]:
    """The files that a card speaks of."""
    yield from (part.graph for part in card.parts.values())
    yield from (file for table in card.tables for file in table.files)
    if card.weights:
        yield card.weights


def _of_parts(card: Card, own: CardRules) -> Faults:
    """The parts that are missing, or take or give something else."""
    ports = own.ports(card)
    for name in own.needed(card):
        if name not in card.parts:
            inputs, outputs = ports[name]
            yield Fault("parts", f"have “{name}”, which takes {listed(inputs)} and gives {listed(outputs)}")
    for name, (inputs, outputs) in ports.items():
        part = card.parts.get(name)
        if part is not None and (part.inputs, part.outputs) != (inputs, outputs):
            yield Fault(
                f"parts.{name}", f"take {listed(inputs)} and give {listed(outputs)}",
                f"takes {listed(part.inputs)} and gives {listed(part.outputs)}",
            )  # fmt: skip


def condition_faults(condition: Condition, labels: tuple[str, ...], where: str) -> Faults:
    """Those of the condition in the table ``where``, and of the names of its classes."""
    field = f"{where}.condition"
    if isinstance(condition, LabelCondition):
        if not 1 <= condition.classes <= MAX_CLASSES:
            yield Fault(
                f"{field}.classes", f"lie between 1 and {MAX_CLASSES}; without classes kind is “none”",
                f"is {condition.classes}",
            )  # fmt: skip
        elif len(labels) != condition.classes:
            yield Fault("labels", f"have {condition.classes} entries, one per class", f"has {len(labels)}")
        if condition.null is not None and condition.null < condition.classes:
            yield Fault(
                f"{field}.null", f"be {condition.classes} or more, behind the classes, or be left out",
                f"is {condition.null}",
            )  # fmt: skip
    if isinstance(condition, TokenCondition):
        yield Fault(f"{field}.kind", "be “label” or “none”; models of “words” are told tokens")


def latent_faults(card: Card, what: str) -> Faults:
    """None where ``latent``, which is ``what``, is given."""
    if card.latent < 1:
        yield Fault("latent", f"be at least 1, {what}", f"is {card.latent}")


def sides(shape: tuple[int, ...]) -> str:
    """As a sentence has them: 3 × 32 × 32."""
    return " × ".join(map(str, shape))

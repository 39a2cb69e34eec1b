"""What a network is told beside its main input, from a recipe's label; and why it cannot be told that.

In recipes a label is a class, counted from 0, and the number of classes stands for none of them. What a
network is told for none is its own matter, and some are told nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from playground.core.cards import (
    Card,
    Condition,
    FactorCondition,
    LabelCondition,
    TokenCondition,
    Unconditional,
)
from playground.core.errors import CardError, DataError, RecipeError
from playground.core.images import LabelledImages
from playground.core.ports import LABEL, Port
from playground.core.resources import Resources

Labels = NDArray[np.int64]
NO_LABEL = "no label"
"""What stands for none of the classes is called."""


def condition_inputs(condition: Condition, labels: Labels) -> dict[str, NDArray[Any]]:
    """The inputs that tell a network so many labels ``(n,)``; none for one that is told nothing.

    Raises ``RecipeError`` where it knows no such label.
    """
    if isinstance(condition, FactorCondition):
        return {"factors": np.tile(known_factors(condition, ""), (len(labels), 1))}
    if not isinstance(condition, LabelCondition):
        return {}
    if (labels > condition.classes).any():
        raise RecipeError(
            f"This model knows the classes 0 to {condition.classes - 1}, and among these images are some of "
            f"class {int(labels.max())}."
        )
    if condition.null is None and (labels == condition.classes).any():
        raise RecipeError("This model always has to be told a class, and there is none to tell.")
    null = condition.classes if condition.null is None else condition.null
    return {"label": np.where(labels == condition.classes, null, labels)}


def known_factors(condition: FactorCondition, text: str) -> Labels:
    """What ``factor=value, …`` tells a network ``(factors,)``; what is not named is left open.

    Raises ``RecipeError`` with the names that there are.
    """
    known = {factor.name: factor.values for factor in condition.factors}
    codes = {name: len(values) for name, values in known.items()}
    for entry in filter(None, (part.strip() for part in text.split(","))):
        name, _, value = (part.strip() for part in entry.partition("="))
        if name not in known:
            raise RecipeError(f"There is no factor “{name[:80]}”; there are {', '.join(known)}.")
        if value not in known[name]:
            raise RecipeError(f"There is no {name} “{value[:80]}”; there are {', '.join(known[name])}.")
        codes[name] = known[name].index(value)
    return np.array(list(codes.values()), dtype=np.int64)


def refusal_of_factors(text: str, condition: Condition, title: str) -> str | None:
    """Why a network cannot be told factors."""
    if not isinstance(condition, FactorCondition):
        return f"{title} is told no factors; leave them empty." if text.strip() else None
    try:
        known_factors(condition, text)
    except RecipeError as error:
        return error.sentence
    return None


def condition_ports(condition: Condition) -> tuple[Port, ...]:
    """The inputs by which a network is told its condition: a label, what words mean, or nothing."""
    if isinstance(condition, TokenCondition):
        weights = (weights_port(condition),) if condition.weighs else ()
        whole = (Port(name="whole", shape=(condition.whole,)),) if condition.whole else ()
        return (words_port(condition), *whole, *weights)
    if isinstance(condition, FactorCondition):
        return (Port(name="factors", shape=(len(condition.factors),), dtype="int64"),)
    return (LABEL,) if isinstance(condition, LabelCondition) else ()


def condition_of(card: Card) -> Condition:
    """What a model is told."""
    conditions = (table.condition for table in card.tables)
    return next((each for each in conditions if not isinstance(each, Unconditional)), Unconditional())


def tokens_of(card: Card) -> TokenCondition:
    """By which tokens a model is told words; raises ``CardError`` for one that is told none."""
    found = condition_of(card)
    if not isinstance(found, TokenCondition):
        raise CardError(f"{card.title} is told no words.")
    return found


def words_port(condition: TokenCondition) -> Port:
    """What each word means."""
    return Port(name="words", shape=(condition.length, condition.features))


def weights_port(condition: TokenCondition) -> Port:
    """How much each token is looked at."""
    return Port(name="weights", shape=(condition.length,))


def cycled(condition: Condition, count: int) -> Labels:
    """One class after another, or none of them where there are no classes."""
    return np.arange(count, dtype=np.int64) % max(1, condition.classes)


def unlabelled(condition: Condition, label: int) -> bool:
    """Whether a label stands for none of the classes."""
    return label == condition.classes or condition.classes == 0


def knows_none(condition: Condition) -> bool:
    """Whether a network can be told nothing: it knows what that looks like, or is never told anything."""
    return condition.null is not None or isinstance(condition, Unconditional)


def label_name(label: int, classes: Sequence[str]) -> str:
    """What a label is called: as its class, “each in turn” below 0, and else “no label”.

    >>> [label_name(label, ("shirt", "boot")) for label in (-1, 1, 2)]
    ['each in turn', 'boot', 'no label']
    """
    if label < 0:
        return "each in turn"
    return classes[label] if label < len(classes) else NO_LABEL


def nearest_label(label: int, condition: Condition) -> int:
    """A recipe's label if a network can be told it; else that for none, or the last class where it has to be
    told one."""
    last = condition.classes if knows_none(condition) else condition.classes - 1
    return min(label, max(0, last))


def refusal_of_label(label: int, condition: Condition, title: str) -> str | None:
    """Why a network cannot be told a recipe's label, below 0 being one after another."""
    classes = condition.classes
    if isinstance(condition, TokenCondition):
        return f"{title} is told words, and this recipe has none; draw with “words-sample”."
    if label < classes or label == 0:
        return None
    if not classes:
        return f"{title} is told no classes, so there is no label {label}; leave it at 0."
    if label == classes and knows_none(condition):
        return None
    none = f", and {classes} for none" if knows_none(condition) else ""
    return f"Label {label} does not exist: {title} knows 0 to {classes - 1}{none}."


def held_out_of(card: Card, resources: Resources, data: str = "") -> LabelledImages:
    """The held-out images of a model's data, or of other ``data``; raises ``DataError``.

    They have the shape that the model takes.
    """
    if not (data or card.data):
        raise DataError(f"The card of {card.title} does not say on what it was trained: nothing is held out.")
    found = resources.held_out(data or card.data)
    shape = found.images.shape[1:]
    if shape != card.image.shape:
        seen, wanted = (" × ".join(map(str, sides)) for sides in (shape, card.image.shape))
        raise DataError(
            f"The held-out images of “{(data or card.data)[:80]}” are {seen}, but {card.title} takes "
            f"{wanted} (channels, height, width)."
        )
    return found

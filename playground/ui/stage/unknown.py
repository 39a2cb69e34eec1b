"""A class or style that a state tells its model and that the model does not know: what it is told instead."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, NamedTuple, TypeVar

from playground.core import plain_text
from playground.core.cards import Card
from playground.core.conditions import condition_of, label_name
from playground.ui.state.views import StageState

S = TypeVar("S", bound=StageState)


class Fit(NamedTuple, Generic[S]):
    """A state that tells its model what that knows alone, and the sentence that says what was changed."""

    state: S
    sentence: str


def fit(state: S, card: Card) -> Fit[S] | None:
    """What becomes of a state with the model of ``card``; ``None`` where the model knows all it is told."""
    if not state.conditions:
        return None
    fitted = state.fitted(card, card)
    known = {name: fitted.value(name) for name in state.conditions}
    unknown = {name: value for name in known if (value := state.value(name)) != known[name]}
    if not unknown:
        return None
    # Whatever is not known becomes the same.
    asked, taken = tuple(dict.fromkeys(unknown.values())), known[next(iter(unknown))]
    told = of_labels(card, asked, taken) if isinstance(taken, int) else of_styles((card.title,), asked)
    return Fit(state.with_values(**known), told)


def of_labels(card: Card, asked: Sequence[int], taken: int) -> str:
    """That a model does not know some classes, and which one it is told instead."""
    several = len(asked) > 1
    labels = f"the label{'s' if several else ''} {' and '.join(map(str, asked))}"
    if not condition_of(card).classes:
        return f"{card.title} is told no classes, so {labels} {'are' if several else 'is'} left out."
    name = f"“{label_name(taken, card.labels)}”" if card.labels else f"label {taken}"
    return f"{card.title} does not know {labels}; {name} is taken instead."


def of_styles(titles: Sequence[str], asked: Sequence[str]) -> str:
    """That models do not know some styles, and are told none instead."""
    do, s = "do" if len(titles) > 1 else "does", "s" if len(asked) > 1 else ""
    styles = " and ".join(f"“{plain_text.line(each, 40)}”" for each in asked)
    return f"{' and '.join(titles)} {do} not know the style{s} {styles}; none is taken instead."

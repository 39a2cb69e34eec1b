"""A class or style that lanes tell their models and that these do not know: what they are told instead."""

from __future__ import annotations

from collections.abc import Mapping

from playground.core.cards import Card, TokenCondition
from playground.core.conditions import condition_of, nearest_label
from playground.core.recipe import change
from playground.paradigms.race.candidates import drawing_class, model_of
from playground.paradigms.race.recipes import LaneRecipe
from playground.paradigms.spoken import words_of
from playground.ui.stage.unknown import Fit, of_labels, of_styles
from playground.ui.tabs.compare.race.state import RaceState


def fit(state: RaceState, cards: Mapping[str, Card]) -> Fit[RaceState] | None:
    """The race with what its lanes’ models know; ``None`` where they know all that can be told to all.

    All lanes draw one class. It stays where the first lane that is told one knows it, and else becomes the
    nearest that all know who can race with that one.
    """
    label, of_label = _label(state, cards)
    lanes, of_style = _lanes(state, cards)
    said = " ".join(filter(None, (of_label, of_style)))
    return Fit(state.with_values(label=label, lanes=lanes), said) if said else None


def _label(state: RaceState, cards: Mapping[str, Card]) -> tuple[int, str]:
    drawing = drawing_class(state.race.lanes, cards)
    if not drawing or nearest_label(state.race.label, condition_of(drawing[0])) == state.race.label:
        return state.race.label, ""
    taken = min(nearest_label(state.race.label, condition_of(card)) for card in drawing)
    return taken, of_labels(drawing[0], (state.race.label,), taken)


def _lanes(state: RaceState, cards: Mapping[str, Card]) -> tuple[tuple[LaneRecipe, ...], str]:
    unknown = [lane for lane in state.race.lanes if _is_unknown(lane, cards.get(model_of(lane)))]
    if not unknown:
        return state.race.lanes, ""
    titles = dict.fromkeys(cards[model_of(lane)].title for lane in unknown)
    styles = dict.fromkeys(words_of(lane)["style"] for lane in unknown)
    lanes = tuple(change(lane, style="") if lane in unknown else lane for lane in state.race.lanes)
    return lanes, of_styles(tuple(titles), tuple(styles))


def _is_unknown(lane: LaneRecipe, card: Card | None) -> bool:
    """Whether a lane’s model does not know the style that it is told."""
    condition, style = None if card is None else condition_of(card), words_of(lane).get("style")
    return bool(style) and isinstance(condition, TokenCondition) and style not in condition.styles

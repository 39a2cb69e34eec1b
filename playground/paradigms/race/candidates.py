"""What a candidate runs in a race, why it cannot, and in what the race's candidates are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from playground.core.cards import Card
from playground.core.conditions import condition_of, knows_none
from playground.core.errors import RecipeError
from playground.core.recipe import change
from playground.gaussian import samplers
from playground.paradigms.denoising.recipes import Sampling
from playground.paradigms.families import draws, families, family_of
from playground.paradigms.family import Family
from playground.paradigms.race.recipes import DEFAULT_LANES, LANES_APART, MAX_LANES, LaneRecipe, Race
from playground.paradigms.spoken import knows_words, words_of


def maker_of(candidate: LaneRecipe) -> Family:
    """The family whose models draw with a candidate’s recipe."""
    return next(family for family in families() if type(candidate) is family.generate)


def model_of(candidate: LaneRecipe) -> str:
    """The name of the model that a candidate runs."""
    return str(getattr(candidate, "model", ""))


def candidate_for(card: Card) -> LaneRecipe:
    """How a model takes part unless it is told otherwise; raises ``RecipeError`` where it draws nothing."""
    family = family_of(card.paradigm)
    if family is None or family.generate is None:
        raise RecipeError(f"{card.title} makes no pictures, so it cannot take part in a race.")
    candidate = family.generate(model=card.name, **family.usual(card))
    spoken = next((each for each in family.lanes if knows_words(each)), None)
    return candidate if spoken is None else change(candidate, **words_of(spoken))


def known_candidates(data: str, cards: Mapping[str, Card]) -> tuple[LaneRecipe, ...]:
    """The candidates of a data set that families know, of models that are there."""
    drawn = {name for name, card in cards.items() if card.data == data}
    return tuple(candidate for candidate in (*DEFAULT_LANES, *LANES_APART) if model_of(candidate) in drawn)


def default_candidates(data: str, cards: Mapping[str, Card]) -> tuple[LaneRecipe, ...]:
    """Who races where a data set is drawn: as families know it, or else each of its models once."""
    there = (card for card in cards.values() if card.data == data and draws(card) and not card.exact)
    return (known_candidates(data, cards) or tuple(map(candidate_for, there)))[:MAX_LANES]


def entry(candidate: LaneRecipe, race: Race, card: Card | None = None) -> LaneRecipe:
    """Return the recipe that draws a candidate's pictures alone; ``card`` is that of its model."""
    common: dict[str, int | str] = {"count": race.count, "seed": race.seed}
    if walks(candidate):
        common["output"] = "samples"
    return change(candidate, **common, **class_of(candidate, race.label, card))


def refusal_of(candidate: LaneRecipe, card: Card, race: Race) -> str | None:
    """Why a candidate cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    family, each = maker_of(candidate), entry(candidate, race, card)
    reason, rows = family.refusal_of(each, card), family.rows(each)
    if reason is None and rows > 1:
        return f"A lane draws one row of pictures, and its prompt has {rows} lines; leave one of them."
    return reason


def refusals(race: Race, cards: Mapping[str, Card]) -> tuple[str, ...]:
    """Why each candidate cannot take part, with these models; empty where it can.

    Those count that can be run and are like the first that can.
    """
    first, found = None, []
    for candidate in race.lanes:
        card = cards.get(model_of(candidate))
        if card is None:
            found.append(f"The model “{model_of(candidate)}” was not found.")
            continue
        reason = refusal_of(candidate, card, race) or (first and odd_one_out((first, card))) or ""
        first = first or (None if reason else card)
        found.append(reason)
    return tuple(found)


def alone(candidate: LaneRecipe, race: Race, card: Card | None = None) -> Race:
    """Return a race of this candidate alone; candidates with the same pictures have equal ones."""
    return Race(
        lanes=(entry(candidate, race, card),),
        label=race.label if takes_class(candidate, card) else 0,
        count=race.count,
        seed=race.seed,
    )


def odd_one_out(cards: Sequence[Card]) -> str | None:
    """Why pictures of these models cannot stand side by side: they are of other things, or of other sizes."""
    first, *others = cards
    for card in others:
        if card.data != first.data:
            return f"{first.title} and {card.title} draw different things, so there is no race between them."
        if card.image != first.image and _size(card) != _size(first):
            return f"{first.title} and {card.title} draw pictures of different sizes, so no race shows both."
    return None


def length_of(candidate: LaneRecipe) -> int:
    """About how many frames a candidate has, for progress alone."""
    if not isinstance(candidate, Sampling):
        return 1
    return 100 if samplers.sampler(candidate.sampler).adaptive else candidate.steps + 1


def walks(candidate: LaneRecipe) -> bool:
    """Whether a candidate’s pictures are made step by step by a sampler, and not at once."""
    return isinstance(candidate, Sampling)


def takes_class(candidate: LaneRecipe, card: Card | None) -> bool:
    """Whether a candidate draws the race's class: its recipe has a label, and its model knows classes."""
    return _has_label(candidate) and (card is None or condition_of(card).classes > 0)


def class_of(candidate: LaneRecipe, label: int, card: Card | None) -> dict[str, int]:
    """Return a candidate's label in a race of ``label``, by its field; 0 where its model knows none."""
    return {"label": label if takes_class(candidate, card) else 0} if _has_label(candidate) else {}


def drawing_class(candidates: Sequence[LaneRecipe], cards: Mapping[str, Card]) -> list[Card]:
    """Return the cards of the models that draw the race's class, in the order of their candidates.

    They are the first class-conditional model and those that can race with it.
    """
    there = (
        (candidate, cards[model_of(candidate)]) for candidate in candidates if model_of(candidate) in cards
    )
    conditional = [card for candidate, card in there if takes_class(candidate, card)]
    return [card for card in conditional if odd_one_out((conditional[0], card)) is None]


def refusal_of_none(drawing: Sequence[Card]) -> str | None:
    """Return why one of these class-conditional models cannot draw without a class; ``None`` if all can."""
    if not drawing:
        return "No model that draws a class is there."
    first, classes = drawing[0], condition_of(drawing[0]).classes
    for card in drawing:
        if not knows_none(condition_of(card)):
            return f"{card.title} always has to be told a class."
        if condition_of(card).classes != classes:
            return f"{first.title} and {card.title} do not know equally many classes."
    return None


def _has_label(candidate: LaneRecipe) -> bool:
    return "label" in candidate.__struct_fields__


def _size(card: Card) -> tuple[int, int, int]:
    return card.image.channels, card.image.height, card.image.width

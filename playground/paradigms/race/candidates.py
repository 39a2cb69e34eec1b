"""What a lane runs in a race, why it cannot, and in what the race's lanes are alike."""

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


def maker_of(lane: LaneRecipe) -> Family:
    """The family whose models draw with a lane’s recipe."""
    return next(family for family in families() if type(lane) is family.generate)


def model_of(lane: LaneRecipe) -> str:
    """The name of the model that a lane runs."""
    return str(getattr(lane, "model", ""))


def lane_for(card: Card) -> LaneRecipe:
    """How a model takes part unless it is told otherwise; raises ``RecipeError`` where it draws nothing."""
    family = family_of(card.paradigm)
    if family is None or family.generate is None:
        raise RecipeError(f"{card.title} makes no pictures, so it cannot take part in a race.")
    lane = family.generate(model=card.name, **family.usual(card))
    spoken = next((each for each in family.lanes if knows_words(each)), None)
    return lane if spoken is None else change(lane, **words_of(spoken))


def known_lanes(data: str, cards: Mapping[str, Card]) -> tuple[LaneRecipe, ...]:
    """The lanes of a data set that families know, of models that are there."""
    drawn = {name for name, card in cards.items() if card.data == data}
    return tuple(lane for lane in (*DEFAULT_LANES, *LANES_APART) if model_of(lane) in drawn)


def usual_lanes(data: str, cards: Mapping[str, Card]) -> tuple[LaneRecipe, ...]:
    """Who races where a data set is drawn: as families know it, or else each of its models once."""
    there = (card for card in cards.values() if card.data == data and draws(card) and not card.exact)
    return (known_lanes(data, cards) or tuple(map(lane_for, there)))[:MAX_LANES]


def entry(lane: LaneRecipe, race: Race, card: Card | None = None) -> LaneRecipe:
    """The recipe that gives a lane's pictures without the others; ``card`` says what its model is told."""
    common: dict[str, int | str] = {"count": race.count, "seed": race.seed}
    if walks(lane):
        common["output"] = "samples"
    return change(lane, **common, **class_of(lane, race.label, card))


def refusal_of(lane: LaneRecipe, card: Card, race: Race) -> str | None:
    """Why a lane cannot be run with the model of ``card``; ``None`` where the card tells no reason."""
    family, each = maker_of(lane), entry(lane, race, card)
    reason, rows = family.refusal_of(each, card), family.rows(each)
    if reason is None and rows > 1:
        return f"A lane draws one row of pictures, and its prompt has {rows} lines; leave one of them."
    return reason


def refusals(race: Race, cards: Mapping[str, Card]) -> tuple[str, ...]:
    """Why each lane cannot take part, with these models; empty where it can.

    Those count that can be run and are like the first that can.
    """
    first, found = None, []
    for lane in race.lanes:
        card = cards.get(model_of(lane))
        if card is None:
            found.append(f"The model “{model_of(lane)}” was not found.")
            continue
        reason = refusal_of(lane, card, race) or (first and odd_one_out((first, card))) or ""
        first = first or (None if reason else card)
        found.append(reason)
    return tuple(found)


def alone(lane: LaneRecipe, race: Race, card: Card | None = None) -> Race:
    """The race in which a lane runs by itself: the same one for all lanes that give the same pictures."""
    return Race(
        lanes=(entry(lane, race, card),),
        label=race.label if takes_class(lane, card) else 0,
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


def length_of(lane: LaneRecipe) -> int:
    """About how many frames a lane has, for progress alone."""
    if not isinstance(lane, Sampling):
        return 1
    return 100 if samplers.sampler(lane.sampler).adaptive else lane.steps + 1


def walks(lane: LaneRecipe) -> bool:
    """Whether a lane’s pictures are made step by step by a sampler, and not at once."""
    return isinstance(lane, Sampling)


def takes_class(lane: LaneRecipe, card: Card | None) -> bool:
    """Whether a lane draws the class that the race says: its recipe has one, and its model knows some."""
    return _has_label(lane) and (card is None or condition_of(card).classes > 0)


def class_of(lane: LaneRecipe, label: int, card: Card | None) -> dict[str, int]:
    """The class that a lane is told in a race of ``label``, by its field; 0 where its model knows none."""
    return {"label": label if takes_class(lane, card) else 0} if _has_label(lane) else {}


def drawing_class(lanes: Sequence[LaneRecipe], cards: Mapping[str, Card]) -> list[Card]:
    """The models that draw the class that a race says, in the order of their lanes, of those that are there.

    They are the first that is told one, and those that can race with it.
    """
    there = ((lane, cards[model_of(lane)]) for lane in lanes if model_of(lane) in cards)
    conditional = [card for lane, card in there if takes_class(lane, card)]
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


def _has_label(lane: LaneRecipe) -> bool:
    return "label" in lane.__struct_fields__


def _size(card: Card) -> tuple[int, int, int]:
    return card.image.channels, card.image.height, card.image.width

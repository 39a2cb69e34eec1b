"""Settings by which pictures are made that can be measured: which there are, and which of them are chosen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

import msgspec

from playground import paradigms
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.heldout import content_of
from playground.core.machine import Machine
from playground.core.recipe import Recipe, Written
from playground.core.resources import Placement
from playground.evaluate.sweep.costs import Costs
from playground.evaluate.sweep.jobs import Job
from playground.evaluate.sweep.known import Known, identity
from playground.evaluate.sweep.naming import setting_of
from playground.evaluate.sweep.plan import Wish, jobs_of
from playground.evaluate.yardsticks import USUAL_SIZE, judge_of, told_by_words, usual_size
from playground.paradigms.families import refusal_of


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that was added by hand: its recipe as JSON has it."""

    recipe: Written


class Wanted(Protocol):
    """What is to be measured where it is not as usual; settings are named by their ``identity``."""

    @property
    def data(self) -> str: ...
    @property
    def pictures(self) -> int: ...
    @property
    def repeats(self) -> int: ...
    @property
    def added(self) -> tuple[Setting, ...]: ...
    @property
    def skipped(self) -> tuple[str, ...]: ...
    @property
    def insisted(self) -> tuple[str, ...]: ...


CHEAP = 60.0
"""A usual setting that takes more seconds is not chosen unless the user says so."""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A setting that can be measured, whether it is chosen, and whether it was added by hand.

    ``seconds`` is what it may take on this machine, where that is known; a ``dear`` one takes so long that it
    is chosen by itself alone; ``measured`` says that there is a result already.
    """

    key: str
    job: Job
    title: str
    chosen: bool
    added: bool
    seconds: float | None
    dear: bool
    measured: bool


def together(chosen: Iterable[Choice]) -> tuple[int, float, bool]:
    """How many of these are still to be measured, the seconds that they may take one after the other, and
    whether that is known of all."""
    left = [choice for choice in chosen if choice.chosen and not choice.measured]
    known = [choice.seconds for choice in left if choice.seconds is not None]
    return len(left), sum(known), len(known) == len(left)


def choices(
    wanted: Wanted, cards: Mapping[str, Card], known: Iterable[Known], machine: Machine, placement: Placement
) -> tuple[Choice, ...]:
    """The usual settings of models of the wanted data and those that were added, those of one model together.

    A usual one that takes long on this ``machine`` is chosen only if the user insists on it. Measured
    are those that there are own results of, of as many pictures and at the same ``placement``.
    """
    known, there = tuple(known), [card for card in measurable(cards) if card.data == wanted.data]
    wish = Wish(samples=wanted.pictures, repeats=wanted.repeats)
    jobs = {identity(job.recipe): (job, False) for card in there for job in jobs_of(card, wish, [])}
    costs = Costs((one.result for one in known), machine, placement)
    asked = (wanted.pictures, wanted.repeats, placement)
    measured = frozenset(
        identity(one.result.job.recipe)
        for one in known
        if not one.shipped
        and (
            one.result.job.task == "likelihood"
            or (one.result.job.samples, one.result.job.repeats, one.result.placement) == asked
        )
    )
    for setting in wanted.added:
        card = cards.get(str(setting.recipe.get("model")))
        if card not in there:
            continue
        jobs.setdefault(identity(setting.recipe), (Job(recipe=setting.recipe), True))
    found = []
    for key, (job, added) in jobs.items():
        job = msgspec.structs.replace(job, samples=wanted.pictures, repeats=wanted.repeats) if added else job
        expected = costs.seconds(job, cards[job.model])
        dear = not added and expected is not None and expected > CHEAP
        found.append(
            Choice(
                key=key,
                job=job,
                title=setting_of(job.recipe),
                chosen=key in wanted.insisted if dear else key not in wanted.skipped,
                added=added,
                seconds=expected,
                dear=dear,
                measured=key in measured,
            )
        )
    order = list(dict.fromkeys(choice.job.model for choice in found))
    return tuple(sorted(found, key=lambda choice: order.index(choice.job.model)))


def judge(data: str, cards: Mapping[str, Card]) -> str:
    """The model in whose features pictures of a data set are compared; empty where there is none."""
    found = (_judge(card, cards) for card in drawable(cards.values()) if card.data == data)
    return next(filter(None, found), "")


def _judge(card: Card, cards: Mapping[str, Card]) -> str:
    """That of a model's pictures. Of the user's own data sets one is made when it is needed."""
    try:
        return judge_of(card, cards.values()).name
    except DataError:
        return "its own" if content_of(card.data) and not told_by_words(card) else ""


def measurable(cards: Mapping[str, Card]) -> tuple[Card, ...]:
    """The models whose pictures can be measured, and judged."""
    return tuple(card for card in drawable(cards.values()) if _judge(card, cards))


def usual_pictures(data: str, cards: Mapping[str, Card]) -> int:
    """Of how many pictures models of a data set are measured where nobody asks for another number: of as few
    as there are prompts, if some of them are told words."""
    return min((usual_size(card) for card in measurable(cards) if card.data == data), default=USUAL_SIZE)


def unmeasurable(cards: Mapping[str, Card]) -> tuple[str, ...]:
    """Why models that draw cannot be measured, a sentence for each reason."""
    found: list[str] = []
    for card in drawable(cards.values()):
        try:
            judge_of(card, cards.values())
        except DataError as error:
            if not _judge(card, cards):
                found.append(error.sentence)
    return tuple(dict.fromkeys(found))


def drawable(cards: Iterable[Card]) -> tuple[Card, ...]:
    """The models whose pictures can be measured."""
    drawn = {one.name for one in paradigms.discover() if one.generate is not None}
    return tuple(card for card in cards if card.paradigm in drawn and not card.exact)


def recipe_for(card: Card) -> Recipe:
    """The recipe that draws a model's pictures, as it is unless something is changed."""
    kind = next(one.generate for one in paradigms.discover() if one.name == card.paradigm)
    if kind is None:
        raise ValueError(card.name)
    return kind(model=card.name)


def why_not(recipe: Recipe, card: Card) -> str | None:
    """Why a recipe cannot be run, ``None`` where it can."""
    return refusal_of(recipe, card)

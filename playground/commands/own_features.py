"""The features in which pictures of the user's own data sets are compared, made before they are needed."""

from __future__ import annotations

from collections.abc import Iterable

from playground.commands import options
from playground.core.cards import Card
from playground.core.errors import DataError, PlaygroundError
from playground.core.heldout import content_of, learned_other
from playground.evaluate.yardsticks import classifier_of
from playground.paradigms.families import draws


def make_missing(models: Iterable[Card], cards: Iterable[Card]) -> None:
    """Make those of the data sets of ``models`` that are not among all ``cards``, or of other pictures.

    What keeps them from being made is told, and the models are left out like others that nobody can judge.
    """
    known = tuple(cards)
    for data in dict.fromkeys(card.data for card in models if draws(card)):
        if not content_of(data) or _is_there(data, known):
            continue
        from playground.zoo.features.making import features_of

        try:
            features_of(data, options.notice)
        except PlaygroundError as error:
            options.notice(error.sentence)


def _is_there(data: str, cards: tuple[Card, ...]) -> bool:
    try:
        return not learned_other(classifier_of(data, cards))
    except DataError:
        return False

"""What pictures are held against does not depend on which other models lie about."""

from __future__ import annotations

import msgspec
import pytest

from playground.core import folders
from playground.core.errors import DataError
from playground.evaluate.yardsticks import classifier_of
from playground.paradigms.cards import read_card
from tests.support.fake_classifier import classifier_card

SHIPPED = read_card(folders.shipped_models() / "fashion-classifier")


@pytest.mark.parametrize("name", ["aaa", "zzz"])
def test_a_classifier_of_others_does_not_stand_in_for_the_one_that_ships(name: str) -> None:
    other = msgspec.structs.replace(SHIPPED, name=name)
    cards = sorted((other, SHIPPED), key=lambda card: card.name)
    assert classifier_of(SHIPPED.data, cards) is SHIPPED


def test_of_data_without_a_classifier_that_ships_the_first_counts() -> None:
    first = classifier_card()
    cards = (SHIPPED, first, msgspec.structs.replace(first, name="second"))
    assert classifier_of(first.data, cards) is first
    with pytest.raises(DataError):
        classifier_of("other-data", cards)

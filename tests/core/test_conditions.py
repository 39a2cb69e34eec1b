"""What a network can be told beside its main input."""

from __future__ import annotations

import pytest

from playground.core.cards import Condition, LabelCondition, TokenCondition, Unconditional
from playground.core.conditions import knows_none, nearest_label, refusal_of_label

WORDS = TokenCondition(length=7, vocabulary="words.json", features=5)


@pytest.mark.parametrize(
    ("condition", "known"),
    [
        (Unconditional(), True),
        (LabelCondition(classes=3), False),
        (LabelCondition(classes=3, null=3), True),
        (WORDS, False),
        (TokenCondition(length=7, null=0, vocabulary="words.json", features=5), True),
    ],
)
def test_nothing_can_be_told_to_whoever_learned_it_or_is_never_told_anything(
    condition: Condition, known: bool
) -> None:
    assert knows_none(condition) is known


@pytest.mark.parametrize(
    "condition", [Unconditional(), LabelCondition(classes=3), LabelCondition(classes=3, null=3)]
)
@pytest.mark.parametrize("label", [-1, 0, 1, 2, 3, 4, 1000])
def test_a_label_that_can_be_told_stays_and_another_becomes_the_nearest_that_can(
    condition: Condition, label: int
) -> None:
    nearest = nearest_label(label, condition)
    assert refusal_of_label(nearest, condition, "It") is None
    if refusal_of_label(label, condition, "It") is None:
        assert nearest == label
    else:
        assert all(refusal_of_label(each, condition, "It") for each in range(nearest + 1, label + 1))

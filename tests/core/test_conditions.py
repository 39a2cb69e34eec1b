"""What a network can be told beside its main input."""

from __future__ import annotations

import pytest

from playground.core.cards import Condition, LabelCondition, TokenCondition, Unconditional
from playground.core.conditions import (
    NO_LABEL,
    knows_none,
    label_name,
    nearest_label,
    refusal_of_label,
    unlabelled,
)

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


def test_what_a_network_is_told_for_none_is_called_so_and_classes_by_their_names() -> None:
    classes, condition = ("shirt", "boot", "bag"), LabelCondition(classes=3, null=3)
    named = [label_name(label, classes) for label in range(4)]
    assert named == [*classes, NO_LABEL]
    assert [unlabelled(condition, label) for label in range(4)] == [name == NO_LABEL for name in named]
    assert label_name(-1, classes) not in named

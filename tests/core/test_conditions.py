"""What a network can be told beside its main input."""

from __future__ import annotations

import pytest

from playground.core.cards import Condition, LabelCondition, TokenCondition, Unconditional
from playground.core.conditions import knows_none

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

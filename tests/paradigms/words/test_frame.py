"""What a network is told that reads parts of words between signs, by laws."""

from __future__ import annotations

import functools
import json

import msgspec
import numpy as np
import pytest

from playground.core.cards import Card, Frame, TokenCondition
from playground.core.errors import RecipeError
from playground.core.prompts import escaped
from playground.core.resources import Resources
from playground.core.vocabulary import Vocabulary, decoded
from playground.paradigms.words.card import RULES
from playground.paradigms.words.conditioning import TokenizedPrompt, tokenized
from playground.paradigms.words.recipes import Sample
from playground.paradigms.words.refusals import refusal_of
from tests.support.tokenizers_of import TEXTS, clip, kept

FIRST, LAST = 0, 1
FRAME = Frame(before=(FIRST,), after=(LAST,), pad=LAST, seen=True)
CONDITION = TokenCondition(
    length=16, null=FIRST, vocabulary="vocabulary.json", features=8, weighted=True, frame=FRAME
)


@functools.cache
def known() -> Vocabulary:
    return decoded(json.dumps(kept(clip())).encode())


@pytest.fixture
def card(world: Resources) -> Card:
    return world.card("tiny-words")


def of(card: Card, prompt: str, condition: TokenCondition = CONDITION) -> TokenizedPrompt:
    return tokenized(prompt, "", card, condition, known())


def test_a_text_of_no_words_stands_in_its_frame_alone(card: Card) -> None:
    found = of(card, "")
    assert found.tokens.tolist() == [[FIRST, *[LAST] * 15]]
    assert found.weights.tolist() == [[1.0] * 16]
    unseen = msgspec.structs.replace(CONDITION, frame=msgspec.structs.replace(FRAME, seen=False))
    assert of(card, "", unseen).weights.tolist() == [[1.0, 1.0, *[0.0] * 14]]


@pytest.mark.parametrize("text", dict.fromkeys(TEXTS))
def test_tokens_are_those_of_the_tokenizer_with_its_signs(card: Card, text: str) -> None:
    made, long = clip(), msgspec.structs.replace(CONDITION, length=64)
    made.enable_padding(length=64, pad_id=LAST)
    vocabulary = decoded(json.dumps(kept(made)).encode())
    assert tokenized(escaped(text), "", card, long, vocabulary).tokens[0].tolist() == made.encode(text).ids


def test_every_part_of_a_word_weighs_as_much_as_it_does(card: Card) -> None:
    found = of(card, "a (zebrafish:1.5) heart")
    row = found.rows[0]
    heavy = [word for word in row if word.weight == 1.5]
    assert len(heavy) > 1 and "".join(word.text for word in heavy) == "zebrafish"
    assert {(word.start, word.stop) for word in heavy} == {(3, 12)}
    assert {word.weight for word in row if word not in heavy} == {1.0}
    assert np.array_equal(found.tokens, of(card, "a zebrafish heart").tokens)


def test_a_word_that_no_longer_fits_is_left_out_with_all_its_parts(card: Card) -> None:
    words = ["zebrafish"] * 9
    found = of(card, " ".join(words))
    (row,) = found.rows
    inside = "".join(word.text for word in row[1:-1])
    fit = inside.count("zebrafish")
    assert inside == "zebrafish" * fit and 0 < fit < 9
    assert len(found.unread) == 9 - fit and all(each.known for each in found.unread)
    assert row[0].token == FIRST and row[-1].token == LAST
    assert "It reads 14 tokens at a time: “zebrafish”" in found.note


def test_signs_around_a_text_are_said_in_brackets(card: Card) -> None:
    words = of(card, "red").arrays["words"][0].tolist()
    assert words[:4] == ["[startoftext]", "red", "[endoftext]", ""]


def test_a_style_is_refused(card: Card) -> None:
    with pytest.raises(RecipeError, match="it knows none"):
        tokenized("red", "noto", card, CONDITION, known())


def with_condition(card: Card, condition: TokenCondition) -> Card:
    tables = tuple(msgspec.structs.replace(table, condition=condition) for table in card.tables)
    return msgspec.structs.replace(card, tables=tables)


def test_words_are_looked_at_or_not_where_a_network_knows_a_mask_alone(card: Card) -> None:
    masked = with_condition(card, msgspec.structs.replace(CONDITION, weighted=False, masked=True))
    assert refusal_of(Sample(model=card.name, prompt="a (red:0) heart"), masked) is None
    reason = refusal_of(Sample(model=card.name, prompt="a (red:1.5) heart"), masked)
    assert reason is not None and "leave weights but 0 and 1 away" in reason


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"masked": True}, "masked"),
        ({"styles": ("noto",)}, "frame"),
        ({"length": 2}, "frame"),
        ({"frame": Frame(before=(-1,))}, "frame"),
    ],
)
def test_what_contradicts_itself_is_a_fault(card: Card, changes: dict[str, object], fault: str) -> None:
    wrong = with_condition(card, msgspec.structs.replace(CONDITION, **changes))
    assert any(each.field.endswith(fault) for each in RULES.faults(wrong))

"""Beside a prompt stand the equations of the open model: its card says of what training and what network."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from playground.core import folders
from playground.core.cards import Card, Network
from playground.core.recipe import change
from playground.paradigms.cards import read_card
from playground.ui.explain.content import load_equation
from playground.ui.tabs.words.spec import IMAGES
from playground.ui.tabs.words.state import WordsImages

STATE = WordsImages()
ADALN, TIMES = "adaln_words", "logit_normal"


def shipped(name: str) -> Card:
    return read_card(folders.shipped_models() / name)


def test_of_the_model_that_learned_at_logit_normal_times_both_stand_there() -> None:
    assert IMAGES.equations(STATE, shipped("emoji-words"))[-2:] == (TIMES, ADALN)


def test_what_was_distilled_did_not_learn_at_such_times() -> None:
    told = IMAGES.equations(STATE, shipped("emoji-words-fast"))
    assert ADALN in told and TIMES not in told


@pytest.mark.parametrize("network", [None, Network(name="unet")])
def test_of_a_network_of_others_neither_is_told(network: Network | None) -> None:
    card = replace(shipped("emoji-words"), network=network, training=None)
    assert not {ADALN, TIMES} & {*IMAGES.equations(STATE, card)}
    attention, inside = (
        IMAGES.equations(change(STATE, panel=name), card) for name in ("attention", "inside")
    )
    assert attention == ("joint_attention",)
    assert inside == ("token_embedding", "joint_attention")


def test_a_block_is_told_by_words_and_works_on_no_latents() -> None:
    equation = load_equation(ADALN)
    said = " ".join((equation.words, *(piece.words for piece in equation.pieces)))
    assert "words" in said and "latent" not in said and "label" not in said
    assert "label" in load_equation("adaln_zero").words

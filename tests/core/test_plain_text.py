"""Text of others is shown whole where it is harmless, and never commands, turns, hides or floods."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core import plain_text
from playground.core.card_toml import encode_card
from playground.core.errors import CardError
from playground.paradigms.cards import read_card
from tests.support.fakes import make_card

HIDDEN = "\u200b\u200c\u200d\u2060\u00ad\ufeff\u202e\u2066\u200f\u061c"


@given(st.text(max_size=300))
def test_no_line_holds_what_is_not_seen(text: str) -> None:
    line = plain_text.line(text)
    assert len(line) <= plain_text.MOST
    assert not any(unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") for letter in line)
    assert not set(line) & set(HIDDEN)
    line.encode()


@pytest.mark.parametrize(
    "letter", "\u00ad\u034f\u115f\u1160\u17b4\u180b\u200b\u2060\u3164\ufe0f\uffa0\U000e0100", ids=ascii
)
def test_no_two_lines_differ_only_in_what_is_not_seen(letter: str) -> None:
    assert plain_text.line(f"mo{letter}del") == f"mo{plain_text.INSTEAD}del"


@given(st.text(max_size=300))
def test_a_paragraph_keeps_its_lines_and_nothing_that_commands(text: str) -> None:
    shown = plain_text.text(text)
    assert not {letter for letter in shown if unicodedata.category(letter) == "Cc"} - {"\n", "\t"}
    assert shown.count("\n") == text.count("\n")
    assert plain_text.text(shown) == shown


@pytest.mark.parametrize(
    "text", ["", "Fashion-MNIST", "déjà vu − 3 × 4 · Δ", "日本語", "a\u00a0b", "<b>&amp;</b>", "%n {}"]
)
def test_usual_text_stays_as_it_is(text: str) -> None:
    assert plain_text.line(text) == plain_text.text(text) == text


def test_what_is_too_long_is_cut_in_its_middle() -> None:
    shown = plain_text.line("a" * 5_000 + "b" * 5_000)
    assert len(shown) == plain_text.MOST
    assert plain_text.INSTEAD not in shown
    assert (shown[0], "…" in shown) == ("a", True)
    assert plain_text.text("x" * 1_000_000).count("x") == plain_text.MOST_OF_TEXT - 1


def test_a_card_is_read_with_clean_texts(tmp_path: Path) -> None:
    card = msgspec.structs.replace(
        make_card(name="mine"),
        title="evil\u202egnp.\x1b[31m" + "x" * 10_000,
        summary="one\ntwo\x07",
        licence="a\nb\x1b" + "x" * 1_000,
    )
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "card.toml").write_bytes(encode_card(card))
    found = read_card(tmp_path / "mine")
    assert found.title.startswith("evil\N{REPLACEMENT CHARACTER}gnp.\N{REPLACEMENT CHARACTER}[31mxx")
    assert len(found.title) == plain_text.MOST
    assert found.summary == "one\ntwo\N{REPLACEMENT CHARACTER}"
    assert found.licence == "a\nb\N{REPLACEMENT CHARACTER}" + "x" * 1_000, "whoever it names is named"


def test_a_model_whose_name_hides_letters_is_no_model(tmp_path: Path) -> None:
    name = "mine\u202e"
    (tmp_path / name).mkdir()
    (tmp_path / name / "card.toml").write_bytes(encode_card(make_card(name=name)))
    with pytest.raises(CardError, match="as the folder is called"):
        read_card(tmp_path / name)

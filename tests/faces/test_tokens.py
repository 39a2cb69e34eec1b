"""The vocabulary of captions: made again it is the same, and nothing is unknown to it."""

from hypothesis import given
from hypothesis import strategies as st

from playground.core.vocabulary import read_vocabulary
from playground.faces.tokens import (
    FILE,
    LENGTH,
    NOTHING,
    PAD,
    SIZE,
    encoded,
    learned_captions,
    tokenizer,
    trained,
)

_KEPT = 2


def test_made_again_it_is_the_file_that_ships() -> None:
    assert trained().to_str(pretty=False) + "\n" == FILE.read_text(encoding="utf-8")


def test_it_is_small_and_any_program_part_that_reads_vocabularies_reads_it() -> None:
    size = tokenizer().get_vocab_size()
    assert 700 <= size <= SIZE
    known = read_vocabulary(FILE)
    assert len(known) == size
    assert known.unknown is None
    assert [piece.token for piece in known.encode("A Red-haired face")] == tokenizer().encode(
        "A Red-haired face"
    ).ids


@given(st.text(max_size=60))
def test_every_text_is_read_in_pieces(text: str) -> None:
    ids = tokenizer().encode(text).ids
    assert all(_KEPT <= token < tokenizer().get_vocab_size() for token in ids)


def test_case_and_hyphens_do_not_matter() -> None:
    assert tokenizer().encode("A CLEAN-SHAVEN Face").ids == tokenizer().encode("a clean shaven face").ids


def test_signs_for_no_text_cannot_be_typed() -> None:
    assert not {PAD, NOTHING} & set(tokenizer().encode("[pad] [nothing]").ids)


def test_nearly_all_captions_fit() -> None:
    texts = list(learned_captions(77, 2_000))
    lengths = [len(each.ids) for each in tokenizer().encode_batch(texts)]
    assert sum(length > LENGTH for length in lengths) < 10
    found = encoded([texts[0], ""])
    assert found.shape == (2, LENGTH)
    assert found[0, : lengths[0]].tolist() == tokenizer().encode(texts[0]).ids
    assert found[1].tolist() == [NOTHING] + [PAD] * (LENGTH - 1)

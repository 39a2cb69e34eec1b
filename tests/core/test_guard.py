"""Whatever a parser raises is one sentence of ours, and what was no damage goes on as it was."""

from __future__ import annotations

import lzma
import tokenize

import msgspec
import pytest

from playground.core.errors import DataError, ExportError
from playground.core.guard import DamagedFileError, guarded


class PanicException(BaseException):
    """What libraries in Rust raise."""


@pytest.mark.parametrize(
    ("cause", "reason"),
    [
        (DamagedFileError("its checksum is wrong"), "its checksum is wrong"),
        (FileNotFoundError(2, "No such file or directory"), "there is no such file"),
        (OSError("truncated"), "truncated"),
        (msgspec.ValidationError("Expected `int`"), "Expected `int`"),
        (msgspec.ValidationError("x" * 1000), "x" * 300 + "…"),
        (MemoryError(), "it asks for more memory than there is"),
        (RecursionError(), "it is nested too deeply"),
        *(
            (kind("anything"), "it is damaged or breaks off in the middle")
            for kind in (ValueError, TypeError, tokenize.TokenError, lzma.LZMAError, KeyError, AssertionError)
        ),
        (PanicException("index out of range"), "it is damaged or breaks off in the middle"),
    ],
)
def test_what_a_parser_raises_is_one_sentence_with_its_cause(cause: BaseException, reason: str) -> None:
    with pytest.raises(DataError) as caught, guarded(DataError, "The file x cannot be read"):
        raise cause
    assert caught.value.sentence == f"The file x cannot be read: {reason}."
    assert caught.value.__cause__ is cause


@pytest.mark.parametrize("cause", [ExportError("Already a sentence."), KeyboardInterrupt(), SystemExit(3)])
def test_our_errors_and_a_wish_to_stop_go_on_as_they_are(cause: BaseException) -> None:
    with pytest.raises(type(cause)) as caught, guarded(DataError, "The file x cannot be read"):
        raise cause
    assert caught.value is cause

"""Links come back as what they were written of, and nothing else is read as one."""

from __future__ import annotations

import base64
import zlib

import numpy as np
import pytest

from playground.core.errors import RecipeError
from playground.core.links import MOST, PREFIX, LessonLink, StateLink, is_link, read_link, write_link


@pytest.mark.parametrize("link", [LessonLink("vae/border"), StateLink("gan", b'{"stage":"lab"}')])
def test_a_link_comes_back(link: LessonLink | StateLink) -> None:
    text = write_link(link)
    assert is_link(text) and text.isascii() and " " not in text
    assert read_link(f"  {text}\n") == link


def test_a_lessons_link_can_be_read_by_people() -> None:
    assert write_link(LessonLink("vae/border")) == "playground:lesson/vae/border"


def packed(document: bytes) -> str:
    return base64.urlsafe_b64encode(zlib.compress(document, 9)).decode().rstrip("=")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("http://somewhere", "no link of this program"),
        (PREFIX, "damaged"),
        (f"{PREFIX}lesson/vae", "damaged: a part of it may be missing"),
        (f"{PREFIX}../../etc/passwd", "damaged"),
        (f"{PREFIX}vae/!!!", "damaged"),
        (f"{PREFIX}vae/{packed(b'{}')[:-4]}", "more than any recipe"),
        (f"{PREFIX}vae/abcd", "cannot be read: it is damaged"),
        (f"{PREFIX}vae/{packed(b' ' * 5_000_000)}", "more than any recipe"),
        (f"{PREFIX}vae/{'A' * MOST}", "characters"),
    ],
)
def test_what_is_no_link_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(RecipeError, match=why) as refused:
        read_link(text)
    assert refused.value.sentence.endswith(".") and len(refused.value.sentence) < 200


def test_what_is_too_much_for_a_link_is_not_written() -> None:
    noise = np.random.default_rng(0).bytes(MOST)
    with pytest.raises(RecipeError, match="export it instead"):
        write_link(StateLink("vae", noise))

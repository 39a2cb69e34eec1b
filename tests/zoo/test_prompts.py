"""Prompts are drawn by a seed alone, and a quiz gives nothing away."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from playground.core.captioned import CaptionedImages, together
from playground.zoo.cli import main
from playground.zoo.pair import cli
from playground.zoo.pair.drawing import Asked, DrawingSetting
from playground.zoo.pair.prompts import CHOICES, marked, pages, prompts, questions, sheet
from playground.zoo.text.captioned import STYLES

pytestmark = pytest.mark.torch


def many(count: int = 90, order: int = 0) -> CaptionedImages:
    """Pictures of as many things, in some order."""
    places = np.random.default_rng(order).permutation(count)
    return CaptionedImages(
        images=np.zeros((count, 3, 8, 8), np.uint8),
        labels=np.zeros(count, np.uint8),
        captions=tuple((f"thing {place}", "word") for place in places.tolist()),
        kinds=tuple(f"{place:03}" for place in places.tolist()),
    )


def test_they_are_different_in_all_styles_and_do_not_depend_on_the_order() -> None:
    found = prompts(many())
    assert found == prompts(many(order=1))
    assert len({prompt.kind for prompt in found}) == 64
    counts = Counter(prompt.style for prompt in found)
    assert set(counts) == set(range(len(STYLES)))
    assert max(counts.values()) - min(counts.values()) <= 1
    assert prompts(many(), seed=1) != found


def test_every_drawing_is_asked_of_once_among_names_of_which_one_is_right() -> None:
    asked = prompts(many())
    quiz = questions(asked, 4)
    assert sorted((each.prompt, each.number) for each in quiz) == [
        (i, j) for i in range(64) for j in range(4)
    ]
    for each in quiz:
        assert len(set(each.names)) == CHOICES
        assert each.names["ABCDEFGH".index(each.answer)] == asked[each.prompt].name
    letters = Counter(each.answer for each in quiz)
    assert min(letters.values()) > 256 / CHOICES / 2, "no letter is right much more often"
    assert questions(asked, 4) == quiz


def test_marks_count_what_is_missing_as_wrong() -> None:
    quiz = questions(prompts(many()), 2)
    right = {str(number): each.answer.lower() for number, each in enumerate(quiz, 1)}
    assert marked(quiz, right).value == 1
    half = {number: answer for number, answer in right.items() if int(number) % 2}
    assert marked(quiz, half).value == pytest.approx(0.5)
    assert marked(quiz, {}).value == 0
    assert marked(quiz, right).groups == 64


def test_what_is_drawn_for_a_sheet_is_what_is_printed_beneath_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Whoever types the label gets the picture: no keyword is told that does not stand there."""
    told = list[Asked]()

    class Drawer:
        def draw(self, asked: list[Asked], _way: DrawingSetting, count: int) -> NDArray[np.uint8]:
            told.extend(asked)
            return np.zeros((count, 3, 8, 8), np.uint8)

    monkeypatch.setattr(cli, "_captioned", lambda _args, part: many(90 if part == "train" else 5))
    monkeypatch.setattr(cli, "_resources", lambda _args: None)
    monkeypatch.setattr(cli, "_drawer", lambda _args, _resources: Drawer())
    asked = ["quiz", "any", "--data", str(tmp_path), "--out", str(tmp_path / "out"), "--seeds", "2"]
    assert main(asked) == 0
    assert len(told) == 64 and (tmp_path / "out" / "sheet.png").is_file()
    printed = prompts(together(many(90), many(5)))
    assert [f"{' '.join(each.texts)} ({STYLES[each.style]})" for each in told] == [
        each.title for each in printed
    ]


def test_sheets_and_pages_show_every_picture() -> None:
    asked = prompts(many(), count=5)
    drawn = np.random.default_rng(0).integers(0, 256, (5, 2, 3, 8, 8), dtype=np.uint8)
    assert (
        Image.open(io.BytesIO(sheet(asked, drawn))).width
        < Image.open(io.BytesIO(sheet(prompts(_long(), count=5), drawn))).width
    ), "titles have room"
    paper = np.asarray(Image.open(io.BytesIO(sheet(asked, drawn))))
    quiz = questions(prompts(many(), count=9), 2)
    more = np.random.default_rng(1).integers(0, 256, (9, 2, 3, 8, 8), dtype=np.uint8)
    shown = [np.asarray(Image.open(io.BytesIO(each))) for each in pages(quiz, more)]
    assert len(shown) == 2
    for where, pictures in ((paper, drawn), (np.concatenate(shown), more)):
        for picture in pictures.reshape(-1, 3, 8, 8):
            assert _holds(where, picture.transpose(1, 2, 0))


def _long() -> CaptionedImages:
    """Things with long names."""
    few = many()
    return CaptionedImages(
        images=few.images, labels=few.labels, kinds=few.kinds,
        captions=tuple((f"{name} of a very long name indeed",) for name, *_ in few.captions),
    )  # fmt: skip


def _holds(paper: np.ndarray, picture: np.ndarray) -> bool:
    """Whether all colours of a picture of noise are on the paper."""
    colours = {tuple(each) for each in paper.reshape(-1, 3).tolist()}
    return {tuple(each) for each in picture.reshape(-1, 3).tolist()} <= colours

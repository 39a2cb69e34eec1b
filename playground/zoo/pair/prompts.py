"""Prompts that a seed chose from all captions, sheets of what is drawn of them, and a quiz.

Nobody picked them: they stood fast before any drawing of the finished model was looked at, and none may be
exchanged for one that is drawn better.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from playground.core.captioned import CaptionedImages
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.noise import generator
from playground.core.regular_files import read_regular
from playground.evaluate.retrieval import Share, share
from playground.paradigms.grid.sheet import font
from playground.zoo.text.captioned import STYLES

PROMPTS, SEED = 64, 2026
CHOICES = 8
LETTERS = "ABCDEFGH"
_QUESTIONS = 16
"""Of a page."""
_MAX_BYTES = 1_000_000
_ZOOM, _PAGE_ZOOM, _LINE, _GAP, _COLUMNS = 2, 4, 20, 12, 4


class Prompt(msgspec.Struct, frozen=True):
    """What is asked for: an emoji by its name alone, which stands beneath its pictures, and a style by its
    place."""

    kind: str
    name: str
    style: int

    @property
    def title(self) -> str:
        """As people read it."""
        return f"{self.name} ({STYLES[self.style]})"


class Question(msgspec.Struct, frozen=True):
    """A drawing, by the prompt and its number among that one's, and the names among which one chooses."""

    prompt: int
    number: int
    names: tuple[str, ...]
    answer: str


def prompts(images: CaptionedImages, count: int = PROMPTS, seed: int = SEED) -> tuple[Prompt, ...]:
    """So many different emoji and a style for each, drawn by a seed whatever the order of the pictures."""
    texts = dict(zip(images.kinds, images.captions, strict=True))
    drawn = generator(seed, 0, "prompts")
    kinds = drawn.permutation(sorted(texts))[:count].tolist()
    styles = drawn.permutation(np.arange(len(kinds)) % len(STYLES)).tolist()
    return tuple(Prompt(kind, texts[kind][0], style) for kind, style in zip(kinds, styles, strict=True))


def sheet(asked: Sequence[Prompt], drawn: NDArray[np.uint8]) -> bytes:
    """A PNG of pictures ``(prompts, seeds, 3, height, width)``, each row with its prompt beneath."""
    _, seeds, _, height, width = drawn.shape
    widest = max(font().getlength(prompt.title) for prompt in asked)
    cell = (max(seeds * width * _ZOOM, int(widest) + 4) + _GAP, height * _ZOOM + _LINE)
    rows = -(-len(asked) // _COLUMNS)
    paper = Image.new("RGB", (_COLUMNS * cell[0], rows * cell[1]), "white")
    draw = ImageDraw.Draw(paper)
    for index, (prompt, pictures) in enumerate(zip(asked, drawn, strict=True)):
        left, top = index % _COLUMNS * cell[0], index // _COLUMNS * cell[1]
        strip = np.concatenate(pictures, axis=2)
        paper.paste(_enlarged(strip, _ZOOM), (left, top))
        draw.text((left + 2, top + height * _ZOOM + 2), prompt.title, fill="black", font=font())
    return _png(paper)


def questions(asked: Sequence[Prompt], seeds: int, seed: int = SEED) -> tuple[Question, ...]:
    """One for each drawing, in an order and with wrong names drawn by a seed."""
    drawn = generator(seed, 1, "quiz")
    names = [prompt.name for prompt in asked]
    found = []
    for place in drawn.permutation(len(asked) * seeds).tolist():
        prompt, number = divmod(place, seeds)
        wrong = drawn.permutation([index for index in range(len(asked)) if index != prompt])[: CHOICES - 1]
        among = drawn.permutation([prompt, *wrong]).tolist()
        answer = LETTERS[among.index(prompt)]
        found.append(Question(prompt, number, tuple(names[index] for index in among), answer))
    return tuple(found)


def pages(asked: Sequence[Question], drawn: NDArray[np.uint8]) -> Iterator[bytes]:
    """PNGs with some questions each: a number, a picture, and names by their letters."""
    height, width = drawn.shape[3:]
    tall = max(height * _PAGE_ZOOM, CHOICES * _LINE) + _GAP
    wide = width * _PAGE_ZOOM + 320
    for first in range(0, len(asked), _QUESTIONS):
        some = asked[first : first + _QUESTIONS]
        paper = Image.new("RGB", (2 * wide, -(-len(some) // 2) * tall), "white")
        draw = ImageDraw.Draw(paper)
        for index, question in enumerate(some):
            left, top = index % 2 * wide, index // 2 * tall
            paper.paste(_enlarged(drawn[question.prompt, question.number], _PAGE_ZOOM), (left + 50, top))
            draw.text((left + 8, top), str(first + index + 1), fill="black", font=font(bold=True))
            for line, (letter, name) in enumerate(zip(LETTERS, question.names, strict=False)):
                place = (left + 62 + width * _PAGE_ZOOM, top + line * (height * _PAGE_ZOOM // CHOICES))
                draw.text(place, f"{letter}  {name}", fill="black", font=font())
        yield _png(paper)


def read_key(path: Path) -> tuple[Question, ...]:
    """The questions of a quiz as they were drawn; raises ``DataError``."""
    with guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(
            read_regular(path, _MAX_BYTES),
            type=Annotated[tuple[Question, ...], msgspec.Meta(min_length=1)],
        )


def read_answers(path: Path) -> dict[str, str]:
    """The letter that was chosen for each number; raises ``DataError``."""
    with guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(read_regular(path, _MAX_BYTES), type=dict[str, str])


def marked(asked: Sequence[Question], answers: Mapping[str, str]) -> Share:
    """The share that was answered rightly, by the number of each question from 1; others count as wrong."""
    right = [
        answers.get(str(number), "").strip().upper() == each.answer for number, each in enumerate(asked, 1)
    ]
    return share(np.array(right), np.array([each.prompt for each in asked]))


def _enlarged(picture: NDArray[np.uint8], times: int) -> Image.Image:
    image = Image.fromarray(np.ascontiguousarray(picture.transpose(1, 2, 0)))
    return image.resize((image.width * times, image.height * times), Image.Resampling.NEAREST)


def _png(paper: Image.Image) -> bytes:
    out = io.BytesIO()
    paper.save(out, "PNG")
    return out.getvalue()

"""Measuring a model in its folder on held-out images, and the lines that say what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

import msgspec

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.heldout import SHORT, content_in, learned_other
from playground.core.images import LabelledImages, read_labelled_images
from playground.paradigms.cards import read_card

if TYPE_CHECKING:
    from playground.evaluate.judge import Judge

Measure: TypeAlias = Callable[[Card, Path, LabelledImages], Card]


def measured_card(folder: Path, data: Path | None) -> Card:
    """The card of a model with numbers measured on the images in ``data``, or on those that ship.

    How, its family says in its ``shipping.py``, in ``MEASURES``. Its files are checked first: raises
    ``ModelFileError`` if one is damaged, ``DataError`` without images.
    """
    from playground.runtimes.model_files import FileChecker
    from playground.zoo import of_families

    card = read_card(folder)
    FileChecker().check(card, folder)
    held_out = data or folders.held_out(card.data)
    if held_out is None:
        raise DataError(f"Nothing held out of the data set “{card.data}” is here; name its folder by --data.")
    images = read_labelled_images(held_out, "t10k")
    measure: Measure = of_families.said("shipping", "MEASURES")[card.paradigm]
    found = measure(card, folder, images)
    content = content_in(held_out)
    if not content:
        return found
    told = (found.measured_with, f"the data set {held_out.name} ({content[:SHORT]})", learned_other(card))
    said = "; ".join(filter(None, told)).removesuffix(".")
    return msgspec.structs.replace(found, measured_with=said)


def judge_of(data: str) -> Judge | None:
    """The judge that ships for a data set, if there is one."""
    from playground.evaluate.judge import judge_file, load_judge

    path = judge_file(data)
    return load_judge(path) if path.exists() else None


def measured_lines(card: Card) -> Iterator[str]:
    """What was measured, a number a line, and how."""
    width = max(map(len, card.measured))
    for name, value in card.measured.items():
        yield f"{name:<{width}}  {value:,.6g}"
    yield f"{card.measured_with}."

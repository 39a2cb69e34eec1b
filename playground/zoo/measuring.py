"""Measuring a model in its folder on held-out images, and the lines that say what was found."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from playground.core import folders
from playground.core.card_toml import read_card
from playground.core.cards import Card
from playground.core.images import read_labelled_images

if TYPE_CHECKING:
    from playground.evaluate.judge import Judge


def measured_card(folder: Path, data: Path | None) -> Card:
    """The card of a VAE or a flow with numbers measured on the images in ``data``, or on those that ship.

    Its files are checked first: raises ``ModelFileError`` if one is damaged, ``DataError`` without images.
    """
    from playground.runtimes.graph_verdict import check_graph
    from playground.runtimes.model_files import FileChecker
    from playground.zoo.ship import measure_vae
    from playground.zoo.ship_nflow import measure_nflow

    card = read_card(folder)
    FileChecker().check(card, folder)
    images = read_labelled_images(data or folders.assets() / "heldout" / card.data, "t10k")
    if card.paradigm == "nflow":
        return measure_nflow(card, folder, images)
    check_graph(card, folder, "decoder")
    return measure_vae(card, folder, images, judge_of(card.data))


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

"""What each kind of measured picture is called, and its colour."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtGui import QColor

from playground.paradigms.nflow_images.recipes import PicturesName


class SourceLook(NamedTuple):
    """Name, colour on light and on dark ground alike, and what the pictures are."""

    title: str
    colour: QColor
    meaning: str


LOOKS: dict[PicturesName, SourceLook] = {
    "held-out": SourceLook(
        "held-out", QColor("#3b8fd6"), "Images of the data set that the flow has never seen"
    ),
    "samples": SourceLook("own samples", QColor("#1b998b"), "Drawn from the flow itself at temperature 1"),
    "digits": SourceLook("digits", QColor("#e08a1e"), "Held-out images of MNIST"),
    "inverted": SourceLook("inverted", QColor("#c05299"), "The held-out images in negative"),
    "shuffled": SourceLook(
        "shuffled", QColor("#8b6fd1"), "The held-out images, the pixels of each in another order"
    ),
    "noise": SourceLook("noise", QColor("#8c8f94"), "Independent grey levels, all equally likely"),
}
"""In the order in which they are offered."""

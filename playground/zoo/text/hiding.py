"""What is hidden of a caption while a network learns from it, and how often."""

from __future__ import annotations

from typing import Annotated, Protocol, TypeAlias

from playground.core.fields import bounds

StyleDropout: TypeAlias = Annotated[
    float, bounds(0.0, 1.0, "style dropout", "Share of captions whose style is hidden.")
]
KeywordsDropout: TypeAlias = Annotated[
    float, bounds(0.0, 1.0, "keyword dropout", "Share of captions of which only some keywords are told.")
]
NameDropout: TypeAlias = Annotated[
    float, bounds(0.0, 1.0, "name dropout", "Share of captions that are told by keywords alone.")
]
STYLE, KEYWORDS, NAME = 0.1, 0.7, 0.1
"""The usual ones."""


class Hiding(Protocol):
    """How often what is hidden of a caption."""

    @property
    def label_dropout(self) -> float:
        """All of its words."""

    @property
    def style_dropout(self) -> float:
        """Its style."""

    @property
    def keywords_dropout(self) -> float:
        """Some of its keywords."""

    @property
    def name_dropout(self) -> float:
        """Its name."""

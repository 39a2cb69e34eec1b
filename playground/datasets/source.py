"""What every source of pictures gives: its pictures one by one, their classes and parts, and what was left
out.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import msgspec
from PIL import Image

from playground.core import plain_text
from playground.core.errors import DataError

MOST = 200


class Notes(msgspec.Struct):
    """What was told: the first sentences, and how many there were."""

    first: list[str] = msgspec.field(default_factory=list)
    count: int = 0

    def add(self, sentence: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < MOST:
            self.first.append(plain_text.line(sentence, 400))

    def add_all(self, sentences: tuple[str, ...]) -> None:
        """Several more."""
        for sentence in sentences:
            self.add(sentence)

    def lines(self, most: int) -> list[str]:
        """At most so many of them, and how many more there are."""
        shown = self.first[:most]
        return shown if len(shown) == self.count else [*shown, f"… and {self.count - len(shown):,} more."]


MOST_CLASSES = 256

Part = Literal["train", "test", ""]


class SourceGoneError(DataError):
    """The source itself is no longer there, and with it all of its pictures."""


class Item(msgspec.Struct, frozen=True):
    """One picture: its name for people, its class, its part if the source says one, and how to read it.

    ``read`` raises ``PlaygroundError`` where it cannot, ``SourceGoneError`` where none can be read any more.
    """

    name: str
    label: int
    part: Part
    read: Callable[[], Image.Image]


class Source(Protocol):
    """Pictures by their number, those of a test part first; none is read before it is asked for."""

    @property
    def title(self) -> str:
        """What the source is called."""
        ...

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the classes, none where there are no classes."""
        ...

    @property
    def has_parts(self) -> bool:
        """Whether the source itself says which pictures are held out."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What was found on the way that is not used, a sentence each."""
        ...

    @property
    def licence(self) -> str:
        """Whose the pictures are and their licence, where that is known."""
        ...

    def __len__(self) -> int:
        """How many pictures there are."""
        ...

    def __getitem__(self, index: int, /) -> Item:
        """One picture."""
        ...


def check_classes(location: object, count: int) -> None:
    """Raises ``DataError`` where there are more classes than a data set may have."""
    if count > MOST_CLASSES:
        raise DataError(
            f"{location} has {count:,} classes, more than the {MOST_CLASSES} that a data set may have; say "
            "--labels none to leave them out."
        )

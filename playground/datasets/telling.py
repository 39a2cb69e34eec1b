"""Sentences that may be as many as there are pictures: the first are kept, all are counted."""

from __future__ import annotations

import msgspec

from playground.core import foreign

MOST = 200


class Told(msgspec.Struct):
    """What was told: the first sentences, and how many there were."""

    first: list[str] = msgspec.field(default_factory=list)
    count: int = 0

    def add(self, sentence: str) -> None:
        """One more."""
        self.count += 1
        if len(self.first) < MOST:
            self.first.append(foreign.line(sentence, 400))

    def add_all(self, sentences: tuple[str, ...]) -> None:
        """Several more."""
        for sentence in sentences:
            self.add(sentence)

    def lines(self, most: int) -> list[str]:
        """At most so many of them, and how many more there are."""
        shown = self.first[:most]
        return shown if len(shown) == self.count else [*shown, f"… and {self.count - len(shown):,} more."]

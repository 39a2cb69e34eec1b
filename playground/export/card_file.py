"""The card of a model, written whole or not at all."""

from __future__ import annotations

from pathlib import Path

from playground.core.card_toml import encode_card
from playground.core.cards import Card
from playground.export.atomic import write_file


def write_card(folder: Path, card: Card) -> Path:
    """Write ``folder/card.toml`` in place of the one there; raises :class:`ExportError`."""
    return write_file(folder / "card.toml", encode_card(card), overwrite=True)

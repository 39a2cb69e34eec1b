"""Batches in parts, so that networks are never asked for more at once than they are meant for."""

from __future__ import annotations


def blocks(count: int, size: int) -> list[slice]:
    """Parts of a batch of ``count``, each of ``size`` but the last, which may be smaller."""
    return [slice(start, min(start + size, count)) for start in range(0, count, size)]

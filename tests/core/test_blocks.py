"""Batches in parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from playground.core.drawn import blocks


@given(st.integers(0, 100), st.integers(1, 40))
def test_blocks_are_the_whole_batch_in_order_and_full_but_the_last(count: int, size: int) -> None:
    whole, parts = list(range(count)), blocks(count, size)
    assert [place for part in parts for place in whole[part]] == whole
    lengths = [part.stop - part.start for part in parts]
    assert all(length == size for length in lengths[:-1]) and all(0 < length <= size for length in lengths)

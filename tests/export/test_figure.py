"""Numbers of a frame as CSV: every one comes back, in columns as long as they are."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.core.errors import ExportError
from playground.core.frames import Frame
from playground.export.figure import columns_of, csv_bytes

_NUMBERS = arrays.arrays(np.float64, st.integers(0, 6), elements=st.floats(allow_nan=False))


@given(st.lists(_NUMBERS, min_size=1, max_size=4))
def test_every_number_comes_back_however_long_its_column_is(columns):
    named = {f"column {number}": column for number, column in enumerate(columns)}
    head, *lines = csv.reader(io.StringIO(csv_bytes(named).decode()))
    assert head == list(named)
    assert len(lines) == max(map(len, columns))
    for number, column in enumerate(columns):
        told = [line[number] for line in lines]
        assert list(map(float, told[: len(column)])) == column.tolist()
        assert not any(told[len(column) :])


def test_a_histogram_stands_beside_what_it_is_of():
    frame = Frame(arrays={"bits": np.arange(4.0), "edges": np.arange(3.0), "counts": np.arange(2)})
    lines = csv_bytes(columns_of(frame)).decode().splitlines()
    assert lines == ["bits,edges,counts", "0.0,0.0,0", "1.0,1.0,1", "2.0,2.0,", "3.0,,"]


def test_without_numbers_there_is_no_file():
    pictures = Frame(arrays={"images": np.zeros((2, 1, 3, 3), np.uint8)})
    with pytest.raises(ExportError, match="no numbers"):
        csv_bytes(columns_of(pictures))

"""Plots as data: named columns as CSV."""

from __future__ import annotations

import csv
import io
import itertools
from collections.abc import Mapping

import numpy as np

from playground.core.errors import ExportError
from playground.core.frames import Array, Frame


def columns_of(frame: Frame) -> dict[str, Array]:
    """The frame's numbers as columns: vectors by name, matrices as ``name_1``, ``name_2``, …"""
    columns: dict[str, Array] = {}
    for name, array in frame.arrays.items():
        if array.ndim == 1:
            columns[name] = array
        elif array.ndim == 2 and array.dtype != np.uint8:
            columns |= {f"{name}_{axis + 1}": array[:, axis] for axis in range(array.shape[1])}
    return columns


def csv_bytes(columns: Mapping[str, Array]) -> bytes:
    """A CSV file with one header line; every number is written so that it reads back exactly.

    Columns that are shorter than others, such as the bins of a histogram, end in empty cells.
    """
    if not columns:
        raise ExportError("There are no numbers to write as CSV; export the pictures instead.")
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(itertools.zip_longest(*(column.tolist() for column in columns.values()), fillvalue=""))
    return out.getvalue().encode()

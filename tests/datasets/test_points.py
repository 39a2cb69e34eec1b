"""Two columns of a table become points of the plane, and their units come back; or one sentence is said."""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from playground.core.errors import DataError, PlaygroundError
from playground.datasets.points import MOST_COLUMNS, MOST_POINTS, chosen, read_table
from playground.paradigms.lab.frames import EXTENT

NUMBERS = st.floats(-1e300, 1e300, allow_nan=False).map(lambda value: value if abs(value) > 1e-300 else 0.0)
TABLES = arrays(np.float64, st.tuples(st.integers(2, 30), st.integers(2, 5)), elements=NUMBERS)


def written(table: np.ndarray, kind: str, header: bool) -> bytes:
    if kind == ".npy":
        file = io.BytesIO()
        np.save(file, table)
        return file.getvalue()
    delimiter = {".csv": ",", ".tsv": "\t", ".txt": " ", "; and ,.csv": ";", "blanks and ,.csv": "  "}[kind]
    rows = [delimiter.join(map(repr, row)) for row in table.tolist()]
    rows = [row.replace(".", ",") for row in rows] if " and ," in kind else rows
    names = delimiter.join(f"name{number}" for number in range(table.shape[1]))
    return "\n".join([names, *rows] if header else rows).encode()


def read(data: bytes, kind: str = ".csv"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"points{kind}"
        path.write_bytes(data)
        return read_table(path)


@settings(max_examples=60, deadline=None)
@given(
    TABLES,
    st.sampled_from([".csv", ".tsv", ".txt", ".npy", "; and ,.csv", "blanks and ,.csv"]),
    st.booleans(),
)
def test_every_number_comes_back(table: np.ndarray, kind: str, header: bool) -> None:
    if kind == ".npy" and len(table) == 2 and table.shape[1] > 2:
        table = table.repeat(2, axis=0)
    found = read(written(table, kind, header), kind)
    np.testing.assert_array_equal(np.stack(found.columns, axis=1), table)
    named = header and kind != ".npy"
    assert found.names[1] == ("name1" if named else "column 2")


DECIMALS = st.integers(-9999, 9999).map(lambda value: f"{value / 100:.2f}")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(DECIMALS, min_size=3, max_size=3), min_size=2, max_size=8), st.data())
def test_a_comma_is_in_numbers_or_between_them_whatever_else_a_line_has(
    rows: list, data: st.DataObject
) -> None:
    """Of the same numbers, names, missing ones and blanks: blanks and commas, or commas and points."""
    rows[-1][1] = data.draw(st.sampled_from([rows[-1][1], "NA", "word", "-"]))
    header = data.draw(st.sampled_from([[], ["x,y z w"], ["x y,m z"]]))
    blanks = data.draw(st.sampled_from([" ", "   "]))
    spaced = [blanks.join(row).replace(".", ",") for row in rows]
    comma = [("," + blanks).join(row) for row in rows]
    numbers = [[float(cell) if cell[-1].isdigit() else np.nan for cell in row] for row in rows]
    for lines in (header + spaced, comma):
        found = read("\n".join(lines).encode())
        np.testing.assert_array_equal(np.stack(found.columns, axis=1), numbers)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(DECIMALS, DECIMALS), min_size=3, max_size=8))
def test_lines_whose_commas_may_be_either_are_refused_in_one_sentence(rows: list) -> None:
    lines = [" ".join(row).replace(".", ",") for row in rows]
    for text in (
        [line.replace(" ", ", ") for line in lines],
        [*lines, "1,5"],
        ["x,y", *lines],
        [*lines, "1,2,3"],
    ):
        with pytest.raises(DataError, match="its commas may part cells or stand in numbers") as caught:
            read("\n".join(text).encode())
        assert "\n" not in caught.value.sentence


@pytest.mark.parametrize("text", [
    "name,x,y\nA 1,1.5,2\nB 2,3,4\n",
    "time,x,y\n2026-01-02 10:00,1.5,2\n2026-01-03 11:30,3,4\n",
    "no. of,x,y\n12 30,1.5,2\n40 50,3,4\n",
    " n , x , y\n1 ,1.5 , 2\n2 , 3,4\n",
    "name,x,y\n\"Doe, J 7\",1.5,2\n\"Roe, K 8\",3,4\n",
])  # fmt: skip
def test_blanks_inside_of_cells_part_none(text: str) -> None:
    found = read(text.encode())
    assert [column.tolist() for column in found.columns[1:]] == [[1.5, 3], [2, 4]]


@settings(max_examples=100, deadline=None)
@given(TABLES)
def test_standardised_points_have_their_units_back(table: np.ndarray) -> None:
    found = read(written(table, ".npy", False), ".npy")
    try:
        points = chosen(found, 0, 1)
    except DataError as error:
        assert "are the same" in error.sentence
        return
    assert (np.abs(points.points) <= EXTENT).all() and len(points.points) + EXTENT * len(points.notes) >= 2
    columns = np.stack(found.columns[:2], axis=1)
    back = points.units.back(points.points)
    # Each is one of those that were read, but for the precision of 32 bits.
    largest = np.abs(columns).max(axis=0)
    near = np.abs(back[:, None] / largest - columns[None] / largest).max(axis=2).min(axis=1, initial=9)
    assert (near < 1e-5).all()


def test_the_mean_is_nought_and_the_deviation_one() -> None:
    random = np.random.default_rng(3)
    table = random.uniform([160, -7], [180, 9], (500, 2))
    points = chosen(read(written(table, ".csv", True)), 0, 1)
    assert points.notes == () and points.units.names == ("name0", "name1")
    np.testing.assert_allclose(points.points.mean(axis=0), 0, atol=1e-6)
    np.testing.assert_allclose(points.points.std(axis=0), 1, rtol=1e-6)
    np.testing.assert_allclose(points.units.back(points.points), table, atol=1e-4)
    other = chosen(read(written(table, ".csv", True)), 1, 0)
    np.testing.assert_array_equal(other.points, points.points[:, ::-1])


def test_what_is_left_out_and_taken_by_chance_is_said() -> None:
    random = np.random.default_rng(4)
    table = random.uniform(-1, 1, (MOST_POINTS + 500, 2))
    table[7] = 900, 0
    lines = written(table, ".csv", True).decode().splitlines()
    lines[3:3] = ["1,", ",NaN", "word,2", "inf,1"]
    points = chosen(read("\n".join(lines).encode()), 0, 1)
    assert points.notes[0] == "4 rows without a number in both columns left out."
    assert points.notes[1] == "1 point more than 3.5 deviations from the mean left out."
    assert points.notes[2] == f"{MOST_POINTS:,} of 4,499 points taken, by chance (seed 0)."
    again = chosen(read("\n".join(lines).encode()), 0, 1)
    assert len(points.points) == MOST_POINTS and (again.points == points.points).all()


@pytest.mark.parametrize(("data", "sentence"), [
    (b"", "has no column with two numbers"),
    (b"a,b\n", "has no column with two numbers"),
    (b"only\n1\n2\n3\n", "has one column with two numbers"),
    (b"a,b\n1,2\n", "has no column with two numbers"),
    (b"a,b\nx,y\nz,w\n", "has no column with two numbers"),
    (b"a,b\n1,x\n2,y\n", "has one column with two numbers"),
    (b"\x89PNG\r\n\x1a\n\0\0", "cannot be read"),
    (b"a,b\n\0,1\n", "it is no table of text"),
])  # fmt: skip
def test_what_is_no_table_of_two_columns_is_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(DataError) as caught:
        read(data)
    assert sentence in caught.value.sentence and "\n" not in caught.value.sentence


def test_columns_that_share_no_row_or_do_not_vary_are_one_sentence() -> None:
    with pytest.raises(DataError, match="a and b have no two rows with a number in both"):
        chosen(read(b"a,b\n1,\n2,\n,3\n,4\n"), 0, 1)
    with pytest.raises(DataError, match="All numbers of b are the same"):
        chosen(read(b"a,b\n1,5\n2,5\n3,5\n"), 0, 1)


def test_a_missing_number_in_the_first_row_is_no_name_and_many_columns_are_cut() -> None:
    found = read(b"NA,1\n2,3\n4,5\n")
    assert found.names == ("column 1", "column 2") and found.columns[1].tolist() == [1, 3, 5]
    wide = read((",".join(["1"] * 300) + "\n" + ",".join(["2"] * 300)).encode())
    assert len(wide.columns) == MOST_COLUMNS


@pytest.mark.parametrize("array", [np.zeros(5), np.zeros((2, 2, 2)), np.array([["a", "b"]] * 3)])
def test_an_array_of_another_kind_is_one_sentence(array: np.ndarray) -> None:
    with pytest.raises(DataError, match="rows of numbers were looked for"):
        read(written(array, ".npy", False), ".npy")


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([".csv", ".npy"]), st.booleans())
def test_any_bytes_are_points_or_one_sentence(data: bytes, kind: str, damaged: bool) -> None:
    whole = written(np.arange(12.0).reshape(6, 2), kind, True)
    data = whole[: len(data)] + data + whole[2 * len(data) :] if damaged else data
    try:
        found = read(data, kind)
        chosen(found, *found.usable[:2])
    except PlaygroundError as error:
        assert error.sentence.strip() and "\n" not in error.sentence

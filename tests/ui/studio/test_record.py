"""The record of a training is read as it grows, and what is damaged in it is left out."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from playground.core.errors import DataError
from playground.ui.studio.record import LogReader, Record
from playground.ui.studio.sheet_view import read_sheet
from tests.support.played_training import Played


def write(folder: Path, *steps: int, mode: str = "a") -> None:
    with (folder / "losses.jsonl").open(mode) as log:
        log.writelines(json.dumps({"step": step, "loss": step / 10, "rate": 1.0}) + "\n" for step in steps)


def loss(record: Record) -> dict[float, float]:
    curve = record.curves["loss"]
    return dict(zip(curve.steps.tolist(), curve.values.tolist(), strict=True))


def test_only_losses_become_curves_and_nothing_new_is_the_same_record(tmp_path: Path) -> None:
    reader = LogReader(tmp_path)
    assert not reader.read().curves
    write(tmp_path, 1, 2)
    first = reader.read()
    assert loss(first) == {1: 0.1, 2: 0.2} and set(first.curves) == {"loss"}
    assert reader.read() is first
    write(tmp_path, 3)
    assert loss(reader.read()) == {1: 0.1, 2: 0.2, 3: 0.3}


def test_a_line_that_is_being_written_is_waited_for(tmp_path: Path) -> None:
    reader = LogReader(tmp_path)
    write(tmp_path, 1)
    with (tmp_path / "losses.jsonl").open("a") as log:
        log.write('{"step": 2, "lo')
        log.flush()
        assert loss(reader.read()) == {1: 0.1}
        log.write('ss": 0.5}\n')
    record = reader.read()
    assert loss(record) == {1: 0.1, 2: 0.5} and not record.trouble


@pytest.mark.parametrize("line", [b"\xff\xfe", b"[1]", b'{"step": "x"}', b"{" * 3000, b"null"])
def test_a_damaged_line_is_left_out_and_told_of(tmp_path: Path, line: bytes) -> None:
    write(tmp_path, 1)
    with (tmp_path / "losses.jsonl").open("ab") as log:
        log.write(line + b"\n")
    write(tmp_path, 2)
    record = LogReader(tmp_path).read()
    assert loss(record) == {1: 0.1, 2: 0.2}
    assert record.trouble == "Left out of the log of losses: 1 damaged line."


def test_steps_that_are_made_again_take_the_place_of_those_before(tmp_path: Path) -> None:
    reader = LogReader(tmp_path)
    write(tmp_path, 1, 2, 3, 4)
    reader.read()
    with (tmp_path / "losses.jsonl").open("a") as log:
        log.write('{"step": 3, "loss": 9}\n')
    assert loss(reader.read()) == {1: 0.1, 2: 0.2, 3: 9}
    write(tmp_path, 1, mode="w")
    assert loss(reader.read()) == {1: 0.1}


def test_a_long_curve_keeps_its_mean_and_its_end(tmp_path: Path) -> None:
    write(tmp_path, *range(1, 9001))
    curve = LogReader(tmp_path).read().curves["loss"]
    assert len(curve.steps) < 1500 and curve.steps[-1] == 9000
    assert np.mean(curve.values) == pytest.approx(np.mean(np.arange(1, 9001) / 10), rel=1e-3)


def test_a_log_that_is_no_file_is_one_sentence_and_sheets_go_on(data: Path, played: Played) -> None:
    (played.folder / "losses.jsonl").unlink()
    (played.folder / "losses.jsonl").mkdir()
    (played.folder / "losses.jsonl" / "x").touch()
    record = LogReader(played.folder).read()
    assert record.trouble.count(".") >= 1 and "\n" not in record.trouble
    assert [sheet.step for sheet in record.sheets] == [1, 100, 300]


def test_sheets_are_in_the_order_of_their_steps_and_nothing_else_is_one(played: Played) -> None:
    for name in ("other.png", "step-x.png", ".tmp-step-0000005.png"):
        (played.folder / "sheets" / name).touch()
    played.draw(200)
    assert [sheet.step for sheet in LogReader(played.folder).read().sheets] == [1, 100, 200, 300]


def test_a_sheet_is_read_as_it_was_drawn(played: Played) -> None:
    read = read_sheet(played.folder / "sheets" / "step-0000300.png")
    np.testing.assert_array_equal(read.transpose(1, 2, 0), np.asarray(played.sheet(300)))


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"x" * 40])
def test_a_damaged_sheet_is_one_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "step-0000001.png"
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be read"):
        read_sheet(path)

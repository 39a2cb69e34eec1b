"""Every way in which a model's file may differ from its card gets its own sentence."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import msgspec
import pytest

from playground.core.cards import Card, ModelFile
from playground.core.errors import ModelFileError
from playground.runtimes.model_files import FileChecker
from tests.support.fakes import make_card

CONTENTS = {"weights.safetensors": b"w" * 100, "encoder.onnx": b"e" * 50, "decoder.onnx": b"d" * 50}


@pytest.fixture
def card(tmp_path: Path) -> Card:
    for name, data in CONTENTS.items():
        (tmp_path / name).write_bytes(data)
    files = tuple(
        ModelFile(path=name, bytes=len(data), sha256=hashlib.sha256(data).hexdigest())
        for name, data in CONTENTS.items()
    )
    return msgspec.structs.replace(make_card(), files=files)


def sentence(card: Card, folder: Path) -> str:
    with pytest.raises(ModelFileError) as caught:
        FileChecker().check(card, folder)
    return caught.value.sentence


def test_untouched_files_pass(card: Card, tmp_path: Path) -> None:
    FileChecker().check(card, tmp_path)


def test_missing(card: Card, tmp_path: Path) -> None:
    (tmp_path / "decoder.onnx").unlink()
    assert "decoder.onnx is missing" in sentence(card, tmp_path)


def test_a_folder_in_its_place(card: Card, tmp_path: Path) -> None:
    (tmp_path / "decoder.onnx").unlink()
    (tmp_path / "decoder.onnx").mkdir()
    assert "decoder.onnx is missing" in sentence(card, tmp_path)


def test_truncated(card: Card, tmp_path: Path) -> None:
    (tmp_path / "encoder.onnx").write_bytes(b"e" * 20)
    assert "encoder.onnx is cut off: it has 20 bytes instead of 50" in sentence(card, tmp_path)


def test_longer(card: Card, tmp_path: Path) -> None:
    (tmp_path / "encoder.onnx").write_bytes(b"e" * 51)
    assert "encoder.onnx has been changed: it has 51 bytes" in sentence(card, tmp_path)


@pytest.mark.parametrize("position", [0, 49])
def test_one_flipped_bit(card: Card, tmp_path: Path, position: int) -> None:
    data = bytearray(CONTENTS["encoder.onnx"])
    data[position] ^= 1
    (tmp_path / "encoder.onnx").write_bytes(data)
    assert "SHA-256" in sentence(card, tmp_path)


@pytest.mark.parametrize("other", ["encoder.onnx", "weights.safetensors"])
def test_swapped(card: Card, tmp_path: Path, other: str) -> None:
    (tmp_path / "decoder.onnx").write_bytes(CONTENTS[other])
    assert f"decoder.onnx was swapped: it holds what “{other}” should" in sentence(card, tmp_path)


def test_a_link_out_of_the_folder(card: Card, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere" / "decoder.onnx"
    outside.parent.mkdir()
    (tmp_path / "decoder.onnx").rename(outside)
    try:
        (tmp_path / "decoder.onnx").symlink_to(outside)
    except OSError:
        pytest.skip("links cannot be made here")
    assert "outside its model’s folder" in sentence(card, tmp_path)


def test_a_file_changed_after_it_was_checked_is_noticed(card: Card, tmp_path: Path) -> None:
    checker = FileChecker()
    checker.check(card, tmp_path)
    path = tmp_path / "decoder.onnx"
    before = path.stat()
    path.write_bytes(b"x" * 50)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000_000))
    with pytest.raises(ModelFileError, match="SHA-256"):
        checker.check(card, tmp_path)


def test_an_untouched_file_is_read_once(card: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    checker = FileChecker()
    checker.check(card, tmp_path)

    def fail(*args: object) -> None:
        raise AssertionError("read again")

    monkeypatch.setattr(Path, "open", fail)
    checker.check(card, tmp_path)

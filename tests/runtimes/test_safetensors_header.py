"""The header of weights is checked before any library opens them."""

from __future__ import annotations

import json
import pickle
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.errors import ModelFileError, PlaygroundError
from playground.runtimes.safetensors_header import read_header


def write(path: Path, header: object, data: bytes = b"", length: int | None = None) -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes((len(text) if length is None else length).to_bytes(8, "little") + text + data)
    return path


def entry(
    first: int = 0, last: int = 8, shape: tuple[int, ...] = (2,), dtype: str = "F32"
) -> dict[str, object]:
    return {"dtype": dtype, "shape": shape, "data_offsets": (first, last)}


def test_what_the_library_writes_is_read(tmp_path: Path) -> None:
    safetensors = pytest.importorskip("safetensors.numpy")
    path = tmp_path / "weights.safetensors"
    tensors = {"a": np.zeros((2, 3), np.float32), "b": np.ones(4, np.int64), "empty": np.zeros(0, np.float32)}
    safetensors.save_file(tensors, path, metadata={"made": "here"})
    header = read_header(path)
    assert {name: tensor.shape for name, tensor in header.items()} == {"a": (2, 3), "b": (4,), "empty": (0,)}
    assert {name: tensor.dtype for name, tensor in header.items()} == {"a": "F32", "b": "I64", "empty": "F32"}


class Bomb:
    """Unpickling this fails the test."""

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return (pytest.fail, ("the pickle was opened",))


def test_a_pickle_is_named_and_never_opened(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    path.write_bytes(pickle.dumps(Bomb()))
    with pytest.raises(ModelFileError, match="pickle") as caught:
        read_header(path)
    assert str(path) in caught.value.sentence


def test_a_zipped_pickle_is_named(tmp_path: Path) -> None:
    path = tmp_path / "weights.safetensors"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr("archive/data.pkl", pickle.dumps(Bomb()))
    with pytest.raises(ModelFileError, match="pickle"):
        read_header(path)


@pytest.mark.parametrize(
    ("header", "data", "length", "words"),
    [
        ({"a": entry()}, b"12345678", 1 << 60, "not a safetensors file"),
        ({"a": entry()}, b"", None, "claim 8"),
        ({"a": entry()}, b"x" * 9, None, "9 bytes"),
        ({"a": entry(shape=(1 << 40,))}, b"x" * 8, None, "“a”"),
        ({"a": entry(shape=(-2,))}, b"x" * 8, None, "damaged"),
        ({"a": entry(shape=(1,) * 8 + (2,))}, b"x" * 8, None, "9 axes, more than 8"),
        ({"a": entry(shape=(2**63 - 1,) * 20_000)}, b"x" * 8, None, "20,000 axes, more than 8"),
        ({"a": entry(0, 0, shape=(0, 1 << 62))}, b"", None, "more than"),
        ({"a": entry(), "b": entry(4, 12)}, b"x" * 12, None, "“b”"),
        ({"a": entry(4, 12)}, b"x" * 12, None, "“a”"),
        ({"a": entry(dtype="OBJ")}, b"x" * 8, None, "OBJ"),
        ({"a": {"dtype": "F32"}}, b"", None, "damaged"),
        ([1, 2], b"", None, "damaged"),
        (b"{" * 5000, b"", None, "damaged"),
        (b"\xff\xfe", b"", None, "damaged"),
    ],
    ids=[
        "huge-header", "no-data", "more-data", "huge-shape", "negative", "axes", "bomb",
        "zero-hides", "overlap", "gap", "type", "fields",
        "list", "deep", "not-utf8",
    ],
)  # fmt: skip
def test_damaged_headers(tmp_path: Path, header: object, data: bytes, length: int | None, words: str) -> None:
    path = write(tmp_path / "w.safetensors", header, data, length)
    with pytest.raises(ModelFileError, match=words):
        read_header(path)


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(ModelFileError, match="cannot be read"):
        read_header(tmp_path / "none.safetensors")


@given(st.binary(max_size=200))
def test_nonsense_is_an_error_of_ours(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "w.safetensors"
        path.write_bytes(data)
        with pytest.raises(PlaygroundError):
            read_header(path)


VALID = json.dumps({"a": entry(), "b": entry(8, 20, (3, 1))}).encode()


@given(st.integers(0, len(VALID) - 1), st.integers(0, 255))
def test_a_changed_header_is_read_or_an_error_of_ours(position: int, value: int) -> None:
    changed = bytearray(VALID)
    changed[position] = value
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / "w.safetensors", bytes(changed), b"x" * 20)
        try:
            header = read_header(path)
        except PlaygroundError:
            return
        assert sum(last - first for first, last in (tensor.data_offsets for tensor in header.values())) == 20

"""IDX files: what is written is read; anything else is one sentence and never a crash."""

from __future__ import annotations

import gzip
import tempfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from playground.core import images as module
from playground.core.errors import DataError, PlaygroundError
from playground.core.images import read_idx, read_labelled_images, write_idx

IMAGES, LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"


def raw(shape: tuple[int, ...], body: bytes, magic: bytes = b"\0\0\x08") -> bytes:
    return magic + bytes([len(shape)]) + b"".join(side.to_bytes(4, "big") for side in shape) + body


@given(arrays.arrays(np.uint8, arrays.array_shapes(min_dims=1, max_dims=4, min_side=0)))
def test_what_is_written_is_read_back(array: np.ndarray) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gz"
        write_idx(path, array)
        np.testing.assert_array_equal(read_idx(path), array)
        plain = Path(folder) / "a"
        plain.write_bytes(gzip.decompress(path.read_bytes()))
        np.testing.assert_array_equal(read_idx(plain), array)


def test_the_same_array_gives_the_same_file(tmp_path: Path) -> None:
    array = np.arange(24, dtype=np.uint8).reshape(2, 3, 4)
    write_idx(tmp_path / "one.gz", array)
    write_idx(tmp_path / "two.gz", np.asfortranarray(array))
    assert (tmp_path / "one.gz").read_bytes() == (tmp_path / "two.gz").read_bytes()


def test_the_format_is_the_published_one(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"\0\0\x08\x02" + b"\0\0\0\x02" + b"\0\0\0\x03" + bytes(range(6)))
    np.testing.assert_array_equal(read_idx(tmp_path / "x"), [[0, 1, 2], [3, 4, 5]])


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0\0",
        raw((2, 3), bytes(5)),
        raw((2, 3), bytes(7)),
        raw((2, 3), bytes(6))[:9],
        raw((2, 3), bytes(6), b"\0\0\x0d"),
        raw((2, 3), bytes(6), b"\1\0\x08"),
        raw((), b"\0"),
        raw((1, 1, 1, 1, 1), b"\0"),
        raw((0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF), bytes(10)),
        raw((1 << 16, 1 << 16, 1 << 16, 1 << 16), b""),
        raw((1 << 24, 1 << 24, 1 << 24, 0), bytes(3)),
    ],
    ids=["empty", "short", "truncated", "longer", "half-header", "floats", "magic", "rank-0", "rank-5",
         "huge-side", "wrap-to-zero", "zero-and-huge"],
)  # fmt: skip
@pytest.mark.parametrize("zipped", [False, True])
def test_damaged_files_get_one_sentence(tmp_path: Path, data: bytes, zipped: bool) -> None:
    path = tmp_path / ("x.gz" if zipped else "x")
    path.write_bytes(gzip.compress(data) if zipped else data)
    with pytest.raises(DataError) as caught:
        read_idx(path)
    assert str(path) in caught.value.sentence


@given(st.binary(max_size=64), st.booleans())
def test_any_bytes_are_read_or_an_error_of_ours(data: bytes, zipped: bool) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("x.gz" if zipped else "x")
        path.write_bytes(data)
        try:
            array = read_idx(path)
        except PlaygroundError:
            return
        assert array.nbytes == len(data) - 4 - 4 * array.ndim


ZIPPED = gzip.compress(raw((5, 7), bytes(range(35))), mtime=0)


@given(st.integers(0, len(ZIPPED) - 1), st.integers(0, 255), st.booleans())
def test_a_damaged_gzip_never_gives_other_pixels(place: int, value: int, cut: bool) -> None:
    data = bytearray(ZIPPED)
    data[place] = value
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.gz"
        path.write_bytes(data[:place] if cut else data)
        try:
            array = read_idx(path)
        except PlaygroundError:
            return
        np.testing.assert_array_equal(array.ravel(), np.arange(35))


def test_a_gzip_bomb_is_read_up_to_the_limit_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 100_000)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(raw((5000, 5000), bytes(25_000_000)), 9))
    read = []
    real = gzip.GzipFile.read
    monkeypatch.setattr(gzip.GzipFile, "read", lambda file, size=-1: read.append(size) or real(file, size))
    with pytest.raises(DataError, match="IDX"):
        read_idx(path)
    assert read == [100_001]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path / "none")


def write_set(folder: Path, images: tuple[int, ...], labels: tuple[int, ...], zipped: bool = False) -> None:
    for stem, shape in ((IMAGES, images), (LABELS, labels)):
        data = raw(shape, bytes(int(np.prod(shape))))
        path = folder / (f"{stem}.gz" if zipped else stem)
        path.write_bytes(gzip.compress(data) if zipped else data)


@pytest.mark.parametrize("zipped", [False, True])
def test_a_labelled_set(tmp_path: Path, zipped: bool) -> None:
    write_set(tmp_path, (3, 4, 5), (3,), zipped)
    found = read_labelled_images(tmp_path, "t10k")
    assert (found.images.shape, found.labels.shape, len(found)) == ((3, 1, 4, 5), (3,), 3)


@pytest.mark.parametrize(("images", "labels"), [((3, 4, 5), (2,)), ((3, 4), (3,)), ((3, 4, 5), (3, 1))])
def test_a_set_that_does_not_fit_together(
    tmp_path: Path, images: tuple[int, ...], labels: tuple[int, ...]
) -> None:
    write_set(tmp_path, images, labels)
    with pytest.raises(DataError, match="labelled image set"):
        read_labelled_images(tmp_path, "t10k")


def test_a_missing_set_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=f"{IMAGES}.gz is missing"):
        read_labelled_images(tmp_path, "t10k")


def test_zlib_errors_are_covered(tmp_path: Path) -> None:
    body = bytearray(gzip.compress(b"x" * 100))
    body[10:] = zlib.compress(b"y" * 100)
    (tmp_path / "x.gz").write_bytes(body)
    with pytest.raises(DataError, match="cannot be read"):
        read_idx(tmp_path / "x.gz")

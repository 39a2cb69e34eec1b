"""Files that attack: no reader waits, fills the memory, or ends with anything but one sentence of ours."""

from __future__ import annotations

import io
import os
import struct
import sys
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from playground.core.errors import ExportError, PlaygroundError, RecipeError
from playground.core.heldout import read_about
from playground.core.images import read_idx
from playground.core.recipe import from_json, to_json
from playground.evaluate.judge import load_judge
from playground.evaluate.reference import read_reference
from playground.evaluate.sweep.store import read_collection
from playground.export.containers import KEY, PNG_SIGNATURE
from playground.export.metadata import read_recipe
from playground.export.reading import read_arrays, read_canvases
from playground.paradigms import recipe_types
from playground.paradigms.cards import read_card
from playground.paradigms.vae_images.recipes import Sample
from playground.runtimes.safetensors_header import read_header

DOCUMENT = to_json(Sample(model="tiny"))


def in_folder(name: str, read: Callable[[Path], object]) -> Callable[[Path], object]:
    """A reader of the folder that holds ``name``, called with the file's path."""

    def of_file(path: Path) -> object:
        path.rename(path.with_name(name))
        return read(path.parent)

    return of_file


READERS: dict[str, Callable[[Path], object]] = {
    "recipe": read_recipe,
    "pictures": read_canvases,
    "arrays": read_arrays,
    "card": in_folder("card.toml", read_card),
    "about": in_folder("about.json", read_about),
    "images": read_idx,
    "results": read_collection,
    "header": read_header,
    "judge": load_judge,
    "features": read_reference,
}


@pytest.mark.skipif(sys.platform == "win32", reason="needs POSIX")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (os.mkfifo, "it is a pipe"),
        (Path.mkdir, "it is a folder"),
        (lambda path: path.symlink_to("/dev/zero"), "it is a device"),
        (lambda path: path.symlink_to(path), ""),
    ],
    ids=["pipe", "folder", "device", "loop"],
)
@pytest.mark.timeout(20)
def test_what_is_no_file_is_one_sentence(
    reader: str, make: Callable[[Path], object], reason: str, tmp_path: Path
) -> None:
    make(tmp_path / "file")
    with pytest.raises(PlaygroundError, match="cannot be read") as caught:
        READERS[reader](tmp_path / "file")
    assert reason in caught.value.sentence


@pytest.mark.parametrize("name", ["a\0b.png", "\ud800.png"])
def test_a_name_that_cannot_be_is_one_sentence(name: str) -> None:
    with pytest.raises(ExportError, match="its name cannot be one of a file"):
        read_recipe(Path(name))


def gif(blocks: bytes) -> bytes:
    return b"GIF89a" + bytes(7) + b"," + bytes(9) + b"\x08" + blocks + b"\0;"


def test_a_gif_of_a_million_blocks_is_given_up(tmp_path: Path) -> None:
    path = tmp_path / "a.gif"
    path.write_bytes(gif(b"\x01x" * 1_000_001))
    with pytest.raises(ExportError, match="too many blocks"):
        read_recipe(path)
    # As many as the largest picture that is exported here would take.
    path.write_bytes(gif((b"\xff" + bytes(255)) * 1000))
    with pytest.raises(ExportError, match="carries no recipe"):
        read_recipe(path)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def test_of_many_packed_recipes_in_a_png_one_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unpacked = []
    real = zlib.decompressobj
    monkeypatch.setattr(zlib, "decompressobj", lambda: unpacked.append(1) or real())
    text = chunk(b"zTXt", KEY.encode() + b"\0\0" + zlib.compress(DOCUMENT.encode()))
    path = tmp_path / "a.png"
    path.write_bytes(PNG_SIGNATURE + text * 100 + chunk(b"IEND", b""))
    assert read_recipe(path)[0] == Sample(model="tiny")
    assert len(unpacked) == 1


def header(text: str) -> bytes:
    return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode("latin-1")


def array(descr: str = "'<f4'", shape: str = "(1,)", data: bytes = b"\0\0\0\0") -> bytes:
    return header(f"{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}") + data


def archive(packing: int = zipfile.ZIP_DEFLATED, **members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", packing) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return out.getvalue()


def broken_lzma() -> bytes:
    data = archive(zipfile.ZIP_LZMA, recipe=array(), images=array())
    return data.replace(b"\x5d\x00\x00", b"\xff\xff\xff")


def locked() -> bytes:
    data = bytearray(archive(recipe=array(), images=array()))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(mark)
        while at >= 0:
            data[at + place] |= 1
            at = data.find(mark, at + 1)
    return bytes(data)


def long_archive() -> bytes:
    """One that says in the record of large archives that its directory is larger than it seems."""
    data = archive(recipe=array(), images=array())
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, len(data), 1)
    return data[:-22] + locator + data[-22:]


MEMBERS = {
    "unclosed": header("{'descr': (" + "(" * 90),
    "nested": header("-" * 1500 + "1"),
    "digits": array(shape=f"({'9' * 1200},)"),
    "negative": array(shape="(-1, -1)"),
    "zero": array("'<U0'", "(999999999999999999,)", b""),
    "vast": array(shape="(999999999999,)"),
    "objects": array("'|O'"),
    "fields": array("[('a', '<f4')]"),
    "tuple": array("(1, 2)"),
    "text": array("'<U1'", "()", b"\0\0\x11\x11"),
    "surrogate": array("'<U1'", "()", b"\x00\xd8\0\0"),
    "long": header(" " * 60_000),
    "newest": b"\x93NUMPY\x03\x00" + bytes(100),
    "nothing": b"",
}


@pytest.mark.parametrize("read", [read_recipe, read_arrays])
@pytest.mark.parametrize("member", MEMBERS)
def test_a_hostile_array_is_one_sentence(member: str, read: Callable[[Path], object], tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(archive(recipe=MEMBERS[member], images=MEMBERS[member]))
    if read is read_arrays and member in ("text", "surrogate"):
        read(path)
        return
    with pytest.raises((ExportError, RecipeError)) as caught:
        read(path)
    assert str(path) in caught.value.sentence and len(caught.value.sentence) < 500


@pytest.mark.parametrize("read", [read_recipe, read_arrays])
@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (broken_lzma, "packed in a way"),
        (lambda: archive(zipfile.ZIP_BZIP2, recipe=array(), images=array()), "packed in a way"),
        (locked, "locked with a password"),
        (long_archive, "not an NPZ file of this program"),
        (lambda: archive(**{f"{number:04}" * 10: b"" for number in range(1200)}), "not an NPZ file"),
    ],
    ids=["lzma", "bzip2", "locked", "long", "many"],
)
def test_a_hostile_archive_is_one_sentence(
    read: Callable[[Path], object], make: Callable[[], bytes], reason: str, tmp_path: Path
) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(make())
    with pytest.raises(ExportError, match=reason):
        read(path)


def test_no_more_of_an_array_is_unpacked_than_it_claims(tmp_path: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("recipe.npy", bytes(50_000_000))
    data = bytearray(packed.getvalue())
    entry = data.rfind(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = struct.pack("<I", 1000)  # what it unpacks to
    path = tmp_path / "bomb.npz"
    path.write_bytes(data)
    tracemalloc.start()
    try:
        with pytest.raises(PlaygroundError):
            read_recipe(path)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_names_in_an_archive_lead_nowhere(tmp_path: Path) -> None:
    path = tmp_path / "a.npz"
    path.write_bytes(archive(**{"../../up": array()}))
    assert list(read_arrays(path)) == ["../../up"]
    assert [file.name for file in tmp_path.iterdir()] == ["a.npz"]
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(path, "a") as file:
        file.writestr("../../up.npy", array())
    with pytest.raises(ExportError, match="two of one name"):
        read_arrays(path)


def test_arrays_come_back_as_numpy_reads_them(tmp_path: Path) -> None:
    wanted = {
        "images": np.arange(24, dtype=np.uint8).reshape(2, 3, 4),
        "columns": np.asfortranarray(np.arange(6, dtype=np.float32).reshape(2, 3)),
        "alone": np.array(2.5, dtype=">f8"),
        "none": np.zeros((0, 3), np.int64),
    }
    np.savez_compressed(tmp_path / "a.npz", recipe=np.array(DOCUMENT), **wanted)
    found = read_arrays(tmp_path / "a.npz")
    assert list(found) == list(wanted)
    for name, array in wanted.items():
        assert found[name].dtype == array.dtype
        np.testing.assert_array_equal(found[name], array)


def test_an_svg_with_a_number_of_5000_digits_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "a.svg"
    recipe = f'<playground:recipe xmlns:playground="urn:generative-playground:recipe">&#{"9" * 5000};'
    path.write_text(f"<svg><metadata>{recipe}</playground:recipe></metadata></svg>")
    with pytest.raises(PlaygroundError, match="is damaged"):
        read_recipe(path)


@pytest.mark.parametrize("version", ["0", "-1", f"-1{'0' * 50}", f"1{'0' * 50}", "9" * 5000, "1e400", "-0.0"])
def test_a_version_that_never_was_is_one_short_sentence(version: str) -> None:
    text = DOCUMENT.replace('"version": 1', f'"version": {version}')
    with pytest.raises(RecipeError) as caught:
        from_json(text, recipe_types())
    assert len(caught.value.sentence) < 200


@pytest.mark.parametrize("number", ["-9223372036854775808", f"-1{'0' * 50}", "9" * 5000, "1e400", "NaN"])
def test_a_number_beyond_all_bounds_is_one_sentence(number: str) -> None:
    for name in ("seed", "count", "temperature"):
        text = to_json(Sample(model="tiny")).replace('"seed": 0', f'"{name}": {number}')
        with pytest.raises(RecipeError):
            from_json(text, recipe_types())

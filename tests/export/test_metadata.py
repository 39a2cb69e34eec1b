"""Readers of foreign files: one sentence for every kind of damage, and bounded memory."""

from __future__ import annotations

import io
import json
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from playground.core.errors import ExportError, PlaygroundError, RecipeError
from playground.core.recipe import to_json
from playground.export.containers import KEY, PNG_SIGNATURE, with_svg_metadata
from playground.export.metadata import read_recipe
from playground.export.pictures import Layout
from playground.export.reading import read_canvases
from playground.export.verify import verify
from playground.export.writing import export
from playground.paradigms.vae_images.recipes import HeldOut, Interpolate, Sample

RECIPE = Sample(model="tiny", count=3, seed=5)
WAY = Interpolate(model="tiny", a=HeldOut(1), b=HeldOut(2), frames=3)
DOCUMENT = to_json(RECIPE, {"note": "größer <&> ]]> 像"})
SVG = b'<?xml version="1.0"?>\n<svg width="5" xmlns="http://www.w3.org/2000/svg"><g/></svg>'


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(*chunks: bytes, width: int = 1, height: int = 1) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    pixels = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return PNG_SIGNATURE + header + b"".join(chunks) + pixels + chunk(b"IEND", b"")


def text(document: bytes) -> bytes:
    return chunk(b"tEXt", KEY.encode() + b"\0" + document)


def international(document: bytes, *, compressed: bool) -> bytes:
    body = zlib.compress(document) if compressed else document
    return chunk(b"iTXt", KEY.encode() + b"\0" + bytes([compressed, 0]) + b"en\0\0" + body)


def save(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def refused(path: Path) -> str:
    with pytest.raises((ExportError, RecipeError)) as caught:
        read_recipe(path)
    sentence = caught.value.sentence
    assert str(path) in sentence and "\n" not in sentence and len(sentence) < 600
    return sentence


@pytest.mark.parametrize("compressed", [False, True])
def test_international_text_of_both_kinds_is_read(compressed, tmp_path) -> None:
    path = save(tmp_path / "a.png", png(international(DOCUMENT.encode(), compressed=compressed)))
    assert read_recipe(path) == (RECIPE, {"note": "größer <&> ]]> 像"})


def test_plain_and_compressed_text_are_read(tmp_path) -> None:
    document = to_json(RECIPE).encode()
    packed = chunk(b"zTXt", KEY.encode() + b"\0\0" + zlib.compress(document))
    for part in (text(document), packed):
        assert read_recipe(save(tmp_path / "a.png", png(part)))[0] == RECIPE


def test_what_pillow_writes_and_reads_is_the_same_text(tmp_path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_itxt(KEY, DOCUMENT, zip=True)
    Image.new("L", (3, 3)).save(tmp_path / "a.png", pnginfo=info)
    assert read_recipe(tmp_path / "a.png")[0] == RECIPE


def test_the_suffix_is_not_believed(tmp_path, resources, run_final) -> None:
    export(run_final(RECIPE, resources), RECIPE, {}, tmp_path / "a.webp")
    renamed = (tmp_path / "a.webp").rename(tmp_path / "a.png")
    assert read_recipe(renamed)[0] == RECIPE


def test_an_svg_keeps_its_recipe(tmp_path) -> None:
    path = save(tmp_path / "a.svg", with_svg_metadata(SVG, DOCUMENT))
    assert read_recipe(path) == (RECIPE, {"note": "größer <&> ]]> 像"})
    assert path.read_bytes().startswith(SVG[: SVG.find(b"<g/>")])


@pytest.mark.parametrize("data", [b"", b"<html></html>", b"<svg", b"<svg/>"])
def test_what_is_no_svg_gets_no_recipe(data) -> None:
    with pytest.raises(ExportError, match="not an SVG"):
        with_svg_metadata(data, DOCUMENT)


def test_a_recipe_file_with_a_byte_order_mark_is_read(tmp_path) -> None:
    assert read_recipe(save(tmp_path / "a.json", b"\xef\xbb\xbf\n" + DOCUMENT.encode()))[0] == RECIPE


def newer() -> bytes:
    document = json.loads(DOCUMENT)
    document["version"] = 99
    return json.dumps(document).encode()


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (newer(), "version 99.*please update"),
        (b"nonsense", "not a playground recipe"),
        (b"{}", "not a playground recipe"),
        (b"[" * 100_000, "not a playground recipe"),
        (b"\xff\xfe{", "not a playground recipe"),
        (DOCUMENT.replace("vae-sample", "vae-dream").encode(), "cannot be read"),
        (DOCUMENT.replace('"seed": 5', '"seed": -5').encode(), "cannot be read"),
        (DOCUMENT.replace('"seed": 5', '"sead": 5').encode(), "cannot be read"),
    ],
)
def test_wrong_recipes_in_a_picture(document, message, tmp_path) -> None:
    path = save(tmp_path / "a.png", png(international(document, compressed=False)))
    with pytest.raises(RecipeError, match=f"(?s){message}"):
        read_recipe(path)
    refused(path)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a PNG, GIF"),
        (b"hello", "not a PNG, GIF"),
        (png(), "carries no recipe"),
        (png()[:-3], "breaks off"),
        (PNG_SIGNATURE, "breaks off"),
        (png(text(b"{}"))[:60], "breaks off"),
        (png(text(b"abc").replace(b"abc", b"abd")), "checksum"),
        (png(chunk(b"iTXt", KEY.encode() + b"\0\0")), "text is not complete"),
        (png(chunk(b"zTXt", KEY.encode() + b"\0\0garbage")), "compressed text is damaged"),
        (b"GIF89a", "breaks off"),
        (b"GIF89a" + bytes(7) + b"?", "not a valid GIF"),
        (b"RIFF\xff\xff\xff\xffWEBP", "breaks off"),
        (b"PK\x03\x04", "not an NPZ"),
        (b"<svg><g/></svg>", "carries no recipe"),
    ],
)
def test_damaged_files(data, message, tmp_path) -> None:
    assert message in refused(save(tmp_path / "a.png", data))


def test_missing_files_and_folders(tmp_path) -> None:
    assert "no such file" in refused(tmp_path / "gone.png")
    assert "it is a folder" in refused(tmp_path)


def huge_chunk(kind: bytes) -> bytes:
    return png()[:33] + struct.pack(">I4s", 100_000_000, kind) + KEY.encode() + b"\0{"


@pytest.mark.parametrize("kind", [b"tEXt", b"zTXt", b"iTXt", b"iCCP"])
def test_a_text_of_100_megabytes_is_refused_in_little_memory(kind, tmp_path) -> None:
    path = tmp_path / "a.png"
    with path.open("wb") as file:
        file.write(huge_chunk(kind))
        file.seek(33 + 8 + 100_000_000 + 4)
        file.write(png()[33:])
    assert path.stat().st_size > 100_000_000
    tracemalloc.start()
    assert "100.0 MB" in refused(path)
    with pytest.raises(ExportError, match=r"100\.0 MB"):
        read_canvases(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def bomb(piece: bytes, times: int) -> bytes:
    """The packed bytes of many pieces, which are never there at once."""
    packer = zlib.compressobj()
    return b"".join([*(packer.compress(piece) for _ in range(times)), packer.flush()])


@pytest.mark.parametrize(
    "wrap",
    [
        lambda packed: png(chunk(b"zTXt", KEY.encode() + b"\0\0" + packed)),
        lambda packed: png(chunk(b"iTXt", KEY.encode() + b"\0\1\0\0\0" + packed)),
    ],
)
def test_a_text_that_inflates_to_100_megabytes_is_refused_in_little_memory(wrap, tmp_path) -> None:
    path = save(tmp_path / "a.png", wrap(bomb(b"{" * 1_000_000, 100)))
    tracemalloc.start()
    assert "larger than 1000 kB" in refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 10_000_000


def test_a_gif_comment_without_end_is_refused_in_little_memory(tmp_path) -> None:
    path = save(tmp_path / "a.gif", b"GIF89a" + bytes(7) + b"!\xfe" + (b"\xff" + b"{" * 255) * 50_000)
    tracemalloc.start()
    assert "comment is larger" in refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def test_a_recipe_file_of_100_megabytes_is_refused_in_little_memory(tmp_path) -> None:
    path = tmp_path / "a.json"
    with path.open("wb") as file:
        file.write(b"{")
        file.truncate(100_000_000)
    tracemalloc.start()
    assert "larger than 1000 kB" in refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5_000_000


def archive(**members: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(f"{name}.npy", data)
    return out.getvalue()


def npy(array: object) -> bytes:
    out = io.BytesIO()
    np.save(out, np.array(array))
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (archive(images=npy([1])), "carries no recipe"),
        (archive(recipe=npy([1, 2])), "not a text"),
        (archive(recipe=b"garbage"), "damaged"),
        (archive(recipe=npy("x" * 100)[:-8]), "not have the size that it claims"),
        (archive(recipe=npy("{")), "not a playground recipe"),
        (archive(recipe=b"\x93NUMPY\x01\x00" + bytes(300)), "damaged"),
    ],
)
def test_damaged_archives(data, message, tmp_path) -> None:
    assert message in refused(save(tmp_path / "a.npz", data))


def test_pickles_in_an_archive_are_never_loaded(tmp_path) -> None:
    out = io.BytesIO()
    np.save(out, np.array({"a": 1}, dtype=object), allow_pickle=True)
    path = save(tmp_path / "a.npz", archive(recipe=out.getvalue()))
    assert "neither numbers nor text" in refused(path)


def test_an_archive_that_inflates_to_100_megabytes_is_refused_in_little_memory(tmp_path) -> None:
    path, piece = tmp_path / "a.npz", np.array("x" * 1_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file, file.open("recipe.npy", "w") as member:
        header = {"shape": (), "fortran_order": False, "descr": "<U25000000"}
        np.lib.format.write_array_header_1_0(member, header)
        for _ in range(25):
            member.write(piece.tobytes())
    tracemalloc.start()
    assert "claims 100 MB" in refused(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 25_000_000


def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path, resources) -> None:
    document = to_json(RECIPE, Layout().facts()).encode()
    data = png(international(document, compressed=False), width=60_000, height=60_000)
    path = save(tmp_path / "a.png", data)
    assert read_recipe(path)[0] == RECIPE
    tracemalloc.start()
    with pytest.raises(ExportError, match="claims more than 80 million pixels"):
        verify(path, resources)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 20_000_000


FORMATS = ["a.png", "a.apng", "a.gif", "a.webp", "a.npz", "a.json"]


@pytest.fixture
def examples(tmp_path, resources, run_final) -> dict[str, bytes]:
    for name in FORMATS:
        export(run_final(WAY, resources), WAY, {}, tmp_path / name)
    save(tmp_path / "a.svg", with_svg_metadata(SVG, DOCUMENT))
    return {name: (tmp_path / name).read_bytes() for name in [*FORMATS, "a.svg"]}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_broken_copies_raise_only_our_errors(examples, resources, tmp_path, data) -> None:
    name = data.draw(st.sampled_from(sorted(examples)))
    content = bytearray(examples[name])
    for _ in range(data.draw(st.integers(1, 4))):
        position = data.draw(st.integers(0, len(content) - 1))
        content[position] = data.draw(st.integers(0, 255))
    del content[data.draw(st.integers(1, len(content))) :]
    path = save(tmp_path / f"broken-{name}", bytes(content))
    for read in (read_recipe, lambda file: verify(file, resources)):
        try:
            read(path)
        except PlaygroundError as error:
            assert error.sentence


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    head=st.sampled_from(
        [b"", PNG_SIGNATURE, b"GIF89a", b"RIFF\x40\0\0\0WEBP", b"PK\x03\x04", b"{", b"<svg>"]
    ),
    rest=st.binary(max_size=400),
)
def test_any_bytes_raise_only_our_errors(tmp_path, head, rest) -> None:
    path = save(tmp_path / "any", head + rest)
    with pytest.raises(PlaygroundError):
        read_recipe(path)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_cut_off_anywhere_is_noticed(name, examples, resources, tmp_path) -> None:
    content = examples[name]
    for size in range(0, len(content) - 1, max(1, len(content) // 60)):
        path = save(tmp_path / "cut", content[:size]).replace(tmp_path / f"cut-{name}")
        with pytest.raises(PlaygroundError):
            verify(path, resources)

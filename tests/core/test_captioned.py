"""Captioned pictures come back as they were written, the same bytes each time; damage is one sentence."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import msgspec
import numpy as np
import pytest

from playground.core import folders
from playground.core.captioned import (
    ABOUT,
    CAPTIONS,
    PICTURES,
    Captioned,
    CaptionedImages,
    captioned,
    captioned_counts,
    captioned_names,
    captioned_shape,
    read_captioned,
    together,
    write_captioned,
)
from playground.core.errors import DataError
from playground.core.images import write_idx


def some() -> Captioned:
    """Two things in two styles, in an order that is none; one of each is held out."""
    rng = np.random.default_rng(0)
    kinds, labels = ("b", "a", "b", "a"), np.array([1, 0, 0, 1], np.uint8)
    texts = {"a": ("apple", "fruit"), "b": ("bear",)}
    every = CaptionedImages(
        images=rng.integers(0, 256, (4, 3, 4, 5), dtype=np.uint8),
        labels=labels,
        captions=tuple(texts[kind] for kind in kinds),
        kinds=kinds,
    )
    parts = [
        CaptionedImages(every.images[p], every.labels[p], every.captions[p], every.kinds[p])
        for p in (slice(0, 2), slice(2, 4))
    ]
    return Captioned(title="Some", licence="mine", styles=("x", "y"), learned=parts[0], held_out=parts[1])


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def pictures(part: CaptionedImages) -> set[tuple[str, int, bytes, tuple[str, ...]]]:
    every = zip(part.kinds, part.labels, part.images, part.captions, strict=True)
    return {(kind, int(label), image.tobytes(), texts) for kind, label, image, texts in every}


def test_names_are_those_of_all_pictures() -> None:
    real = captioned("emoji")
    every = [texts[0] for part in (real.learned, real.held_out) for texts in part.captions]
    names = captioned_names("emoji")
    assert len(names) == 1588 and set(names) == set(every)
    assert captioned_names("no such set") == () == captioned_names("../emoji")


def test_counts_are_of_things_in_whose_captions_a_word_stands() -> None:
    both, counts = captioned("emoji"), captioned_counts("emoji")
    said = {
        kind: re.sub("[^a-z]", " ", " ".join(("", *texts, "")).lower())
        for part in (both.learned, both.held_out)
        for kind, texts in zip(part.kinds, part.captions, strict=True)
    }
    for word in ("heart", "hat", "grinning", "cat", "rabbit"):
        assert counts[word] == sum(
            f" {word} " in re.sub("[^a-z]", " ", f" {text} ") for text in said.values()
        )
    assert counts["heart"] > counts["hard"] and counts["zebras"] == 0
    assert captioned_counts("no such set") == {}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_captioned(tmp_path, some())
    found = read_captioned(tmp_path)
    assert (found.title, found.licence, found.styles) == ("Some", "mine", ("x", "y"))
    assert pictures(found.learned) == pictures(some().learned)
    assert pictures(found.held_out) == pictures(some().held_out)
    assert found.learned.images.shape[1:] == (3, 4, 5)


def test_the_same_pictures_are_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    write_captioned(tmp_path / "one", some())
    write_captioned(tmp_path / "other", read_captioned(tmp_path / "one"))
    assert contents(tmp_path / "one") == contents(tmp_path / "other")


def test_what_shows_the_same_thing_has_the_same_number() -> None:
    one = together(some().held_out, some().learned)
    assert one.kinds == ("b", "a", "b", "a") and one.things.tolist() == [0, 1, 0, 1]


def test_a_thing_has_one_caption(tmp_path: Path) -> None:
    one = some()
    other = msgspec.structs.replace(one.held_out, captions=(("bear",), ("apple",)))
    with pytest.raises(DataError, match="one caption"):
        write_captioned(tmp_path, msgspec.structs.replace(one, held_out=other))


@pytest.mark.parametrize("name", [CAPTIONS, PICTURES])
def test_a_file_that_was_changed_or_breaks_off_is_told(tmp_path: Path, name: str) -> None:
    write_captioned(tmp_path, some())
    path = tmp_path / name
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole + b" ", whole[:20] + bytes([whole[20] ^ 1]) + whole[21:]):
        path.write_bytes(damaged)
        with pytest.raises(DataError, match="is not the file"):
            read_captioned(tmp_path)
    path.unlink()
    with pytest.raises(DataError, match=f"{name} cannot be read: there is no such file"):
        read_captioned(tmp_path)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"kinds": ["a", "a"]}, "each thing once"),
        ({"captions": [["apple"]]}, "each thing once"),
        ({"captions": [["apple"], []]}, "length >= 1"),
        ({"captions": [["apple"], ["b" * 300]]}, "length <= 200"),
        ({"pictures": [[2, 0, True]]}, "does not name"),
        ({"pictures": [[0, 2, True]]}, "does not name"),
        ({"pictures": [[-1, 0, True]]}, ">= 0"),
        ({"pictures": [[0, 0, True], [0, 0, False]]}, "two pictures of one thing"),
        ({"pictures": [[0, 0, False], [1, 0, False]]}, "must be held out"),
        ({"more": 1}, "unknown field"),
    ],
)
def test_captions_that_contradict_themselves_are_told(
    tmp_path: Path, said: dict[str, object], why: str
) -> None:
    write_captioned(tmp_path, some())
    path = tmp_path / CAPTIONS
    resign(tmp_path, msgspec.json.encode(msgspec.json.decode(path.read_bytes()) | said), CAPTIONS)
    with pytest.raises(DataError, match=why):
        read_captioned(tmp_path)


@pytest.mark.parametrize("shape", [(3, 4, 5, 3), (4, 4, 5), (4, 4, 5, 2), (0, 4, 5, 3)])
def test_pictures_that_are_not_those_of_the_captions_are_told(tmp_path: Path, shape: tuple[int, ...]) -> None:
    write_captioned(tmp_path, some())
    write_idx(tmp_path / PICTURES, np.zeros(shape, np.uint8))
    resign(tmp_path, (tmp_path / PICTURES).read_bytes(), PICTURES)
    with pytest.raises(DataError, match="a picture of each caption"):
        read_captioned(tmp_path)


def test_what_ships_is_what_its_readme_tells() -> None:
    found = captioned("emoji")
    assert found is captioned("emoji"), "read once"
    assert (len(found.learned), len(found.held_out)) == (4498, 239)
    every = together(found.learned, found.held_out)
    assert len(set(every.kinds)) == 1588
    assert every.images.shape == (4737, *(captioned_shape("emoji") or ()))
    # What a held-out pair shows was learned in both other styles.
    learned = {
        (kind, int(style)) for kind, style in zip(found.learned.kinds, found.learned.labels, strict=True)
    }
    for kind, style in zip(found.held_out.kinds, found.held_out.labels, strict=True):
        assert [(kind, other) in learned for other in range(3)] == [other != style for other in range(3)]
    readme = (folders.assets() / "captioned" / "README.md").read_text()
    assert all(name in readme for name in ("4,737", "1,588", "239", "CC BY 4.0", "Apache 2.0", "MIT"))


@pytest.mark.parametrize("name", ["", "none", "../heldout", "."])
def test_what_does_not_ship_is_one_sentence(name: str) -> None:
    with pytest.raises(DataError, match="No captioned pictures"):
        captioned(name)
    assert captioned_shape(name) is None


def resign(folder: Path, data: bytes, name: str) -> None:
    """Change a file, and let what is told of it agree."""
    (folder / name).write_bytes(data)
    about = msgspec.json.decode((folder / ABOUT).read_bytes())
    about["files"][name] = {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (folder / ABOUT).write_bytes(msgspec.json.encode(about))

"""Pictures with captions that ship with the program: those that models learned from, and those held out.

A folder of ``assets/captioned`` holds ``about.json``, which says what they are, under which licence, and the
digest of each other file; ``captions.json``, the captions of each thing and of every picture its thing, its
style and whether it is held out; and the pictures, an IDX file of (n, height, width, channels).
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders
from playground.core.errors import DataError
from playground.core.guard import DamagedFileError, guarded
from playground.core.images import LabelledImages, read_idx, write_idx
from playground.core.regular_files import read_regular
from playground.core.vocabulary_file import WORD

ABOUT, CAPTIONS, PICTURES = "about.json", "captions.json", "pictures-idx4-ubyte.gz"
MOST_TEXTS = 100
_MOST_BYTES = 30_000_000
_MOST_UNPACKED = 150_000_000
_MOST_PICTURES = 100_000
_LONGEST = 200
_WORD = re.compile(WORD)

_Text = Annotated[str, msgspec.Meta(min_length=1, max_length=_LONGEST)]
_Caption = Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1, max_length=MOST_TEXTS)]
_Place = Annotated[int, msgspec.Meta(ge=0)]


class CaptionedImages(LabelledImages, frozen=True):
    """Pictures whose label is a style; ``captions`` says of each what it shows: a name, then keywords."""

    captions: tuple[tuple[str, ...], ...]
    kinds: tuple[str, ...]
    """What each shows, the same in every style."""

    @property
    def things(self) -> NDArray[np.int64]:
        """The same by numbers ``(n,)``, counted as they come."""
        numbers = {kind: number for number, kind in enumerate(dict.fromkeys(self.kinds))}
        return np.array([numbers[kind] for kind in self.kinds], np.int64)


class Captioned(msgspec.Struct, frozen=True, kw_only=True):
    """The pictures that models learned from and those that are held out, whose things stand among the former
    in other styles; the names of the styles, and whose they are."""

    title: str
    licence: str
    styles: tuple[str, ...]
    learned: CaptionedImages
    held_out: CaptionedImages


class _Digest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    bytes: int
    sha256: str


class _About(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    title: _Text
    licence: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    styles: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1, max_length=64)]
    shape: tuple[_Place, _Place, _Place]
    files: dict[str, _Digest]


class _Picture(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    thing: _Place
    style: _Place
    held_out: bool


class _Captions(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``captions`` of the things ``kinds``, and what each picture shows."""

    kinds: Annotated[tuple[_Text, ...], msgspec.Meta(min_length=1, max_length=_MOST_PICTURES)]
    captions: Annotated[tuple[_Caption, ...], msgspec.Meta(max_length=_MOST_PICTURES)]
    pictures: Annotated[tuple[_Picture, ...], msgspec.Meta(max_length=_MOST_PICTURES)]


def captioned(data: str) -> Captioned:
    """The captioned pictures that ship of a data set, read once; raises ``DataError`` where none do."""
    return _kept(_folder(data))


@functools.cache
def captioned_shape(data: str) -> tuple[int, int, int] | None:
    """Channels, height and width of the captioned pictures that ship of a data set, known without reading
    them; ``None`` where none do."""
    try:
        return _read_about(_folder(data)).shape
    except DataError:
        return None


@functools.cache
def captioned_names(data: str) -> tuple[str, ...]:
    """The names of all that the captioned pictures show that ship of a data set, read without the pictures;
    none where none do."""
    return tuple(dict.fromkeys(texts[0] for texts in _texts(data)))


@functools.cache
def captioned_counts(data: str) -> Mapping[str, int]:
    """In the captions of how many things each word stands, in small letters, of a data set whose captioned
    pictures ship, read without these; of no word where none do."""
    each = (set(_WORD.findall(" ".join(texts).lower())) for texts in _texts(data))
    return Counter(itertools.chain.from_iterable(each))


@functools.cache
def _texts(data: str) -> tuple[_Caption, ...]:
    """The captions of each thing."""
    try:
        folder = _folder(data)
        return _read_captions(_read_about(folder), folder).captions
    except DataError:
        return ()


@functools.cache
def captioned_held_out(data: str) -> int:
    """How many of the captioned pictures that ship of a data set are held out, counted without reading them;
    0 where none ship."""
    try:
        folder = _folder(data)
        return sum(each.held_out for each in _read_captions(_read_about(folder), folder).pictures)
    except DataError:
        return 0


def _folder(data: str) -> Path:
    folder = folders.assets() / "captioned" / data
    if not data or Path(data).name != data or not folder.is_dir():
        raise DataError(f"No captioned pictures of the data set “{data[:80]}” ship with the program.")
    return folder


@functools.cache
def _kept(folder: Path) -> Captioned:
    return read_captioned(folder)


def read_captioned(folder: Path) -> Captioned:
    """Read and check captioned pictures; raises ``DataError`` in one sentence."""
    about = _read_about(folder)
    said = _read_captions(about, folder)
    path = folder / PICTURES
    with guarded(DataError, f"{path} cannot be read"):
        _checked(about, path)
        images = read_idx(path, _MOST_UNPACKED)
        channels, height, width = about.shape
        if images.shape != (len(said.pictures), height, width, channels):
            raise DamagedFileError("it does not hold a picture of each caption")
    learned, held_out = (_part(images, said, part) for part in (False, True))
    return Captioned(
        title=about.title, licence=about.licence, styles=about.styles, learned=learned, held_out=held_out
    )


def write_captioned(folder: Path, pictures: Captioned) -> None:
    """Write captioned pictures, the same bytes for the same ones: things in order, each in its styles.

    Raises ``DataError`` where a thing has two captions.
    """
    folder.mkdir(parents=True, exist_ok=True)
    every = [(each, index) for each in (pictures.learned, pictures.held_out) for index in range(len(each))]
    of_kind = {each.kinds[index]: each.captions[index] for each, index in every}
    if any(of_kind[each.kinds[index]] != each.captions[index] for each, index in every):
        raise DataError("What pictures show must have one caption, the same in every style.")
    kinds = sorted(of_kind)
    places = {kind: place for place, kind in enumerate(kinds)}
    every.sort(key=lambda one: (places[one[0].kinds[one[1]]], int(one[0].labels[one[1]])))
    said = _Captions(
        kinds=tuple(kinds),
        captions=tuple(of_kind[kind] for kind in kinds),
        pictures=tuple(
            _Picture(places[each.kinds[index]], int(each.labels[index]), each is pictures.held_out)
            for each, index in every
        ),
    )
    (folder / CAPTIONS).write_bytes(msgspec.json.encode(said) + b"\n")
    write_idx(folder / PICTURES, np.stack([each.images[index].transpose(1, 2, 0) for each, index in every]))
    about = _About(
        title=pictures.title,
        licence=pictures.licence,
        styles=pictures.styles,
        shape=pictures.learned.images.shape[1:],
        files={name: _digest((folder / name).read_bytes()) for name in (CAPTIONS, PICTURES)},
    )
    (folder / ABOUT).write_bytes(msgspec.json.format(msgspec.json.encode(about), indent=1) + b"\n")


def together(one: CaptionedImages, other: CaptionedImages) -> CaptionedImages:
    """The pictures of both, in this order."""
    return CaptionedImages(
        images=np.concatenate([one.images, other.images]),
        labels=np.concatenate([one.labels, other.labels]),
        captions=one.captions + other.captions,
        kinds=one.kinds + other.kinds,
    )


def _read_about(folder: Path) -> _About:
    path = folder / ABOUT
    with guarded(DataError, f"{path} cannot be read"):
        return msgspec.json.decode(read_regular(path, _MOST_BYTES), type=_About)


def _read_captions(about: _About, folder: Path) -> _Captions:
    path = folder / CAPTIONS
    with guarded(DataError, f"{path} cannot be read"):
        said = msgspec.json.decode(_checked(about, path), type=_Captions)
        _check(said, len(about.styles))
        return said


def _checked(about: _About, path: Path) -> bytes:
    """The bytes of a file, which must be those that ``about.json`` tells of."""
    data = read_regular(path, _MOST_BYTES)
    if about.files.get(path.name) != _digest(data):
        raise DamagedFileError(f"it is not the file that {ABOUT} beside it tells of")
    return data


def _digest(data: bytes) -> _Digest:
    return _Digest(len(data), hashlib.sha256(data).hexdigest())


def _check(said: _Captions, styles: int) -> None:
    things = len(said.kinds)
    if len(set(said.kinds)) < things or len(said.captions) != things:
        raise DamagedFileError("it does not tell a caption of each thing, each thing once")
    if any(each.thing >= things or each.style >= styles for each in said.pictures):
        raise DamagedFileError("it tells of a thing or a style that it does not name")
    if len({(each.thing, each.style) for each in said.pictures}) < len(said.pictures):
        raise DamagedFileError("it tells of two pictures of one thing in one style")
    if len({each.held_out for each in said.pictures}) < 2:
        raise DamagedFileError("some pictures must be held out, and some not")


def _part(images: NDArray[np.uint8], said: _Captions, held_out: bool) -> CaptionedImages:
    chosen = [index for index, each in enumerate(said.pictures) if each.held_out == held_out]
    things = [said.pictures[index].thing for index in chosen]
    return CaptionedImages(
        images=np.ascontiguousarray(images[chosen].transpose(0, 3, 1, 2)),
        labels=np.array([said.pictures[index].style for index in chosen], dtype=np.uint8),
        captions=tuple(said.captions[thing] for thing in things),
        kinds=tuple(said.kinds[thing] for thing in things),
    )

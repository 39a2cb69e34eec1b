"""All of an import, from a source to a model's folder; and the check of a folder that is there."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from playground.core import folders, leftovers, plain_text
from playground.core.errors import DataError, ExportError, ImportingError
from playground.core.heldout import read_about
from playground.core.images import LabelledImages, read_labelled_images
from playground.export.reading import read_canvases
from playground.importing.draft import Answers, Draft
from playground.importing.importing import Imported, check_writable, drawn, write_model
from playground.importing.learned import about_of
from playground.importing.limits import looking
from playground.importing.sources import look
from playground.paradigms.cards import read_card
from playground.paradigms.families import draws
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker

MOST = 64
_SUFFIXES = (".png", ".gif", ".webp")


def read_pictures(source: str, shape: tuple[int, int, int]) -> LabelledImages:
    """Pictures of a shape: of a data set by its name, of a folder of IDX files, or of PNGs.

    Raises :class:`ImportingError`. Labels of pictures that have none are 0.
    """
    folder = folders.held_out(source) or Path(source)
    if not folder.is_dir():
        raise ImportingError(f"{source} is neither a folder of pictures nor a data set’s name.")
    found = _of_idx(folder) or _of_files(folder, shape)
    if found.images.shape[1:] != shape:
        raise ImportingError(
            f"The pictures in {folder} are {_sides(found.images.shape[1:])}, the model’s {_sides(shape)}."
        )
    return found


def side_of(source: str) -> int | None:
    """The side of pictures that are named, where they are square; ``None`` where they cannot be read."""
    folder = folders.held_out(source) or Path(source)
    try:
        found = _of_idx(folder) or _of_files(folder, (3, 0, 0))
    except (ImportingError, OSError):
        return None
    height, width = found.images.shape[2:]
    return height if height == width else None


def shipped(shape: tuple[int, int, int]) -> Iterator[LabelledImages]:
    """The held-out pictures of every data set of a shape."""
    for source in sorted((folders.assets() / "heldout").iterdir()):
        try:
            if source.is_dir() and read_about(source).shape[1:] == shape:
                yield _first(read_labelled_images(source, "t10k"))
        except DataError:
            continue


def _of_idx(folder: Path) -> LabelledImages | None:
    for part in ("t10k", "train"):
        if any(folder.glob(f"{part}-images-idx*")):
            try:
                return _first(read_labelled_images(folder, "t10k" if part == "t10k" else "train"))
            except DataError as error:
                raise ImportingError(error.sentence) from error
    return None


def _of_files(folder: Path, shape: tuple[int, int, int]) -> LabelledImages:
    found: list[NDArray[np.uint8]] = []
    for path in sorted(path for path in folder.iterdir() if path.suffix.lower() in _SUFFIXES)[:MOST]:
        try:
            canvases = read_canvases(path)
        except ExportError as error:
            raise ImportingError(error.sentence) from error
        found.append(
            canvases[:1] if shape[0] == 3 else canvases[:1].mean(axis=1, keepdims=True).astype(np.uint8)
        )
    if len({one.shape for one in found}) > 1:
        raise ImportingError(f"The pictures in {folder} are not all of one size.")
    if len(found) < 2:
        raise ImportingError(
            f"There are not two pictures in {folder}: PNG files, or the files of an IDX data set."
        )
    return LabelledImages(np.concatenate(found), np.zeros(len(found), dtype=np.uint8))


def _first(images: LabelledImages) -> LabelledImages:
    return LabelledImages(images.images[:MOST], images.labels[:MOST])


def _sides(shape: tuple[int, ...]) -> str:
    return " × ".join(map(str, shape))


SCHEME = "hf:"
_NAME = re.compile(r"[\w.-]{1,96}/[\w.-]{1,96}")
_WANTED = ("*.json", "*.safetensors", "*/merges.txt")
"""Nothing else of a repository is fetched, and no code or pickle."""


def is_on_hub(source: str) -> bool:
    """Whether a source is named so."""
    return source.startswith(SCHEME)


def fetched(source: str, folder: Path) -> Path:
    """The repository's configurations and weights in a folder; raises :class:`ImportingError`."""
    name = source.removeprefix(SCHEME)
    if not _NAME.fullmatch(name):
        raise ImportingError(
            f"“{plain_text.line(source)}” names no repository, such as hf:google/ddpm-cifar10-32."
        )
    # Nobody asked for counts of what is used to be sent.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    try:
        from huggingface_hub import snapshot_download
    except ImportError as error:
        raise ImportingError(
            "To fetch from the Hugging Face Hub its client is needed: "
            "pip install 'generative-playground[import]'."
        ) from error
    place = folder / name.partition("/")[2]
    try:
        snapshot_download(name, local_dir=place, allow_patterns=list(_WANTED))
    except (OSError, ValueError) as error:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        raise ImportingError(
            f"{name} could not be fetched from the Hugging Face Hub: {lines[0][:200]}"
        ) from error
    return place


Tell = Callable[[str, float], None]


def import_model(
    source: Path, name: str, into: Path, answers: Answers, pictures: str, tell: Tell
) -> Imported:
    """Import a source as the model ``into/name``; raises :class:`ImportingError`, and leaves nothing then.

    A source ``hf:owner/name`` is fetched from the Hugging Face Hub first.
    """
    if is_on_hub(str(source)):
        tell("Fetching", 0.0)
        with leftovers.new_folder() as folder:
            return import_model(fetched(str(source), folder), name, into, answers, pictures, tell)
    check_writable(name, into)
    if answers.data:
        about_of(answers.data)
        pictures = pictures or answers.data
    if pictures and answers.size is None:
        answers = msgspec.structs.replace(answers, beside=side_of(pictures))
    notices: list[str] = []
    try:
        with looking():
            draft = look(source, answers, notices.append)
        draft = msgspec.structs.replace(draft, notes=(*notices, *draft.notes))
        found = write_model(draft, name, into, answers, _pictures(draft, pictures), tell)
    except ImportingError as error:
        # What was said on the way, as that code ran unconfined, holds whatever became of it.
        if not notices:
            raise
        raise ImportingError(" ".join((str(error), *notices))) from error
    tell("", 1.0)
    return found


def _pictures(draft: Draft, named: str) -> tuple[LabelledImages, ...]:
    """Pictures of the model's shape: those named, or all sets that ship and may be what it was trained on."""
    if draft.shape is None and "encoder" not in draft.parts:
        return ()
    if named:
        return (read_pictures(named, draft.image.shape),)
    return tuple(shipped(draft.image.shape))


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A model's folder that can be used."""

    name: str
    title: str
    parts: tuple[str, ...]


def check(folder: Path) -> Checked:
    """Whether a folder is a model that can be used: card, files, graphs, and whether it draws.

    Raises ``CardError`` with all that is wrong in the card, or an error with what is wrong first.
    """
    folder = folder.resolve()
    if not folder.is_dir():
        raise ImportingError(f"{folder} is no folder of a model.")
    card = read_card(folder)
    FileChecker().check(card, folder)
    for part in card.parts:
        check_graph(card, folder, part)
    if draws(card):
        drawn(card, folder)
    return Checked(name=card.name, title=card.title, parts=tuple(card.parts))

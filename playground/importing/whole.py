"""All of an import, from a source to a model's folder; and the check of a folder that is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import msgspec

from playground.core import leftovers
from playground.core.errors import ImportingError
from playground.core.images import LabelledImages
from playground.importing.draft import Answers, Draft
from playground.importing.hub import fetched, is_on_hub
from playground.importing.importing import Imported, check_writable, drawn, write_model
from playground.importing.learned import about_of
from playground.importing.limits import looking
from playground.importing.pictures import read_pictures, shipped, side_of
from playground.importing.sources import look
from playground.paradigms.cards import read_card
from playground.paradigms.families import draws
from playground.runtimes.graph_verdict import check_graph
from playground.runtimes.model_files import FileChecker

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
    with looking():
        draft = look(source, answers, notices.append)
    draft = msgspec.structs.replace(draft, notes=(*notices, *draft.notes))
    found = write_model(draft, name, into, answers, _pictures(draft, pictures), tell)
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

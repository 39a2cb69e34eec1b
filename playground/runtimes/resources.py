"""What runs may ask for, from the model folders and the shipped assets: one store, a view per run."""

from __future__ import annotations

import contextlib
import platform
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import numpy as np

import playground
from playground.core import folders
from playground.core.captioned import Captioned, captioned
from playground.core.card_faults import Rules
from playground.core.card_toml import read_card
from playground.core.cards import Card, source_of
from playground.core.checkpoint import Trainings
from playground.core.conditions import tokens_of
from playground.core.errors import CardError, DataError, SessionError, UnknownModelError
from playground.core.frames import Scalar
from playground.core.heldout import HeldOutImages
from playground.core.images import LabelledImages
from playground.core.resources import Placement, Resources, Session
from playground.core.vocabulary import Vocabulary, read_vocabulary
from playground.runtimes import exact
from playground.runtimes.catalogue import Catalogue, Entry, catalogue, locate
from playground.runtimes.devices import KNOWN, MODULES, installed
from playground.runtimes.model_files import FileChecker
from playground.runtimes.safetensors_header import read_header
from playground.runtimes.session import DeviceSession, Executor, Load, Notice, SessionView

__all__ = ["Admit", "Catalogue", "Entry", "ModelStore", "catalogue", "open_resources"]

Admit: TypeAlias = Callable[[Entry], None]

_Identity = tuple[str, int, int]


class ModelStore:
    """Cards, loaded sessions and held-out images, shared by every run of a process."""

    def __init__(
        self,
        model_folders: tuple[Path, ...],
        rules: Rules,
        admit: Admit | None = None,
    ) -> None:
        """``model_folders`` in the order in which a name is looked up, and the ``rules`` of their cards.

        ``admit`` is asked each time before a model's networks are given to a run, and raises where they may
        not be used.
        """
        self._folders = model_folders
        self._rules = rules
        self._admit = admit
        self._files = FileChecker()
        self._entries: dict[str, tuple[_Identity, Entry]] = {}
        self._sessions: dict[tuple[str, str, Placement], DeviceSession] = {}
        self._vocabularies: dict[str, Vocabulary] = {}
        self._held_out = HeldOutImages()

    def at(self, placement: Placement, notice: Notice, trainings: Trainings | None = None) -> Resources:
        """The resources of a run that asks for ``placement``; ``notice`` is called with sentences to show.

        ``trainings`` is where it is kept if it is a live one, if it is.
        """
        return _View(self, placement, notice, trainings)

    def catalogue(self) -> Catalogue:
        """All models, and what is wrong with those that cannot be used."""
        return catalogue(self._folders, self._rules)

    def entry(self, model: str) -> Entry:
        """Card and folder of a model, read again when its card has changed; raises ``CardError``."""
        if card := self._exact(model):
            return Entry(card, exact.folder_of(card))
        folder = locate(model, self._folders)
        identity = _identity(folder)
        if model not in self._entries or self._entries[model][0] != identity:
            self._entries[model] = (identity, Entry(read_card(folder, self._rules), folder))
            for key in [key for key in self._sessions if key[0] == model]:
                del self._sessions[key]
            self._vocabularies.pop(model, None)
        return self._entries[model][1]

    def _exact(self, model: str) -> Card | None:
        """The card of an exact model, unless a model of that name lies in a folder."""
        card = exact.cards().get(model)
        if card is not None:
            with contextlib.suppress(UnknownModelError):
                locate(model, self._folders)
                return None
        return card

    def session(self, model: str, part: str, placement: Placement, notice: Notice) -> DeviceSession:
        """The shared session of a part at a placement, loaded at its first use."""
        entry = self.entry(model)
        if self._admit is not None and not self._exact(model):
            self._admit(entry)
        key = (model, part, placement)
        if key not in self._sessions:
            self._sessions[key] = self._open(entry, part, placement, notice)
        return self._sessions[key]

    def vocabulary(self, model: str) -> Vocabulary:
        """The words that a model is told, read and checked at their first use."""
        entry = self.entry(model)
        if model not in self._vocabularies:
            self._files.check(entry.card, entry.folder)
            told = tokens_of(entry.card)
            self._vocabularies[model] = read_vocabulary(entry.folder / told.vocabulary)
        return self._vocabularies[model]

    def running_at(self, model: str, placement: Placement) -> Placement:
        """Where the loaded parts of a model really run when ``placement`` is asked for."""
        for (name, _, asked), session in self._sessions.items():
            if name == model and asked == placement and session.placement != asked:
                return session.placement
        return placement

    def held_out(self, data: str) -> LabelledImages:
        """The held-out images of a data set, that ship or are the user's own; raises ``DataError``."""
        found = self._held_out.of(data)
        if found is None:
            raise DataError(
                f"No held-out images of the data set “{data[:80]}” ship with the program, or lie in "
                f"{folders.user_data() / 'heldout'}."
            )
        return found

    def _open(self, entry: Entry, part: str, placement: Placement, notice: Notice) -> DeviceSession:
        card = entry.card
        if part not in card.parts:
            raise CardError(f"{card.title} has no part “{part}”; it has {', '.join(card.parts)}.")
        what = f"The {part} of {card.title}"
        if self._exact(card.name):
            images = self.held_out(card.data)
            return DeviceSession(
                what, card.parts[part], exact.PLACEMENT, lambda _: exact.ExactExecutor(card, images), notice
            )
        if placement.runtime not in MODULES:
            raise SessionError(f"{card.title} is no exact model; choose another runtime.")
        if placement.runtime not in installed():
            raise SessionError(
                f"The package {MODULES[placement.runtime]} is not installed; choose another runtime."
            )
        known = KNOWN[placement.runtime]
        if placement.device not in known:
            raise SessionError(
                f"There is no device “{placement.device[:40]}”; choose one of {', '.join(known)}."
            )
        self._files.check(card, entry.folder)
        if weights := source_of(card, part)[0]:
            read_header(entry.folder / weights)
        load = _loader(entry, part, placement)
        return DeviceSession(what, card.parts[part], placement, load, notice)


class _View:
    """The store as one run sees it."""

    def __init__(
        self, store: ModelStore, placement: Placement, notice: Notice, trainings: Trainings | None
    ) -> None:
        self._store = store
        self.trainings = trainings
        self._placement = placement
        self._notice = notice
        self._cards: dict[str, Card] = {}

    def card(self, model: str) -> Card:
        # Looked up once: a drag asks many times a second, and no card may change in the middle of a run.
        if model not in self._cards:
            self._cards[model] = self._store.entry(model).card
        return self._cards[model]

    def session(self, model: str, part: str) -> Session:
        return SessionView(self._store.session(model, part, self._placement, self._notice), self._notice)

    def held_out(self, data: str) -> LabelledImages:
        return self._store.held_out(data)

    def captioned(self, data: str) -> Captioned:
        return captioned(data)

    def vocabulary(self, model: str) -> Vocabulary:
        return self._store.vocabulary(model)

    def facts(self, model: str) -> dict[str, Scalar]:
        card = self.card(model)
        placement = self._store.running_at(model, self._placement)
        return {
            "model": card.name,
            "model_sha256": card.hash,
            **({"licence": card.licence} if card.licence else {}),
            "runtime": placement.runtime,
            "device": placement.device,
            "playground": playground.__version__,
            "numpy": np.__version__,
            **({MODULES[placement.runtime]: _version(placement)} if placement.runtime in MODULES else {}),
            "platform": f"{platform.system()} {platform.machine()}",
        }


def open_resources(
    model_folders: tuple[Path, ...],
    rules: Rules,
    placement: Placement,
    notice: Notice,
    admit: Admit | None = None,
) -> Resources:
    """Resources for runs in this process, with a store of their own."""
    return ModelStore(model_folders, rules, admit).at(placement, notice)


def _identity(folder: Path) -> _Identity:
    path = folder / "card.toml"
    try:
        status = path.stat()
    except OSError as error:
        raise CardError(f"The model card {path} cannot be read: {error.strerror or error}.") from error
    return (str(folder), status.st_size, status.st_mtime_ns)


def _loader(entry: Entry, part: str, placement: Placement) -> Load:
    """How a part is loaded on a device; the runtime is imported here, when it is first needed."""
    card, folder = entry.card, entry.folder

    def onnx(device: str) -> Executor:
        from playground.runtimes.onnx_session import OnnxExecutor

        return OnnxExecutor(card, folder, part, device)

    def torch(device: str) -> Executor:
        from playground.runtimes.torch_session import TorchExecutor

        return TorchExecutor(card, folder, part, device)

    return onnx if placement.runtime == "onnx" else torch


def _version(placement: Placement) -> str:
    if placement.runtime == "onnx":
        from playground.runtimes import onnx_session

        return onnx_session.version()
    from playground.runtimes import torch_session

    return torch_session.version()

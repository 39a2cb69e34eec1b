"""What jobs of a sweep need around them: models, yardsticks and keys, the same for planner and worker."""

from __future__ import annotations

import functools
import hashlib
from pathlib import Path

import msgspec

from playground.core import folders
from playground.core.cards import Card
from playground.core.errors import DataError
from playground.core.guard import guarded
from playground.core.heldout import content_in, content_of
from playground.core.images import MAX_BYTES
from playground.core.regular_files import read_regular
from playground.core.resources import Placement
from playground.evaluate.picture_yardstick import PictureYardstick
from playground.evaluate.sweep.jobs import Job
from playground.evaluate.sweep.naming import key_of
from playground.evaluate.yardsticks import judge_of, yardstick_of
from playground.export.trust import Gate, TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.resources import ModelStore

SHIPPED = "shipped"
"""What the held-out images are called that ship with the program."""


class Setup(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker must be told once: where models, data and kept pictures are, and who asks.

    ``data`` is the folder of the data set's IDX files, if any, ``heartbeats`` one for the files of
    :mod:`~playground.evaluate.sweep.heartbeat`. ``fresh`` makes pictures anew that were kept.
    ``trusting``: models of others that nobody has allowed are measured, too, since somebody named them.
    """

    model_folders: tuple[str, ...]
    cache: str
    placement: Placement = Placement()
    data: str = ""
    heartbeats: str = ""
    fresh: bool = False
    workers: int = 1
    command: str = ""
    trusting: bool = True

    @property
    def folder(self) -> Path | None:
        """The folder of the data set's files, if any."""
        return Path(self.data) if self.data else None


class SweepWorld:
    """The models at hand, opened as the setup says; yardsticks and sessions stay loaded."""

    def __init__(self, setup: Setup) -> None:
        self.setup = setup
        self.notices: list[str] = []
        # A worker on another machine has its own folders; keys say whether it has the same models.
        places = (*map(Path, setup.model_folders), *folders.model_folders())
        gate = Gate(TrustStore())
        admit = gate.telling(self.notices.append) if setup.trusting else gate.refuse
        self.models = ModelStore(tuple(dict.fromkeys(places)), rules(), admit)
        self.resources = self.models.at(setup.placement, self.notices.append)
        self._yardsticks: dict[str, PictureYardstick] = {}

    @functools.cached_property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all models that can be used, by name."""
        return tuple(entry.card for entry in self.models.catalogue().entries)

    @functools.cached_property
    def held_out(self) -> str:
        """A name for the held-out images: that of those that ship, or a digest of the data set's file."""
        return digest_of(self.setup.folder) if self.setup.folder else SHIPPED

    def key(self, job: Job) -> str:
        """The key of a job; raises ``CardError`` or ``DataError`` where it cannot be measured here."""
        card = self.resources.card(job.model)
        judge = judge_of(card, self.cards) if job.task == "pictures" else None
        named = self.setup.folder is not None and job.task == "pictures"
        held_out = self.held_out if named else content_of(card.data) or SHIPPED
        return key_of(job, card, judge, held_out, self.setup.placement)

    def yardstick(self, card: Card) -> PictureYardstick:
        """What a model's pictures are held against."""
        judge = judge_of(card, self.cards).name
        if judge not in self._yardsticks:
            cache = Path(self.setup.cache)
            self._yardsticks[judge] = yardstick_of(judge, self.resources, cache, self.setup.folder)
        return self._yardsticks[judge]


def digest_of(folder: Path) -> str:
    """A digest of a data set's held-out images, by the file they are in, or of all of a user's own."""
    if content := content_in(folder):
        return content
    names = ("t10k-images-idx3-ubyte", "t10k-images-idx3-ubyte.gz")
    path = next((folder / name for name in names if (folder / name).is_file()), None)
    if path is None:
        raise DataError(f"The data file {names[-1]} is missing in {folder}.")
    with guarded(DataError, f"The data file {path} cannot be read"):
        return hashlib.sha256(read_regular(path, MAX_BYTES)).hexdigest()[:16]

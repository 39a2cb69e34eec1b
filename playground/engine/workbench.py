"""What an engine can run: recipe types, generators, and the runtimes they may use."""

from __future__ import annotations

import pkgutil
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol, TypeAlias, cast

from playground import paradigms
from playground.core import folders
from playground.core.paradigm import Run
from playground.core.recipe import Recipe
from playground.core.resources import Placement
from playground.engine.trainings import TrainingFolder
from playground.export.trust import Gate, TrustStore
from playground.paradigms.cards import rules
from playground.runtimes.devices import available
from playground.runtimes.resources import ModelStore

Tell: TypeAlias = Callable[[str], None]


class Workbench(Protocol):
    """Everything an engine needs to know about the recipes it runs."""

    @property
    def types(self) -> tuple[type[Recipe], ...]:
        """The recipe types that can be run."""

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        """The generator of a recipe's frames; it may load models, at the latest in its first step.

        Of live trainings, ``training`` says which one it is.
        """

    def placements(self) -> tuple[Placement, ...]:
        """The runtimes and devices that are worth offering; cheap to ask again.

        PyTorch is not imported for it, so its other devices appear once a run has imported it.
        """


class PlaygroundWorkbench:
    """The paradigms, with one model store whose loaded sessions all runs share.

    It is the window's, and uses no model of others that nobody has allowed.
    """

    def __init__(
        self, model_folders: tuple[Path, ...], notice: Tell, trainings: TrainingFolder | None = None
    ) -> None:
        """``notice`` is called during a step with sentences the user should see; ``trainings`` is where live
        ones are kept, if they are."""
        self._store = ModelStore(model_folders, rules(), Gate(TrustStore()).refuse)
        self._trainings = trainings
        self._notice = notice
        self._offered: dict[bool, tuple[Placement, ...]] = {}

    @property
    def types(self) -> tuple[type[Recipe], ...]:
        return paradigms.recipe_types()

    def run(self, recipe: Recipe, placement: Placement, training: int = 0) -> Run:
        trainings = None if self._trainings is None else self._trainings.numbered(training)
        return paradigms.run(recipe, self._store.at(placement, self._notice, trainings))

    def placements(self) -> tuple[Placement, ...]:
        asked = "torch" in sys.modules
        if asked not in self._offered:
            found = available(ask_torch=asked).items()
            self._offered[asked] = tuple(
                Placement(runtime, device) for runtime, devices in found for device in devices
            )
        return self._offered[asked]


def keeping_workbench(model_folders: tuple[Path, ...], notice: Tell) -> PlaygroundWorkbench:
    """That of the window's own engine, which goes on with trainings where the last one was."""
    trainings = TrainingFolder(folders.user_data() / "labs", notice)
    return PlaygroundWorkbench(model_folders, notice, trainings)


def open_workbench(name: str, model_folders: tuple[str, ...], notice: Tell) -> Workbench:
    """The workbench that the callable ``module:name`` makes from model folders and a notice function."""
    make = cast(Callable[[tuple[Path, ...], Tell], Workbench], pkgutil.resolve_name(name))
    return make(tuple(Path(folder) for folder in model_folders), notice)
